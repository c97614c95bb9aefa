"""Answers in tables: a row for each learner, or a row for each cell.

    name,z1[1],h[1]          cell,answer
    Ada,-1,0                 name,Ada
    Ben,4,4                  z1[1],-1

A column, or a row, "key" names the worksheet where there are several. In a table with a row for
each learner, as a form makes it, a field may also hold the code that a page gives.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from functools import partial
from io import StringIO
from itertools import islice
from typing import Any

from handnn.errors import FileFormatError
from handnn.practice.checking import plain_name
from handnn.practice.classroom.submission import Submission, submission
from handnn.practice.handed_in import (
    LONGEST_NAME,
    PREFIX,
    Answer,
    HandedIn,
    read_handed_in,
    visible,
)

Row = Sequence[Any]

MOST_ROWS = 50_000
MOST_COLUMNS = 1_000
NAMES = ("name", "full name", "learner", "student", "first name", "last name", "surname")
KEYS = ("key", "worksheet")
_SEPARATORS = "\t;,"


def rows_of_csv(text: str) -> list[Row]:
    """The rows of a table in text; commas, semicolons or tabs separate its columns.

    Raises:
        FileFormatError: If it is no table.
    """
    first = text.partition("\n")[0]
    separator = next((each for each in _SEPARATORS if each in first), ",")
    try:
        rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
        found: list[Row] = list(islice(rows, MOST_ROWS + 1))
    except csv.Error as error:
        raise FileFormatError(f"The table cannot be read: {error}.") from error
    if len(found) > MOST_ROWS:
        raise FileFormatError(f"The table has more than {MOST_ROWS:,} rows.")
    return found


def submissions_of(rows: Sequence[Row], cells: Container[str], source: str) -> Iterator[Submission]:
    """What the learners in a table handed in.

    Args:
        rows: The rows of the table.
        cells: The names of the cells that are asked for, as `plain_name` has them.
        source: What the table is called.

    Raises:
        FileFormatError: If it is no such table.
    """
    filled = [(i, row) for i, row in enumerate(rows, 1) if any(map(shown, row))]
    if not filled:
        raise FileFormatError("The table is empty.")
    header = [shown(field) for field in filled[0][1][:MOST_COLUMNS]]
    in_header = sum(plain_name(name) in cells for name in header)
    in_rows = sum(plain_name(_pair([*row], cells)[0]) in cells for _, row in filled)
    if header[0].lower() == "cell" or in_rows > in_header:
        yield Submission(source, _of_pairs([row for _, row in filled], cells))
    elif in_header or any(PREFIX in str(field) for _, row in filled for field in row):
        for i, row in filled[1:]:
            yield submission(f"{source}, row {i}", partial(_of_row, header, row, cells))
    else:
        raise FileFormatError(
            "The table has no column for a cell of the worksheet. Write a row for each learner "
            "below a header such as: name, z1[1], h[1]; or two columns: cell, answer."
        )


def shown(field: Any) -> str:
    """A field as text, on one line, without anything invisible; its end is cut off if too long."""
    if field is None:
        return ""
    if isinstance(field, float) and field.is_integer():
        field = int(field)
    return visible(str(field)[:LONGEST_NAME])


def answer(field: Any) -> Answer:
    """A number as it is; anything else as text."""
    if isinstance(field, int | float) and not isinstance(field, bool):
        return float(field)
    return shown(field)


def _of_pairs(rows: Sequence[Row], cells: Container[str]) -> HandedIn:
    """One learner's answers, a row for each cell."""
    name = key = ""
    answers: dict[str, Answer] = {}
    for row in rows:
        cell, given = _pair([*row], cells)
        if plain_name(cell) in cells:
            answers[cell] = answer(given)
        elif cell.lower() in NAMES:
            name = f"{name} {shown(given)}".strip()
        elif cell.lower() in KEYS:
            key = shown(given)
        elif cell and cell.lower() != "cell":
            answers[cell] = answer(given)  # asked for by nobody, as the feedback says
    return HandedIn(name, key, answers)


def _pair(row: list[Any], cells: Container[str]) -> tuple[str, Any]:
    """A cell and its answer; both may be split at their commas, ``W1[1,2]`` and ``0,5``."""
    for n in range(1, min(len(row), 4)):
        cell = ",".join(map(shown, row[:n]))
        if plain_name(cell) in cells:
            rest = [field for field in row[n:] if shown(field)]
            return cell, rest[0] if len(rest) == 1 else ",".join(map(shown, rest))
    return shown(row[0]) if row else "", row[1] if len(row) > 1 else ""


def _of_row(header: Sequence[str], row: Row, cells: Container[str]) -> HandedIn:
    """A learner's row."""
    names: list[str] = []
    others: list[str] = []
    key = ""
    answers: dict[str, Answer] = {}
    coded: HandedIn | None = None
    for column, field in zip(header, row, strict=False):
        if PREFIX in str(field):
            coded = read_handed_in(str(field))
        elif plain_name(column) in cells:
            answers[column] = answer(field)
        elif column.lower() in KEYS:
            key = shown(field)
        else:
            (names if column.lower() in NAMES else others).append(shown(field))
    name = " ".join(names or others[:1])
    if coded is not None:
        return replace(coded, name=coded.name or name)
    return HandedIn(name, key, answers)
