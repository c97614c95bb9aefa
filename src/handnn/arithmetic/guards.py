"""Guards: the comparisons on which plain Python or NumPy took a decision.

An expression is true of the branch that the code took. Where code asks ``if x[0] > 0`` or sorts,
the answer is not part of the expression; it is kept beside it, so that one knows when other values
would have gone another way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition, and whether it held when the code asked.

    Attributes:
        condition: The `Number` that was asked.
        truth: What it answered.
    """

    condition: Any
    truth: bool


class Recording:
    """What one recording noted."""

    def __init__(self) -> None:
        self._noted: list[tuple[Any, Any]] = []

    @property
    def guards(self) -> list[Guard]:
        """The decisions, each cell of a condition by itself."""
        return [
            Guard(node.cell(place), bool(truths[place]))
            for node, truths in self._noted
            for place in np.ndindex(np.shape(truths))
            if not node.is_constant
        ]

    def __len__(self) -> int:
        return len(self._noted)

    def so_far(self) -> Recording:
        """What has been noted by now, whatever comes later."""
        copy = Recording()
        copy._noted = list(self._noted)
        return copy

    def repeat(self, start: int, stop: int) -> None:
        """Note some of the decisions in whatever is recording now."""
        for node, truths in self._noted[start:stop]:
            note_guards(node, truths)

    def note(self, node: Any, truths: Any) -> None:
        """Keep what the cells of a condition answered."""
        self._noted.append((node, np.asarray(truths)))


_active: ContextVar[Recording | None] = ContextVar("handnn_recording", default=None)


@contextmanager
def recording() -> Iterator[Recording]:
    """Keep the guards of the code that runs inside.

    Recordings nest, and each thread and task has its own. What is not a number or not finite flows
    as in NumPy, but without warnings: the run that is being explained gave them already.

    Examples:
        >>> from handnn.arithmetic import Variable, record, recording
        >>> x = record([3.0, -1.0], Variable("x", "input"))
        >>> with recording() as noted:
        ...     y = x[0] if x[0] > x[1] else x[1]
        >>> noted.guards[0].truth
        True
    """
    noted = Recording()
    token = _active.set(noted)
    try:
        with np.errstate(all="ignore"):
            yield noted
    finally:
        _active.reset(token)


def note_guards(node: Any, truths: Any) -> None:
    """Keep the answers of an array of conditions, if anybody is recording.

    Args:
        node: The conditions.
        truths: What they answered, in their shape.
    """
    noted = _active.get()
    if noted is not None:
        noted.note(node, truths)


def n_noted() -> int:
    """How many decisions have been noted so far."""
    noted = _active.get()
    return 0 if noted is None else len(noted)
