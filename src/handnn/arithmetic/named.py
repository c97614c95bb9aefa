"""An array to which code has given a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from handnn.arithmetic.node import Leaf, Node, Place, constant_at
from handnn.arithmetic.number import Number
from handnn.arithmetic.variable import Variable

UNNAMED = Variable("", "value")


class Named(Leaf):
    """An array with a name in the code: what is made of it starts from its cells.

    Which names stand on paper is known when the code has run. Until then, and for a name that does
    not, its cells are those of the array as it was made.

    Args:
        origin: The array as it was made.

    Attributes:
        variable: What it is called on paper, when that is known.
    """

    __slots__ = ("_successor", "origin")

    operands: tuple[Node, ...]

    def __init__(self, origin: Node) -> None:
        super().__init__(origin.value, UNNAMED)
        self.origin = origin
        self.operands = (origin,)
        self._successor: Named | None = None

    @property
    def is_given(self) -> bool:
        """Whether the code filled in its plain values itself."""
        return self.origin.is_constant

    def put_on_paper(self, variable: Variable) -> None:
        """Let it stand on paper."""
        self.variable = variable
        self.operands = ()

    def give_way(self, successor: Named) -> None:
        """Let what is in it by now have its name in the same array with more of it filled in."""
        self._successor = successor
        self.operands = (successor,)

    def source(self, place: Place) -> tuple[Node, Place] | None:
        """The cell as it was made, where the name does not stand on paper."""
        if not self.operands:
            return None
        if self._successor is not None and not constant_at(self.origin, place):
            return self._successor, place
        return self.origin, place

    def cells(self, places: Sequence[Place]) -> list[Number]:
        """The numbers at several places."""
        return [self.cell(place) for place in places] if self.operands else super().cells(places)

    def nothing(self) -> Any:
        """Where nothing was, where the name does not stand on paper."""
        return self.origin.nothing() if self.operands and not self._successor else None

    def gradients(self, g: Any, wanted: list[bool]) -> list[Any]:
        """The gradient itself; what the code has filled in later had no part in it."""
        if self._successor is None:
            return [g]
        shape = np.shape(self.value)
        filled = [not constant_at(self.origin, place) for place in np.ndindex(shape)]
        return [np.where(np.reshape(filled, shape), g, 0.0)]
