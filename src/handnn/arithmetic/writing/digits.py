"""How many digits a line needs, so that whoever works it out gets the result that it shows.

Rounding may lose what a result is made of: 1 - 0.99999^2 is 2e-5, but 1 - 1^2 is 0. So a line whose
numbers are rounded is worked out with the numbers as they are written; if that does not give its
result, they are written with more digits, and all others stay as short as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from handnn.arithmetic.evaluation import in_order
from handnn.arithmetic.number import Constant, Number
from handnn.arithmetic.operations import OPERATIONS
from handnn.arithmetic.writing.format_number import (
    ALL_DIGITS,
    DECIMALS,
    FormattedNumber,
    format_number,
    last_place,
)
from handnn.arithmetic.writing.letters import branch_taken

DECIMALS_IN_CODE = 6  # 0.044715 in GELU is what its author wrote
MORE_DIGITS = (6, 8, 10, 12, 14, ALL_DIGITS)
FLOAT32_NOISE = 1e-6  # of the largest number of a line, that results in float32 may be off
WITHIN = 1 + 2**-20  # in the last place; a little more, for a difference of 1 has noise too


def as_written(number: Number, digits: int) -> FormattedNumber:
    """The value of a number as it stands in an expression."""
    decimals = DECIMALS_IN_CODE if isinstance(number, Constant) else DECIMALS
    return format_number(number.value, decimals, digits)


def read(written: str) -> float:
    """The value that `format_number` wrote."""
    return float(written.replace("∞", "inf"))


def gives(
    result: float, written: str, digits: int, in_full: bool = True, slack: float = 0.0
) -> bool:
    """Whether a result is the written one, to within 1 in the last of its digits.

    A value that is written in full has more digits; where those do not come out, as in float32,
    only so many significant ones count, and if need be it may be off by some slack besides.
    """
    value = read(written)
    if not math.isfinite(value):
        return result == value or math.isnan(value)
    return abs(result - value) <= WITHIN * last_place(written, digits, in_full) + slack


def digits_needed(
    line: Number, whole: Mapping[int, float], agrees: Callable[[float | bool], bool], least: int
) -> int | None:
    """The fewest digits with which a line, worked out as it is written, gives what it should.

    Args:
        line: The expression.
        whole: What a reader takes the parts for that are written as one number, by their ids; it is
            written with the least digits.
        agrees: Whether a result is what it should be.
        least: How many digits to begin with.

    Returns:
        None if no number of digits is enough.
    """
    if agrees(worked_out(line, whole)):
        return least
    parts = [part for part in in_order([line]) if id(part) in whole]
    for digits in MORE_DIGITS:
        if digits > least:
            read_as = {id(part): read(as_written(part, digits).text) for part in parts}
            if agrees(worked_out(line, read_as)):
                return digits
    return None


def worked_out(line: Number, whole: Mapping[int, float]) -> float | bool:
    """The value of a line, of which the values of some parts are known, by their ids."""
    known: dict[int, Any] = dict(whole)
    stack: list[Any] = [line]
    while stack:
        part = stack.pop()
        if part is None:  # all operands of the next one are known
            part, operands = stack.pop(), stack.pop()
            values = [known[id(operand)] for operand in operands]
            is_choice = part.operation == "where"
            known[id(part)] = values[0] if is_choice else OPERATIONS[part.operation].value(*values)
        elif id(part) in known:
            continue
        elif part.operation is None:  # a plain 0, which is not written
            known[id(part)] = part.value
        else:
            is_choice = part.operation == "where"
            operands = branch_taken(part)[:1] if is_choice else part.operands
            stack += (operands, part, None, *operands)
    result: float | bool = known[id(line)]
    return result
