"""The marks between the blocks, drawn: names, signs, arrows, captions and the legend."""

from __future__ import annotations

import math
from collections.abc import Sequence

from handnn.markup import element
from handnn.render.colours import colour_of_name, roles_by_name
from handnn.render.svg.lettering import name_width, shortened
from handnn.render.svg.panel import NAME_SIZE, SMALL_SIZE, SQUARE, fitting, named, words
from handnn.render.svg.squares import Place
from handnn.sheet.page import Block, Mark

BESIDE = 8  # between a block and its name
LEADING = 20  # from line to line
LEGEND_SIZE = 17
CAPTION = 60  # characters of a caption in symbols


def drawn_mark(mark: Mark, place: Place, blocks: Sequence[Block]) -> str:
    """A mark at its place."""
    x = (place.column + place.width / 2) * SQUARE
    y = (place.row + place.height / 2) * SQUARE
    if mark.kind == "one":
        return element("text", "1", class_="one", x=x, y=y + 4.5, font_size=14)
    if mark.kind in ("name", "caption"):
        x, anchor = _beside(mark, place, blocks)
        return "".join(
            _symbol(line, x, at, anchor, mark, blocks) for line, at in _lines(mark.lines, y)
        )
    room = place.width * SQUARE - 6
    return "".join(_sign(line, x, at, room, blocks) for line, at in _lines(mark.lines, y) if line)


def drawn_legend(lines: Sequence[str], column: int) -> tuple[str, int]:
    """What the signs mean, one below the other from a column on, and the column right of it."""
    drawn = "".join(
        named(line, column * SQUARE, (i + 0.5) * SQUARE, "grey", "start", LEGEND_SIZE)
        for i, line in enumerate(lines)
    )
    widest = max((name_width(shortened(line), LEGEND_SIZE) for line in lines), default=0)
    return drawn, column + math.ceil(widest / SQUARE) if lines else 0


def mark_squares(mark: Mark) -> int:
    """How many squares a mark needs in a row."""
    if mark.kind == "name":
        widest = max(name_width(shortened(line), NAME_SIZE) + BESIDE for line in mark.lines)
    elif mark.kind == "caption":
        widest = max(name_width(line, SMALL_SIZE) for line in mark.lines)
    else:
        widest = max(name_width(line, SMALL_SIZE) + 6 for line in mark.lines)
    return math.ceil(widest / SQUARE)


def _beside(mark: Mark, place: Place, blocks: Sequence[Block]) -> tuple[float, str]:
    """Where a name or a caption begins or ends: close to the block that it stands beside."""
    left, right = place.column * SQUARE, (place.column + place.width) * SQUARE
    level = [block for block in blocks if block.row <= mark.row < block.bottom]
    if any(block.column == mark.right for block in level):
        return right - BESIDE, "end"
    if any(block.right == mark.column for block in level):
        return left + BESIDE, "start"
    if mark.kind == "caption" and mark.strip is None:
        return left, "start"
    return (left + right) / 2, "middle"


def _symbol(line: str, x: float, y: float, anchor: str, mark: Mark, blocks: Sequence[Block]) -> str:
    colour = colour_of_name(line, roles_by_name(blocks))
    if mark.kind == "name":
        return named(line, x, y, colour, anchor, SMALL_SIZE if anchor == "middle" else NAME_SIZE)
    if "∂" in line or "=" in line or " " not in line:
        return named(line, x, y, colour, anchor, SMALL_SIZE, CAPTION)
    return words(line, x, y, anchor)


def _sign(line: str, x: float, y: float, room: float, blocks: Sequence[Block]) -> str:
    """φ, ≈, an arrow, or the name of a layer in small letters."""
    full = SMALL_SIZE if len(line) > 1 else NAME_SIZE
    size = full * fitting(name_width(line, full), room, 0.5)
    colour = "ink" if line[0].isalpha() else "grey"
    return named(line, x, y, colour_of_name(line, roles_by_name(blocks), colour), size=size)


def _lines(lines: Sequence[str], y: float) -> list[tuple[str, float]]:
    """Lines, and the heights at which they stand centred about `y`."""
    top = y - LEADING * (len(lines) - 1) / 2
    return [(line, top + LEADING * i) for i, line in enumerate(lines)]
