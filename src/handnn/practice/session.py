"""Working a worksheet cell by cell: which cell is next, and what becomes of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from handnn.arithmetic import in_numbers, symbols
from handnn.explanation import MANY_TERMS
from handnn.practice.answers import read_answer
from handnn.practice.expressions import cells_in, symbol, with_values
from handnn.practice.feedback import Feedback, Mistake
from handnn.practice.filling import filled_in
from handnn.practice.key import KeyCell
from handnn.practice.rounding import Program
from handnn.practice.worksheet import Worksheet
from handnn.render.speech import joined
from handnn.sheet.page import Page

LONGEST = 60  # characters of an answer that is kept
MANY_CELLS = 12  # in a hint, before they are only counted
TIMES = 2  # that a cell is asked for: once more at the end, after it was skipped


class Outcome(Enum):
    """What becomes of an answer."""

    RIGHT = "right"
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    EMPTY = "empty"


class Session:
    """One learner's work on a worksheet, cell by cell.

    An answer that is wrong is not kept, so the learner goes on from right numbers, rounded as they
    were written. A cell that is skipped is asked for once more at the end.

    Args:
        sheet: The worksheet.

    Attributes:
        cell: The cell that is asked for; None at the end.
        mistake: The last mistake in this cell; None if there was none.
        tries: How many wrong answers there were to this cell.
        slips: Each cell that was wrong at first, with the name of the slip.
        explained: The cells whose arithmetic was shown.

    Examples:
        >>> import handnn as hn
        >>> session = Session(hn.worksheet(hn.gallery["single-neuron"]))
        >>> session.cell, session.answer("4"), session.mistake.slip
        ('z[1]', <Outcome.WRONG: 'wrong'>, 'bias-left-out')
        >>> session.answer("-1"), session.cell
        (<Outcome.RIGHT: 'right'>, 'y[1]')
    """

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.slips: dict[str, str] = {}
        self.explained: dict[str, None] = {}
        self._answers: dict[str, str] = {}
        self._skips: dict[str, int] = {}
        self.cell: str | None
        self.mistake: Mistake | None
        self._go_to(self._next())

    # -- where it is ------------------------------------------------------------------------------

    @property
    def n_cells(self) -> int:
        """How many cells there are to fill in."""
        return len(self.sheet.asked)

    @property
    def n_filled(self) -> int:
        """How many of them are filled in."""
        return len(self._answers)

    @property
    def place(self) -> int:
        """Which of the cells is asked for, from 1."""
        return self.sheet.asked.index(self._here.symbol) + 1

    @property
    def written(self) -> str | None:
        """What is in the cell that is asked for: something, if it is the learner who came back."""
        return self._answers.get(self._here.symbol)

    @property
    def values(self) -> dict[str, float]:
        """The learner's own numbers so far."""
        return {name: self._value(name, text) for name, text in self._answers.items()}

    @property
    def page(self) -> Page:
        """The sheet with these numbers, and a question mark in the cell that is asked for."""
        return filled_in(self.sheet.solution, self.sheet.asked, self.values, self.cell)

    @property
    def feedback(self) -> Feedback:
        """What is right so far."""
        return self.sheet.check(self._answers)

    @property
    def n_at_first_try(self) -> int:
        """How many cells were right at the first try, without their arithmetic being shown."""
        return len(self._answers.keys() - self.slips.keys() - self.explained.keys())

    @property
    def is_clean(self) -> bool:
        """Whether all of them were."""
        return self.n_at_first_try == self.n_cells

    @property
    def reads(self) -> tuple[str, ...]:
        """The cells from which the one that is asked for is worked out."""
        return tuple(dict.fromkeys(symbol(given) for given in cells_in(self._here.number)))

    # -- what the learner does --------------------------------------------------------------------

    def answer(self, text: str) -> Outcome:
        """Take an answer for the cell that is asked for; if it is right, go on to the next."""
        name = self._here.symbol
        readings = read_answer(text)
        if readings == ():
            return Outcome.EMPTY
        if readings is None or len(text) > LONGEST:
            return Outcome.UNREADABLE
        feedback = self.sheet.check({**self._answers, name: text})
        if name in feedback.right:
            self._answers[name] = text
            self._go_to(self._next())
            return Outcome.RIGHT
        mistake = next(each for each in feedback.mistakes if each.cell == name)
        self.mistake = mistake
        self.tries += 1
        self.slips.setdefault(name, mistake.slip)
        return Outcome.WRONG

    def hint(self) -> str:
        """Where to look; asked for again, more of it."""
        self._hints += 1
        if self.mistake is not None:
            return self.mistake.hint if self.tries == 1 else self.mistake.cause
        name, reads = self._here.symbol, self.reads
        if self._hints > 1 or not reads:
            return f"{name} = {symbols(self._here.number, MANY_TERMS)}"
        if len(reads) > MANY_CELLS:
            return f"{name} is worked out from {len(reads)} numbers. hint once more shows how."
        return f"{name} is worked out from {joined(reads)}."

    def explain(self) -> str:
        """The arithmetic of the cell that is asked for, with the learner's own earlier numbers."""
        cell = self._here
        self.explained[cell.symbol] = None
        values = {**self.sheet.key.values, **self.values}
        number = with_values(cell.number, values)
        return in_numbers(cell.symbol, number, Program(cell.number).value(values), MANY_TERMS)

    def skip(self) -> None:
        """Go on to the next cell; what is open is asked for once more at the end."""
        name = self._here.symbol
        if name not in self._answers:
            self._skips[name] = min(self._skips.get(name, 0) + 1, TIMES)  # back asks once more
        self._go_to(self._next())

    def back(self) -> bool:
        """Go back to the cell before; False at the first."""
        if self.place == 1:
            return False
        self._go_to(self.sheet.asked[self.place - 2])
        return True

    # -- keeping it -------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """The work so far as data."""
        return {
            "answers": dict(self._answers),
            "skips": dict(self._skips),
            "slips": dict(self.slips),
            "explained": [*self.explained],
        }

    @classmethod
    def from_json(cls, sheet: Worksheet, data: Mapping[str, Any]) -> Session:
        """The session that `to_json` kept.

        Raises:
            ValueError: If it does not fit the worksheet.
        """
        session = cls(sheet)
        answers, skips, slips = (dict(data[name]) for name in ("answers", "skips", "slips"))
        explained = dict.fromkeys(data["explained"])
        named = {*answers, *skips, *slips, *explained}
        if not named <= set(sheet.asked):
            raise ValueError("it has cells that the worksheet does not ask for")
        if not all(isinstance(text, str) and read_answer(text) for text in answers.values()):
            raise ValueError("it has answers that are no numbers")
        if not all(type(n) is int and 0 < n <= TIMES for n in skips.values()):
            raise ValueError("it has cells that were skipped too often")
        if not all(isinstance(slip, str) and slip.isprintable() for slip in slips.values()):
            raise ValueError("it has slips without a name")
        right = sheet.check(answers).right
        session._answers = {name: text for name, text in answers.items() if name in right}
        session._skips, session.slips = skips, slips
        session.explained = explained
        session._go_to(session._next())
        return session

    # -- inside -----------------------------------------------------------------------------------

    @property
    def _here(self) -> KeyCell:
        assert self.cell is not None
        return self.sheet.key.by_symbol[self.cell]

    def _go_to(self, cell: str | None) -> None:
        self.cell = cell
        self.mistake = None
        self.tries = 0
        self._hints = 0

    def _next(self) -> str | None:
        """The first cell that is open, and among these one that was skipped least often."""
        is_open = [name for name in self.sheet.asked if name not in self._answers]
        skips = {name: self._skips.get(name, 0) for name in is_open}
        left = [name for name in is_open if skips[name] < TIMES]
        return min(left, key=lambda name: skips[name], default=None)

    def _value(self, name: str, text: str) -> float:
        """The number that an answer means, the likeliest if it can be read in two ways."""
        right = self.sheet.key.values[name]
        return min((r.value for r in read_answer(text) or ()), key=lambda value: abs(value - right))
