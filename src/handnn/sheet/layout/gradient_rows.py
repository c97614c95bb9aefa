"""What a gradient passes on its way from one dense layer back to the one before, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handnn.arithmetic import Variable
from handnn.arrays import Array
from handnn.sheet.layout.backward_pass import BackwardPass
from handnn.sheet.layout.cells import Cells
from handnn.sheet.layout.chain import Leaf, is_dense, is_relu
from handnn.sheet.layout.gradient_cells import mask_cells, row_cells
from handnn.sheet.page import Limits, Role
from handnn.step import Step


@dataclass(frozen=True)
class Row:
    """Something laid down: a row per sample.

    Attributes:
        label: What it is called.
        role: A mask, or a gradient.
        cells: Its cells.
        step: The names of the step it belongs to.
        repeated: Whether it stands on the sheet a second time.
    """

    label: str
    role: Role
    cells: Cells
    step: tuple[str, ...]
    repeated: bool = False


class GradientRows:
    """The way of the gradients, from the end of a chain to its beginning.

    Args:
        given: The backward pass.
        limits: How much is shown.
    """

    def __init__(self, given: BackwardPass, limits: Limits) -> None:
        self._pass = given
        self._chain = given.chain
        self._limits = limits

    def into(self, place: int, gradient: Array | None) -> Iterator[Row]:
        """The rows between the z of the dense layer before and the gradient by a leaf's input.

        Args:
            place: The leaf's place; behind the last one for the network's output.
            gradient: The gradient by the leaf's input, or None where nobody asked for it.

        Returns:
            Masks and gradients; the gradient by the leaf's input comes last.
        """
        if gradient is None:
            return
        first = place
        while first > 0 and not is_dense(self._chain[first - 1].step):
            first -= 1
        for i in range(first, place):
            leaf, back = self._chain[i], self._pass.steps[i]
            if (i > first or i == 0) and back.input_gradient is not None:
                yield self._row(leaf.step.variable("input"), back.input_gradient, leaf.path)
            slope = self._pass.slope(i)
            if slope is not None:
                mask = mask_cells(leaf.step, slope, self._limits)
                yield Row(label(leaf.step), "mask", mask, leaf.path)
        if place == 0:
            yield self._row(self._chain[0].step.variable("input"), gradient, ())
        else:
            before = self._chain[place - 1]
            of = before.step.variable("output")
            yield self._row(of, gradient, before.path, repeated=first == place)

    def origin(self, leaf: Leaf) -> str | None:
        """What the gradient by a dense layer's z is made of; None if the loss itself gives it."""
        if leaf is self._chain[-1]:
            return None
        after = self._chain[leaf.place + 1].step
        if is_dense(after):
            return ""
        if self._pass.slope(leaf.place + 1) is None:
            return f"(back through {type(after.layer).__name__})"
        return f"= {after.variable('output').gradient.name} × {label(after)}"

    def _row(
        self, of: Variable, gradient: Array, path: tuple[str, ...], repeated: bool = False
    ) -> Row:
        cells = row_cells(gradient, of.gradient, self._limits)
        return Row(of.gradient.name, "gradient", cells, path, repeated)


def label(step: Step) -> str:
    """What the slope of an activation is called."""
    return "mask" if is_relu(step) else "slope"
