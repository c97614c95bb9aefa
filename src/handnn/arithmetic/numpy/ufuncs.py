"""NumPy's element-wise functions, their reductions and products (NEP 13)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from handnn.arithmetic.guards import note_guards
from handnn.arithmetic.moves import numbered
from handnn.arithmetic.node import Node
from handnn.arithmetic.numpy import products
from handnn.arithmetic.numpy.dispatch import unexplained
from handnn.arithmetic.operations import OPERATIONS
from handnn.arithmetic.recorded_array import (
    RecordedArray,
    as_any,
    as_conditions,
    as_recorded,
    as_type,
    decided,
    elementwise,
    write_into,
)
from handnn.arithmetic.sums import Reduced


def _ignoring_nan(name: str, a: Any, b: Any) -> Any:
    """The one that is a number, where the other is not; or else the operation."""
    a, b = as_recorded(a), as_recorded(b)
    result = elementwise(name, a, b)
    for one, other in ((b, a), (a, b)):
        missing = np.isnan(one.node.value)
        if np.any(missing):
            is_missing = elementwise("isnan", one)
            where = np.broadcast_to(missing, np.shape(is_missing.node.value))
            note_guards(_part(is_missing, where), np.ones(int(where.sum()), bool))
            result = elementwise("where", missing, other, result)
    return result


def _part(conditions: RecordedArray, mask: Any) -> Node:
    return conditions[mask].node if np.ndim(mask) else conditions.node


def _heaviside(x: Any, at_zero: Any) -> Any:
    return elementwise("where", x == 0, at_zero, elementwise("where", x > 0, 1.0, 0.0))


def _hypot(a: Any, b: Any) -> Any:
    return np.sqrt(np.square(a) + np.square(b))


def _floor_divide(a: Any, b: Any) -> Any:
    result = elementwise("floor", elementwise("divide", a, b))
    kind = np.result_type(*(as_recorded(each).dtype for each in (a, b)))
    return as_type(result, kind) if kind.kind in "iu" else result


def _differ(a: Any, b: Any) -> Any:
    only_a = elementwise("and", a, elementwise("not", b))
    return elementwise("or", only_a, elementwise("and", elementwise("not", a), b))


def _expit(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


# What each function is in terms of operations, by its name: most have the name of their operation.
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: partial(elementwise, name)
    for name in OPERATIONS
    if isinstance(getattr(np, name, None), np.ufunc) or name == "erf"
} | {
    "absolute": partial(elementwise, "abs"),
    "remainder": partial(elementwise, "mod"),
    "rint": partial(elementwise, "round"),
    "fabs": partial(elementwise, "abs"),
    "positive": lambda x: as_recorded(x).copy(),
    "conjugate": lambda x: as_recorded(x).copy(),
    "float_power": partial(elementwise, "power"),
    "fmax": partial(_ignoring_nan, "maximum"),
    "fmin": partial(_ignoring_nan, "minimum"),
    "logical_and": partial(elementwise, "and"),
    "logical_or": partial(elementwise, "or"),
    "logical_not": partial(elementwise, "not"),
    "bitwise_and": partial(elementwise, "and"),
    "bitwise_or": partial(elementwise, "or"),
    "invert": partial(elementwise, "not"),
    "logical_xor": _differ,
    "bitwise_xor": _differ,
    "floor_divide": _floor_divide,
    "hypot": _hypot,
    "exp2": lambda x: elementwise("power", 2.0, x),
    "heaviside": _heaviside,
    "expit": _expit,  # SciPy's, and so is erf
    "matmul": products.matmul,
    "vecdot": products.vecdot,
}

# How a reduction is told as one step over all of its operands.
_REDUCTIONS: dict[str, str] = {
    "add": "sum",
    "multiply": "product",
    "maximum": "max",
    "minimum": "min",
    "logical_and": "and",
    "logical_or": "or",
}


def handle_ufunc(
    ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Any:
    """Run a ufunc on arrays that remember.

    Raises:
        UnexplainedError: If the ufunc is not covered, or writes into an array of plain numbers.
    """
    out, mask = kwargs.get("out"), kwargs.get("where", True)
    function = _FUNCTIONS.get(ufunc.__name__)
    if function is None:
        if not _is_python_code(ufunc):
            raise unexplained(f"np.{ufunc.__name__}")
        objects = [np.asarray(each, dtype=object) for each in inputs]
        return as_recorded(getattr(ufunc, method)(*objects))
    if method == "__call__":
        options = _options(kwargs)
        options.pop("where", None)  # decided where the result is written
        result = function(*inputs, **options)
        if (python := _PYTHONS.get(ufunc.__name__)) and all(map(_is_pythons, inputs)):
            result = result.printed_as(python(*map(_value, inputs)))
    elif method == "reduce":
        result = reduce(ufunc, function, *inputs, **_options(kwargs))
        mask = True
    elif method == "outer":
        left, right = inputs
        ones = (1,) * np.ndim(right)
        result = function(np.reshape(left, np.shape(left) + ones), right)
    elif method == "accumulate":
        result = _accumulate(function, *inputs, **_options(kwargs))
    elif method == "reduceat":
        result = _reduce_at(ufunc, function, *inputs, **_options(kwargs))
    elif method == "at":
        _write_at(function, *inputs)
        return None
    if out is None:
        return result
    target = out[0]
    result = result if mask is True else np.where(mask, result, target)
    return write_into(target, result, ufunc.__name__)


# What Python's operators call; of two of Python's own numbers they make another
# one, or a truth value of Python's own.
_PYTHONS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "floor_divide": operator.floordiv,
    "remainder": operator.mod,
    "power": operator.pow,
    "negative": operator.neg,
    "absolute": abs,
    "equal": operator.eq,
    "not_equal": operator.ne,
    "less": operator.lt,
    "less_equal": operator.le,
    "greater": operator.gt,
    "greater_equal": operator.ge,
}


def _value(number: Any) -> Any:
    return number.node.value if type(number) is RecordedArray else number


def _is_pythons(number: Any) -> bool:
    return type(_value(number)) in (float, int)


def _options(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in kwargs.items() if k not in {"out", "dtype", "casting", "order"}}


def _is_python_code(ufunc: np.ufunc) -> bool:
    """Whether the ufunc was made of a Python function, whose own steps are remembered."""
    return all(set(types) <= set("O->") for types in ufunc.types)


def reduce(
    ufunc: Any,
    function: Callable[..., Any],
    array: Any,
    axis: Any = 0,
    *,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """One operation over all elements along the axes."""
    array = as_recorded(array)
    if axis is None or (array.ndim == 0 and axis in (0, -1)):
        axes: Iterable[int] = range(array.ndim)
    else:
        axes = normalize_axis_tuple(axis, array.ndim)
    chosen = tuple(sorted(axes))
    name = _REDUCTIONS.get(ufunc.__name__)
    has_initial = initial is not None and initial is not np._NoValue
    if name is None or has_initial or where is not True:
        return _folded(ufunc, function, name, array, chosen, keepdims, initial, where, has_initial)
    node = array.node
    value = ufunc.reduce(node.value, axis=chosen, keepdims=keepdims)
    return RecordedArray(Reduced(name, value, node, chosen, keepdims))


def _folded(
    ufunc: Any,
    function: Callable[..., Any],
    name: str | None,
    array: Any,
    axes: tuple[int, ...],
    keepdims: bool,
    initial: Any,
    where: Any,
    has_initial: bool,
) -> Any:
    """A reduction of cells that are not all of an array's: one after the other, or as one sum."""
    kept = [a for a in range(array.ndim) if a not in axes]
    shape = [array.shape[a] for a in kept]
    rows = np.reshape(np.transpose(array, [*kept, *axes]), (*shape, -1))
    masks = np.ones(rows.shape, bool)
    if where is not True:
        masks = np.broadcast_to(decided(as_conditions(as_recorded(where))), array.shape)
        masks = np.reshape(np.transpose(masks, [*kept, *axes]), rows.shape)
    cells = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        row = rows[place][masks[place]]
        if has_initial:
            row = np.concatenate([[initial], row])
        if name is not None:
            cells[place] = reduce(ufunc, function, row)
        else:
            result = row[0]
            for cell in row[1:]:
                result = function(result, cell)
            cells[place] = result
    result = as_recorded(cells) if shape else cells[()]
    if keepdims:
        result = np.expand_dims(result, axes)
    return result


