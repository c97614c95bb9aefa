"""How many digits a line needs, so that whoever works it out gets the result that it shows.

Rounding may lose what a result is made of: 1 - 0.99999^2 is 2e-5, but 1 - 1^2 is 0. So a line whose
numbers are rounded is worked out with the numbers as they are written; if that does not give its
result, they are written with more digits, and all others stay as short as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from handnn.arithmetic.number import Number
from handnn.arithmetic.operations import OPERATIONS
from handnn.arithmetic.writing.format_number import ALL_DIGITS, last_place
from handnn.arithmetic.writing.letters import branch_taken

MORE_DIGITS = (6, 8, 10, 12, 14, ALL_DIGITS)
WITHIN = 1 + 2**-20  # in the last place; a little more, for a difference of 1 has noise too

ReadAs = Callable[[Number, int], float | bool | None]
"""What a reader takes a number for that is written with so many digits; None if it is set out."""


def digits_needed(
    line: Number, agrees: Callable[[float | bool], bool], read_as: ReadAs, least: int
) -> int:
    """The fewest digits with which a line, worked out as it is written, gives what it should.

    Args:
        line: The expression.
        agrees: Whether a result is what it should be.
        read_as: What is written for the parts of the expression.
        least: How many digits are enough where they are, or where no number of digits is.
    """
    for digits in (least, *(more for more in MORE_DIGITS if more > least)):
        if agrees(_worked_out(line, digits, read_as)):
            return digits
    return least


def gives(result: float, written: str, digits: int) -> bool:
    """Whether a result is the written one, to within 1 in the last of its digits."""
    value = read(written)
    if not math.isfinite(value):
        return result == value or math.isnan(value)
    return abs(result - value) <= WITHIN * last_place(written, digits)


def read(written: str) -> float:
    """The value that `format_number` wrote."""
    return float(written.replace("∞", "inf"))


def _worked_out(line: Number, digits: int, read_as: ReadAs) -> float | bool:
    known: dict[int, float | bool] = {}

    def is_read(part: Number) -> bool:
        """Whether a part is known already, or written as a whole; what a choice took is set out."""
        if id(part) not in known:
            value = None if part.operation == "where" else read_as(part, digits)
            if value is None:
                return False
            known[id(part)] = value
        return True

    stack = [] if is_read(line) else [line]
    while stack:
        part = stack[-1]
        is_choice = part.operation == "where"
        operands = (branch_taken(part)[0],) if is_choice else part.operands
        if missing := [operand for operand in operands if not is_read(operand)]:
            stack += missing
            continue
        values = [known[id(operand)] for operand in operands]
        known[id(part)] = values[0] if is_choice else OPERATIONS[str(part.operation)].value(*values)
        stack.pop()
    return known[id(line)]
