"""What a slip is: a function from the right expression of a cell to wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from handnn.arithmetic import Number
from handnn.practice.key import Key, KeyCell


class Wrong(NamedTuple):
    """What a slip makes of an expression.

    Attributes:
        number: The wrong expression.
        about: The part it happened to, as on paper: ``{about}`` in the slip's texts.
    """

    number: Number
    about: str = ""


class Situation(NamedTuple):
    """A cell, and the key that it is in."""

    cell: KeyCell
    key: Key

    @property
    def number(self) -> Number:
        """The right expression."""
        return self.cell.number


@dataclass(frozen=True)
class Slip:
    """One kind of slip.

    Attributes:
        name: Its stable name, ``bias-left-out``.
        hint: Where to look, without saying what is wrong there; ``{cell}`` is the cell's name.
        cause: What happened.
        wrong: Gives what it may have made of a cell's expression.
    """

    name: str
    hint: str
    cause: str
    wrong: Callable[[Situation], Iterable[Wrong]]
