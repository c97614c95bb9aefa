"""What the sheet needs to know of a backward pass."""

from __future__ import annotations

from typing import Any

from handnn.arrays import Array
from handnn.record import BackwardRecord
from handnn.sheet.layout.gradient_cells import slope_of
from handnn.sheet.layout.notes import first_notes


class BackwardPass:
    """A backward pass, step by step.

    Attributes:
        back: The record of the pass.
        chain: All steps of the run.
        steps: Their backward steps, at the same positions.
        contributions: The gradients with respect to each parameter, by the name of that gradient on
            paper; several where a layer is used at several places.
        notes: Sentences about the units through which no gradient flows.
    """

    def __init__(self, back: BackwardRecord) -> None:
        self.back = back
        self.chain = tuple(back.run.leaves())
        self.steps = tuple(back.backward_run.leaves())
        self.notes = first_notes(back.notes())
        self._slopes: dict[int, Any] = {}
        self.contributions: dict[str, list[Array]] = {}
        for step in self.steps:
            for name, gradient in step.parameter_gradients.items():
                self.contributions.setdefault(step.variable(name).name, []).append(gradient)

    def slope(self, position: int) -> Any:
        """The slope of the activation at a position of the chain; None if there is none."""
        if position not in self._slopes:
            self._slopes[position] = slope_of(self.chain[position])
        return self._slopes[position]

    def total(self, name: str) -> Array:
        """The gradient with respect to a parameter: the sum of its contributions."""
        first, *others = self.contributions[name]
        return sum(others, start=first)
