"""Checking answers: the first real mistake, and its cause.

Every cell is worked out again from the learner's own earlier cells, so that one slip counts once.
Where an answer is wrong, the slips of the table are tried on the cell's expression, one after the
other; whichever gives the learner's number is the cause.

Source: error carried forward is the usual rule for marking calculations; that wrong answers come
from few and systematic procedures was found by J. S. Brown and R. R. Burton, "Diagnostic models for
procedural bugs in basic mathematical skills", Cognitive Science 2 (1978).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from handnn.arithmetic import in_numbers, to_ascii
from handnn.explanation import MANY_TERMS
from handnn.practice.answers import Reading, read_answer
from handnn.practice.expressions import with_values
from handnn.practice.feedback import NOT_CLEAR, Feedback, Mistake
from handnn.practice.key import Key, KeyCell
from handnn.practice.rounding import Program, agrees, is_near
from handnn.practice.slips import SLIPS, Situation, Slip
from handnn.practice.writing_slips import AFTER_OTHERS, BEFORE_OTHERS, WritingSlip

NOT_CLEAR_TEXTS = (
    "Work out {cell} once more, term by term.",
    "It is not clear how this number came about: perhaps by two slips at once.",
)


class Candidate(NamedTuple):
    """A slip, and what it makes of a cell."""

    slip: Slip
    about: str
    program: Program


class Checker:
    """Checks the answers of many learners against one key.

    Args:
        key: The key.
    """

    def __init__(self, key: Key) -> None:
        self.key = key
        self._programs = {cell.symbol: Program(cell.number) for cell in key.cells}
        self._candidates: dict[str, list[Candidate]] = {}
        self._names = {plain_name(name): name for name in key.asked}

    def check(self, answers: Mapping[str, Any]) -> Feedback:
        """What is right and wrong; see `Feedback`.

        Args:
            answers: Numbers or texts by the names of the cells; ``z1(2)[1]`` is read as
                ``z1⁽²⁾[1]``, and ``dL/dW1[1,2]`` as ``∂L/∂W1[1,2]``.
        """
        given = {
            self._names.get(plain_name(str(name)), str(name)): a for name, a in answers.items()
        }
        written = dict(self.key.values)
        exact = dict(self.key.values)
        right: list[str] = []
        mistakes: list[Mistake] = []
        blank: list[str] = []
        unreadable: dict[str, str] = {}
        for cell in self.key.cells:
            if not cell.asked:
                continue
            program = self._programs[cell.symbol]
            expected, precise = program.value(written), program.value(exact)
            readings = read_answer(given.get(cell.symbol))
            if not readings:
                written[cell.symbol], exact[cell.symbol] = expected, precise
                if readings is None:
                    unreadable[cell.symbol] = str(given[cell.symbol])[:60]
                else:
                    blank.append(cell.symbol)
                continue
            reading, is_right = self._judged(cell, readings, program, written, exact)
            if is_right:
                right.append(cell.symbol)
                is_own = is_near(reading.value, precise)
                written[cell.symbol] = reading.value
                exact[cell.symbol] = precise if is_own else cell.value
            else:
                mistakes.append(self._mistake(cell, reading, expected, written, exact))
                written[cell.symbol] = exact[cell.symbol] = reading.value
        unknown = tuple(name for name in given if name not in self.key.asked)
        return Feedback(tuple(right), tuple(mistakes), tuple(blank), unreadable, unknown)

    def _judged(
        self,
        cell: KeyCell,
        readings: tuple[Reading, ...],
        program: Program,
        written: Mapping[str, float],
        exact: Mapping[str, float],
    ) -> tuple[Reading, bool]:
        """The reading that counts, and whether it is right."""
        for reading in readings:
            if self._gives(program, reading, written, exact):
                return reading, True
            if agrees(reading.value, cell.value, self.key.decimals):  # with the true numbers
                return reading, True
        return readings[0], False

    def _gives(
        self,
        program: Program,
        reading: Reading,
        written: Mapping[str, float],
        exact: Mapping[str, float],
    ) -> bool:
        value = program.value(written)
        if agrees(reading.value, value, self.key.decimals):
            return True
        if not is_near(reading.value, value):
            return False
        slack = program.slack(written, exact, self.key.decimals)
        return slack > 0 and agrees(reading.value, value, self.key.decimals, slack)

    def candidates(self, cell: KeyCell) -> list[Candidate]:
        """Every slip on a cell that gives something else than what is right."""
        found = self._candidates.get(cell.symbol)
        if found is None:
            at = Situation(cell, self.key)
            found = [
                Candidate(slip, wrong.about, Program(wrong.number))
                for slip in SLIPS
                for wrong in slip.wrong(at)
            ]
            self._candidates[cell.symbol] = found
        return found

    def _mistake(
        self,
        cell: KeyCell,
        reading: Reading,
        expected: float,
        written: Mapping[str, float],
        exact: Mapping[str, float],
    ) -> Mistake:
        found: dict[str, tuple[Slip | WritingSlip, str]] = {}  # by its name, the first one first
        for writing in BEFORE_OTHERS:
            if writing.explains(reading, expected):
                found[writing.name] = writing, ""
        for slip, about, program in self.candidates(cell):
            if slip.name not in found and self._gives(program, reading, written, exact):
                found[slip.name] = slip, about
        for writing in AFTER_OTHERS:
            if writing.explains(reading, expected):
                found[writing.name] = writing, ""
        names = tuple(found)
        hint, cause = _texts(cell, next(iter(found.values()), None))
        number = with_values(cell.number, written)
        return Mistake(
            cell.symbol,
            reading.value,
            expected,
            names[0] if names else NOT_CLEAR,
            names[1:],
            hint,
            cause,
            in_numbers(cell.symbol, number, expected, terms=MANY_TERMS),
        )


def check(key: Key, answers: Mapping[str, Any]) -> Feedback:
    """Check one learner's answers; see `Checker.check`."""
    return Checker(key).check(answers)


def _texts(cell: KeyCell, found: tuple[Slip | WritingSlip, str] | None) -> tuple[str, str]:
    """The hint and the cause."""
    if found is None:
        hint, cause, about = *NOT_CLEAR_TEXTS, ""
    else:
        (hint, cause), about = (found[0].hint, found[0].cause), found[1]
    texts = {"cell": cell.symbol, "about": about}
    return hint.format_map(texts), cause.format_map(texts)


def plain_name(name: str) -> str:
    """A cell's name as it may be typed.

    Examples:
        >>> plain_name("z1⁽²⁾[1]"), plain_name("∂L/∂W1[1, 2]")
        ('z1(2)[1]', 'dL/dW1[1,2]')
    """
    return to_ascii("".join(name.split()))
