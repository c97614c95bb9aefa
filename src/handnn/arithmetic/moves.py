"""Operations that move cells about: one mechanism for all of them.

Running the same function on an array of *places* tells where each cell came from. That is at once
its explanation and, scattered back, its derivative.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from handnn.arithmetic.node import ZERO, Node, Place, place_at, zero_at
from handnn.arithmetic.number import Number, Result, as_quantity, without_zeros
from handnn.arithmetic.operations import is_recorded

Function = Callable[[list[Any]], Any]
Inverse = Callable[[Any], Any]


def numbered(array: Any, start: int = 0) -> Any:
    """The places of an array's cells in row-major order; as it lies in memory, where views look."""
    in_order = np.arange(start, start + np.size(array)).reshape(np.shape(array))
    if np.asarray(array).flags.c_contiguous:
        return in_order
    places = np.empty_like(array, dtype=int)
    places[...] = in_order
    return places


class Move(Node):
    """Cells of other arrays in other places.

    Args:
        value: The values where they came to stand.
        operands: The arrays they came from.
        function: What moves arrays like the operands about in the same way.
        inverse: What moves a plain gradient back to the only operand, where there is a quicker way
            than by places.
    """

    __slots__ = ("_function", "_inverse", "_places", "_starts")

    def __init__(
        self,
        value: Any,
        operands: tuple[Node, ...],
        function: Function,
        inverse: Inverse | None = None,
    ) -> None:
        super().__init__(value, operands)
        self._function = function
        self._inverse = inverse
        self._places: Any = None

    @property
    def places(self) -> Any:
        """For every cell its place in the operands, put in one row; 0 for what NumPy filled in."""
        if self._places is None:
            sizes = [np.size(operand.value) for operand in self.operands]
            self._starts = list(accumulate(sizes, initial=1))
            self._places = np.asarray(
                self._function(
                    [
                        numbered(operand.value, start)
                        for operand, start in zip(self.operands, self._starts, strict=False)
                    ]
                )
            )
        return self._places

    def source(self, place: Place) -> tuple[Node, Place]:
        """Where the cell came from."""
        flat = self.places.item(place)
        if flat == 0:
            return ZERO, ()
        i = bisect_right(self._starts, flat) - 1
        operand = self.operands[i]
        return operand, place_at(flat - self._starts[i], np.shape(operand.value))

    def sources(self, places: Sequence[Place]) -> tuple[Node, Sequence[Place]] | None:
        """Where several cells came from, if all came from the only operand."""
        if not places or not self.places.ndim or len(self.operands) > 1:
            return None
        flat = self.places[tuple(zip(*places, strict=True))] - 1
        (operand,) = self.operands
        shape = np.shape(operand.value)
        if not shape or (flat < 0).any():
            return None
        axes = np.unravel_index(flat, shape)
        return operand, list(zip(*[axis.tolist() for axis in axes], strict=True))

    def nothing(self) -> Any:
        """What was nothing where it came from; and what NumPy filled in."""
        masks = [operand.nothing() for operand in self.operands]
        if all(mask is None for mask in masks) and self.places.all():
            return None
        rows = [
            np.zeros(np.size(operand.value), bool) if mask is None else np.ravel(mask)
            for operand, mask in zip(self.operands, masks, strict=True)
        ]
        nothing = np.concatenate([[True], *rows])[self.places]
        return nothing if nothing.any() else None

    def gradients(self, g: Any, wanted: list[bool]) -> list[Any]:
        """Every cell's gradient goes back to where the cell came from."""
        if is_recorded(g):
            places, wrap = self.places, type(g)
            return [
                wrap(Collected(g.node, places - start, np.shape(operand.value)))
                if is_wanted
                else None
                for operand, start, is_wanted in zip(
                    self.operands, self._starts, wanted, strict=False
                )
            ]
        if self._inverse is not None:
            return [self._inverse(g)]
        places = self.places
        g = np.asarray(g)
        back = np.bincount(places.ravel(), g.ravel(), self._starts[-1])
        if back.dtype != g.dtype:
            back = back.astype(g.dtype)
        return [
            back[start : start + np.size(operand.value)].reshape(np.shape(operand.value))
            for operand, start in zip(self.operands, self._starts, strict=False)
        ]


class Selected(Move):
    """Cells of another array, listed by their indices or chosen by a condition."""

    __slots__ = ()


