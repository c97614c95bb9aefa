"""From a page's columns to drawn squares: wide numbers take several squares, in whole strips.

Every row of a page is a row of squares. A column is too, as long as its numbers are short; the
strips with longer ones are widened by whole squares. So every block still begins on a line of the
squared paper when the strips are put side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from handnn.render.strips import place_strips
from handnn.sheet.page import Block, Mark, Page

Thing = Block | Mark


@dataclass(frozen=True)
class Place:
    """Where something stands, in drawn squares; `unit` of them make one of its columns."""

    row: int
    column: int
    height: int
    width: int
    unit: int

    @property
    def right(self) -> int:
        """The column right of its last one."""
        return self.column + self.width


@dataclass(frozen=True)
class _Extent:
    """How far something extends in its strip, in drawn squares from the strip's beginning."""

    strip: int
    offset: int
    width: int
    unit: int


def places(
    page: Page, block_squares: Callable[[Block], int], mark_squares: Callable[[Mark], int]
) -> dict[int, Place]:
    """Where the blocks and marks of a page are drawn.

    Args:
        page: The page.
        block_squares: How many squares each cell of a block needs in a row.
        mark_squares: How many squares a mark between the strips needs in a row.

    Returns:
        The place of every block and mark, by its `id`.
    """
    strips = _strips(page)
    extents = dict(_extents(strips, block_squares, mark_squares))
    distances: dict[tuple[int, int], int] = {}
    for left, right, gap in _neighbours(page):
        a, b = extents[left], extents[right]
        if a.strip != b.strip:
            distance = a.offset + a.width + gap - b.offset
            pair = a.strip, b.strip
            distances[pair] = max(distance, distances.get(pair, distance))
    starts = place_strips(dict.fromkeys(range(len(strips)), 0), distances)
    placed = {}
    for thing in page.things:
        at = extents[id(thing)]
        column = starts[at.strip] + at.offset
        placed[id(thing)] = Place(thing.row, column, thing.height, at.width, at.unit)
    return placed


def _strips(page: Page) -> list[list[Thing]]:
    """Blocks and marks that move together."""
    strips: dict[int, list[Thing]] = {}
    for block in page.blocks:
        strips.setdefault(block.strip, []).append(block)
    loose: list[list[Thing]] = []
    for mark in page.marks:
        strip = mark.strip
        if strip is None and mark.kind != "code":
            strip = _strip_below(mark, page.blocks)
        if strip in strips:
            strips[strip].append(mark)
        else:
            loose.append([mark])
    return [*strips.values(), *loose]


def _strip_below(mark: Mark, blocks: Iterable[Block]) -> int | None:
    """The strip of the block on which a mark sits, as the name of a bias does."""
    for block in blocks:
        if mark.bottom == block.row and block.column <= mark.column and mark.right <= block.right:
            return block.strip
    return None


def _extents(
    strips: list[list[Thing]],
    block_squares: Callable[[Block], int],
    mark_squares: Callable[[Mark], int],
) -> Iterator[tuple[int, _Extent]]:
    for i, things in enumerate(strips):
        blocks = (thing for thing in things if isinstance(thing, Block))
        unit = max(map(block_squares, blocks), default=1)
        start = min(thing.column for thing in things)
        for thing in things:
            width = thing.width * unit
            if isinstance(thing, Mark) and len(things) == 1:
                width = max(width, mark_squares(thing))
            yield id(thing), _Extent(i, (thing.column - start) * unit, width, unit)


def _neighbours(page: Page) -> set[tuple[int, int, int]]:
    """Pairs that stand side by side in some row, by `id`, and the squares between them."""
    rows: dict[int, list[Thing]] = {}
    for thing in sorted(page.things, key=lambda thing: thing.column):
        for row in range(thing.row, thing.bottom):
            rows.setdefault(row, []).append(thing)
    return {(id(a), id(b), b.column - a.right) for row in rows.values() for a, b in pairwise(row)}
