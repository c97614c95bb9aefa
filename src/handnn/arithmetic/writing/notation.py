"""How operations are written: a table that a pen looks up.

A `ExpressionWriter` decides what is written and where parentheses are needed; a notation says with
which signs. The notation of plain text is here. Others (LaTeX) are other tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handnn.arithmetic.variable import Variable

# How strongly a form holds its operands together, from the loosest to the strongest.
OR, AND, NOT, COMPARISON, SUM, SIGN, QUOTIENT, PRODUCT, POWER, ATOM = range(10)

OPPOSITES = {
    "greater": "less_equal",
    "greater_equal": "less",
    "less": "greater_equal",
    "less_equal": "greater",
    "equal": "not_equal",
    "not_equal": "equal",
}
"""For every comparison the one that holds where it does not: so it is written then."""


class Form(NamedTuple):
    """How one operation is written around its operands.

    Attributes:
        binding: How strongly the whole holds together.
        opening: What stands before the first operand.
        separator: What stands between operands.
        closing: What stands behind the last operand.
        inside: What binds at least so strongly needs no parentheses, operand by operand; the last
            one serves all further operands.
    """

    binding: int
    opening: str
    separator: str
    closing: str
    inside: tuple[int, ...]


@dataclass(frozen=True)
class Notation:
    """The signs of one way to write arithmetic.

    Attributes:
        forms: The operations that are not written like a function, ``name(a, b)``. Sums have
            their terms' signs between them in every notation and take only the binding from here.
        function: The form of every other operation, by its name.
        cell: The symbol of a cell of an array.
        number: A value, as `format_number` writes it, and how strongly that holds together.
        parentheses: What goes around a looser expression.
        left_out: What goes around the number of parts left out of a long row.
        smallest: What goes around the number of terms left out of a long sum, then, where numbers
            are written, what they come to, and behind it all.
        letting: What goes around the meanings of letters.
        since: What goes around the conditions on which choices were made.
        equals: The equals sign.
        nearly_equals: The sign where digits were rounded.
    """

    forms: Mapping[str, Form]
    function: Callable[[str], Form]
    cell: Callable[[Variable, Sequence[int]], str]
    number: Callable[[str], tuple[str, int]]
    parentheses: tuple[str, str]
    left_out: tuple[str, str]
    smallest: tuple[str, str, str, str]
    letting: tuple[str, str]
    since: tuple[str, str]
    equals: str
    nearly_equals: str

    def form(self, operation: str) -> Form:
        """The form of an operation."""
        return self.forms.get(operation) or self.function(operation)


def infix(binding: int, sign: str, *inside: int) -> Form:
    """A sign between operands."""
    return Form(binding, "", sign, "", inside)


def around(opening: str, closing: str, separator: str = ", ") -> Form:
    """Something that encloses its operands, whatever they are."""
    return Form(ATOM, opening, separator, closing, (OR,))


TEXT = Notation(
    forms={
        **dict.fromkeys(("add", "subtract", "sum"), infix(SUM, "", SIGN)),
        **dict.fromkeys(("multiply", "product"), infix(PRODUCT, "·", PRODUCT)),
        "divide": infix(QUOTIENT, " / ", PRODUCT, POWER),
        "mod": infix(QUOTIENT, " mod ", PRODUCT, POWER),
        "power": infix(POWER, "^", ATOM, ATOM),
        "greater": infix(COMPARISON, " > ", SUM),
        "greater_equal": infix(COMPARISON, " ≥ ", SUM),
        "less": infix(COMPARISON, " < ", SUM),
        "less_equal": infix(COMPARISON, " ≤ ", SUM),
        "equal": infix(COMPARISON, " = ", SUM),
        "not_equal": infix(COMPARISON, " ≠ ", SUM),
        "and": infix(AND, " and ", NOT),
        "or": infix(OR, " or ", NOT),
        "not": Form(NOT, "not (", "", ")", (OR,)),
        "negative": Form(SIGN, "-", "", "", (QUOTIENT,)),
        "reciprocal": Form(QUOTIENT, "1 / ", "", "", (POWER,)),
        "square": Form(POWER, "", "", "^2", (ATOM,)),
        "abs": around("|", "|"),
        "sqrt": around("√(", ")"),
        "bracket": around("[", "]"),
        "maximum": around("max(", ")"),
        "minimum": around("min(", ")"),
    },
    function=lambda name: around(f"{name}(", ")"),
    cell=lambda variable, index: variable.cell(index),
    number=lambda text: (text, SIGN if text.startswith("-") else ATOM),
    parentheses=("(", ")"),
    left_out=("… (", " more) …"),
    smallest=("(the ", " smallest terms", ", together ", ")"),
    letting=(" (with ", ")"),
    since=(" (since ", ")"),
    equals="=",
    nearly_equals="≈",
)
"""The notation of `symbols`, `numbers` and `equation`: plain text."""
