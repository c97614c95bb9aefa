"""NumPy's functions that decide: their results are plain, what they rest on is kept as guards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from handnn.arithmetic.guards import note_guards
from handnn.arithmetic.numpy.dispatch import given
from handnn.arithmetic.recorded_array import (
    RecordedArray,
    as_conditions,
    as_recorded,
    decide,
    elementwise,
)


def argsort(a: Any, axis: Any = -1, **kwargs: Any) -> Any:
    """`np.argsort`: an order, and the comparisons of neighbours that it rests on."""
    a = as_recorded(a)
    order = np.argsort(a.node.value, axis=axis, **kwargs)
    if axis is None:
        a, axis = a.reshape(-1), 0
    if a.size and a.shape[axis] > 1:
        in_order = np.take_along_axis(a, order, axis)
        lines: Any = np.moveaxis(in_order, axis, 0)
        _note(lines[:-1] <= lines[1:])
    return order


def sort(a: Any, axis: Any = -1, **kwargs: Any) -> Any:
    """`np.sort`: the cells in the order that they are in now."""
    a = as_recorded(a)
    if axis is None:
        a, axis = a.reshape(-1), 0
    return np.take_along_axis(a, argsort(a, axis, **kwargs), axis)


def _find_extreme(compare: str, find: Callable[..., Any], a: Any, axis: Any, **kwargs: Any) -> Any:
    a = as_recorded(a)
    found = find(a.node.value, axis=axis, **kwargs)
    lines = a.reshape(-1) if axis is None else np.moveaxis(a, axis, 0)
    places = np.expand_dims(found, 0) if axis is not None and not kwargs.get("keepdims") else found
    places = np.moveaxis(places, axis, 0) if kwargs.get("keepdims") and axis is not None else places
    n = lines.shape[0]
    winner = np.take_along_axis(lines, np.reshape(places, (1, *lines.shape[1:])), 0)
    for i in range(n):
        is_other = np.reshape(places, lines.shape[1:]) != i
        if np.any(is_other):
            _note(elementwise(compare, winner[0], lines[i])[is_other if is_other.ndim else ...])
    return found


def argmax(a: Any, axis: Any = None, out: None = None, **kwargs: Any) -> Any:
    """`np.argmax`: a place, and the comparisons that it rests on."""
    return _find_extreme("greater_equal", np.argmax, a, axis, **given(kwargs))


def argmin(a: Any, axis: Any = None, out: None = None, **kwargs: Any) -> Any:
    """`np.argmin`, see `argmax`."""
    return _find_extreme("less_equal", np.argmin, a, axis, **given(kwargs))


def _note(conditions: RecordedArray) -> None:
    """Keep comparisons that a decision rests on."""
    note_guards(conditions.node, conditions.node.value)


def on_decided(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """A function of conditions: each of them is decided."""
    first, *rest = args
    return function(decide(as_conditions(as_recorded(first))), *rest, **kwargs)


def searchsorted(a: Any, v: Any, side: Any = "left", sorter: Any = None) -> Any:
    """`np.searchsorted`: a place, and the comparisons of its neighbours."""
    a, v = as_recorded(a), as_recorded(v)
    found = np.searchsorted(a.node.value, v.node.value, side, sorter)
    ordered = a if sorter is None else a[sorter]
    for place, value in zip(np.ravel(found), v.reshape(-1), strict=True):
        if place > 0:
            before = ordered[int(place) - 1]
            _note(before < value if side == "left" else before <= value)
        if place < len(ordered):
            behind = ordered[int(place)]
            _note(behind >= value if side == "left" else behind > value)
    return found


def array_equal(a1: Any, a2: Any, equal_nan: bool = False) -> bool:
    """`np.array_equal`."""
    if np.shape(a1) != np.shape(a2):
        return False
    return bool(np.all(np.equal(a1, a2)))


def isclose(
    a: Any, b: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Any:
    """`np.isclose`: conditions on the distance."""
    is_near = np.abs(np.subtract(a, b)) <= atol + rtol * np.abs(b)
    return is_near | np.equal(a, b)  # which infinities can be


def allclose(*args: Any, **kwargs: Any) -> bool:
    """`np.allclose`."""
    return bool(np.all(isclose(*args, **kwargs)))
