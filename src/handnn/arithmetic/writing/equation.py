"""Hand arithmetic, written out: symbols, then numbers, then the result."""

from __future__ import annotations

from handnn.arithmetic.ascii import to_ascii
from handnn.arithmetic.number import Number, as_quantity
from handnn.arithmetic.recorded_array import RecordedArray
from handnn.arithmetic.writing.letters import on_paper, set_out
from handnn.arithmetic.writing.notation import TEXT, Notation
from handnn.arithmetic.writing.writer import ExpressionWriter


def symbols(
    number: Number | RecordedArray, terms: int | None = None, *, ascii: bool = False
) -> str:
    """The expression with the names of its leaves.

    Args:
        number: The expression: a number, or a recorded array without axes.
        terms: How many terms of a long sum to write; all by default.
        ascii: Whether to keep to ASCII.

    Examples:
        >>> from handnn.arithmetic import Variable, record, symbols
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> symbols(x[0] * x[1] - 3)
        'x[1]·x[2] - 3'
    """
    return _written(number, False, terms, ascii)


def numbers(
    number: Number | RecordedArray, terms: int | None = None, *, ascii: bool = False
) -> str:
    """The expression with the values of its leaves; see `symbols`.

    Examples:
        >>> from handnn.arithmetic import Variable, numbers, record
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> numbers(x[0] * x[1] - 3)
        '2·(-1) - 3'
    """
    return _written(number, True, terms, ascii)


def _written(
    number: Number | RecordedArray, with_values: bool, terms: int | None, ascii: bool
) -> str:
    text = ExpressionWriter(TEXT, with_values, terms).write(set_out(_number(number)))
    return to_ascii(text) if ascii else text


def equation(
    left: str,
    number: Number | RecordedArray,
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
        >>> from handnn.arithmetic import Variable, equation, record
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> number = np.maximum(x[0] * x[1], 0)
        >>> for line in equation("y[1]", number, number.value):
        ...     print(line)
        y[1] = max(0, x[1]·x[2])
        y[1] = max(0, 2·(-1)) = 0
    """
    lines = [f"{left} {right}" for right in right_sides(number, value, terms, left=left)]
    return [to_ascii(line) if ascii else line for line in lines]


def in_numbers(
    left: str,
    number: Number | RecordedArray,
    value: float,
    terms: int | None = None,
    *,
    ascii: bool = False,
) -> str:
    """The last line of `equation`, alone: that in numbers.

    Examples:
        >>> from handnn.arithmetic import Variable, in_numbers, record
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> in_numbers("y[1]", x[0] * x[1], -2.0)
        'y[1] = 2·(-1) = -2'
    """
    expression, letters = on_paper(as_quantity(_number(number)), left)
    side = _noted(ExpressionWriter(TEXT, True, terms, letters), expression, value)
    line = f"{left} {side}"
    return to_ascii(line) if ascii else line


def right_sides(
    number: Number | RecordedArray,
    value: float,
    terms: int | None = None,
    notation: Notation = TEXT,
    left: str = "",
) -> list[str]:
    """What stands right of a stored value's name, in symbols and in numbers; see `equation`.

    Args:
        number: The expression behind the value.
        value: The value as stored.
        terms: How many terms of a long sum to write; all by default.
        notation: The signs to write with.
        left: The value's name; no letter that is chosen for a part of the expression is in it.

    Examples:
        >>> from handnn.arithmetic import Variable, record, right_sides
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> right_sides(x[0] * x[1], -2.0)
        ['= x[1]·x[2]', '= 2·(-1) = -2']
    """
    expression, letters = on_paper(as_quantity(_number(number)), left)
    in_symbols = _noted(ExpressionWriter(notation, False, terms, letters), expression, None)
    in_numbers = _noted(ExpressionWriter(notation, True, terms, letters), expression, value)
    return [in_symbols] if in_symbols == in_numbers else [in_symbols, in_numbers]


def _noted(pen: ExpressionWriter, number: Number, value: float | None) -> str:
    """A right side, with what has to be said of it behind it."""
    side = pen.side(number, value)
    for notes, around in zip(pen.notes(), (pen.notation.letting, pen.notation.since), strict=True):
        side += ", ".join(notes).join(around) if notes else ""
    return side


def _number(expression: Number | RecordedArray) -> Number:
    return expression if isinstance(expression, Number) else expression.cell()
