"""What the sheet needs to know of a backward pass."""

from __future__ import annotations

from typing import Any, Protocol

from handnn.arrays import Array
from handnn.backward_step import BackwardStep
from handnn.losses import Loss
from handnn.sheet.chain import leaves
from handnn.sheet.gradient_cells import slope_of
from handnn.sheet.notes import few


class Walked(Protocol):
    """What the sheet asks of a backward pass."""

    @property
    def run(self) -> BackwardStep:
        """The network's own backward step."""

    @property
    def loss_function(self) -> Loss | None:
        """What computed the loss, if anything did."""

    @property
    def target(self) -> Array | None:
        """What the output should have been, in its shape."""

    def notes(self) -> tuple[str, ...]:
        """Sentences about the units through which no gradient flows."""


class Pass:
    """A backward pass, leaf by leaf.

    Attributes:
        back: The pass.
        chain: All steps of the run.
        steps: Their backward steps.
        shares: The gradients by each parameter, by the name of that gradient on paper; several
            where a layer stands at several places.
        notes: Sentences about the units through which no gradient flows.
    """

    def __init__(self, back: Walked) -> None:
        self.back = back
        self.chain = tuple(leaves(back.run.step))
        self.steps = tuple(back.run.leaves())
        self.notes = few(back.notes())
        self._slopes: dict[int, Any] = {}
        self.shares: dict[str, list[Array]] = {}
        for step in self.steps:
            for name, gradient in step.parameter_gradients.items():
                self.shares.setdefault(step.variable(name).name, []).append(gradient)

    def slope(self, place: int) -> Any:
        """The slope of the activation at a place of the chain; None if there is none."""
        if place not in self._slopes:
            self._slopes[place] = slope_of(self.chain[place].step)
        return self._slopes[place]

    def total(self, name: str) -> Array:
        """The gradient by a parameter: those at all its places, added up."""
        first, *others = self.shares[name]
        return sum(others, start=first)
