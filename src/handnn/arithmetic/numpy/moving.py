"""NumPy's functions that only move cells about: one mechanism serves them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple
from numpy.lib.stride_tricks import sliding_window_view

from handnn.arithmetic.moves import Move
from handnn.arithmetic.recorded_array import RecordedArray, as_recorded, decided, viewed

# Functions of one array that give it in another shape, often as a view of it.
OF_ONE: frozenset[Callable[..., Any]] = frozenset(
    getattr(np, name)
    for name in (
        *("reshape", "ravel", "transpose", "swapaxes", "moveaxis", "rollaxis", "expand_dims"),
        *("squeeze", "diagonal", "flip", "fliplr", "flipud", "rot90", "broadcast_to"),
        *("matrix_transpose", "permute_dims", "tile", "repeat", "roll", "tril", "triu", "diag"),
        *("diagflat", "delete", "resize", "compress", "extract", "take", "trim_zeros"),
    )
    if hasattr(np, name)
) | {sliding_window_view}

# Functions that put several arrays together, or take one apart.
OF_SEVERAL: frozenset[Callable[..., Any]] = frozenset(
    getattr(np, name)
    for name in (
        *("concatenate", "stack", "hstack", "vstack", "dstack", "column_stack", "block"),
        *("split", "array_split", "hsplit", "vsplit", "dsplit", "unstack", "append", "insert"),
        *("broadcast_arrays", "meshgrid", "atleast_1d", "atleast_2d", "atleast_3d"),
        *("take_along_axis", "copy", "choose"),
    )
    if hasattr(np, name)
)

# Which arguments hold cells to move, by default the first; the others say where these go.
_EVERYWHERE = range(1000)
_CELLS_IN: dict[Any, Sequence[int]] = {
    np.append: (0, 1),
    np.insert: (0, 2),
    np.choose: (1,),
    **dict.fromkeys((np.broadcast_arrays, np.meshgrid), _EVERYWHERE),
    **dict.fromkeys((np.atleast_1d, np.atleast_2d, np.atleast_3d), _EVERYWHERE),
}
_CELLS_BY_KEYWORD = {"a", "arr", "ary", "array", "arrays", "choices", "m", "tup", "values"}


def move_one(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """A function that gives cells of its first array (of its second, `extract` does)."""
    args = list(args)
    at = 1 if function in (np.extract, np.compress) else 0
    if at >= len(args):
        return move_several(function, args, kwargs)
    array = as_recorded(args[at])
    rest = [each if i == at else decided(each) for i, each in enumerate(args)]
    keywords = {name: decided(value) for name, value in kwargs.items()}

    def moved(a: Any) -> Any:
        return function(*rest[:at], a, *rest[at + 1 :], **keywords)

    return viewed(array, moved, _inverse_of(function, array.shape, rest[1:], keywords))


def _inverse_of(
    function: Callable[..., Any], shape: tuple[int, ...], args: list[Any], kwargs: dict[str, Any]
) -> Callable[[Any], Any] | None:
    """What brings a plain gradient back in one go."""
    if function in (np.reshape, np.ravel, np.expand_dims, np.squeeze):
        orders = {each for each in (*args, *kwargs.values()) if isinstance(each, str)}
        return (lambda g: np.reshape(g, shape)) if orders <= {"C"} else None
    if function in (np.transpose, np.permute_dims):
        axes = args[0] if args else kwargs.get("axes")
        back = None if axes is None else np.argsort(normalize_axis_tuple(axes, len(shape)))
        return lambda g: np.transpose(g, back)
    if function is np.moveaxis and len(args) == 2:
        return lambda g: np.moveaxis(g, args[1], args[0])
    if function is sliding_window_view:
        return _inverse_of_windows(shape, *args, **kwargs)
    if function is np.swapaxes:
        return lambda g: np.swapaxes(g, *args, **kwargs)
    if function is np.matrix_transpose:
        return lambda g: np.matrix_transpose(g)
    return None


def _inverse_of_windows(
    shape: tuple[int, ...], window_shape: Any, axis: Any = None, **_: Any
) -> Callable[[Any], Any] | None:
    """What adds the gradients of all windows up, cell by cell of a window."""
    ndim = len(shape)
    axes = normalize_axis_tuple(range(ndim) if axis is None else axis, ndim, allow_duplicate=True)
    sizes = tuple(np.atleast_1d(window_shape).tolist())
    if len(set(axes)) < len(axes):
        return None

    def back(g: Any) -> Any:
        whole = np.zeros(shape, g.dtype)
        for cell in np.ndindex(sizes):
            index = [slice(None)] * ndim
            for along, start, size in zip(axes, cell, sizes, strict=True):
                index[along] = slice(start, start + shape[along] - size + 1)
            whole[tuple(index)] += g[(..., *cell)]
        return whole

    return back


def move_several(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Any:
    """A function that gives cells of any of its arrays, as one array or as several."""
    found: list[RecordedArray] = []

    def hidden(argument: Any) -> Any:
        """Cells, with a slot for every array of them."""
        if isinstance(argument, list | tuple):
            return type(argument)([hidden(each) for each in argument])
        if argument is None or isinstance(argument, str):
            return argument
        found.append(as_recorded(argument))
        return _Slot(len(found) - 1)

    holding = _CELLS_IN.get(function, (0,))
    shown_args = tuple([hidden(a) if i in holding else decided(a) for i, a in enumerate(args)])
    shown_kwargs = {
        name: hidden(value) if name in _CELLS_BY_KEYWORD else decided(value)
        for name, value in kwargs.items()
    }
    nodes = tuple(array.node for array in found)

    def run(arrays: list[Any]) -> Any:
        def filled(argument: Any) -> Any:
            if isinstance(argument, _Slot):
                return arrays[argument.i]
            if isinstance(argument, list | tuple):
                return type(argument)([filled(each) for each in argument])
            return argument

        return function(
            *filled(shown_args), **{name: filled(v) for name, v in shown_kwargs.items()}
        )

    values = run([node.value for node in nodes])
    if not isinstance(values, list | tuple):
        return RecordedArray(Move(values, nodes, run))
    if len(found) == 1:  # taken apart: the parts are views
        parts = [
            viewed(found[0], partial(lambda i, array: run([array])[i], i))
            for i in range(len(values))
        ]
    else:
        parts = [
            RecordedArray(Move(value, nodes, partial(lambda i, arrays: run(arrays)[i], i)))
            for i, value in enumerate(values)
        ]
    return type(values)(parts) if type(values) in (list, tuple) else tuple(parts)


class _Slot:
    """Where an array stands among the arguments of a function."""

    def __init__(self, i: int) -> None:
        self.i = i


def pad(array: Any, pad_width: Any, mode: str = "constant", **kwargs: Any) -> Any:
    """`np.pad`: cells moved, and plain values around them."""
    array = as_recorded(array)
    if mode != "constant":
        return move_several(np.pad, (array, pad_width, mode), kwargs)
    frame = np.pad(np.zeros(array.shape, array.dtype), pad_width, **kwargs)
    inside = np.pad(np.ones(array.shape, bool), pad_width)
    if not frame.any():
        node, shape = array.node, array.shape
        value = np.pad(node.value, pad_width)
        return RecordedArray(
            Move(
                value,
                (node,),
                lambda arrays: np.pad(arrays[0], pad_width),
                lambda g: g[inside].reshape(shape),
            )
        )

    def framed(arrays: list[Any]) -> Any:
        values, around = arrays
        whole = np.array(around)
        whole[inside] = np.ravel(values)
        return whole

    nodes = (array.node, as_recorded(frame).node)
    return RecordedArray(Move(framed([node.value for node in nodes]), nodes, framed))
