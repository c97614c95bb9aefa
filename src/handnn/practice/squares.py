"""A by-hand sheet as squares of a table, as a workbook and a web form have them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from handnn.sheet.blanks import links
from handnn.sheet.page import Block, Cell, Page


@dataclass(frozen=True)
class Square:
    """A square, or several that are merged, with a number, a text, or room for an answer.

    Attributes:
        row: Its row, counted from 0.
        column: Its column, counted from 0.
        text: What is printed in it.
        cell: The name of the cell that it asks for, where it is drawn for the first time.
        again: The name of a cell that is asked for in another square.
        width: How many squares are merged into one.
        height: How many rows of squares are.
        is_mark: Whether it stands between the blocks, without a border.
        is_bias: Whether a heavy rule on its left sets off the bias.
    """

    row: int
    column: int
    text: str
    cell: str = ""
    again: str = ""
    width: int = 1
    height: int = 1
    is_mark: bool = False
    is_bias: bool = False


def squares(page: Page, asked: Collection[str]) -> list[Square]:
    """The squares of a sheet, in the order of reading; no two overlap.

    Args:
        page: The sheet, with its blank cells.
        asked: The names of the cells that are asked for.
    """
    free: set[tuple[int, int]] = set()
    drawn: set[str] = set()
    found: list[Square] = []
    for block in page.blocks:
        for square in _block(block, asked, drawn):
            free.add((square.row, square.column))
            found.append(square)
    for mark in page.marks:
        text = " ".join(line for line in mark.lines if line)
        for width, height in ((mark.width, mark.height), (1, 1)):
            taken = {(mark.row + i, mark.column + j) for i in range(height) for j in range(width)}
            if not taken & free:
                free |= taken
                found.append(
                    Square(mark.row, mark.column, text, width=width, height=height, is_mark=True)
                )
                break
    return sorted(found, key=lambda square: (square.row, square.column))


def _block(block: Block, asked: Collection[str], drawn: set[str]) -> Iterator[Square]:
    for i, row in enumerate(block.cells):
        for j, cell in enumerate(row):
            is_bias = (block.bias == "column" and j == block.width - 1) or (
                block.bias == "row" and i == block.height - 1
            )
            yield _cell(cell, block.row + i, block.column + j, is_bias, asked, drawn)


def _cell(
    cell: Cell, row: int, column: int, is_bias: bool, asked: Collection[str], drawn: set[str]
) -> Square:
    """A square of a block; the last of two numbers in one square is the one to fill in."""
    last = cell.last
    if not last.blank:
        return Square(row, column, last.shown.text, is_bias=is_bias)
    name = next((each.symbol for each in links(cell) if each.symbol in asked), last.symbol)
    if name not in asked or name in drawn:
        again = name if name in asked else ""
        return Square(row, column, "", again=again, is_bias=is_bias)
    drawn.add(name)
    return Square(row, column, "", cell=name, is_bias=is_bias)


def not_drawn(squares: Collection[Square], asked: Collection[str]) -> list[str]:
    """The cells that are asked for and have no square: counts, and what a sheet leaves out."""
    drawn = {square.cell for square in squares}
    return [name for name in asked if name not in drawn]
