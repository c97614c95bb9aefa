"""A record as sections of a document: a title, the matrices of a step, and its arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from handnn.arithmetic import Variable, format_number
from handnn.arrays import Array
from handnn.code import is_code
from handnn.elision import visible
from handnn.explanation import Part
from handnn.reading import Product
from handnn.record import BackwardRecord, Record
from handnn.sheet.layout.expression import Grid
from handnn.sheet.layout.kinds import product_of
from handnn.sheet.layout.strips import equation_of
from handnn.sheet.page import Limits
from handnn.step import Step

MANY_ROWS, MANY_COLUMNS = 16, 7  # of one matrix, before its middle is left out


@dataclass(frozen=True, slots=True)
class Matrix:
    """Numbers with headings: as on the sheet, features go down and samples go across.

    Attributes:
        names: The arrays in it, such as W1 and b1.
        rows: The headings of the rows.
        columns: The headings of the columns.
        texts: The numbers as they are written, row by row; an ellipsis for what is left out.
        has_bias: Whether the last column is set off, as the bias is beside the weights.
    """

    names: tuple[str, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    texts: tuple[tuple[str, ...], ...]
    has_bias: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The input or the target, one step of a run, or one gradient of a backward pass.

    Attributes:
        title: The step's path and kind.
        matrices: Its parameters, its input and its output; of a line of code, the arrays that it
            takes and its result.
        signs: What stands before each matrix and after the last one, where they are an equation.
        part: The arithmetic; None for an input or a target.
    """

    title: str
    matrices: tuple[Matrix, ...]
    signs: tuple[str, ...] = ()
    part: Part | None = None


def sections(record: Record) -> Iterator[Section]:
    """The sections of a backward pass, or of a run alone.

    Raises:
        UnexplainedError: If a layer does something whose arithmetic cannot be followed.
    """
    back = record.backward_pass
    return _forward_sections(record.run) if back is None else _backward_sections(back)


def _forward_sections(run: Step) -> Iterator[Section]:
    """The input, then every step of a run."""
    yield Section("Input", tuple(_inputs(run)))
    for step in run.parts():
        title = f"{step.path.replace('.', ' › ')} ({step.layer.label})"
        for part in step.explain().parts:
            if is_code(step):
                matrices, signs = _equation(step)
                yield Section(title, matrices, signs, part)
            elif product := product_of(step):
                yield Section(title, _product(step, product), ("", " · ", " = ", ""), part)
            else:
                yield Section(title, _input_and_output(step), (), part)


def _inputs(run: Step) -> Iterator[Matrix]:
    """What a run was given; the parameters of a network stand in its steps."""
    if not is_code(run):
        yield _value(run, "input")
        return
    yield _matrix(run.variable("input"), run.input)
    for name, array in run.parameters.items():
        yield _matrix(run.parameter_variable(name), array)


def _equation(line: Step) -> tuple[tuple[Matrix, ...], tuple[str, ...]]:
    """A line of code as on the sheet: the arrays that it takes, its result, the signs between."""
    matrices: list[Matrix] = []
    signs = [""]
    for token in equation_of(line, Limits(features=MANY_COLUMNS)):
        if isinstance(token, str):
            signs[-1] = token
        else:
            matrices.append(_grid(token))
            signs.append("")
    return tuple(matrices), tuple(signs)


def _grid(grid: Grid) -> Matrix:
    texts = tuple(tuple(cell.shown.text for cell in row) for row in grid.cells)
    columns = ("",) if len(texts[0]) == 1 else _headings(range(len(texts[0])))
    return Matrix((grid.name,), _headings(range(len(texts))), columns, texts)


def _backward_sections(back: BackwardRecord) -> Iterator[Section]:
    """The target or the first gradient, then every gradient from the last step to the first."""
    output = back.run.variable("output")
    if back.loss is None:
        start = _matrix(output.gradient, back.output_gradient)
        yield Section("Given gradient", (start,))
    if back.target is not None:
        target = Variable("t", "target", output.batched)
        yield Section("Target", (_matrix(target, back.target),))
    for part in back.explain().parts:
        corner = part.cells[-1].index
        values = np.array([cell.value for cell in part.cells]).reshape([i + 1 for i in corner])
        matrices = (_matrix(part.cells[0].variable, values),) if corner else ()
        yield Section(part.heading, matrices, part=part)


def _product(step: Step, product: Product) -> tuple[Matrix, ...]:
    """[W | b], the input with its trailing 1, and their product."""
    x, z = (_value(step, which) for which in ("input", "output"))
    weights, bias = product.weights, product.bias
    W = _matrix(Variable(weights.name, "parameter"), weights.values)
    if bias is None:
        return W, x, z
    b = _matrix(bias.variable, bias.values)
    both = Matrix(
        W.names + b.names,
        W.rows,
        W.columns + b.names,
        tuple(row + bias for row, bias in zip(W.texts, b.texts, strict=True)),
        has_bias=True,
    )
    ones = tuple(text if text == "…" else "1" for text in x.columns)
    return both, Matrix(x.names, (*x.rows, ""), x.columns, (*x.texts, ones)), z


def _input_and_output(step: Step) -> tuple[Matrix, ...]:
    parameters = [_matrix(step.parameter_variable(n), a) for n, a in step.parameters.items()]
    return *parameters, _value(step, "input"), _value(step, "output")


def _value(step: Step, which: str) -> Matrix:
    """A step's input or output, with a column for each sample or token."""
    array = getattr(step, which)
    return _matrix(step.variable(which), array, array.ndim == 2)


def _matrix(variable: Variable, array: Array, is_turned: bool = False) -> Matrix:
    grid = np.atleast_1d(array)
    grid = grid.reshape(grid.shape[0], -1)
    if variable.batched or is_turned:
        grid = grid.T
    rows, columns = visible(grid.shape[0], MANY_ROWS), visible(grid.shape[1], MANY_COLUMNS)
    texts = tuple(
        tuple("…" if i is None or j is None else format_number(grid[i, j]).text for j in columns)
        for i in rows
    )
    headings = ("",) if array.ndim == 1 else _headings(columns)
    return Matrix((variable.name,), _headings(rows), headings, texts)


def _headings(indices: Sequence[int | None]) -> tuple[str, ...]:
    return tuple("…" if i is None else str(i + 1) for i in indices)
