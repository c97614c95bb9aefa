"""Worksheets: a sheet with cells left blank, and the key to check them with."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from handnn import terminal
from handnn.arithmetic import format_number, to_ascii
from handnn.backward import Backward
from handnn.errors import ArgumentError
from handnn.files.atomic import write_atomic
from handnn.files.suffixes import no_pen
from handnn.learning import Update
from handnn.practice import paper as printed
from handnn.practice import pencil
from handnn.practice.blanking import ALL, PARAMETERS, Blank, chosen_cells
from handnn.practice.checking import Checker
from handnn.practice.exercise import Exercise, Recorded
from handnn.practice.feedback import Feedback
from handnn.practice.key import Key
from handnn.practice.key_making import computed_cells, key_of, key_of_counts
from handnn.practice.moodle import moodle
from handnn.practice.rounding import is_short
from handnn.practice.spreadsheet import spreadsheet
from handnn.practice.web.page import worksheet_fragment, worksheet_page
from handnn.render import draw
from handnn.sheet.blanks import blank_symbols, with_blanks
from handnn.sheet.layout import page_of
from handnn.sheet.page import Page
from handnn.summary import summarize
from handnn.trace import Trace
from handnn.worked import Work, WorkBackward

DECIMALS = 2
TASK = "Work out the cells that are left blank."
WORKED = "A worked example: follow every number."
COUNT = "How many parameters does each layer have, and how many are there in all?"


class Worksheet:
    """A sheet to fill in; made by `worksheet`.

    Attributes:
        title: What it is called.
        task: What to do, in a sentence or two.
        record: What it shows, with all numbers in.
        key: What the checker knows of the answers.
        on_paper: Further tasks, for the pencil: see `worksheet`.

    Examples:
        >>> import handnn as hn
        >>> sheet = hn.worksheet(hn.gallery["single-neuron"])
        >>> sheet.asked
        ('z[1]', 'y[1]')
        >>> print(sheet.check({"z[1]": -1, "y[1]": 0}))
        All 2 cells are right.
    """

    def __init__(
        self, title: str, task: str, record: Recorded, key: Key, on_paper: Sequence[str] = ()
    ) -> None:
        self.title = title
        self.task = task
        self.record = record
        self.key = key
        self.on_paper = tuple(on_paper)

    @property
    def asked(self) -> tuple[str, ...]:
        """The cells to fill in, by their names on paper, in the order of the work."""
        return self.key.asked

    @cached_property
    def page(self) -> Page:
        """The by-hand sheet with these cells blank."""
        return with_blanks(self.solution, frozenset(self.asked))

    @cached_property
    def solution(self) -> Page:
        """The by-hand sheet with all numbers in."""
        return page_of(self.record)

    def check(self, answers: Mapping[str, Any]) -> Feedback:
        """Check answers, as complete as they are.

        Each cell is worked out again from the learner's own earlier cells, so that a slip counts
        once. The first real mistake is named with its cause.

        Args:
            answers: Numbers, or texts such as ``"1/2"``, ``"0,50"``, ``"√2"``, by the names of the
                cells. Cells without an answer are left open.

        Raises:
            ArgumentError: If the answers are no mapping.
        """
        if not isinstance(answers, Mapping):
            raise ArgumentError(
                f'check takes the answers by the names of the cells, {{"{self.asked[0]}": 3}}; got '
                f"{type(answers).__name__}."
            )
        return self._checker.check(answers)

    @cached_property
    def _checker(self) -> Checker:
        return Checker(self.key)

    def fading(self, steps: int = 4) -> list[Worksheet]:
        """A series that begins with a worked example and ends with all cells blank.

        The last cells are left blank first, as is most helpful to begin with.

        Args:
            steps: How many worksheets, at least 2.

        Source: A. Renkl and R. K. Atkinson, "Structuring the transition from example study to
        problem solving", Educational Psychologist 38 (2003).
        """
        if steps < 2:
            raise ArgumentError(f"A series has at least 2 worksheets; got steps={steps!r}.")
        return [self._with(i / (steps - 1)) for i in range(steps)]

    def _with(self, share: float) -> Worksheet:
        n = round(share * len(self.asked))
        key = self.key.asking(frozenset(self.asked[len(self.asked) - n :]))
        task = self.task if share == 1 else _task(TASK, key) if n else WORKED
        return Worksheet(self.title, task, self.record, key, self.on_paper)

    def paper(self) -> printed.Paper:
        """The worksheet as it is printed; `save_papers` writes several into one file."""
        drawn = set(blank_symbols(self.page))
        lines = tuple(
            printed.Line((f"{cell.symbol} = ", printed.Gap(format_number(cell.value).text)))
            for cell in self.key.cells
            if cell.asked and cell.symbol not in drawn
        )
        asked = frozenset(self.asked)
        if pencil.LINKS not in self.on_paper:
            figure, task = printed.Figure(self.solution, asked), self.task
        else:
            diagram = pencil.diagram_to_draw(self.record)
            figure = printed.Figure(self.solution, asked, diagram=diagram, has_links=False)
            task = f"{self.task} {pencil.DRAW}"
        if pencil.CODE in self.on_paper:
            lines += tuple(pencil.code_to_write(self.record))
        if pencil.WHY in self.on_paper:
            lines += tuple(pencil.whys(self.key))
        return printed.Paper(self.title, task, (figure,), lines)

    def save(self, path: str | os.PathLike[str], paper_size: printed.PaperSize = "A4") -> None:
        """Write the worksheet into a file, in the format that the suffix names.

        ``.html`` is a page that is filled in and checked wherever it is opened, offline too; the
        answers are handed in from there as a file or as a code, which `handnn check` reads. They do
        not stand in the page, but follow from what does: who looks into the file can find them.
        ``.pdf`` is ready to print; ``.svg``, ``.md``, ``.tex``, ``.txt`` and ``.docx`` are for
        other ways to print it. All have the key on a page of its own; that of ``sheet.svg`` is
        ``sheet-key.svg``. ``.xlsx`` is a workbook to fill in, and ``.xml`` a question for Moodle.
        ``.json`` is the key for the checker, which `handnn check` reads.

        Args:
            path: The file; an existing one is replaced.
            paper_size: ``"A4"`` or ``"Letter"``.

        Raises:
            ArgumentError: If the suffix is none of these.
            MissingExtraError: If what writes the format is not installed.
            FileAccessError: If the file cannot be written.
        """
        file = Path(path)
        suffix = file.suffix.lower()
        if suffix in _WRITERS:
            write_atomic(file, _WRITERS[suffix](self))
        elif suffix in printed.PAPER_SUFFIXES:
            printed.save_papers([self.paper()], file, paper_size)
        else:
            raise no_pen(file, (*_WRITERS, *printed.PAPER_SUFFIXES))

    def _repr_html_(self) -> str:
        """The worksheet in a notebook: filled in and checked right there."""
        return worksheet_fragment(self)

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """The worksheet as text: the title, the task, and the sheet with its blank cells."""
        ascii = terminal.is_plain() if ascii is None else ascii
        width = terminal.width() if width is None else width
        sheet = draw(self.page, width, ascii)
        parts = (self.title, terminal.wrap(self.task), sheet)
        text = "\n\n".join(parts)
        return to_ascii(text) if ascii else text

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        n = len(self.asked)
        return f"Worksheet {self.title!r}: {n} cell{'s' * (n != 1)} to fill in"


def _spreadsheet(sheet: Worksheet) -> bytes:
    return spreadsheet(sheet.title, sheet.task, sheet.page, sheet.asked, sheet.key.code)


_WRITERS: dict[str, Callable[[Worksheet], str | bytes]] = {
    ".html": worksheet_page,
    ".json": lambda sheet: sheet.key.to_json(),
    ".xlsx": _spreadsheet,
    ".xml": lambda sheet: moodle([sheet]),
}


def worksheet(
    of: Exercise | Recorded,
    blank: Blank | None = None,
    decimals: int = DECIMALS,
    on_paper: Sequence[str] = (),
) -> Worksheet:
    """A worksheet of an exercise, or of anything that was recorded.

    Args:
        of: An exercise, of the gallery or generated; a trace, a backward pass, an update, or the
            work of some code.
        blank: Which cells are left blank: ``"all"`` that are computed (the default, if the exercise
            does not say otherwise), ``"outputs"``, ``"one-per-layer"``, a share from 0 to 1 (the
            last ones are blank), ``"parameters"`` to count them, or a list of cells and arrays,
            ``["z1", "h[2]", "W2[1,3]"]``. A given number can be left blank where a printed result
            tells it.
        decimals: To how many decimals answers are asked for.
        on_paper: Further tasks, which the formats for paper have, and their keys: ``"links"``
            leaves the links of the network's diagram to be drawn, ``"code"`` asks for the same in
            NumPy, ``"why"`` for reasons.

    Raises:
        ArgumentError: If there is no worksheet of it, or no such cell or task.

    Examples:
        >>> import handnn as hn
        >>> sheet = hn.worksheet(hn.gallery["hidden-layer"], blank="outputs")
        >>> sheet.asked
        ('y[1]', 'y[2]')
        >>> sheet = hn.worksheet(hn.gallery["hidden-layer"], blank=["W1[1,2]"])
        >>> sheet.check({"W1[1,2]": 1}).first.slip
        'sign-lost'
    """
    title, task, record, default = _read(of)
    if blank is None:
        blank = default
    elif blank != default:  # the exercise's own task is about what is usually left blank
        task = TASK
    if decimals not in range(10):
        raise ArgumentError(f"decimals is a whole number from 0 to 9; got {decimals!r}.")
    tasks = pencil.checked_tasks(on_paper, record)
    if blank == PARAMETERS:
        if isinstance(record, Update | Work | WorkBackward):
            raise ArgumentError(
                f'blank="{PARAMETERS}" counts the parameters of a network: give its trace.'
            )
        counted = summarize(record.run.layer, step=record.run)
        return Worksheet(title, COUNT, record, key_of_counts(counted, title), tasks)
    cells = tuple(computed_cells(record))
    key = key_of(cells, chosen_cells(cells, page_of(record), blank), title, decimals)
    return Worksheet(title, _task(task, key), record, key, tasks)


def _read(of: Any) -> tuple[str, str, Recorded, Blank]:
    """The title, the task, the record, and what is left blank if nobody says otherwise."""
    if isinstance(of, Exercise):
        default = ALL if of.asked is None else of.asked or PARAMETERS
        return of.title, of.task, of.record(), default
    if not isinstance(of, Trace | Backward | Update | Work | WorkBackward):
        raise ArgumentError(
            "worksheet takes an exercise, a trace, a backward pass, an update or the work of some "
            f'code, such as hn.gallery["hidden-layer"] or net.trace(x); got {type(of).__name__}.'
        )
    return _title(of), TASK, of, ALL


def _title(record: Recorded) -> str:
    if isinstance(record, Update):
        return "An update"
    return f"{record.run.layer.label}{', and its gradients' * isinstance(record, Backward)}"


def _task(task: str, key: Key) -> str:
    """The task, and how answers are to be rounded where that matters."""
    if all(is_short(cell.value, key.decimals) for cell in key.cells if cell.asked):
        return task
    places = (
        f"{key.decimals} decimal{'s' * (key.decimals != 1)}" if key.decimals else "whole numbers"
    )
    return f"{task} Round to {places}."
