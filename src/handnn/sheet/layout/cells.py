"""The cells of a block: which ones are drawn, and what each of them holds."""

from __future__ import annotations

from typing import Any

import numpy as np

from handnn.arithmetic import Variable
from handnn.elision import visible
from handnn.sheet.layout.chain import is_relu
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
    """The cells of a value as on paper: a row per feature, a column per sample.

    Args:
        array: Shape ``(features,)`` or ``(batch, features)``.
        variable: What it is called on paper.
        limits: How much is drawn.
        given: Whether the numbers were given, not worked out.
        switched_by: The step that made it: where a ReLU has switched a cell off, the cell says so.
    """
    values = np.asarray(array)
    off = np.zeros(values.shape, bool)
    if switched_by is not None and is_relu(switched_by):
        off = np.asarray(switched_by.input) <= 0
    samples = visible(len(values), limits.samples) if values.ndim == 2 else (0,)

    def cell(sample: int | None, feature: int | None) -> Cell:
        if sample is None or feature is None:
            return Cell(variable)
        index = (sample, feature) if values.ndim == 2 else (feature,)
        return Cell(variable, index, float(values[index]), given, bool(off[index]))

    features = visible(values.shape[-1], limits.features)
    return tuple(tuple(cell(s, f) for s in samples) for f in features)


def weight_cells(step: Step, limits: Limits) -> Cells:
    """The cells of [W | b]: a row per neuron, the bias behind its weights."""
    W, b = step.parameters["W"], step.parameters.get("b")
    of_W = step.parameter_variable("W")

    def weight(i: int | None, j: int | None) -> Cell:
        return Cell(of_W) if i is None or j is None else Cell(of_W, (i, j), float(W[i, j]), True)

    def bias(i: int | None) -> tuple[Cell, ...]:
        if b is None:
            return ()
        of_b = step.parameter_variable("b")
        return (Cell(of_b) if i is None else Cell(of_b, (i,), float(b[i]), True),)

    outputs, inputs = visible(len(W), limits.features), visible(W.shape[1], limits.features)
    return tuple((*(weight(i, j) for j in inputs), *bias(i)) for i in outputs)


def parameter_cells(step: Step, name: str, limits: Limits) -> Cells | None:
    """The cells of a parameter as a column; None where it is not a number or a vector."""
    array, variable = step.parameters[name], step.parameter_variable(name)
    if array.ndim > 1:
        return None
    if array.ndim == 0:
        return ((Cell(variable, (), float(array), True),),)
    return tuple(
        (Cell(variable) if i is None else Cell(variable, (i,), float(array[i]), True),)
        for i in visible(len(array), limits.features)
    )


def transposed(cells: Cells) -> Cells:
    """Rows for columns."""
    return tuple(zip(*cells, strict=True))
