"""Reading workbooks of strangers: limits first, then values only, never a formula.

A worksheet that was saved as a workbook has a hidden sheet that says which square holds which cell;
see `handnn.practice.spreadsheet`. Any other workbook is read as a table.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from handnn.errors import FileFormatError
from handnn.extras import package
from handnn.practice.classroom.tables import MOST_COLUMNS, MOST_ROWS, Row, answer, shown
from handnn.practice.handed_in import HandedIn
from handnn.practice.spreadsheet import FORMAT, INDEX, VERSION

MOST_PARTS = 1_000  # of a workbook
LARGEST_UNPACKED = 30_000_000  # bytes of all parts of a workbook


def read_workbook(content: bytes) -> HandedIn | list[Row]:
    """A worksheet that was filled in, or the rows of the first sheet.

    Raises:
        FileFormatError: If it is no workbook, or too large.
        MissingExtraError: If openpyxl is not installed.
    """
    load_workbook = package("openpyxl", "xlsx", "Workbooks are read with openpyxl").load_workbook
    _check_parts(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that nobody asks for
            book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            if INDEX in book.sheetnames:
                sheet = next(each for each in book.worksheets if each.title != INDEX)
                return _filled_in(_rows(book[INDEX]), _rows(sheet))
            return _rows(book.worksheets[0])
    except FileFormatError:
        raise
    except Exception as error:  # whatever a damaged workbook makes of the reader
        raise FileFormatError("It is no workbook, or a damaged one.") from error


def _check_parts(content: bytes) -> None:
    """Refuse what would unpack to something huge, or defines entities that do."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            listed = parts.infolist()
            size = sum(part.file_size for part in listed)
            is_small = len(listed) <= MOST_PARTS and size <= LARGEST_UNPACKED
            unpacked = [parts.read(part) for part in listed] if is_small else []
    except Exception as error:  # whatever a damaged archive makes of the reader
        raise FileFormatError("It is no workbook, or a damaged one.") from error
    if not is_small:
        raise FileFormatError(
            f"The workbook is too large: unpacked, more than {LARGEST_UNPACKED:,} bytes."
        )
    if any(b"<!DOCTYPE" in part.replace(b"\0", b"") for part in unpacked):
        raise FileFormatError("The workbook has a document type, as none should.")


def _rows(sheet: Any) -> list[Row]:
    """The rows of a sheet, each up to the last field that is not empty."""
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    return [row[: _end(row)] for row in rows]


def _end(row: Row) -> int:
    if row.count(None) == len(row):
        return 0
    return next(n for n in range(len(row), 0, -1) if row[n - 1] is not None)


def _filled_in(index: Sequence[Row], sheet: Sequence[Row]) -> HandedIn:
    """The answers in the squares that the hidden sheet lists."""

    def at(row: Any, column: Any) -> Any:
        if not isinstance(row, int) or not isinstance(column, int) or min(row, column) < 1:
            raise FileFormatError("The list of squares in the workbook is damaged.")
        line = sheet[row - 1] if row <= len(sheet) else ()
        return line[column - 1] if column <= len(line) else None

    if len(index) < 3 or tuple(index[0]) != (FORMAT, VERSION):
        raise FileFormatError(f'The workbook is not of the format "{FORMAT}", version {VERSION}.')
    _, key, title = (*index[1], "")[:3]
    (_, *own), cells = index[2], index[3:]
    return HandedIn(
        shown(at(*own)),
        shown(key),
        {shown(cell): answer(at(row, column)) for cell, row, column in cells},
        shown(title),
    )
