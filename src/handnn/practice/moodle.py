"""Worksheets as questions of a Moodle quiz, in the format that its question bank imports.

A worksheet is one question of the type "Embedded answers (Cloze)": the by-hand sheet as a table,
with a field for a number in every blank square. A field accepts numbers within a tolerance, and
says for the foreseen slips what happened; Moodle cannot follow a learner's own earlier numbers.

    <quiz>
      <question type="category"><category><text>$course$/top/Title</text></category></question>
      <question type="cloze">
        <name><text>Title</text></name>
        <questiontext format="html"><text>... {1:NUMERICAL:=-1:0.005~4:0.005#hint} ...</text>
        </questiontext>
        <generalfeedback format="html"><text></text></generalfeedback>
        <penalty>0.3333333</penalty>
        <hidden>0</hidden>
      </question>
    </quiz>

Source: https://docs.moodle.org/en/Moodle_XML_format, and
https://docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Protocol

from handnn.markup import element, escaped
from handnn.practice.checking import Checker
from handnn.practice.key import Key, KeyCell
from handnn.practice.rounding import Program, is_short
from handnn.practice.squares import Square, not_drawn, squares
from handnn.sheet.page import Page

MOST_SLIPS = 12  # of a field, the most plausible first
_PENALTY = "0.3333333"  # of each further try, where the quiz allows any; Moodle's own default


class Sheet(Protocol):
    """What is needed of a worksheet."""

    title: str
    task: str
    key: Key

    @property
    def page(self) -> Page:
        """The by-hand sheet with its blank cells."""


def moodle(worksheets: Sequence[Sheet], category: str = "handnn", first: int = 1) -> str:
    """Worksheets as the questions of one category, in Moodle's XML.

    Args:
        worksheets: The worksheets, at least one.
        category: The category of the question bank that they go into.
        first: The number of the first worksheet, where there are several.
    """
    name = category.replace("/", "//")  # a single one separates categories
    where = element("category", _text(f"$course$/top/{name}"))
    questions = [element("question", where, type="category")]
    for number, worksheet in enumerate(worksheets, first):
        title = f"{worksheet.title} ({worksheet.key.code})"
        numbered = f"{number}. {title}" if len(worksheets) > 1 else title
        questions.append(_question(worksheet, numbered))
    lines = "\n".join(questions)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{lines}\n</quiz>\n'


def _text(content: str) -> str:
    return element("text", escaped(content))


def _question(worksheet: Sheet, name: str) -> str:
    return element(
        "question",
        element("name", _text(name)),
        element("questiontext", _text(_sheet(worksheet)), format="html"),
        element("generalfeedback", _text(""), format="html"),
        element("penalty", _PENALTY),
        element("hidden", "0"),
        type="cloze",
    )


# -- the sheet, as HTML ---------------------------------------------------------------------------


def _sheet(worksheet: Sheet) -> str:
    fields = _fields(worksheet.key)
    page = worksheet.page
    drawn = squares(page, worksheet.key.asked)
    others = not_drawn(drawn, worksheet.key.asked)
    parts = [element("p", _html(worksheet.task))]
    if len(others) < len(worksheet.key.asked) or page.blocks:
        parts.append(_table(page, drawn, fields))
    parts += [element("p", _html(line)) for line in (*page.legend, *page.notes)]
    parts += [element("p", f"{_html(name)} = {fields[name]}") for name in others]
    return "".join(parts)


def _table(page: Page, drawn: list[Square], fields: dict[str, str]) -> str:
    starts = {(square.row, square.column): square for square in drawn}
    taken = {
        (square.row + i, square.column + j)
        for square in drawn
        for i in range(square.height)
        for j in range(square.width)
    }
    rows = []
    for row in range(page.height):
        cells = []
        for column in range(page.width):
            square = starts.get((row, column))
            if square is not None:
                cells.append(_cell(square, fields))
            elif (row, column) not in taken:
                cells.append("<td></td>")
        rows.append(element("tr", *cells))
    return element("table", element("tbody", *rows), style="border-collapse:collapse")


def _cell(square: Square, fields: dict[str, str]) -> str:
    style = "text-align:center;padding:2px 5px"
    if not square.is_mark:
        style += ";border:1px solid #555"
        style += ";border-left:3px solid #555" if square.is_bias else ""
    again = element("small", _html(square.again)) if square.again else ""
    return element(
        "td",
        fields[square.cell] if square.cell else again or _html(square.text),
        style=style,
        title=_plain(square.cell) or None,
        colspan=square.width if square.width > 1 else None,
        rowspan=square.height if square.height > 1 else None,
    )


def _html(text: str) -> str:
    """Text in HTML, in which nothing is taken for a field."""
    return escaped(text).replace("{", "&#123;")


def _plain(text: str) -> str:
    """Text for an attribute, in which nothing is taken for a field."""
    return text.replace("{", "(")


# -- the fields -----------------------------------------------------------------------------------


def _fields(key: Key) -> dict[str, str]:
    """The field of every cell that is asked for."""
    checker = Checker(key)
    rounded = {name: round(value, key.decimals) for name, value in key.values.items()}
    written = dict(key.values) | {name: rounded[name] for name in key.asked}
    return {cell.symbol: _field(cell, key, checker, written) for cell in key.cells if cell.asked}


def _field(cell: KeyCell, key: Key, checker: Checker, written: dict[str, float]) -> str:
    """A field: the right number, and what to say to those that come of a slip."""
    program = Program(cell.number)
    right = _tolerance(cell.value, key.decimals, program.slack(written, key.values, key.decimals))
    answers = [f"={_number(cell.value)}:{_number(right)}"]
    answers += [
        f"{_number(value)}:{_number(tolerance)}#{_feedback(text)}"
        for value, tolerance, text in _slips(cell, key, checker, right)
    ]
    return f"{{1:NUMERICAL:{'~'.join(answers)}}}"


def _slips(
    cell: KeyCell, key: Key, checker: Checker, right: float
) -> Iterator[tuple[float, float, str]]:
    """What the foreseen slips give with the true numbers, where that is something else."""
    found: list[tuple[float, float]] = [(cell.value, right)]
    for slip, about, program in checker.candidates(cell):
        if len(found) > MOST_SLIPS:
            return
        value = program.value(key.values)
        tolerance = _tolerance(value, key.decimals)
        if isfinite(value) and all(abs(value - other) > max(tolerance, by) for other, by in found):
            found.append((value, tolerance))
            texts = {"cell": cell.symbol, "about": about}
            yield value, tolerance, slip.cause.format_map(texts)


def _tolerance(value: float, decimals: int, slack: float = 0.0) -> float:
    """By how much an answer may differ: less than half a unit, unless it has to be rounded."""
    unit = 10.0**-decimals
    return unit / 2 if is_short(value, decimals) and not slack else unit + slack


def _number(value: float) -> str:
    """A number as Moodle reads it."""
    return f"{value + 0.0:.10g}"


def _feedback(text: str) -> str:
    """Feedback in a field: HTML, which Moodle decodes once more, and without what ends it."""
    html = escaped(text.replace("~", "∼")).replace("&", "&amp;")
    return html.replace("{", "&#123;").replace("\\", "&#92;").replace("}", "\\}")
