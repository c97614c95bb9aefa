"""What the record of a network and that of other code share: steps that explain themselves."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np

from handnn import render
from handnn.arithmetic import format_number
from handnn.arrays import Array
from handnn.elision import visible
from handnn.errors import ArgumentError, UnexplainedError
from handnn.explanation import Explanation
from handnn.rendered import RenderedRecord
from handnn.step import Step, pick

MANY_STEPS = 40  # of one record, before the arithmetic of the middle ones is left out
LAST_STEPS = 4


class RunRecord(RenderedRecord):
    """A run as a sequence of steps: by name, by position, or in a loop."""

    @property
    @abstractmethod
    def run(self) -> Step:
        """The step of the whole; all steps inside it have names and symbols."""

    @property
    def backward_pass(self) -> None:
        """None: there is the run only."""

    @property
    @abstractmethod
    def output(self) -> Any:
        """The result."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps; for a layer that ran on its own, its only step."""
        return self.run.steps or (self.run,)

    def explain(self, name: str | None = None, index: Any = None) -> Explanation:
        """The hand arithmetic of the steps' outputs: symbols, then numbers, then the result.

        Args:
            name: A step, such as ``"hidden"``, or ``"block.hidden"`` for one inside another. All
                by default.
            index: Which cells of that step's output, indexed as in NumPy. All by default.

        Returns:
            An `Explanation`; `print` it, or iterate over its cells.

        Raises:
            NoSuchStepError: If there is no such step or cell.
            UnexplainedError: If a layer does something whose arithmetic cannot be followed.
        """
        if name is not None:
            return self[name].explain(index)
        if index is not None:
            raise ArgumentError(
                "explain needs the name of a step to find a cell in: "
                f"{self._called}.explain({self.steps[0].name!r}, {index!r})."
            )
        return Explanation.joined([step.explain() for step in self.steps])

    def explanations(self) -> Iterator[Explanation | str]:
        """The arithmetic step by step; for a step that cannot be followed, the reason."""
        for step in self.steps:
            yield _explained(step)

    def describe(self) -> str:
        """The run in plain sentences, to be read aloud."""
        return render.narrate(self.run)

    def first_non_finite(self) -> tuple[Step, tuple[int, ...]] | None:
        """The step and the cell of its output where NaN or infinity first appears, if any does."""
        for step in self.run.leaves():
            cells = np.argwhere(~np.isfinite(step.output))
            if len(cells):
                return step, tuple(int(i) for i in cells[0])
        return None

    def __getitem__(self, key: int | str) -> Step:
        """The step at a position (negative ones count from the end) or with a name."""
        return pick(self.steps, key, f"The {self._called}")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """To NumPy the record is its output."""
        return np.array(self.output, dtype, copy=copy)

    def __len__(self) -> int:
        return len(self.steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    @property
    def _called(self) -> str:
        """What it is called in messages and in code that asks for more."""
        return type(self).__name__.lower()

    def _before(self) -> list[str]:
        return []

    def _after(self, width: int, ascii: bool) -> Iterator[str]:
        """The arithmetic of every step, and a warning if a number is not finite."""
        for i in visible(len(self), MANY_STEPS, LAST_STEPS):
            if i is None:
                first = MANY_STEPS - 1 - LAST_STEPS
                n = len(self) - MANY_STEPS + 1
                yield f"… {n:,} more steps; ask for one: {self._called}[{first}].explain()"
                continue
            explained = _explained(self[i])
            yield explained if isinstance(explained, str) else explained.text(width, ascii)
        yield from self._warning()

    def _warning(self) -> Iterator[str]:
        """Where the first number that is not finite appears."""
        if not np.isfinite(self.run.input).all():
            yield "The input holds numbers that are not finite."
        elif found := self.first_non_finite():
            step, index = found
            cell, value = (
                step.variable("output").cell(index),
                format_number(float(step.output[index])).text,
            )
            yield f'The first number that is not finite is {cell} = {value}, in "{step.name}".'


def _explained(step: Step) -> Explanation | str:
    """A step's arithmetic, or the reason why it cannot be followed."""
    try:
        return step.explain()
    except UnexplainedError as error:
        return str(error)
