"""The text pen: the sheet in box-drawing characters, never wider than the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from handnn import terminal
from handnn.render.text.canvas import Canvas
from handnn.render.text.fitting import fitted
from handnn.render.text.typesetting import Typeset
from handnn.sheet.page import Block, Page


def draw(page: Page, width: int | None = None, ascii: bool | None = None) -> str:
    """Draw a page as text, with its legend and notes below.

    Args:
        page: What to draw. Where it is too wide, the staircase starts again at the left more often,
            and more cells are left out, until it fits.
        width: The longest line; the terminal's width by default.
        ascii: Whether to keep to ASCII; by default what the terminal can draw.

    Returns:
        The lines, none longer than `width`.
    """
    width = terminal.width() if width is None else width
    ascii = terminal.is_plain() if ascii is None else ascii
    typeset = fitted(page, width, ascii)
    if typeset.width > width:
        too_wide = f"The sheet needs at least {typeset.width} columns; there are only {width}."
        return textwrap.fill(too_wide, max(1, width))
    return "\n".join([*_drawing(typeset), *_below(typeset, width)])


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
    """A block's rules; a heavy one sets off the bias, or the block from the one above it."""
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
    sentences = [*page.legend, *page.notes]
    if typeset.digits is not None:
        sentences.append(f"To fit this width, numbers are cut to {typeset.digits} digits.")
    if sentences:
        yield ""
    for sentence in sentences:
        lines = textwrap.wrap(typeset.encoded(sentence), width, break_on_hyphens=False)
        yield from map(str.rstrip, lines)  # a word longer than a line leaves the space before it
