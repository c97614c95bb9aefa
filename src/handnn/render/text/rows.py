"""What stands in which rows of squares, found without a look at the whole page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Generic, TypeVar

from handnn.sheet.page import Block, Mark

_Thing = TypeVar("_Thing", Block, Mark)


class Rows(Generic[_Thing]):
    """Blocks or marks by the rows of squares that they take.

    Args:
        things: The blocks or marks of a page.
    """

    def __init__(self, things: Sequence[_Thing]) -> None:
        self._things: Sequence[_Thing] = things
        self._in_row: dict[int, list[int]] = defaultdict(list)
        for i, thing in enumerate(things):
            for row in range(thing.row, thing.bottom):
                self._in_row[row].append(i)

    def between(self, top: int, bottom: int) -> list[_Thing]:
        """Those that take a row from `top` until before `bottom`, in the page's order."""
        found = {i for row in range(top, bottom) for i in self._in_row.get(row, ())}
        return [self._things[i] for i in sorted(found)]
