"""From a page's columns to drawn squares: wide numbers take several squares, in whole strips.

Every row of a page is a row of squares. A column is too, as long as its numbers are short; the
strips with longer ones are widened by whole squares. The strips are then put side by side as far
left as they can stand, and what stands left of something, such as the weights of a layer, is moved
right up to it. So every block still begins on a line of the squared paper.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from handnn.sheet.page import Block, Cell, Mark, Page

Thing = Block | Mark


@dataclass(frozen=True)
class Place:
    """Where something stands, in drawn squares; `unit` of them make one of its columns."""

    row: int
    column: int
    height: int
    width: int
    unit: int


@dataclass
class _Strip:
    """Things that move together."""

    things: list[Thing]
    unit: int = 1
    left: int = 0

    @property
    def start(self) -> int:
        return min(thing.column for thing in self.things)


def places(
    page: Page, cell_squares: Callable[[Cell], int], mark_squares: Callable[[Mark], int]
) -> dict[int, Place]:
    """Where the blocks and marks of a page are drawn.

    Args:
        page: The page.
        cell_squares: How many squares a cell needs in a row.
        mark_squares: How many squares a mark between the strips needs in a row.

    Returns:
        The place of every block and mark, by its `id`.
    """
    strips = _strips(page)
    extents: dict[int, tuple[_Strip, int, int]] = {}
    for strip in strips:
        cells = (c for t in strip.things if isinstance(t, Block) for row in t.cells for c in row)
        strip.unit = max((cell_squares(cell) for cell in cells), default=1)
        for thing in strip.things:
            offset = (thing.column - strip.start) * strip.unit
            width = thing.width * strip.unit
            if isinstance(thing, Mark) and len(strip.things) == 1:
                width = max(width, mark_squares(thing))
            extents[id(thing)] = strip, offset, width
    _push(strips, extents, _neighbours(page))
    placed = {}
    for thing in _things(page):
        strip, offset, width = extents[id(thing)]
        placed[id(thing)] = Place(thing.row, strip.left + offset, thing.height, width, strip.unit)
    return placed


def _things(page: Page) -> list[Thing]:
    return [*page.blocks, *page.marks]


def _strips(page: Page) -> list[_Strip]:
    strips: dict[int, _Strip] = {}
    for block in page.blocks:
        strips.setdefault(block.strip, _Strip([])).things.append(block)
    loose = []
    for mark in page.marks:
        strip = mark.strip if mark.strip is not None else _strip_below(mark, page.blocks)
        if strip in strips:
            strips[strip].things.append(mark)
        else:
            loose.append(_Strip([mark]))
    return [*strips.values(), *loose]


def _strip_below(mark: Mark, blocks: Iterable[Block]) -> int | None:
    """The strip of the block on which a mark sits, as the name of a bias does."""
    for block in blocks:
        if mark.bottom == block.row and block.column <= mark.column and mark.right <= block.right:
            return block.strip
    return None


def _neighbours(page: Page) -> set[tuple[int, int, int]]:
    """Pairs that stand side by side in some row, by `id`, and the squares between them."""
    rows: dict[int, list[Thing]] = {}
    for thing in sorted(_things(page), key=lambda thing: thing.column):
        for row in range(thing.row, thing.bottom):
            rows.setdefault(row, []).append(thing)
    return {(id(a), id(b), b.column - a.right) for row in rows.values() for a, b in pairwise(row)}


def _push(
    strips: list[_Strip],
    extents: Mapping[int, tuple[_Strip, int, int]],
    neighbours: Iterable[tuple[int, int, int]],
) -> None:
    """Put the strips as far left as they can stand, then close the gaps that this leaves."""
    distances: dict[tuple[int, int], int] = {}
    number = {id(strip): i for i, strip in enumerate(strips)}
    for left, right, gap in neighbours:
        a, offset_a, width = extents[left]
        b, offset_b, _ = extents[right]
        if a is not b:
            pair = number[id(a)], number[id(b)]
            distance = offset_a + width + gap - offset_b
            distances[pair] = max(distance, distances.get(pair, -(10**9)))
    for _ in strips:
        moved = False
        for (i, j), distance in distances.items():
            if strips[j].left < strips[i].left + distance:
                strips[j].left, moved = strips[i].left + distance, True
        if not moved:
            break
    followed = {i for i, _ in distances}
    latest: list[float] = [
        math.inf if i in followed else strip.left for i, strip in enumerate(strips)
    ]
    for _ in strips:
        before = list(latest)
        for (i, j), distance in distances.items():
            latest[i] = min(latest[i], latest[j] - distance)
        if latest == before:
            break
    for strip, furthest in zip(strips, latest, strict=True):
        if furthest != math.inf:
            strip.left = int(furthest)
