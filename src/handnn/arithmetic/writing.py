"""Hand arithmetic, written out: symbols, then numbers, then the result.

A pen turns an expression into pieces from the outside in, with a stack of its own, so that even an
expression thousands of steps deep is written. What stands inside what is decided by the binding
strength of an operation, from a comparison (loosest) to a symbol (strongest).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice, repeat

from handnn.arithmetic.ascii import to_ascii
from handnn.arithmetic.notation import ATOM, OPPOSITES, OR, QUOTIENT, SIGN, SUM, TEXT, Notation
from handnn.arithmetic.number import Constant, Given, Number, as_quantity
from handnn.arithmetic.numerals import Shown, show
from handnn.arithmetic.paper import on_paper

_PRODUCTS = {"multiply", "product"}
_DECIMALS_IN_CODE = 6  # 0.044715 in GELU is what its author wrote
# Shared parts can make an expression repeat itself without end, and then it is cut off.
_LONGEST = 1_000_000  # characters
_MOST_TERMS = 100_000  # of one sum or product


@dataclass(frozen=True, slots=True)
class _Inside:
    """A number to be written where only what binds at least so strongly needs no parentheses."""

    number: Number
    binding: int = OR


_Pieces = list[str | _Inside]


@dataclass
class Pen:
    """Writes expressions; one pen for one line.

    Attributes:
        notation: The signs to write with.
        with_values: Whether leaves are written as values rather than symbols.
        terms: The longest sum (product, maximum) that is written in full.
        exact: Whether all that was written so far is free of rounding.
        choices: The conditions, with their truth, of the branches that were written.
    """

    notation: Notation
    with_values: bool
    terms: int | None = None
    exact: bool = True
    choices: list[tuple[Number, bool]] = field(default_factory=list)

    def write(self, number: Number) -> str:
        """The expression as text."""
        written: list[str] = []
        length = 0
        stack: _Pieces = [_Inside(number)]
        while stack:
            piece = stack.pop()
            if isinstance(piece, str):
                written.append(piece)
                length += len(piece)
                if length > _LONGEST:
                    return "".join([*written, " …"])
            else:
                stack.extend(reversed(self._pieces(piece)))
        return "".join(written)

    def equals(self, exact: bool) -> str:
        """The sign between two sides."""
        return self.notation.equals if exact else self.notation.nearly_equals

    def notes(self) -> list[str]:
        """The conditions of the choices that were written, as they turned out."""
        seen: list[str] = []
        choices, self.choices = self.choices, []
        for condition, truth in choices:
            note = self.write(condition) if truth else self._denied(condition)
            if note not in seen:
                seen.append(note)
            if len(seen) == self.terms:
                return [*seen, "…"]
        return seen

    def _denied(self, condition: Number) -> str:
        opposite = OPPOSITES.get(str(condition.operation))
        if opposite and not any(math.isnan(operand.value) for operand in condition.operands):
            left, right = (self.write(operand) for operand in condition.operands)
            return f"{left}{self.notation.form(opposite).separator}{right}"
        denial = self.notation.form("not")
        return f"{denial.opening}{self.write(condition)}{denial.closing}"

    def _pieces(self, inside: _Inside) -> _Pieces:
        number = self._chosen(inside.number)
        if number.operation is None:
            text, binding = self._leaf(number)
            return ["(", text, ")"] if binding < inside.binding else [text]
        pieces = self._operation(number)
        if self.notation.form(number.operation).binding < inside.binding:
            opening, closing = self.notation.parentheses
            return [opening, *pieces, closing]
        return pieces

    def _chosen(self, number: Number) -> Number:
        """The branch that a choice took, as it is set out on paper."""
        while number.operation == "where":
            condition, yes, no = number.operands
            number = yes if condition.value else no
            while condition.operation == "not":
                (condition,) = condition.operands
            self.choices.append((condition, bool(condition.value)))
        return on_paper(number)

    def _leaf(self, number: Number) -> tuple[str, int]:
        if isinstance(number, Given) and not self.with_values:
            return self.notation.cell(number.variable, number.index), ATOM
        shown = show(number.value, _DECIMALS_IN_CODE if isinstance(number, Constant) else 4)
        self.exact = self.exact and shown.exact
        return self.notation.number(shown.text)

    def _operation(self, number: Number) -> _Pieces:
        form = self.notation.form(str(number.operation))
        if form.binding == SUM:
            return self._sum(number)
        operands: Iterable[Number] = number.operands
        if number.operation in _PRODUCTS:
            operands = islice(_flattened(number, self._chosen), _MOST_TERMS)
        inside = chain(form.inside, repeat(form.inside[-1]))
        parts: list[_Pieces] = [[_Inside(o, b)] for o, b in zip(operands, inside, strict=False)]
        return [form.opening, *self._separated(parts, form.separator), form.closing]

    def _sum(self, number: Number) -> _Pieces:
        """Terms with their signs; branches of choices that came to a plain 0 add nothing."""
        terms = [
            (sign, term)
            for sign, term in islice(_signed_terms(number, self._chosen), _MOST_TERMS)
            if not (isinstance(term, Constant) and term.value == 0)
        ] or [("+", Constant(0.0))]
        written: list[_Pieces] = []
        for sign, term in terms:
            if written:
                written.append([f" {sign} ", _Inside(term, QUOTIENT)])
            elif sign == "-":
                written.append(["-", _Inside(term, QUOTIENT)])
            else:
                written.append([_Inside(term, SIGN)])  # a leading -5 needs no parentheses
        return self._separated(written, "", elision=" + ")

    def _separated(self, parts: list[_Pieces], separator: str, elision: str = "") -> _Pieces:
        """The parts in a row; the middle of a long row is only counted."""
        if self.terms is not None and len(parts) > max(self.terms, 2):
            left_out = len(parts) - max(self.terms, 2)
            head = parts[: len(parts) - left_out - 1]
            dots: _Pieces = [elision + str(left_out).join(self.notation.left_out)]
            parts = [*head, dots, parts[-1]]
        pieces: _Pieces = list(parts[0]) if parts else []
        for part in parts[1:]:
            pieces += [separator, *part] if separator else part
        return pieces


def _flattened(number: Number, chosen: Callable[[Number], Number]) -> Iterator[Number]:
    """The factors of nested products in a row."""
    stack = [number]
    while stack:
        part = chosen(stack.pop())
        if part.operation in _PRODUCTS:
            stack.extend(reversed(part.operands))
        else:
            yield part


def _signed_terms(
    number: Number, chosen: Callable[[Number], Number]
) -> Iterator[tuple[str, Number]]:
    """The terms of nested sums and differences in a row, each with its sign.

    What is subtracted stays together: a - (b + c).
    """
    stack = [("+", number)]
    while stack:
        sign, part = stack.pop()
        part = chosen(part)
        if sign == "-" or part.operation not in {"add", "sum", "subtract", "negative"}:
            yield sign, part
        elif part.operation == "negative":
            stack.append(("-", part.operands[0]))
        elif part.operation == "subtract":
            stack += [("-", part.operands[1]), ("+", part.operands[0])]
        else:
            stack.extend(("+", operand) for operand in reversed(part.operands))


def symbols(number: Number, terms: int | None = None, *, ascii: bool = False) -> str:
    """The expression with the names of its leaves.

    Args:
        number: The expression.
        terms: How many terms of a long sum to write; all by default.
        ascii: Whether to keep to ASCII.

    Examples:
        >>> from handnn.arithmetic import Variable, record
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> symbols(x[0] * x[1] - 3)
        'x[1]·x[2] - 3'
    """
    text = Pen(TEXT, False, terms).write(number)
    return to_ascii(text) if ascii else text


def numbers(number: Number, terms: int | None = None, *, ascii: bool = False) -> str:
    """The expression with the values of its leaves; see `symbols`.

    Examples:
        >>> from handnn.arithmetic import Variable, record
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> numbers(x[0] * x[1] - 3)
        '2·(-1) - 3'
    """
    text = Pen(TEXT, True, terms).write(number)
    return to_ascii(text) if ascii else text


def equation(
    left: str,
    number: Number,
    value: float,
    terms: int | None = None,
    *,
    ascii: bool = False,
) -> list[str]:
    """Where a stored value comes from, in symbols and in numbers.

    Args:
        left: The name of the value.
        number: The expression behind it.
        value: The value as stored.
        terms: How many terms of a long sum to write; all by default.
        ascii: Whether to keep to ASCII.

    Returns:
        The line in symbols and the line in numbers; a single line if both say the same. ``≈`` takes
        the place of ``=`` where digits were rounded.

    Examples:
        >>> import numpy as np
        >>> from handnn.arithmetic import Variable, record
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> number = np.maximum(x[0] * x[1], 0)
        >>> for line in equation("y[1]", number, number.value):
        ...     print(line)
        y[1] = max(0, x[1]·x[2])
        y[1] = max(0, 2·(-1)) = 0
    """
    lines = [f"{left} {right}" for right in right_sides(number, value, terms)]
    return [to_ascii(line) if ascii else line for line in lines]


def right_sides(
    number: Number, value: float, terms: int | None = None, notation: Notation = TEXT
) -> list[str]:
    """What stands right of a stored value's name, in symbols and in numbers; see `equation`.

    Args:
        number: The expression behind the value.
        value: The value as stored.
        terms: How many terms of a long sum to write; all by default.
        notation: The signs to write with.

    Examples:
        >>> from handnn.arithmetic import Variable, record
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> right_sides(x[0] * x[1], -2.0)
        ['= x[1]·x[2]', '= 2·(-1) = -2']
    """
    number = as_quantity(number)
    in_symbols = _right_side(Pen(notation, False, terms), number, None)
    in_numbers = _right_side(Pen(notation, True, terms), number, show(value))
    return [in_symbols] if in_symbols == in_numbers else [in_symbols, in_numbers]


def _right_side(pen: Pen, number: Number, result: Shown | None) -> str:
    written = pen.write(number)
    side = f"{pen.equals(pen.exact)} {written}"
    if result is not None:
        text, _ = pen.notation.number(result.text)
        if text != written:
            side += f" {pen.equals(pen.exact and result.exact)} {text}"
    notes = pen.notes()
    return side + ", ".join(notes).join(pen.notation.since) if notes else side
