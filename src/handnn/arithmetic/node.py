"""What an array remembers: its plain values, and the arrays it was made of.

A record is a graph of nodes. A node never changes. It knows three things: its values, how each of
its cells is a number (made when somebody asks for it), and how a gradient goes back through it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from handnn.arithmetic.number import Constant, Given, Number
from handnn.arithmetic.variable import Variable

Place = tuple[int, ...]


class Node:
    """One array of a record.

    Attributes:
        value: The plain values, as NumPy computed them.
        operands: The nodes it was made of.
        is_constant: Whether nothing in it depends on an array with a name.
    """

    __slots__ = ("_cells", "is_constant", "operands", "value")

    value: Any
    operands: tuple[Node, ...]
    is_constant: bool
    _cells: dict[Place, Number] | None

    def __init__(self, value: Any, operands: tuple[Node, ...]) -> None:
        self.value = value
        self.operands = operands
        self.is_constant = all([o.is_constant for o in operands])  # noqa: C419  (quicker so)
        self._cells = None

    def cell(self, place: Place) -> Number:
        """The number at a place; the same object each time."""
        node: Node = self
        while (source := node.source(place) or node.shortcut(place)) is not None:
            node, place = source
        if node._cells is None:
            node._cells = {}
        number = node._cells.get(place)
        if number is None:
            number = Constant(node.plain(place)) if node.is_constant else node.made(place)
            node._cells[place] = number
        return number

    def cells(self, places: Sequence[Place]) -> list[Number]:
        """The numbers at several places."""
        return [self.cell(place) for place in places]

    def plain(self, place: Place) -> Any:
        """The value at a place as a Python float or bool."""
        value = self.value.item(place) if place else np.asarray(self.value).item()
        return value if isinstance(value, bool) else float(value)

    def source(self, place: Place) -> tuple[Node, Place] | None:
        """Where a cell came from that was only moved here."""
        return None

    def sources(self, places: Sequence[Place]) -> tuple[Node, Sequence[Place]] | None:
        """Where several cells came from, if there is a quick way to tell."""
        return None

    def shortcut(self, place: Place) -> tuple[Node, Place] | None:
        """The operand's cell that a cell is, where the operation changes nothing."""
        return None

    def made(self, place: Place) -> Number:
        """The number at a place, which this node has made."""
        raise NotImplementedError

    def nothing(self) -> Any:
        """In a gradient, where nothing is passed on: a mask, or None if something is everywhere."""
        return None

    def gradients(self, g: Any, wanted: list[bool]) -> list[Any]:
        """The gradients of the operands, given that of this node; None where none is passed on.

        Args:
            g: The gradient of this node: a plain array, or a recorded one, whose gradients record.
            wanted: For each operand whether its gradient is asked for.
        """
        raise NotImplementedError


class Leaf(Node):
    """An array with a name: where arithmetic starts."""

    __slots__ = ("variable",)

    def __init__(self, value: Any, variable: Variable) -> None:
        self.value = value
        self.operands = ()
        self.is_constant = False
        self._cells = None
        self.variable = variable

    @property
    def is_given(self) -> bool:
        """Whether its values were there from the start, rather than computed before."""
        return self.variable.role in ("input", "parameter")

    def made(self, place: Place) -> Number:
        """A cell of the named array."""
        return Given(self.plain(place), self.variable, place)

    def cells(self, places: Sequence[Place]) -> list[Number]:
        """The numbers at several places, all values read in one go."""
        if not places or not self.value.ndim:
            return super().cells(places)
        known = self._cells = self._cells or {}
        values = self.value[tuple(zip(*places, strict=True))].tolist()
        found: list[Number] = []
        for place, value in zip(places, values, strict=True):
            number = known.get(place)
            if number is None:
                number = known[place] = Given(value, self.variable, place)
            found.append(number)
        return found


class Plain(Node):
    """Plain values that the code brought along."""

    __slots__ = ()

    def nothing(self) -> Any:
        """Where it is 0."""
        zeros = np.asarray(self.value) == 0
        return zeros if zeros.any() else None

    def __init__(self, value: Any) -> None:
        self.value = value
        self.operands = ()
        self.is_constant = True
        self._cells = None


ZERO = Plain(np.float64(0.0))
"""What stands where a function of NumPy has filled in nothing."""


def place_at(flat: int, shape: tuple[int, ...]) -> Place:
    """The place of a cell when all cells stand in one row; quicker than `np.unravel_index`."""
    place: list[int] = []
    for n in reversed(shape):
        flat, i = divmod(flat, n)
        place.append(i)
    return tuple(reversed(place))


def constant_at(node: Node, place: Place) -> bool:
    """Whether a cell is a plain value, also where it was only moved about."""
    node, _ = moved_from(node, place)
    return node.is_constant


def zero_at(node: Node, place: Place) -> bool:
    """Whether a cell is a plain 0, which adds nothing."""
    node, place = moved_from(node, place)
    return node.is_constant and node.plain(place) == 0


def moved_from(node: Node, place: Place) -> tuple[Node, Place]:
    """The node that made a cell, and where in it."""
    while not node.is_constant and (source := node.source(place)) is not None:
        node, place = source
    return node, place
