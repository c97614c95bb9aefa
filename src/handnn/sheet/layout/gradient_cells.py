"""The cells of gradients: as rows, and in the shapes of the parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from handnn.arithmetic import Variable
from handnn.arrays import Array
from handnn.reading import Product, Squares
from handnn.sheet.layout.cells import (
    Cells,
    beside,
    matrix_cells,
    square_cells,
    transposed,
    value_cells,
)
from handnn.sheet.layout.kinds import is_relu, parameter_name
from handnn.sheet.page import Cell, Limits
from handnn.step import Step


def row_cells(array: Any, variable: Variable, limits: Limits) -> Cells:
    """A value transposed: a row per sample, a column per feature."""
    return transposed(value_cells(array, variable, limits))


def mask_cells(step: Step, slope: Any, limits: Limits) -> Cells:
    """The slope of an activation as a row; that of ReLU is the mask, 1 where a gradient passes."""
    return transposed(value_cells(slope, mask_variable(step), limits, switched_by=step))


def mask_variable(step: Step) -> Variable:
    """What the slope of an activation is on paper: ``mask(z1)``, or ``slope(z1)``."""
    z = step.variable("input")
    return Variable(f"{slope_label(step)}({z.name})", "mask", z.batched)


def slope_label(step: Step) -> str:
    """What the slope of an activation is called: that of ReLU is a mask."""
    return "mask" if is_relu(step) else "slope"


class SquareGradient(NamedTuple):
    """The gradient with respect to the weights or the bias of a product.

    Attributes:
        squares: Where the cells of the weights or the bias stand.
        gradient: The gradient, in the shape of its parameter.
        variable: What it is called.
    """

    squares: Squares
    gradient: Array
    variable: Variable


def square_gradients(
    step: Step, product: Product, gradients: Mapping[str, Array], variables: Mapping[str, Variable]
) -> list[SquareGradient]:
    """Those gradients of a step that have their place in [W | b].

    That with respect to a bias shared by several neurons has none: it is the sum of theirs.

    Args:
        step: The step.
        product: What it is read as.
        gradients: Gradients with respect to its parameters, by name.
        variables: What they are called.
    """
    return [
        SquareGradient(squares, gradients[name], variables[name])
        for squares in (product.weights, product.bias)
        if squares
        and not squares.is_shared
        and (name := parameter_name(step, squares)) in gradients
    ]


def weight_gradient_cells(parts: Sequence[SquareGradient], limits: Limits) -> Cells:
    """The gradient with respect to [W | b], in its shape: a row per neuron, the bias last."""
    return reduce(
        beside,
        (square_cells(s, s.of(gradient), variable, limits) for s, gradient, variable in parts),
    )


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
    if not step.is_activation:
        return None
    probe = np.arange(1.0, step.output.size + 1).reshape(step.output.shape)
    slope = step.layer.input_gradient(step, np.ones_like(probe))
    passed = step.layer.input_gradient(step, probe)
    return slope if np.allclose(passed, probe * slope, equal_nan=True) else None
