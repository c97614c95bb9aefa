"""The text pen: the sheet in box-drawing characters, never wider than the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace

from handnn import terminal
from handnn.sheet.canvas import Canvas
from handnn.sheet.model import Block, Limits, Page
from handnn.sheet.typesetting import Typeset

SMALLER = (20, 8), (16, 6), (12, 5), (10, 4), (8, 4), (6, 3), (5, 3), (4, 3), (3, 3)
FLIGHTS = 8, 6, 4, 3, 2, 1
FEATURES, SAMPLES = 5, 4  # below these, rather start the staircase anew than leave out more


def draw(page: Page, width: int | None = None, ascii: bool | None = None) -> str:
    """Draw a page as text, with its legend and notes below.

    Args:
        page: What to draw. Where it is too wide, the staircase starts anew at the left more often,
            and more cells are left out, until it fits.
        width: The longest line; the terminal's width by default.
        ascii: Whether to keep to ASCII; by default what the terminal can draw.

    Returns:
        The lines, none longer than `width`.
    """
    width = terminal.width() if width is None else width
    ascii = terminal.is_plain() if ascii is None else ascii
    narrowest = 0
    for limits in _tighter(page.limits, width):
        typeset = Typeset(page.within(limits), ascii)
        if typeset.width <= width:
            return "\n".join([*_drawing(typeset), *_below(typeset, width)])
        narrowest = min(narrowest or typeset.width, typeset.width)
    too_wide = f"The sheet takes at least {narrowest} columns; here are {width}."
    return textwrap.fill(too_wide, max(1, width))


def _tighter(limits: Limits, width: int) -> Iterator[Limits]:
    """Limits to try, from those given to the tightest.

    Whatever cannot stand in `width` is not tried. To start the staircase anew shows everything, so
    that comes first; but a staircase in one flight with fewer squares reads better than many
    flights with a few squares more.
    """
    most = replace(limits, features=max(3, min(limits.features, width // 4)))
    squares = [
        replace(most, features=min(most.features, features), samples=min(most.samples, samples))
        for features, samples in SMALLER
    ]
    tries = [most, *_in_flights(most)]
    tries += [each for each in squares if each.features >= FEATURES and each.samples >= SAMPLES]
    tries += [flight for each in squares for flight in _in_flights(each)]
    yield from dict.fromkeys(tries)


def _in_flights(limits: Limits) -> Iterator[Limits]:
    return (replace(limits, flight=n) for n in FLIGHTS if n < limits.flight)


def _drawing(typeset: Typeset) -> list[str]:
    canvas = Canvas(typeset.ascii)
    for block in typeset.page.blocks:
        _rule(canvas, typeset, block)
        for i, row in enumerate(typeset.cell_texts(block)):
            for j, text in enumerate(row):
                end = typeset.border(block, j + 1) - 1
                canvas.write(typeset.row_line(block.row + i), end - len(text), text)
    for mark in typeset.marks:
        for line, column, text in typeset.lettering(mark):
            canvas.write(line, column, text)
    return canvas.lines()


def _rule(canvas: Canvas, typeset: Typeset, block: Block) -> None:
    """A block's rules; heavy ones set off the bias, and a block from one that it continues."""
    blocks = typeset.page.blocks
    top, bottom = typeset.rule_line(block.row), typeset.rule_line(block.bottom)
    left, right = typeset.border(block, 0), typeset.border(block, block.width)
    continues = any(above.bottom == block.row and _aligned(above, block) for above in blocks)
    for i in range(block.height + 1):
        heavy = continues if i == 0 else block.bias == "row" and i == block.height - 1
        canvas.rule_across(typeset.rule_line(block.row + i), left, right, heavy)
    for j in range(block.width + 1):
        heavy = block.bias == "column" and j == block.width - 1
        canvas.rule_down(typeset.border(block, j), top, bottom, heavy)


def _aligned(a: Block, b: Block) -> bool:
    return (a.strip, a.column, a.width) == (b.strip, b.column, b.width)


def _below(typeset: Typeset, width: int) -> Iterator[str]:
    page = typeset.page
    if page.legend or page.notes:
        yield ""
    for sentence in (*page.legend, *page.notes):
        yield from textwrap.wrap(typeset.say(sentence), width, break_on_hyphens=False)
