"""Slips in writing a number down, whatever it was worked out from.

The page has a twin of this file in JavaScript, ``js/writing_slips.js``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handnn.practice.answers import Reading
from handnn.practice.rounding import NOISE

MOST_DECIMALS = 15  # beyond these, and in numbers so large, digits are noise
LARGEST = 1e15


@dataclass(frozen=True)
class WritingSlip:
    """A slip that is seen from the number alone.

    Attributes:
        name: Its stable name.
        hint: Where to look, without saying what is wrong there.
        cause: What happened.
        explains: Whether it explains what was written, given what was expected.
    """

    name: str
    hint: str
    cause: str
    explains: Callable[[Reading, float], bool]


def _is_rounded_too_far(reading: Reading, expected: float) -> bool:
    if reading.decimals is None:
        return False
    return abs(reading.value - expected) <= 0.5 * 10.0**-reading.decimals * (1 + NOISE)


def _is_swapped(reading: Reading, expected: float) -> bool:
    """Whether two neighbouring digits are exchanged."""
    if reading.decimals is None or (reading.value < 0) != (expected < 0):
        return False
    if (
        reading.decimals > MOST_DECIMALS
        or abs(expected) >= LARGEST
        or abs(reading.value) >= LARGEST
    ):
        return False
    right = f"{abs(expected):.{reading.decimals}f}"
    wrong = f"{abs(reading.value):.{reading.decimals}f}".zfill(len(right))
    swapped = (
        right[:i] + right[i + 1] + right[i] + right[i + 2 :]
        for i in range(len(right) - 1)
        if "." not in right[i : i + 2] and right[i] != right[i + 1]
    )
    return wrong in swapped


BEFORE_OTHERS = (
    WritingSlip(
        "rounded-too-far",
        "How many decimals does {cell} need?",
        "The number was rounded too far.",
        _is_rounded_too_far,
    ),
)
"""Those that are believed before any slip of the table."""

AFTER_OTHERS = (
    WritingSlip(
        "digits-swapped",
        "Read what you wrote into {cell} digit by digit.",
        "Two digits are exchanged.",
        _is_swapped,
    ),
)
"""Those that are believed if there is no other."""