def _accumulate(function: Callable[..., Any], array: Any, axis: int = 0, **_: Any) -> Any:
    """One after the other along an axis, each with what came before."""
    lines = np.moveaxis(as_any(array), axis, 0)
    results = [lines[0]]
    for line in lines[1:]:
        results.append(function(results[-1], line))
    return as_any(np.moveaxis(np.stack(results), 0, axis)).copy()


def _reduce_at(
    ufunc: Any, function: Callable[..., Any], array: Any, starts: Any, axis: int = 0, **_: Any
) -> Any:
    """Reductions of the parts between places."""
    lines = np.moveaxis(as_any(array), axis, 0)
    ends = [*starts[1:], len(lines)]
    parts = [
        reduce(ufunc, function, lines[start:end]) if start < end else lines[start]
        for start, end in zip(starts, ends, strict=True)
    ]
    return np.moveaxis(np.stack(parts), 0, axis)


def _write_at(function: Callable[..., Any], target: Any, index: Any, *operands: Any) -> None:
    """Operate in place, cell after cell, so that a place that is named twice counts twice."""
    if not isinstance(target, RecordedArray):
        raise unexplained("Writing into an array of plain numbers")
    places = numbered(target.value)[decided(index)]
    others = [np.broadcast_to(as_recorded(operand), places.shape) for operand in operands]
    for at in np.ndindex(places.shape):
        place = np.unravel_index(places[at], target.shape)
        target[place] = function(target[place], *(other[at] for other in others))
