"""The gradients and masks between one dense layer and the one before it, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handnn.arithmetic import Variable
from handnn.arrays import Array
from handnn.sheet.layout.backward_pass import BackwardPass
from handnn.sheet.layout.cells import Cells
from handnn.sheet.layout.gradient_cells import mask_cells, row_cells, slope_label
from handnn.sheet.layout.kinds import product_of
from handnn.sheet.page import Limits, Role


@dataclass(frozen=True)
class GradientRow:
    """A gradient or a mask, transposed: a row per sample.

    Attributes:
        label: What it is called.
        role: A mask, or a gradient.
        cells: Its cells.
        step: The path of the step it belongs to.
        repeated: Whether it stands on the sheet a second time.
    """

    label: str
    role: Role
    cells: Cells
    step: str
    repeated: bool = False


class GradientRows:
    """The rows of a backward pass.

    Args:
        backward_pass: The pass.
        limits: How much is shown.
    """

    def __init__(self, backward_pass: BackwardPass, limits: Limits) -> None:
        self._pass = backward_pass
        self._chain = backward_pass.chain
        self._limits = limits

    def above(self, position: int, gradient: Array | None) -> Iterator[GradientRow]:
        """The rows above a step: between it and the z of the dense layer before it.

        Args:
            position: The step's position; the length of the chain for the network's output.
            gradient: The gradient with respect to the step's input, or None where it is not needed.

        Returns:
            Masks and gradients; that with respect to the step's input comes last.
        """
        if gradient is None:
            return
        first = position
        while first > 0 and not product_of(self._chain[first - 1]):
            first -= 1
        for i in range(first, position):
            step, back = self._chain[i], self._pass.steps[i]
            if (i > first or i == 0) and back.input_gradient is not None:
                yield self._row(step.variable("input"), back.input_gradient, step.path)
            slope = self._pass.slope(i)
            if slope is not None:
                mask = mask_cells(step, slope, self._limits)
                yield GradientRow(slope_label(step), "mask", mask, step.path)
        if position == 0:
            yield self._row(self._chain[0].variable("input"), gradient, "")
        else:
            before = self._chain[position - 1]
            of = before.variable("output")
            yield self._row(of, gradient, before.path, repeated=first == position)

    def origin(self, position: int) -> str | None:
        """How the gradient with respect to a dense layer's z is computed.

        None for the last layer, where it is the gradient of the loss itself.
        """
        if position == len(self._chain) - 1:
            return None
        after = self._chain[position + 1]
        if product_of(after):
            return ""
        if self._pass.slope(position + 1) is None:
            return f"(back through {type(after.layer).__name__})"
        return f"= {after.variable('output').gradient.name} × {slope_label(after)}"

    def _row(self, of: Variable, gradient: Array, path: str, repeated: bool = False) -> GradientRow:
        cells = row_cells(gradient, of.gradient, self._limits)
        return GradientRow(of.gradient.name, "gradient", cells, path, repeated)
