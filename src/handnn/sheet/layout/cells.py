"""The cells of a block: which ones are drawn, and what each of them holds."""

from __future__ import annotations

from itertools import repeat
from typing import Any

import numpy as np

from handnn.arithmetic import Variable
from handnn.elision import visible
from handnn.reading import Product, Squares
from handnn.sheet.layout.kinds import is_relu
from handnn.sheet.page import Cell, Limits
from handnn.step import Step

Cells = tuple[tuple[Cell, ...], ...]


def value_cells(
    array: Any,
    variable: Variable,
    limits: Limits,
    given: bool = False,
    switched_by: Step | None = None,
) -> Cells:
    """The cells of a value as on paper: a row per feature, a column per sample or per token.

    Args:
        array: With at most two axes: one sample of features, a batch, or a sequence.
        variable: What it is called on paper.
        limits: How much is drawn.
        given: Whether the numbers are given rather than computed.
        switched_by: The step whose ReLU switches cells off; these cells say so.
    """
    values = np.asarray(array)
    off = np.zeros(values.shape, bool)
    if switched_by is not None and is_relu(switched_by):
        off = np.asarray(switched_by.input) <= 0
    has_samples = values.ndim == 2 or (values.ndim == 1 and variable.batched)
    has_features = values.ndim > has_samples
    samples = visible(len(values), limits.samples) if has_samples else (0,)
    features = visible(values.shape[-1], limits.features) if has_features else (0,)

    def cell(sample: int | None, feature: int | None) -> Cell:
        if sample is None or feature is None:
            return Cell(variable)
        index = (sample,) * has_samples + (feature,) * has_features
        return Cell(variable, index, float(values[index]), given, bool(off[index]))

    return tuple(tuple(cell(s, f) for s in samples) for f in features)


def matrix_cells(array: Any, variable: Variable, limits: Limits) -> Cells:
    """The cells of a matrix, row by row."""
    values = np.asarray(array, dtype=float)

    def cell(i: int | None, j: int | None) -> Cell:
        return (
            Cell(variable) if i is None or j is None else Cell(variable, (i, j), values.item(i, j))
        )

    rows, columns = (visible(n, limits.features) for n in array.shape)
    return tuple(tuple(cell(i, j) for j in columns) for i in rows)


def weight_cells(product: Product, limits: Limits) -> Cells:
    """The cells of [W | b]: a row per neuron, the bias after its weights."""
    weights, bias = product.weights, product.bias
    W = square_cells(weights, weights.values, weights.variable, limits, given=True)
    if bias is None:
        return W
    return beside(W, square_cells(bias, bias.values, bias.variable, limits, given=True))


def square_cells(
    squares: Squares, values: Any, variable: Variable, limits: Limits, given: bool = False
) -> Cells:
    """The cells of a part of a product, a row per neuron; one bias is a column.

    Args:
        squares: The part.
        values: The numbers in its squares: its own, or those of a gradient.
        variable: What the array of these numbers is called.
        limits: How much is drawn.
        given: Whether the numbers are given rather than computed.
    """
    spans = [visible(n, limits.features) for n in squares.shape]
    shown = np.ix_(*([k for k in span if k is not None] for span in spans))
    numbers = values[shown].ravel().tolist()
    indices = squares.indices(shown)
    made = map(Cell, repeat(variable), indices, numbers, repeat(given))
    rows, columns = spans if len(spans) == 2 else (*spans, (0,))
    return tuple(
        tuple(Cell(variable) if i is None or j is None else next(made) for j in columns)
        for i in rows
    )


def beside(left: Cells, right: Cells) -> Cells:
    """Each row of one block continued by that of another."""
    return tuple((*start, *end) for start, end in zip(left, right, strict=True))


def parameter_cells(step: Step, name: str, limits: Limits) -> Cells | None:
    """The cells of a parameter as a column; None where it is not a number or a vector."""
    array, variable = step.parameters[name], step.parameter_variable(name)
    if array.ndim > 1:
        return None
    if array.ndim == 0:
        return ((Cell(variable, (), float(array), given=True),),)
    return value_cells(array, variable, limits, given=True)


def transposed(cells: Cells) -> Cells:
    """Rows for columns."""
    return tuple(zip(*cells, strict=True))
