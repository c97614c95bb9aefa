"""The cells of a block: which ones are drawn, and what each of them holds."""

from __future__ import annotations

from typing import Any

import numpy as np

from handnn.arithmetic import Variable
from handnn.elision import visible
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
    """The cells of a value as on paper: a row per feature, a column per sample.

    Args:
        array: Shape ``(features,)`` or ``(batch, features)``.
        variable: What it is called on paper.
        limits: How much is drawn.
        given: Whether the numbers are given rather than computed.
        switched_by: The step whose ReLU switches cells off; these cells say so.
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


def matrix_cells(array: Any, variable: Variable, limits: Limits, given: bool = False) -> Cells:
    """The cells of a matrix, row by row."""
    values = np.asarray(array, dtype=float).tolist()

    def cell(i: int | None, j: int | None) -> Cell:
        if i is None or j is None:
            return Cell(variable)
        return Cell(variable, (i, j), values[i][j], given)

    rows, columns = (visible(n, limits.features) for n in array.shape)
    return tuple(tuple(cell(i, j) for j in columns) for i in rows)


def weight_cells(step: Step, limits: Limits) -> Cells:
    """The cells of [W | b]: a row per neuron, the bias after its weights."""
    W = matrix_cells(step.parameters["W"], step.parameter_variable("W"), limits, given=True)
    b = parameter_cells(step, "b", limits) if "b" in step.parameters else None
    return W if b is None else tuple((*row, *bias) for row, bias in zip(W, b, strict=True))


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
