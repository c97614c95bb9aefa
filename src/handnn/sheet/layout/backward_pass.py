"""What the sheet needs to know of a backward pass."""

from __future__ import annotations

from typing import Any

from handnn.arrays import Array
from handnn.record import BackwardRecord
from handnn.sheet.layout.chain import leaves
from handnn.sheet.layout.gradient_cells import slope_of
from handnn.sheet.layout.notes import few


class BackwardPass:
    """A backward pass, leaf by leaf.

    Attributes:
        back: The pass.
        chain: All steps of the run.
        steps: Their backward steps.
        shares: The gradients by each parameter, by the name of that gradient on paper; several
            where a layer stands at several places.
        notes: Sentences about the units through which no gradient flows.
    """

    def __init__(self, back: BackwardRecord) -> None:
        self.back = back
        self.chain = tuple(leaves(back.run))
        self.steps = tuple(back.backward_run.leaves())
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
