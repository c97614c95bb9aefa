"""How one value is written."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

NOISE = 1e-12  # the relative error that many float operations leave, and that nobody means
DIGITS = 4  # of a value that is rounded
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


def format_number(value: float, decimals: int = DECIMALS) -> FormattedNumber:
    """Write a value as on paper.

    Whole numbers have no decimal point. Up to four decimals are written in full; other values are
    rounded to four significant digits, very small and very large ones with an exponent. The noise
    of float arithmetic is not written and counts as exact.

    Args:
        value: The value; a condition counts as 1 or 0.
        decimals: How many decimals are written in full.

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
    """
    return _formatted(float(value), decimals)


@lru_cache(maxsize=1 << 14)  # a value is mostly written in several places
def _formatted(value: float, decimals: int) -> FormattedNumber:
    if math.isnan(value):
        return FormattedNumber("nan", True)
    if math.isinf(value):
        return FormattedNumber("∞" if value > 0 else "-∞", True)
    if value == 0:
        return FormattedNumber("0", True)
    if abs(value) < WHOLE_BELOW:
        text = _fixed(value, decimals)
        if _is_same(text, value):
            return FormattedNumber(text, True)
    if PLAIN_FROM <= abs(value) < PLAIN_BELOW:
        whole_digits = math.floor(math.log10(abs(value))) + 1
        text = _fixed(value, max(0, DIGITS - whole_digits))
    else:
        mantissa, exponent = f"{value:.{DIGITS - 1}e}".split("e")
        text = f"{_stripped(mantissa)}e{int(exponent)}"
    return FormattedNumber(text, _is_same(text, value))


def _fixed(value: float, decimals: int) -> str:
    return _stripped(f"{value:.{decimals}f}")


def _stripped(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_same(text: str, value: float) -> bool:
    return math.isclose(float(text), value, rel_tol=NOISE)
