"""The report on a class as a table: CSV, or a workbook.

Programs for tables take a field that begins with = + - or @ for a formula. What learners wrote is
text: in CSV an apostrophe stands before it, and in a workbook it is stored as text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

from handnn.practice.classroom.results import Graded, Results
from handnn.render.spreadsheet.package import xlsxwriter

COLUMNS = (
    *("name", "worksheet", "score", "right", "of", "open", "unreadable", "mistakes"),
    *("first mistake", "slip", "or", "cause", "source", "problem"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDTHS = (24, 20, 7, 7, 5, 7, 11, 9, 16, 24, 24, 50, 36, 50)


def csv_table(results: Results) -> str:
    """The report as CSV, for any program for tables."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([*map(_harmless, row)] for row in _rows(results))
    return "\ufeff" + text.getvalue()  # by which programs for tables know UTF-8


def workbook(results: Results) -> bytes:
    """The report as a workbook: the learners, and what went wrong most often."""
    file = BytesIO()
    with xlsxwriter().Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        percent = book.add_format({"num_format": "0 %"})
        learners = book.add_worksheet("Learners")
        _write(learners, COLUMNS, list(_rows(results)), bold)
        for column, width in enumerate(_WIDTHS):
            learners.set_column(column, column, width, percent if column == 2 else None)
        learners.freeze_panes(1, 1)
        for name, counts in (("Cells", results.cells), ("Slips", results.slips)):
            sheet = book.add_worksheet(name)
            _write(
                sheet,
                (name[:-1].lower(), "learners"[: 8 if name == "Cells" else 0] or "times"),
                list(counts.items()),
                bold,
            )
            sheet.set_column(0, 0, 28)
            if counts:
                sheet.conditional_format(1, 1, len(counts), 1, {"type": "data_bar"})
                sheet.set_column(1, 1, 40)
    return file.getvalue()


def _write(sheet: Any, header: Sequence[str], rows: Sequence[Sequence[Any]], bold: Any) -> None:
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, bold)
    for i, row in enumerate(rows, 1):
        for column, field in enumerate(row):
            if isinstance(field, str):
                sheet.write_string(i, column, field)
            else:
                sheet.write_number(i, column, field)


def _rows(results: Results) -> Iterator[tuple[Any, ...]]:
    yield from map(_row, results.learners)
    for problem in results.problems:
        yield (*[""] * (len(COLUMNS) - 2), problem.source, problem.message)


def _row(graded: Graded) -> tuple[Any, ...]:
    feedback = graded.feedback
    first = feedback.first
    return (
        graded.name,
        graded.title,
        round(feedback.score, 4),
        len(feedback.right),
        feedback.n_cells,
        len(feedback.open),
        len(feedback.unreadable),
        len(feedback.mistakes),
        *(
            ("", "", "", "")
            if first is None
            else (first.cell, first.slip, ", ".join(first.also), first.cause)
        ),
        graded.source,
        "",
    )


def _harmless(field: Any) -> Any:
    """A field that no program takes for a formula; a number stays as it is."""
    return f"'{field}" if isinstance(field, str) and field.startswith(_FORMULA) else field
