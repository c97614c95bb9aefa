"""A worksheet as a workbook to fill in: the by-hand sheet on squared cells.

Only the blank squares and the line for the name can be written into. A hidden sheet lists which
square holds which cell, so that whoever reads the workbook finds the answers:

    handnn worksheet   1
    key                0123456789   Hidden layer
    name               3            2
    z1[1]              11           7
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from handnn.practice.squares import Square, not_drawn, squares
from handnn.render.spreadsheet.address import Address
from handnn.render.spreadsheet.formats import Formats
from handnn.render.spreadsheet.package import xlsxwriter
from handnn.sheet.page import Page

FORMAT = "handnn worksheet"
VERSION = 1
SHEET = "Worksheet"
INDEX = "handnn"  # the name of the hidden sheet
_TOP = 5  # rows above the by-hand sheet
_LEFT = 1  # columns left of it
_NAME = (2, 2)  # where the name is written
_WIDTH = 6.5  # of a column, in characters
_LONGEST = 32  # characters of the title of a message


def spreadsheet(title: str, task: str, page: Page, asked: Sequence[str], code: str) -> bytes:
    """A workbook to fill in.

    Args:
        title: What the worksheet is called.
        task: What to do.
        page: The by-hand sheet with its blank cells.
        asked: The cells to fill in.
        code: The code of the worksheet's key.

    Raises:
        MissingExtraError: If XlsxWriter is not installed.
    """
    file = BytesIO()
    with xlsxwriter().Workbook(file, {"in_memory": True}) as book:
        _Sheet(book).write(title, task, page, asked, code)
    return file.getvalue()


class _Sheet:
    """The sheet to fill in, and the hidden one."""

    def __init__(self, book: Any) -> None:
        self.sheet = book.add_worksheet(SHEET)
        self.index = book.add_worksheet(INDEX)
        self.format = Formats(book)
        self.places: dict[str, tuple[int, int]] = {}

    def write(self, title: str, task: str, page: Page, asked: Sequence[str], code: str) -> None:
        sheet = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_column(_LEFT, _LEFT + page.width, _WIDTH)
        sheet.set_column(0, 0, 2)
        sheet.write_string(0, 1, title, self.format(bold=True, font_size=14))
        sheet.write_string(1, 1, task)
        sheet.write_string(_NAME[0], 1, "Name:", self.format(align="right"))
        blank = self.format(locked=False, bottom=1, num_format="@")
        sheet.merge_range(*_NAME, _NAME[0], _NAME[1] + 5, "", blank)
        drawn = squares(page, asked)
        for square in drawn:
            if not square.again:
                self._square(square)
        for square in drawn:
            if square.again:
                self._copy(square)
        bottom = _TOP + page.height + 1
        for i, text in enumerate((*page.legend, *page.notes)):
            sheet.write_string(bottom + i, 1, text, self.format(font_color="#444444"))
        bottom += len(page.legend) + len(page.notes) + 1
        for i, name in enumerate(not_drawn(drawn, asked)):
            sheet.write_string(bottom + i, 1, f"{name} =")
            self._blank(name, bottom + i, 1 + max(3, 1 + len(name) // 6))
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{bottom + len(asked) + 1}"})
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        self._list(title, asked, code)

    def _square(self, square: Square) -> None:
        row, column = _TOP + square.row, _LEFT + square.column
        if square.cell:
            self._blank(square.cell, row, column)
        elif square.is_mark:
            fits = len(square.text) <= _WIDTH * square.width
            align = "center" if fits else "left"  # a long caption goes on over what is right of it
            style = self.format(align=align, valign="vcenter", font_color="#444444")
            if square.width * square.height > 1:
                last = row + square.height - 1, column + square.width - 1
                self.sheet.merge_range(row, column, *last, "", style)
            self.sheet.write_string(row, column, square.text, style)
        else:
            self.sheet.write_string(row, column, square.text, self._boxed(square.is_bias))

    def _boxed(self, is_bias: bool, **properties: Any) -> Any:
        heavy = {"left": 2} if is_bias else {}
        return self.format(border=1, align="center", **heavy, **properties)

    def _blank(self, name: str, row: int, column: int) -> None:
        """A square to fill in, as text: 1/2 stays what it is, and =1+1 is no formula."""
        blank = self._boxed(False, locked=False, num_format="@", bg_color="#FFF6D6")
        self.sheet.write_blank(row, column, None, blank)
        message = {"validate": "any", "input_title": name[:_LONGEST], "input_message": " "}
        self.sheet.data_validation(row, column, row, column, message)
        self.places[name] = row, column

    def _copy(self, square: Square) -> None:
        """A square that repeats what is written into another one."""
        style = self._boxed(square.is_bias, font_color="#444444")
        row, column = _TOP + square.row, _LEFT + square.column
        place = self.places.get(square.again)
        if place is None:
            self.sheet.write_blank(row, column, None, style)
        else:
            address = Address(SHEET, *place).seen_from(SHEET)
            self.sheet.write_formula(row, column, f'=IF({address}="","",{address})', style, "")

    def _list(self, title: str, asked: Sequence[str], code: str) -> None:
        """The hidden sheet; rows and columns count from 1."""
        rows: list[tuple[Any, ...]] = [(FORMAT, VERSION), ("key", code, title)]
        rows += [
            (name, row + 1, column + 1)
            for name, (row, column) in {
                "name": _NAME,
                **{name: self.places[name] for name in asked},
            }.items()
        ]
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if isinstance(value, str):
                    self.index.write_string(i, j, value)
                else:
                    self.index.write_number(i, j, value)
        self.index.hide()
