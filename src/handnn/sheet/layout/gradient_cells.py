"""The cells of gradients: transposed as on paper, as rows, and as they are stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from handnn.arithmetic import Variable
from handnn.elision import visible
from handnn.sheet.layout.cells import Cells, transposed, value_cells
from handnn.sheet.layout.chain import is_activation, is_relu
from handnn.sheet.page import Cell, Limits
from handnn.step import Step


def row_cells(array: Any, variable: Variable, limits: Limits) -> Cells:
    """A value laid down: a row per sample, a column per feature."""
    return transposed(value_cells(array, variable, limits))


def mask_cells(step: Step, slope: Any, limits: Limits) -> Cells:
    """The slope of an activation, laid down: of ReLU the mask, 1 where a gradient passes."""
    z = step.variable("input")
    variable = Variable(f"φ'({z.name})", "mask", z.batched)
    switched = step if is_relu(step) else None
    return transposed(value_cells(slope, variable, limits, switched_by=switched))


def weight_gradient_cells(
    gradients: Mapping[str, Any], variables: Mapping[str, Variable], limits: Limits
) -> Cells:
    """The gradient by [W | b] in the shape of [W | b]: a row per neuron, the bias behind."""
    W = grid_cells(gradients["W"], variables["W"], limits)
    if "b" not in gradients:
        return W
    b = grid_cells(gradients["b"], variables["b"], limits)
    return tuple((*weights, *bias) for weights, bias in zip(W, b, strict=True))


def grid_cells(array: Any, variable: Variable, limits: Limits) -> Cells:
    """A number, a vector as a column, or a matrix."""
    if array.ndim == 0:
        return ((Cell(variable, (), float(array)),),)
    if array.ndim == 1:
        return value_cells(array, variable, limits)
    rows = visible(len(array), limits.features)
    columns = visible(array.shape[1], limits.features)
    return tuple(
        tuple(
            Cell(variable) if i is None or j is None else Cell(variable, (i, j), float(array[i, j]))
            for j in columns
        )
        for i in rows
    )


def slope_of(step: Step) -> Any:
    """What multiplies a gradient on its way back through a step, a number for each cell.

    None where the layer is not an activation, or one like softmax that mixes the cells.
    """
    if not is_activation(step):
        return None
    probe = np.arange(1.0, step.output.size + 1).reshape(step.output.shape)
    slope = step.layer.input_gradient(step, np.ones_like(probe))
    passed = step.layer.input_gradient(step, probe)
    return slope if np.allclose(passed, probe * slope, equal_nan=True) else None
