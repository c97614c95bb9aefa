"""Moves of cells, in the operators of a graph.

A move is known by its places: for every cell of the result, which cell it was. Where these are what
one of the operators does, that operator is written. Everything else is a Gather from one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from math import prod
from typing import Any

import numpy as np

from handnn.graph.graph import Batch, Graph, Value

_MOST_AXES = 5  # of which all orders are tried


class BatchMatters(Exception):
    """The number of samples is part of the arithmetic, so that it cannot be left open."""


def by_sample(cells: Any, batch: Batch, n: int) -> Any:
    """An array with its samples on the first axis, and what belongs to each in one row."""
    axis, run, inner = batch
    shape = np.shape(cells)
    split = (run, n) if inner else (n, run)
    parted = np.reshape(cells, (*shape[:axis], *split, *shape[axis + 1 :]))
    return np.moveaxis(parted, axis + inner, 0).reshape(n, -1)


def sample_places(
    places: Any, shapes: Sequence[tuple[tuple[int, ...], Batch | None]], batch: Batch, n: int
) -> Any:
    """Where the cells of one sample come from, if it is the same for all samples.

    Args:
        places: For every cell its place in the operands put in one row, counted from 1; 0 for what
            is filled in.
        shapes: The operands' shapes, and where their samples are.
        batch: Where the samples of the result are.
        n: How many samples there are.

    Returns:
        Places of the same kind, with one sample of each operand in the row.

    Raises:
        BatchMatters: If samples are mixed.
    """
    owners, own_places = [np.array([-1])], [np.array([0])]
    start = 1
    for shape, own in shapes:
        size = prod(shape)
        if own is None:
            owners.append(np.full(size, -1))
            own_places.append(np.arange(start, start + size))
            start += size
            continue
        rows = by_sample(np.arange(size).reshape(shape), own, n)
        owner, place = np.empty(size, int), np.empty(size, int)
        owner[rows] = np.arange(n)[:, None]
        place[rows] = np.arange(start, start + rows.shape[1])
        owners.append(owner)
        own_places.append(place)
        start += rows.shape[1]
    rows = by_sample(places, batch, n)
    owner = np.concatenate(owners)[rows]
    found = np.concatenate(own_places)[rows]
    if ((owner != np.arange(n)[:, None]) & (owner >= 0)).any() or (found != found[0]).any():
        raise BatchMatters("cells of several samples are put together")
    return found[0]


class Moves:
    """Writes moves into a graph.

    Args:
        graph: The graph.
        source: The name of the input, whose first axis is as long as there are samples; None where
            their number is fixed.
    """

    def __init__(self, graph: Graph, source: str | None) -> None:
        self._graph = graph
        self._source = source
        self._count: str | None = None  # the tensor that holds the number of samples

    def move(
        self, operands: list[Value], places: Any, shape: tuple[int, ...], batch: Batch | None
    ) -> str:
        """The nodes of a move.

        Args:
            operands: What is moved.
            places: As `sample_places` gives them; where no samples are, for the whole result.
            shape: The shape of the result, with the recorded number of samples.
            batch: Where its samples are.
        """
        places = np.ravel(places)
        if len(operands) == 1 and places.all():
            name = self._one(operands[0], places - 1, shape, batch)
            if name is not None:
                return name
        elif len(operands) > 1 and places.all():
            name = self._together(operands, places - 1, shape, batch)
            if name is not None:
                return name
        elif len(operands) == 1:
            name = self._padded(operands[0], places, shape, batch)
            if name is not None:
                return name
        return self._gathered(operands, places, shape, batch)

    def spread(self, value: Value, batch: Batch | None) -> str:
        """A tensor without samples on a first axis of them."""
        if batch is None or self._source is None:
            return value.name
        if self._count is None:
            self._count = self._graph.add("Shape", self._source, start=0, end=1)
        row = self._graph.add("Unsqueeze", value.name, self._graph.constant([0]))
        target = self._graph.add(
            "Concat", self._count, self._graph.constant(list(value.shape)), axis=0
        )
        return self._graph.add("Expand", row, target)

    # -- one operand ------------------------------------------------------------------------------

    def _one(
        self, value: Value, places: Any, shape: tuple[int, ...], batch: Batch | None
    ) -> str | None:
        """A move that one operator does; None if there is none."""
        if (value.batch is None) != (batch is None) or not places.size:
            return None
        if batch is not None and (batch.run > 1 or (value.batch and value.batch.run > 1)):
            return None
        before, after = _sample_shape(value.shape, value.batch), _sample_shape(shape, batch)
        cells = np.arange(prod(before)).reshape(before)
        moved = places.reshape(after)
        at, to = (None if b is None else b.axis for b in (value.batch, batch))
        if before == after and at == to and np.array_equal(moved, cells):
            return value.name
        if len(before) == len(after) <= _MOST_AXES:
            for order in permutations(range(len(before))):
                if _permuted(before, order) == after and np.array_equal(
                    cells.transpose(order), moved
                ):
                    return self._transposed(value.name, order, at, to)
        if at == to or (at is not None and to is not None):
            found = self._along_axis(value.name, cells, moved, at, to)
            if found is not None:
                return found
        in_front = at in (None, 0) and to in (None, 0)
        if in_front and np.array_equal(moved.ravel(), cells.ravel()):
            return self._reshaped(value.name, shape, batch)
        if in_front and len(before) <= len(after) and _stretches(cells, moved):
            return self._expanded(value, before, after, batch)
        return None

    def _transposed(self, name: str, order: Sequence[int], at: int | None, to: int | None) -> str:
        if at is None or to is None:
            perm = list(order)
        else:
            perm = [axis + (axis >= at) for axis in order]
            perm.insert(to, at)
        return name if perm == sorted(perm) else self._graph.add("Transpose", name, perm=perm)

    def _along_axis(
        self, name: str, cells: Any, moved: Any, at: int | None, to: int | None
    ) -> str | None:
        """A Slice or a Gather along one axis."""
        for axis in range(cells.ndim):
            stride = prod(cells.shape[axis + 1 :])
            within = (moved // stride) % cells.shape[axis]
            whole = axis + (at is not None and axis >= at)
            if moved.ndim == cells.ndim and at == to:
                index = np.moveaxis(within, axis, 0).reshape(moved.shape[axis], -1)
                if not index.size or (index != index[:, :1]).any():
                    continue
                if np.array_equal(cells.take(index[:, 0], axis), moved):
                    return self._taken(name, index[:, 0], whole)
            elif moved.ndim == cells.ndim - 1 and moved.size:
                place = int(within.flat[0])
                left = None if at is None else at - (whole < at)
                if left == to and np.array_equal(cells.take(place, axis), moved):
                    return self._graph.add("Gather", name, self._graph.constant(place), axis=whole)
        return None

    def _taken(self, name: str, index: Any, axis: int) -> str:
        step = int(index[1] - index[0]) if len(index) > 1 else 1
        start, stop = int(index[0]), int(index[-1]) + (1 if step > 0 else -1)
        is_slice = step and np.array_equal(index, start + step * np.arange(len(index)))
        if not is_slice:
            return self._graph.add("Gather", name, self._graph.constant(index), axis=axis)
        if stop < 0:
            stop = -(2**31)
        bounds = ([start], [stop], [axis], [step])
        return self._graph.add("Slice", name, *map(self._graph.constant, bounds))

    def _reshaped(self, name: str, shape: tuple[int, ...], batch: Batch | None) -> str:
        sizes = [-1 if batch and i == batch.axis else size for i, size in enumerate(shape)]
        return self._graph.add("Reshape", name, self._graph.constant(sizes))

    def _expanded(
        self, value: Value, before: tuple[int, ...], after: tuple[int, ...], batch: Batch | None
    ) -> str:
        name, new = value.name, len(after) - len(before)
        if batch is not None and new:
            name = self._graph.add("Unsqueeze", name, self._graph.constant(list(range(1, 1 + new))))
        target = [*([1] if batch else []), *after]
        return self._graph.add("Expand", name, self._graph.constant(target))

    def _padded(
        self, value: Value, places: Any, shape: tuple[int, ...], batch: Batch | None
    ) -> str | None:
        """An array with zeros around it; None if it is something else."""
        if (value.batch is None) != (batch is None) or not prod(value.shape):
            return None
        if batch is not None and (batch != value.batch or batch.run > 1):
            return None
        before, after = _sample_shape(value.shape, value.batch), _sample_shape(shape, batch)
        moved = places.reshape(after)
        first = np.argwhere(moved == 1)
        if len(before) != len(after) or len(first) != 1:
            return None
        fronts = first[0].tolist()
        sides = [(f, a - f - b) for f, a, b in zip(fronts, after, before, strict=True)]
        if any(end < 0 for _, end in sides):
            return None
        inside = np.arange(1, prod(before) + 1).reshape(before)
        if not np.array_equal(np.pad(inside, sides), moved):
            return None
        if batch is not None:
            sides.insert(batch.axis, (0, 0))
        pads = [front for front, _ in sides] + [end for _, end in sides]
        zero = self._graph.constant(0, value.dtype)
        return self._graph.add("Pad", value.name, self._graph.constant(pads), zero)

    # -- several ----------------------------------------------------------------------------------

    def _together(
        self, operands: list[Value], places: Any, shape: tuple[int, ...], batch: Batch | None
    ) -> str | None:
        """A Concat, or a stack; None if it is something else."""
        in_front = all(o.batch in (None, Batch(0)) for o in operands)
        if (
            not in_front
            or batch not in (None, Batch(0))
            or (batch is None) != all(o.batch is None for o in operands)
        ):
            return None
        samples = [_sample_shape(o.shape, o.batch) for o in operands]
        numbered, start = [], 0
        for sample in samples:
            numbered.append(np.arange(start, start + prod(sample)).reshape(sample))
            start += prod(sample)
        moved = places.reshape(_sample_shape(shape, batch))
        front = int(batch is not None)
        for axis in range(moved.ndim):
            for put, is_stack in ((np.concatenate, False), (np.stack, True)):
                try:
                    put_together: Any = put(numbered, axis=axis)
                except ValueError:  # their shapes do not fit
                    continue
                if not np.array_equal(put_together, moved):
                    continue
                names = [
                    o.name if o.batch or not batch else self.spread(o, batch) for o in operands
                ]
                if is_stack:
                    at = self._graph.constant([axis + front])
                    names = [self._graph.add("Unsqueeze", name, at) for name in names]
                return self._graph.add("Concat", *names, axis=axis + front)
        return None

    def _gathered(
        self, operands: list[Value], places: Any, shape: tuple[int, ...], batch: Batch | None
    ) -> str:
        """Any cells of any arrays: all in one row, of each sample, and a Gather from it."""
        front = int(batch is not None)
        rows = [self._row(value, batch) for value in operands if prod(value.shape)]
        if not places.all() or not rows:
            dtype = operands[0].dtype if operands else np.float64
            zero = Value(self._graph.constant([0], dtype), (1,), dtype)
            rows.insert(0, self._row(zero, batch))
        else:
            places = places - 1
        row = rows[0] if len(rows) == 1 else self._graph.add("Concat", *rows, axis=front)
        taken = self._graph.add("Gather", row, self._graph.constant(places), axis=front)
        if batch is None:
            return self._reshaped(taken, shape, None) if shape != places.shape else taken
        axis, run, inner = batch
        if not prod(size for i, size in enumerate(shape) if i != axis):
            raise BatchMatters("an array without cells is made")
        merged = [*shape[:axis], run, *shape[axis + 1 :]]
        kept = merged if run > 1 else [*shape[:axis], *shape[axis + 1 :]]
        if kept != [len(places)]:
            taken = self._graph.add("Reshape", taken, self._graph.constant([-1, *kept]))
        to = axis + (inner and run > 1)
        perm = list(range(1, len(kept) + 1))
        perm.insert(to, 0)
        if to:
            taken = self._graph.add("Transpose", taken, perm=perm)
        return self._reshaped(taken, shape, batch) if run > 1 else taken

    def _row(self, value: Value, batch: Batch | None) -> str:
        """All cells in one row; those of each sample, where there are samples."""
        if batch is None:
            if len(value.shape) == 1:
                return value.name
            return self._graph.add("Reshape", value.name, self._graph.constant([-1]))
        name, own = value.name, value.batch
        if own is None:
            row = Value(self._row(value, None), (prod(value.shape),), value.dtype)
            return self.spread(row, batch)
        axis, run, inner = own
        shape = list(value.shape)
        kept = prod(size for i, size in enumerate(shape) if i != axis) * run
        if run > 1:
            split = [run, -1] if inner else [-1, run]
            parted = [*shape[:axis], *split, *shape[axis + 1 :]]
            name = self._graph.add("Reshape", name, self._graph.constant(parted))
            shape = parted
        at = axis + (inner and run > 1)
        if at:
            perm = [at, *(i for i in range(len(shape)) if i != at)]
            name = self._graph.add("Transpose", name, perm=perm)
        if len(shape) == 2 and run == 1:
            return name
        return self._graph.add("Reshape", name, self._graph.constant([-1, kept]))


def _sample_shape(shape: tuple[int, ...], batch: Batch | None) -> tuple[int, ...]:
    if batch is None:
        return shape
    return (*shape[: batch.axis], *shape[batch.axis + 1 :])


def _permuted(shape: tuple[int, ...], order: Sequence[int]) -> tuple[int, ...]:
    return tuple(shape[axis] for axis in order)


def _stretches(cells: Any, moved: Any) -> bool:
    try:
        return np.array_equal(np.broadcast_to(cells, moved.shape), moved)
    except ValueError:  # its shape does not fit
        return False
