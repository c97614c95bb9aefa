"""The pen, which writes one expression as text.

A pen turns an expression into pieces from the outside in, with a stack of its own, so that even an
expression thousands of steps deep is written. What stands inside what is decided by the binding
strength of an operation, from a comparison (loosest) to a symbol (strongest). What an equation
would repeat has a letter in it, and is written once, behind it.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, repeat

from handnn.arithmetic.number import Constant, Given, Number
from handnn.arithmetic.variable import Variable
from handnn.arithmetic.writing.digits import (
    FLOAT32_NOISE,
    as_written,
    digits_needed,
    gives,
    read,
    worked_out,
)
from handnn.arithmetic.writing.format_number import DIGITS, format_number
from handnn.arithmetic.writing.letters import Letters, branch_taken
from handnn.arithmetic.writing.notation import (
    ATOM,
    OPPOSITES,
    OR,
    QUOTIENT,
    SIGN,
    SUM,
    Form,
    Notation,
)

_PRODUCTS = {"multiply", "product"}
_SUMS = {"add", "sum", "subtract", "negative"}
# Shared parts can make an expression repeat itself without end, and then it is cut off.
LONGEST = 1_000_000  # characters
MOST_TERMS = 100_000  # of one sum or product


# A number inside another one: what binds at least so strongly needs no parentheses there.
_Inside = tuple[Number, int]
_Signed = tuple[str, Number]  # a term of a sum
_Pieces = list[str | _Inside]


@dataclass
class ExpressionWriter:
    """Writes expressions as `set_out` made them; one pen for one line.

    Attributes:
        notation: The signs to write with.
        with_values: Whether leaves are written as values rather than symbols.
        terms: How much of a long row is written: of a product or maximum its beginning and its end,
            of a sum its largest terms, since these decide.
        letters: The letters of the equation.
        digits: How many significant digits a rounded number has in what is being written.
        exact: Whether all that was written so far of this side is free of rounding.
    """

    notation: Notation
    with_values: bool
    terms: int | None = None
    letters: Letters = field(default_factory=Letters)
    digits: int = DIGITS
    exact: bool = True
    _whole: dict[int, float] = field(default_factory=dict)  # what a reader takes the numbers for
    _is_noisy: bool = False  # whether one of them is not its value to the last bit
    _is_cut: bool = False  # whether something is left out
    _subject: Number | None = None  # what is being written, even if it has a letter elsewhere
    _open: deque[Number] = field(default_factory=deque)  # letters and conditions to be noted
    _noted: dict[int, int] = field(default_factory=dict)  # the digits of all that were in there

    def write(self, number: Number) -> str:
        """The expression as text."""
        written: list[str] = []
        length = 0
        stack: _Pieces = [(number, OR)]
        while stack:
            piece = stack.pop()
            if not isinstance(piece, str):
                number, inside = piece
                if number.operation == "where":
                    number = self._chosen(number)
                if number.operation is not None and not self._has_letter(number):
                    stack.extend(reversed(self._pieces(number, inside)))
                    continue
                piece, binding = self._leaf(number)
                if binding < inside:
                    stack += (")", piece, "(")
                    continue
            written.append(piece)
            length += len(piece)
            if length > LONGEST:
                self._is_cut = True
                return "".join([*written, " …"])
        return "".join(written)

    def equals(self, exact: bool) -> str:
        """The sign between two sides."""
        return self.notation.equals if exact else self.notation.nearly_equals

    def side(self, number: Number, value: float | None = None) -> str:
        """What stands right of a name: ``= 2·(-1) = -2``; without a value, ``= x[1]·x[2]``."""
        digits = self._noted.get(id(number), DIGITS)
        shown = None if value is None else format_number(value, digits=digits)
        self._subject = number
        written = self._line(
            number,
            self.write,
            lambda result, *rule: shown is None or gives(result, shown.text, digits, *rule),
            digits,
        )
        self._subject = None
        side = f"{self.equals(self.exact)} {written}"
        if shown is not None:
            text, _ = self.notation.number(shown.text)
            if text != written:
                is_exact = shown.exact and (self.exact or self._gives_exactly(number, shown.text))
                side += f" {self.equals(is_exact)} {text}"
        return side

    def _gives_exactly(self, number: Number, result: str) -> bool:
        """Whether the rounded numbers, as they are written, give just this: 0.3333·0 = 0."""
        return not self._is_cut and worked_out(number, self._whole) == read(result)

    def notes(self) -> tuple[list[str], list[str]]:
        """What the letters written stand for, and the conditions of choices, as they turned out."""
        definitions: dict[int, str] = {}
        reasons: list[str] = []
        while self._open:  # a note may bring up others, or ask for more digits of one
            part = self._open.popleft()
            if part in self.letters:
                value = part.value if self.with_values else None
                definitions[id(part)] = f"{self._letter(part)} {self.side(part, value)}"
            elif len(reasons) == self.terms:
                reasons.append("…")
            elif reasons[-1:] != ["…"]:
                reason = self._reason(part)
                reasons += [] if reason in reasons else [reason]
        return list(definitions.values()), reasons

    def _note(self, part: Number, digits: int) -> None:
        if digits > self._noted.get(id(part), 0):
            self._noted[id(part)] = digits
            if part not in self._open:
                self._open.append(part)

    def _line(
        self,
        number: Number,
        write: Callable[[Number], str],
        agrees: Callable[[float | bool, bool, float], bool],
        digits: int = DIGITS,
    ) -> str:
        """A line, with as many digits as it takes to work it out."""
        self.digits, self.exact, self._is_noisy, self._is_cut = digits, True, False, False
        self._whole = {}
        written = write(number)
        if not self.with_values or not self._is_noisy or self._is_cut:
            return written

        def needed(in_full: bool, slack: float = 0.0) -> int | None:
            return digits_needed(
                number, self._whole, lambda result: agrees(result, in_full, slack), digits
            )

        noise = FLOAT32_NOISE * max(map(abs, self._whole.values()))
        self.digits = needed(True) or needed(False) or needed(False, noise) or digits
        if self.digits == digits:
            return written
        self.exact = True
        return write(number)

    def _reason(self, condition: Number) -> str:
        holds = bool(condition.value)
        write = self.write if holds else self._denied
        return self._line(condition, write, lambda result, *_: bool(result) == holds)

    def _denied(self, condition: Number) -> str:
        opposite = OPPOSITES.get(str(condition.operation))
        if opposite and not any(math.isnan(operand.value) for operand in condition.operands):
            left, right = (self.write(operand) for operand in condition.operands)
            return f"{left}{self.notation.form(opposite).separator}{right}"
        denial = self.notation.form("not")
        return f"{denial.opening}{self.write(condition)}{denial.closing}"

    def _pieces(self, number: Number, inside: int) -> _Pieces:
        form = self.notation.form(str(number.operation))
        pieces = self._sum(number) if form.binding == SUM else self._row(number, form)
        if form.binding < inside:
            opening, closing = self.notation.parentheses
            return [opening, *pieces, closing]
        return pieces

    def _chosen(self, number: Number) -> Number:
        """The branch that a choice took."""
        while number.operation == "where":
            number, condition = branch_taken(number)
            self._note(condition, DIGITS)
        return number

    def _has_letter(self, part: Number) -> bool:
        return id(part) in self.letters.kinds and part is not self._subject

    def _letter(self, part: Number) -> str:
        return self.notation.cell(Variable(self.letters.name(part), "letter"), ())

    def _leaf(self, number: Number) -> tuple[str, int]:
        if number.operation is not None:  # it has a letter
            self._note(number, self.digits)
            if not self.with_values:
                return self._letter(number), ATOM
        if not self.with_values and isinstance(number, Given):
            return self.notation.cell(number.variable, number.index), ATOM
        shown = as_written(number, self.digits)
        self.exact = self.exact and shown.exact
        self._whole[id(number)] = value = read(shown.text)
        self._is_noisy = self._is_noisy or value != number.value
        return self.notation.number(shown.text)

    def _row(self, number: Number, form: Form) -> _Pieces:
        operands = number.operands
        if number.operation in _PRODUCTS:
            operands = self._factors(number)
        inside = chain(form.inside, repeat(form.inside[-1]))
        pieces: _Pieces = []
        for part in self._shortened([*zip(operands, inside, strict=False)]):
            pieces += (form.separator, part)
        pieces[:1] = [form.opening] if form.opening else []
        return [*pieces, form.closing] if form.closing else pieces

    def _sum(self, number: Number) -> _Pieces:
        """Terms with their signs; branches of choices that came to a plain 0 add nothing."""
        terms = [
            (sign, term)
            for sign, term in islice(self._signed_terms(number), MOST_TERMS)
            if not (isinstance(term, Constant) and term.value == 0)
        ] or [("+", Constant(0.0))]
        shown, smallest = self._by_size(terms)
        pieces: _Pieces = []
        for sign, term in shown:
            if pieces:
                pieces += (f" {sign} ", (term, QUOTIENT))
            elif sign == "-":
                pieces += ("-", (term, QUOTIENT))
            else:
                pieces.append((term, SIGN))  # a leading -5 needs no parentheses
        return [*pieces, " + ", self._counted(smallest)] if smallest else pieces

    def _by_size(self, terms: list[_Signed]) -> tuple[list[_Signed], list[_Signed]]:
        """The terms to write and those to count: of a long sum the largest are written, in order.

        A single term is as quickly written as counted.
        """
        if self.terms is None or len(terms) <= max(self.terms, 2) + 1:
            return terms, []
        self._is_cut = True
        ordered = sorted(terms, key=lambda signed: _size(signed[1].value), reverse=True)
        return ordered[: max(self.terms, 2)], ordered[max(self.terms, 2) :]

    def _counted(self, terms: list[_Signed]) -> str:
        """How many terms there are, and in numbers what they come to."""
        opening, smallest, together, closing = self.notation.smallest
        counted = f"{opening}{len(terms)}{smallest}"
        if self.with_values:
            total = 0.0
            for sign, term in terms:
                total += -term.value if sign == "-" else term.value
            shown = format_number(total, digits=self.digits)
            self.exact = self.exact and shown.exact
            counted += f"{together}{self.notation.number(shown.text)[0]}"
        return counted + closing

    def _factors(self, number: Number) -> tuple[Number, ...]:
        """The factors of nested products in a row."""
        for factor in number.operands:
            if factor.operation is not None:
                return tuple(islice(self._nested_factors(number), MOST_TERMS))
        return number.operands[:MOST_TERMS]

    def _nested_factors(self, number: Number) -> Iterator[Number]:
        stack = [number]
        while stack:
            part = self._chosen(stack.pop())
            if part.operation in _PRODUCTS and not self._has_letter(part):
                stack.extend(reversed(part.operands))
            else:
                yield part

    def _signed_terms(self, number: Number) -> Iterator[_Signed]:
        """The terms of nested sums and differences in a row, each with its sign.

        What is subtracted stays together: a - (b + c).
        """
        stack = [("+", number)]
        while stack:
            sign, part = stack.pop()
            if part.operation == "where":
                part = self._chosen(part)
            if sign == "-" or part.operation not in _SUMS or self._has_letter(part):
                yield sign, part
            elif part.operation == "negative":
                stack.append(("-", part.operands[0]))
            elif part.operation == "subtract":
                stack += [("-", part.operands[1]), ("+", part.operands[0])]
            else:
                stack.extend([("+", operand) for operand in reversed(part.operands)])

    def _shortened(self, parts: list[_Inside]) -> Sequence[_Inside | str]:
        """The parts of a row; the middle of a long one is only counted."""
        if self.terms is None or len(parts) <= max(self.terms, 2):
            return parts
        self._is_cut = True
        left_out = len(parts) - max(self.terms, 2)
        head = parts[: len(parts) - left_out - 1]
        return [*head, str(left_out).join(self.notation.left_out), parts[-1]]


def _size(value: float | bool) -> float:
    """How much a term matters to its sum; one that is not a number is all that matters."""
    return math.inf if math.isnan(value) else abs(value)
