"""A worksheet that is being filled in: its sheet with the learner's own numbers so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from handnn.arithmetic import FormattedNumber
from handnn.sheet.blanks import with_blanks
from handnn.sheet.page import Block, Cell, Limits, Page


class AskedCell(Cell):
    """The cell that is asked for: a question mark stands in it."""

    __slots__ = ()

    @property
    def blank(self) -> bool:
        """It is not left blank."""
        return False

    @property
    def elided(self) -> bool:
        """It stands for itself."""
        return False

    @property
    def shown(self) -> FormattedNumber:
        """A question mark."""
        return FormattedNumber("?", True)


def filled_in(
    page: Page, asked: Sequence[str], values: Mapping[str, float], here: str | None = None
) -> Page:
    r"""A page with the numbers that a learner has found so far, and the other cells blank.

    Args:
        page: The page with all numbers in.
        asked: The cells to fill in, by their names on paper.
        values: The learner's own numbers for some of them.
        here: The cell that is asked for next.

    Examples:
        >>> import handnn as hn
        >>> from handnn.render import draw
        >>> sheet = hn.worksheet(hn.gallery["single-neuron"])
        >>> page = filled_in(sheet.solution, sheet.asked, {"z[1]": -1}, "y[1]")
        >>> print(draw(page, ascii=False).partition("1\n")[2].partition("φ:")[0].rstrip())
         ┌───┬───┬───┲───┐ ┌───┐ ReLU ┌───┐
         │ 1 │-1 │ 1 ┃-5 │ │-1 │  →   │ ? │
         └───┴───┴───┺───┘ └───┘      └───┘
    """
    blank = with_blanks(page, frozenset(asked).difference(values))
    return replace(
        blank,
        blocks=tuple(_block(block, values, here) for block in blank.blocks),
        lay_out=partial(_laid_out, page, asked, values, here),
    )


def _laid_out(
    page: Page,
    asked: Sequence[str],
    values: Mapping[str, float],
    here: str | None,
    limits: Limits,
) -> Page:
    return filled_in(page.lay_out(limits), asked, values, here)


def _block(block: Block, values: Mapping[str, float], here: str | None) -> Block:
    cells = tuple(tuple(_cell(cell, values, here) for cell in row) for row in block.cells)
    return replace(block, cells=cells)


def _cell(cell: Cell, values: Mapping[str, float], here: str | None) -> Cell:
    becomes = cell.becomes and _cell(cell.becomes, values, here)
    if cell.blank and cell.symbol == here:
        return AskedCell(cell.variable, cell.index, None, cell.given, False, becomes)
    value = cell.value
    if value is not None:
        value = values.get(cell.symbol, value)
    return Cell(cell.variable, cell.index, value, cell.given, cell.off, becomes, cell.room)
