"""The marks between the blocks, drawn: names, labels, arrows and captions."""

from __future__ import annotations

import math
from collections.abc import Sequence

from handnn.elision import shortened
from handnn.markup import element, escaped
from handnn.render.colours import colour_of_name, roles_by_name
from handnn.render.svg.lettering import name_width, with_minus
from handnn.render.svg.panel import (
    LONGEST_NAME,
    NAME_SIZE,
    SMALL_SIZE,
    SQUARE,
    fitting,
    name_at,
    words_at,
)
from handnn.render.svg.placement import Place
from handnn.sheet.page import Block, Mark

BESIDE = 8  # between a block and its name
CODE_SIZE = 14
LEADING = 20  # from one line to the next
LONGEST_CAPTION = 60  # characters of a caption in symbols


def drawn_mark(mark: Mark, place: Place, blocks: Sequence[Block]) -> str:
    """A mark in its place."""
    x = (place.column + place.width / 2) * SQUARE
    y = (place.row + place.height / 2) * SQUARE
    if mark.kind == "one":
        return element("text", "1", class_="one", x=x, y=y + 4.5, font_size=14)
    if mark.kind == "code":
        (code,) = mark.lines
        left = place.column * SQUARE
        return element(
            "text", escaped(code), class_="code", x=left, y=y + 5, font_size=CODE_SIZE,
            text_anchor="start",
        )  # fmt: skip
    if mark.kind in ("name", "caption"):
        x, anchor = _beside(mark, place, blocks)
        return "".join(
            _symbol(line, x, at, anchor, mark, blocks) for line, at in _lines(mark.lines, y)
        )
    room = place.width * SQUARE - 6
    return "".join(_label(line, x, at, room, blocks) for line, at in _lines(mark.lines, y) if line)


def mark_squares(mark: Mark) -> int:
    """How many squares a mark needs in a row."""
    if mark.kind == "name":
        widest = max(
            name_width(shortened(line, LONGEST_NAME), NAME_SIZE) + BESIDE for line in mark.lines
        )
    elif mark.kind == "code":
        widest = max(len(line) for line in mark.lines) * CODE_SIZE * 0.62
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
        return name_at(line, x, y, colour, anchor, SMALL_SIZE if anchor == "middle" else NAME_SIZE)
    if "∂" in line or "=" in line or " " not in line.removeprefix("new "):
        return name_at(line, x, y, colour, anchor, SMALL_SIZE, LONGEST_CAPTION)
    return words_at(line, x, y, anchor)


def _label(line: str, x: float, y: float, room: float, blocks: Sequence[Block]) -> str:
    """φ, ≈, an arrow, or the name of a layer in small letters."""
    full = SMALL_SIZE if len(line) > 1 else NAME_SIZE
    size = full * fitting(name_width(line, full), room, 0.5)
    colour = "ink" if line[0].isalpha() else "grey"
    return name_at(
        with_minus(line), x, y, colour_of_name(line, roles_by_name(blocks), colour), size=size
    )


def _lines(lines: Sequence[str], y: float) -> list[tuple[str, float]]:
    """Lines, each with its height; together they are centred at `y`."""
    top = y - LEADING * (len(lines) - 1) / 2
    return [(line, top + LEADING * i) for i, line in enumerate(lines)]
