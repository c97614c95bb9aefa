"""A worksheet as a page: filled in and checked wherever the file is opened.

Everything is inside: fonts, style, the checker with its data. Nothing is loaded or sent. The values
of the blank cells are not in the file; but they follow from what is, so someone who knows how to
look into a page can find them. An exam needs another tool.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, Protocol

from handnn.markup import element, escaped
from handnn.practice.checking import Checker
from handnn.practice.key import Key
from handnn.practice.web.checker_data import cell_values, checker_data
from handnn.practice.web.script import script
from handnn.record import Record
from handnn.render.html.document import css_of, document, notes_below, paper, part_of_page, style
from handnn.render.html.hypertext import arithmetic
from handnn.render.html.page_data import as_script_data
from handnn.render.html.tables import Tables
from handnn.sheet.blanks import blank_symbols, diagram_with_blanks, links
from handnn.sheet.diagram import diagram, has_diagram
from handnn.sheet.page import Cell, Page

EXTRA_KEYS = "−/√"  # signs that a phone's keyboard of numbers lacks


class Sheet(Protocol):
    """What a page shows: a `Worksheet`."""

    title: str
    task: str
    key: Key

    @property
    def record(self) -> Record:
        """What was recorded, for the diagram."""

    @property
    def page(self) -> Page:
        """The sheet with its blank cells."""


def worksheet_page(sheet: Sheet) -> str:
    """A worksheet as a page of its own.

    Args:
        sheet: The worksheet.

    Returns:
        The text of an HTML file.

    Examples:
        >>> import handnn as hn
        >>> worksheet_page(hn.worksheet(hn.gallery["single-neuron"]))[:33]
        '<!DOCTYPE html><html lang="en"><h'
    """
    rules, body = _alone(sheet, "h1")
    return document(sheet.title, rules, body, script())


def worksheet_fragment(sheet: Sheet) -> str:
    """A worksheet as a part of another page: a notebook, a site. Several may stand on one page."""
    rules, body = _alone(sheet, "p")
    return part_of_page(rules, body, script())


def class_page(sheets: Sequence[Sheet], title: str, first: int = 1) -> str:
    """Several worksheets as one page, on which every learner chooses one by number or by name.

    The same name always chooses the same worksheet. With ``?variant=7`` behind its address the page
    opens with the seventh.

    Args:
        sheets: The worksheets.
        title: The page's title.
        first: The number of the first.
    """
    checkers: dict[str, int] = {}
    parts = [_Part(sheet, checkers, f"{i}. {sheet.title}") for i, sheet in enumerate(sheets, first)]
    worksheets = (part.element("h2", hidden=True) for part in parts)
    options = element("option", "…", value="", selected=True) + "".join(
        element("option", f"{first + i}", value=str(i)) for i in range(len(sheets))
    )
    choice = element(
        "div",
        element("h1", escaped(title), class_="hn-title"),
        _labelled("Your name", "learner"),
        element("label", "or number ", element("select", options), class_="hn-label"),
        class_="hn-choice",
        data_live=True,
        hidden=True,
    )
    begin = element(
        "p",
        "Type your name, or choose your number: your worksheet appears here.",
        class_="hn-begin",
        data_part="begin",
        hidden=True,
    )
    key = sha256("".join(sheet.key.code for sheet in sheets).encode()).hexdigest()[:10]
    body = element(
        "handnn-class", choice, begin, *worksheets, *map(_checker_script, checkers), data_key=key
    )
    rules = style() + _css() + "".join(dict.fromkeys(part.rules for part in parts))
    return document(title, rules, body, script())


def _alone(sheet: Sheet, head: str) -> tuple[str, str]:
    """The style and the markup of one worksheet."""
    checkers: dict[str, int] = {}
    part = _Part(sheet, checkers, sheet.title)
    return style() + _css() + part.rules, part.element(head, *map(_checker_script, checkers))


class _Part:
    """One worksheet on a page.

    Args:
        sheet: The worksheet.
        checkers: The data of the checkers of the page, each with its number; a new one is added.
        heading: What stands above it.

    Attributes:
        rules: The style rules for the squares that it uses.
    """

    def __init__(self, sheet: Sheet, checkers: dict[str, int], heading: str) -> None:
        self._sheet, self._heading = sheet, heading
        checker = Checker(sheet.key)
        data = as_script_data(checker_data(checker))
        self._data = {
            "key": sheet.key.code,
            "title": heading,
            "checker": checkers.setdefault(data, len(checkers)),
            "values": cell_values(checker),
        }
        asked = frozenset(sheet.key.asked)
        self._tables = Tables(sheet.page, in_blank=lambda cell: _in_square(cell, asked))
        run = sheet.record.run
        drawn = diagram_with_blanks(diagram(run), asked) if has_diagram(run) else None
        self._paper, self.rules = paper(self._tables, drawn, heading)

    def element(self, head: str, *more: str, hidden: bool = False) -> str:
        """The markup, with something more at its end."""
        data = f'<script type="application/json" data-sheet>{as_script_data(self._data)}</script>'
        return element(
            "handnn-worksheet",
            element(
                "header",
                element(head, escaped(self._heading), class_="hn-title"),
                element(
                    "div", _labelled("Name", "name"), _labelled("Date", "date"), class_="hn-who"
                ),
            ),
            element("p", arithmetic(self._sheet.task), class_="hn-task"),
            self._paper,
            *self._questions(),
            element("div", *self._notes(), class_="hn-words"),
            _PANEL,
            data,
            *more,
            class_="handnn",
            hidden=hidden,
        )

    def _questions(self) -> Iterator[str]:
        """The cells that are asked and not on the sheet, such as counts, as a list of fields."""
        drawn = set(blank_symbols(self._sheet.page))
        items = [
            element("li", element("label", element("b", arithmetic(name)), _field(name)))
            for name in self._sheet.key.asked
            if name not in drawn
        ]
        if items:
            yield element("ol", *items, class_="hn-questions")

    def _notes(self) -> Iterator[str]:
        return (element("p", written) for _, written in notes_below(self._tables))


def _in_square(cell: Cell, asked: frozenset[str]) -> str:
    """The fields in one square: two where it holds two numbers."""
    return "".join(_field(link.symbol) for link in links(cell) if link.symbol in asked)


def _field(name: str) -> str:
    field = _input(
        class_="hn-blank",
        data_asked=name,
        aria_label=name,
        inputmode="decimal",
        enterkeyhint="next",
        autocapitalize="off",
        spellcheck="false",
        maxlength=60,
    )
    return element("span", field, class_="hn-in")


def _labelled(label: str, part: str) -> str:
    field = _input(data_part=part, maxlength=200, spellcheck="false")
    return element("label", f"{label} ", field, class_="hn-label")


def _input(**attributes: Any) -> str:
    return element("input", **attributes, autocomplete="off").removesuffix("</input>")


def _button(words: str, what: str, **attributes: Any) -> str:
    return element("button", words, type="button", class_="hn-button", data_do=what, **attributes)


_KEYS = element(
    "div",
    *(_button(sign, "type", data_key=sign, aria_label=f"type {sign}") for sign in EXTRA_KEYS),
    class_="hn-keys",
)
_SAID = element(
    "div",
    element("p", class_="hn-counted", data_part="count"),
    element("div", data_part="said"),
    class_="hn-said",
    role="status",
    aria_live="polite",
)
_PANEL = element(
    "div",
    element("div", _KEYS, _SAID, class_="hn-lines"),
    element(
        "div",
        _button("Check", "check", data_part="check"),
        _button("", "more", data_part="more", hidden=True),
        class_="hn-bar",
    ),
    class_="hn-feedback",
    data_live=True,
    hidden=True,
) + element(
    "div",
    element(
        "div",
        _button("Save a file", "file"),
        _button("Copy a code", "copy"),
        _button("Print", "print"),
        _button("Start again", "again"),
        class_="hn-bar",
    ),
    element(
        "div",
        element("p", role="status", data_part="copied"),
        element("textarea", readonly=True, rows=4, aria_label="The code to hand in"),
        class_="hn-code",
        data_part="code",
        hidden=True,
    ),
    class_="hn-hand-in",
    data_live=True,
    hidden=True,
)


def _checker_script(data: str) -> str:
    return f'<script type="application/json" data-checker>{data}</script>'


@cache
def _css() -> str:
    return css_of(files("handnn.practice") / "web" / "assets" / "worksheet.css")
