"""Reading what a learner wrote into a cell. Nothing of it is ever executed."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from numbers import Real
from typing import Any, NamedTuple

LONGEST = 60  # characters of an answer

_NUMBER = r"(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d{1,3})?"


def _side(place: int) -> str:
    """A number above or below the stroke of a fraction, with or without a root."""
    rooted = rf"(?P<factor{place}>{_NUMBER})?√(?P<root{place}>{_NUMBER})"
    return rf"(?:{rooted}|(?P<plain{place}>{_NUMBER}))"


_ANSWER = re.compile(
    rf"(?P<sign>[+-]?)(?:(?P<whole>\d+)\+)?{_side(1)}(?:/{_side(2)})?(?P<percent>%?)"
)
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "－": "-", "⁄": "/", "÷": "/"})
_VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8"}
_WORDS = re.compile(r"sqrt\(?(\d+(?:[.,]\d+)?)\)?|√\((\d+(?:[.,]\d+)?)\)")
_OPEN = {"", "?", "_", "-", "…", "..."}
_MIXED = re.compile(r"(\d)\s+(?=\d{1,3}/\d)")  # 1 1/2
_APART = re.compile(r"\d\s+(?!\d{3}(?!\d))\d")  # two numbers rather than thousands
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


class Reading(NamedTuple):
    """One way to read an answer.

    Attributes:
        value: The number.
        decimals: How many decimals were written; None where the number is meant exactly, as a
            fraction or a root.
    """

    value: float
    decimals: int | None


def read_answer(answer: Any) -> tuple[Reading, ...] | None:
    """The numbers that an answer may mean.

    ``.5``, ``0,50``, ``1/2``, ``−3``, ``√2``, ``3√2/2``, ``50%`` and ``1e-3`` are numbers. A comma
    is a decimal comma; where it may as well separate thousands, both readings count.

    Args:
        answer: Text, or a number.

    Returns:
        Its readings; none if the cell was left open; None if it cannot be read.

    Examples:
        >>> read_answer("-2,0")
        (Reading(value=-2.0, decimals=1),)
        >>> read_answer("1/2"), read_answer(" ")
        ((Reading(value=0.5, decimals=None),), ())
        >>> read_answer("two") is None
        True
    """
    if answer is None:
        return ()
    if isinstance(answer, Fraction):
        return _finite(Reading(float(answer), None))
    if isinstance(answer, Real) or (hasattr(answer, "item") and getattr(answer, "size", 0) == 1):
        value = answer.item() if hasattr(answer, "item") else answer
        return _finite(Reading(float(value), _decimals(repr(value)))) if _is_real(value) else None
    if not isinstance(answer, str):
        return None
    text = _MIXED.sub(r"\1+", answer)
    if _APART.search(text):
        return None
    text = "".join(text.split()).translate(_SIGNS)
    if text in _OPEN:
        return ()
    if len(text) > LONGEST:
        return None
    return _read(text)


def _is_real(value: Any) -> bool:
    return isinstance(value, Real)


def _read(text: str) -> tuple[Reading, ...] | None:
    text = text.lower().lstrip("≈=")
    for sign, fraction in _VULGAR.items():
        text = re.sub(rf"(?<=\d){sign}", f"+{fraction}", text).replace(sign, fraction)
    text = _WORDS.sub(lambda found: f"√{found[1] or found[2]}", text).replace("·√", "√")
    text = text.replace("*√", "√")
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    found = _ANSWER.fullmatch(text)
    if found is None:
        return _with_thousands(text)
    reading = _reading(found)
    if reading is None:
        return None
    return tuple(dict.fromkeys((*reading, *(_with_thousands(text) or ()))))


def _reading(found: re.Match[str]) -> tuple[Reading, ...] | None:
    above, below = _part(found, 1), _part(found, 2)
    exact = "√" in found[0] or "/" in found[0]
    if below == 0 or (found["whole"] and not exact):
        return None
    value = (float(found["whole"] or 0) + above / (1.0 if below is None else below)) * (
        0.01 if found["percent"] else 1.0
    )
    decimals = None if exact else _decimals(found["plain1"]) + 2 * bool(found["percent"])
    return _finite(Reading(-value if found["sign"] == "-" else value, decimals))


def _part(found: re.Match[str], place: int) -> Any:
    """The number above or below the stroke; None if there is none below."""
    root, plain = found[f"root{place}"], found[f"plain{place}"]
    if root is not None:
        return _plain(found[f"factor{place}"] or "1") * math.sqrt(_plain(root))
    return None if plain is None else _plain(plain)


def _with_thousands(text: str) -> tuple[Reading, ...] | None:
    """A number whose commas separate thousands: ``1,234.5``."""
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    if not _THOUSANDS.fullmatch(text):
        return None
    plain = sign + text.replace(",", "")
    return _finite(Reading(float(plain), _decimals(plain)))


def _plain(text: str) -> float:
    return float(text.replace(",", "."))


def _decimals(text: str) -> int:
    """How many decimals a number is written with; with an exponent, how many it would have."""
    mantissa, _, exponent = text.replace(",", ".").lower().partition("e")
    return max(0, len(mantissa.partition(".")[2]) - int(exponent or 0))


def _finite(reading: Reading) -> tuple[Reading, ...] | None:
    return (reading,) if math.isfinite(reading.value) else None
