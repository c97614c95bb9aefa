"""Slips of the eye: another row, another column, rows for columns."""

from __future__ import annotations

from collections.abc import Iterator

from handnn.arithmetic import Number
from handnn.practice.expressions import add, cells_in, symbol, terms
from handnn.practice.key import Key
from handnn.practice.slips.parts import MOST_PLACES, along, exchanged, sums
from handnn.practice.slips.slip import Situation, Wrong


def _moved(at: Situation, is_row: bool) -> Iterator[Wrong]:
    """Another row (column) of one array, and of it with all arrays that have that row."""
    arrays = dict.fromkeys(given.variable.name for given in cells_in(at.number))
    for name in arrays:
        for axis in _axes(name, at.key, is_row):
            read = [given for given in cells_in(at.number) if given.variable.name == name]
            rows = {given.index[axis] for given in read}
            if len(rows) != 1:  # the sum runs along it
                continue
            (row,) = rows
            for i in range(min(at.key.arrays[name][1][axis], MOST_PLACES)):
                if i == row:
                    continue
                alone = _shifted(at, {name}, axis, row, i)
                if alone is not None:
                    yield Wrong(alone, name)
                together = _shifted(at, set(arrays), axis, row, i)
                if together is not None and len(arrays) > 1:
                    yield Wrong(together, name)


def _axes(name: str, key: Key, is_row: bool) -> tuple[int, ...]:
    """The axes of an array along which a move is one to another row (column) on paper."""
    variable, shape = key.arrays[name]
    last = len(shape) - 1
    if last < 0:
        return ()
    if variable.batched:  # samples are columns
        return (last,) if is_row and last > 0 else () if is_row else (0,)
    if last == 0:
        return (0,) if is_row else ()
    return (last - 1,) if is_row else (last,)


def _shifted(at: Situation, names: set[str], axis: int, row: int, to: int) -> Number | None:
    exchange = {}
    for given in cells_in(at.number):
        index = given.index
        if given.variable.name in names and axis < len(index) and index[axis] == row:
            other = at.key.places.get(given.variable.cell((*index[:axis], to, *index[axis + 1 :])))
            if other is not None:
                exchange[symbol(given)] = other
    return exchanged(at.number, exchange) if exchange else None


def wrong_row(at: Situation) -> Iterator[Wrong]:
    """Another row of one array, or of all that are read."""
    return _moved(at, is_row=True)


def wrong_column(at: Situation) -> Iterator[Wrong]:
    """Another column of one array, or of all that are read."""
    return _moved(at, is_row=False)


def transposed(at: Situation) -> Iterator[Wrong]:
    """An array with its rows and columns exchanged."""
    for name in {given.variable.name for given in cells_in(at.number)}:
        exchange = {}
        read = [given for given in cells_in(at.number) if given.variable.name == name]
        for given in read:
            if len(given.index) == 2:
                other = at.key.places.get(given.variable.cell(given.index[::-1]))
                if other is not None:
                    exchange[symbol(given)] = other
        if exchange:
            yield Wrong(exchanged(at.number, exchange), name)
    sizes = [given for given in cells_in(at.number) if given.variable.role == "count"]
    if len(sizes) == 2 and at.number.operation == "product":  # outputs × (inputs + 1)
        exchange = dict(zip(map(symbol, sizes), reversed(sizes), strict=True))
        yield Wrong(exchanged(at.number, exchange), "the layer")


def wrong_axis(at: Situation) -> Iterator[Wrong]:
    """A sum along the other axis of the array that it adds up."""
    for whole, put in sums(at.number):
        for name in {given.variable.name for given in cells_in(whole)}:
            read = [given for given in cells_in(whole) if given.variable.name == name]
            if len(read) != len(terms(whole)) or len(read[0].index) != 2:
                continue
            for axis in (0, 1):
                fixed = {given.index[1 - axis] for given in read}
                if len(fixed) != 1 or len({given.index[axis] for given in read}) < 2:
                    continue
                for own in sorted({given.index[axis] for given in read}):
                    across = [read[0], *along(read[0], 1 - axis, at.key)]
                    across = [
                        at.key.places[cell.variable.cell(_with(cell.index, axis, own))]
                        for cell in across
                    ]
                    first = terms(whole)[0]
                    moved = [exchanged(first, {symbol(read[0]): cell}) for cell in across]
                    yield Wrong(put(add(*moved)), name)


def _with(index: tuple[int, ...], axis: int, place: int) -> tuple[int, ...]:
    return (*index[:axis], place, *index[axis + 1 :])
