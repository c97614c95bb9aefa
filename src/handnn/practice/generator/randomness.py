"""Draws that are the same on every platform, with every version of Python and NumPy.

NumPy may change what its generators draw from one version to the next. This one never changes: the
seed is SHA-256 of a text, and the numbers come from SplitMix64 (Steele, Lea and Flood, "Fast
Splittable Pseudorandom Number Generators", 2014), in whole numbers throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")
MOST = 300_000  # draws for one exercise: a few seconds
_ALL = (1 << 64) - 1


class NoMoreDrawsError(Exception):
    """There have been as many draws as there may be, and what was looked for was not among them."""


class Draws:
    """A stream of draws.

    Args:
        material: A text; the same text gives the same draws.

    Examples:
        >>> draws = Draws("an example")
        >>> [draws.whole(1, 6) for _ in range(8)]
        [6, 6, 4, 6, 3, 2, 6, 5]
    """

    def __init__(self, material: str) -> None:
        self._left = MOST
        self._state = int.from_bytes(sha256(material.encode()).digest()[:8], "big")

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included.

        Raises:
            NoMoreDrawsError: If there have been `MOST` already.
        """
        self._left -= 1
        if self._left < 0:
            raise NoMoreDrawsError
        self._state = (self._state + 0x9E3779B97F4A7C15) & _ALL
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _ALL
        return low + (((mixed ^ (mixed >> 31)) * (high - low + 1)) >> 64)

    def other_than_zero(self, low: int, high: int) -> int:
        """A whole number from `low` to `high` that is not 0."""
        if low > 0:
            return self.whole(low, high)
        drawn = self.whole(low, high - 1)
        return drawn if drawn < 0 else drawn + 1

    def one_of(self, choices: Sequence[T]) -> T:
        """One of several things."""
        return choices[self.whole(0, len(choices) - 1)]
