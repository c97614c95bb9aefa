"""The cells of gradients: as rows, and in the shapes of the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from handnn.arithmetic import Variable
from handnn.sheet.layout.cells import Cells, matrix_cells, transposed, value_cells
from handnn.sheet.layout.kinds import is_activation
from handnn.sheet.page import Cell, Limits
from handnn.step import Step


def row_cells(array: Any, variable: Variable, limits: Limits) -> Cells:
    """A value transposed: a row per sample, a column per feature."""
    return transposed(value_cells(array, variable, limits))


def mask_cells(step: Step, slope: Any, limits: Limits) -> Cells:
    """The slope of an activation as a row; that of ReLU is the mask, 1 where a gradient passes."""
    return transposed(value_cells(slope, mask_variable(step), limits, switched_by=step))


def mask_variable(step: Step) -> Variable:
    """What the slope of an activation is on paper: ``φ'(z1)``."""
    z = step.variable("input")
    return Variable(f"φ'({z.name})", "mask", z.batched)


def weight_gradient_cells(
    gradients: Mapping[str, Any], variables: Mapping[str, Variable], limits: Limits
) -> Cells:
    """The gradient with respect to [W | b], in its shape: a row per neuron, the bias last."""
    W = gradient_cells(gradients["W"], variables["W"], limits)
    if "b" not in gradients:
        return W
    b = gradient_cells(gradients["b"], variables["b"], limits)
    return tuple((*weights, *bias) for weights, bias in zip(W, b, strict=True))


def gradient_cells(array: Any, variable: Variable, limits: Limits) -> Cells:
    """A number, a vector as a column, or a matrix."""
    if array.ndim == 0:
        return ((Cell(variable, (), float(array)),),)
    if array.ndim == 1:
        return value_cells(array, variable, limits)
    return matrix_cells(array, variable, limits)


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
