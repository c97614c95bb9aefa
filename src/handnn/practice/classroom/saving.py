"""Saving the report on a class: the file's suffix says how."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from handnn.files.suffixes import no_pen
from handnn.practice.classroom.report_page import page
from handnn.practice.classroom.report_table import csv_table, workbook
from handnn.practice.classroom.report_text import text
from handnn.practice.classroom.results import Results
from handnn.render.spreadsheet.package import xlsxwriter

Pen = Callable[[Results], str | bytes]


def pen_for(path: str | os.PathLike[str]) -> Pen:
    """What writes the file of a results.

    Raises:
        ArgumentError: If nothing writes a file with such a suffix.
        MissingExtraError: If what writes it is not installed.
    """
    file = Path(path)
    pen = _PENS.get(file.suffix.lower())
    if pen is None:
        raise no_pen(file, _PENS)
    if pen is workbook:
        xlsxwriter()
    return pen


def _text(results: Results) -> str:
    return text(results, ascii=False) + "\n"


_PENS: dict[str, Pen] = {
    ".csv": csv_table,
    ".xlsx": workbook,
    ".html": page,
    ".txt": _text,
}
