"""How one value is written."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

NOISE = 2e-13  # the relative error that many float operations leave, and that nobody means
DIGITS = 4  # of a value that is rounded
GUARD_DIGITS = 4  # zeros, or nearly, that follow the digits of a value where these are all
ALL_DIGITS = 17  # with so many, a value is written as it is, noise included
DECIMALS = 4  # of a value that is written in full
WHOLE_BELOW = 1e15  # what is written in full, if so many decimals are enough
PLAIN_FROM, PLAIN_BELOW = 1e-4, 1e6  # what is rounded without an exponent


class FormattedNumber(NamedTuple):
    """A value as it is written on paper; made by `format_number`.

    Attributes:
        text: The value as text.
        exact: Whether that is the value; otherwise it has fewer digits.
    """

    text: str
    exact: bool


def format_number(value: float, decimals: int = DECIMALS, digits: int = DIGITS) -> FormattedNumber:
    """Write a value as on paper.

    Whole numbers have no decimal point. Up to four decimals are written in full; other values are
    rounded to four significant digits, very small and very large ones with an exponent. The noise
    of float arithmetic is not written and counts as exact.

    Args:
        value: The value; a condition counts as 1 or 0.
        decimals: How many decimals are written in full.
        digits: How many significant digits a value is rounded to; with 17 it has all it needs to be
            told from any other float.

    Examples:
        >>> from handnn.arithmetic import format_number
        >>> format_number(3.0)
        FormattedNumber(text='3', exact=True)
        >>> format_number(0.1 + 0.2)
        FormattedNumber(text='0.3', exact=True)
        >>> format_number(1 / 3)
        FormattedNumber(text='0.3333', exact=False)
        >>> format_number(0.000012345)
        FormattedNumber(text='1.234e-5', exact=False)
        >>> format_number(1 / 3, digits=6)
        FormattedNumber(text='0.333333', exact=False)
    """
    return _formatted(float(value), decimals, digits)


@lru_cache(maxsize=1 << 14)  # a value is mostly written in several places
def _formatted(value: float, decimals: int, digits: int) -> FormattedNumber:
    if math.isnan(value):
        return FormattedNumber("nan", True)
    if math.isinf(value):
        return FormattedNumber("∞" if value > 0 else "-∞", True)
    if value == 0:
        return FormattedNumber("0", True)
    noise = min(NOISE, 10.0 ** -(digits + GUARD_DIGITS))
    if digits >= ALL_DIGITS:
        digits = _digits_of(value)
    if abs(value) < WHOLE_BELOW:
        text = _fixed(value, decimals)
        if _is_same(text, value, noise):
            return FormattedNumber(text, True)
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    if PLAIN_FROM <= abs(value) < PLAIN_BELOW:
        text = _fixed(value, max(0, digits - 1 - int(exponent)))
    else:
        text = f"{_stripped(mantissa)}e{int(exponent)}"
    return FormattedNumber(text, _is_same(text, value, noise))


def last_place(text: str, digits: int = DIGITS, in_full: bool = True) -> float:
    """What 1 in the last place of a written value is worth; zeros at the end are not written.

    Args:
        text: What `format_number` wrote.
        digits: How many significant digits it was given.
        in_full: Whether more digits count, where a value is written in full.

    Examples:
        >>> last_place("0.3333"), last_place("0.5"), last_place("12346"), last_place("0")
        (0.0001, 0.0001, 1.0, 0.0001)
    """
    value = float(text)
    if value == 0:
        return float(10.0**-DECIMALS)
    place = int(f"{value:.{ALL_DIGITS - 1}e}".partition("e")[2]) + 1 - digits
    if in_full and "e" not in text:
        place = min(place, -len(text.partition(".")[2]))
    return float(10.0**place)


def _digits_of(value: float) -> int:
    """How many significant digits tell a value from any other float."""
    return len(repr(abs(value)).partition("e")[0].replace(".", "").strip("0"))


def _fixed(value: float, decimals: int) -> str:
    return _stripped(f"{value:.{decimals}f}")


def _stripped(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_same(text: str, value: float, noise: float) -> bool:
    return math.isclose(float(text), value, rel_tol=noise)