class Collected(Node):
    """Every cell the sum of the cells that went out from it: a move, turned round.

    Args:
        came: The array whose cells are collected.
        places: For each of its cells the place here where it belongs, in row-major order; negative
            or too large if it belongs elsewhere.
        shape: The shape of the result.
    """

    __slots__ = ("_homes", "_places")

    def __init__(self, came: Node, places: Any, shape: tuple[int, ...]) -> None:
        size = int(np.prod(shape, dtype=int))
        self._places = np.where((places < 0) | (places >= size), size, places)
        back = np.bincount(self._places.ravel(), np.asarray(came.value).ravel(), size + 1)[:size]
        super().__init__(back.reshape(shape).astype(np.asarray(came.value).dtype), (came,))
        self._homes: dict[int, list[int]] | None = None

    def _cells_of(self, place: Place) -> list[Place]:
        """The places of the cells that are collected here."""
        if self._homes is None:
            self._homes = {}
            for i, home in enumerate(self._places.ravel().tolist()):
                self._homes.setdefault(home, []).append(i)
        shape = np.shape(self.value)
        flat = int(np.ravel_multi_index(place, shape)) if shape else 0
        (came,) = self.operands
        return [
            cell
            for i in self._homes.get(flat, [])
            if not zero_at(came, cell := place_at(i, np.shape(came.value)))
        ]

    def nothing(self) -> Any:
        """Where no cell belongs, or none that is anything."""
        mask = self.operands[0].nothing()
        something = np.ones(self._places.shape) if mask is None else ~mask
        size = np.size(self.value)
        counts = np.bincount(self._places.ravel(), something.ravel(), size + 1)[:size]
        nothing = (counts == 0).reshape(np.shape(self.value))
        return nothing if nothing.any() else None

    def source(self, place: Place) -> tuple[Node, Place] | None:
        """The only cell that belongs here; a plain 0 where none does."""
        cells = self._cells_of(place)
        if not cells:
            return ZERO, ()
        return (self.operands[0], cells[0]) if len(cells) == 1 else None

    def made(self, place: Place) -> Number:
        """The sum of the cells that belong here."""
        (came,) = self.operands
        cells = self._cells_of(place)
        return Result(
            self.plain(place),
            "sum",
            lambda: without_zeros(tuple(as_quantity(came.cell(cell)) for cell in cells)),
        )

    def gradients(self, g: Any, wanted: list[bool]) -> list[Any]:
        """Back out to every cell."""
        places = self._places

        def spread(arrays: list[Any]) -> Any:
            (array,) = arrays
            return np.append(np.ravel(array), 0)[places]

        if not is_recorded(g):
            return [spread([g])]
        return [type(g)(Move(spread([g.node.value]), (g.node,), spread))]


class Written(Node):
    """An array after something was written into it.

    Args:
        before: The array as it was.
        new: What was written.
        places: The places written to, as numbers in row-major order, in the shape of `new`.
    """

    __slots__ = ("_new_at", "places")

    def __init__(self, before: Node, new: Node, places: Any) -> None:
        value = np.array(before.value)
        np.put(value, places, new.value)  # in row-major order, however it lies in memory
        super().__init__(value, (before, new))
        self.places = np.asarray(places)
        self._new_at: dict[int, int] | None = None

    def onto(self, before: Node) -> Written:
        """The same, written into another array."""
        return Written(before, self.operands[1], self.places)

    def _positions(self) -> dict[int, int]:
        """By place what was written there; the last one, where several were."""
        if self._new_at is None:
            self._new_at = {place: i for i, place in enumerate(self.places.ravel().tolist())}
        return self._new_at

    def source(self, place: Place) -> tuple[Node, Place]:
        """What was written there, or else what was there before."""
        shape = np.shape(self.value)
        flat = int(np.ravel_multi_index(place, shape)) if shape else 0
        i = self._positions().get(flat)
        before, new = self.operands
        if i is None:
            return before, place
        return new, place_at(i, np.shape(new.value))

    def gradients(self, g: Any, wanted: list[bool]) -> list[Any]:
        """To what was written, where it still stands; elsewhere to what was there before."""
        shape = np.shape(self.value)
        last = np.fromiter(self._positions().values(), dtype=int)
        home = np.fromiter(self._positions().keys(), dtype=int)
        kept: Any = np.ones(int(np.prod(shape, dtype=int)), dtype=bool)
        kept[home] = False
        kept = kept.reshape(shape)
        origin: Any = np.full(self.places.size, -1)
        origin[last] = home
        origin = origin.reshape(self.places.shape)

        def taken(arrays: list[Any]) -> Any:
            (array,) = arrays
            return np.append(np.ravel(array), 0)[origin]

        if is_recorded(g):
            new = type(g)(Move(taken([g.node.value]), (g.node,), taken))
        else:
            new = taken([g])
        return [np.where(kept, g, 0.0), new]


class Cast(Node):
    """The same cells in another dtype."""

    __slots__ = ()

    def sources(self, places: Sequence[Place]) -> tuple[Node, Sequence[Place]]:
        """The cells as they were."""
        return self.operands[0], places

    def source(self, place: Place) -> tuple[Node, Place]:
        """The cell as it was."""
        return self.operands[0], place

    def nothing(self) -> Any:
        """What was nothing before."""
        return self.operands[0].nothing()

    def gradients(self, g: Any, wanted: list[bool]) -> list[Any]:
        """The gradient in the dtype of before, if that has gradients."""
        dtype = np.asarray(self.operands[0].value).dtype
        return [g.astype(dtype) if dtype.kind == "f" else g]
