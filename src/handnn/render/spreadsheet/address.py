"""Where a number stands in a spreadsheet, and which ranges numbers that stand in a row make."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple


class Address(NamedTuple):
    """One cell of a spreadsheet; rows and columns count from 0.

    Examples:
        >>> Address("Sheet", 3, 27).seen_from("Sheet"), Address("Sheet", 3, 27).seen_from("Beside")
        ('AB4', 'Sheet!AB4')
    """

    sheet: str
    row: int
    column: int

    def seen_from(self, sheet: str) -> str:
        """What a formula on a sheet calls it."""
        return Range(self, self).seen_from(sheet)


class Range(NamedTuple):
    """A rectangle of cells, by its first and its last one.

    Examples:
        >>> Range(Address("Sheet", 0, 0), Address("Sheet", 0, 2)).seen_from("Sheet")
        'A1:C1'
    """

    first: Address
    last: Address

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns it has."""
        return self.last.row - self.first.row + 1, self.last.column - self.first.column + 1

    def seen_from(self, sheet: str) -> str:
        """What a formula on a sheet calls it."""
        corners = self[:1] if self.first == self.last else self
        cells = ":".join(f"{_letters(cell.column)}{cell.row + 1}" for cell in corners)
        return cells if sheet == self.first.sheet else f"{self.first.sheet}!{cells}"

    def absolute(self) -> str:
        """What a defined name refers to."""
        cells = ":".join(f"${_letters(cell.column)}${cell.row + 1}" for cell in self)
        return f"={self.first.sheet}!{cells}"


def range_of(cells: Sequence[Address]) -> Range | None:
    """The range whose cells, row by row, are these; None if there is none.

    Examples:
        >>> range_of([Address("Sheet", 0, 0), Address("Sheet", 1, 0)]).shape
        (2, 1)
        >>> range_of([Address("Sheet", 0, 0), Address("Sheet", 2, 0)])
    """
    first, last = cells[0], cells[-1]
    found = Range(first, last)
    height, width = found.shape
    if height < 1 or width < 1 or height * width != len(cells):
        return None
    places = product(range(first.row, last.row + 1), range(first.column, last.column + 1))
    is_range = all(
        cell == (first.sheet, row, column)
        for cell, (row, column) in zip(cells, places, strict=True)
    )
    return found if is_range else None


def _letters(column: int) -> str:
    """The name of a column: A to Z, AA, AB, ..."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
