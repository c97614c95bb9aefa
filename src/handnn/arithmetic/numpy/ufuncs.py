"""NumPy's element-wise functions, their reductions and products (NEP 13).

Every ufunc is given a function of single numbers. NumPy itself makes of it a ufunc over objects,
which broadcasts, accumulates and takes outer products; only reductions are told as one sum, product
or maximum of many operands, as on paper.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from handnn.arithmetic.number import Number, as_number, operate
from handnn.arithmetic.numpy.dispatch import unexplained
from handnn.arithmetic.numpy.products import matmul, vecdot
from handnn.arithmetic.operations import OPERATIONS
from handnn.arithmetic.recorded_array import RecordedArray, as_objects, as_recorded, decide


def _choose_ignoring_nan(name: str, a: object, b: object) -> Number:
    a, b = as_number(a), as_number(b)
    for one, other in ((a, b), (b, a)):
        if math.isnan(one.value) and operate("isnan", one):
            return other
    return operate(name, a, b)


def _heaviside(x: Number, at_zero: object) -> Number:
    return operate("where", x == 0, at_zero, operate("where", x > 0, 1.0, 0.0))


def _hypot(a: object, b: object) -> Number:
    return operate("sqrt", operate("add", operate("square", a), operate("square", b)))


def _differ(a: object, b: object) -> Number:
    only_a = operate("and", a, operate("not", b))
    return operate("or", only_a, operate("and", operate("not", a), b))


# Functions of single numbers, by ufunc. Most have the name of their operation.
_FUNCTIONS: dict[Any, Callable[..., Any]] = {
    getattr(np, name): partial(operate, name)
    for name in OPERATIONS
    if isinstance(getattr(np, name, None), np.ufunc)
} | {
    np.rint: partial(operate, "round"),
    np.fabs: partial(operate, "abs"),
    np.positive: as_number,
    np.conjugate: as_number,
    np.float_power: partial(operate, "power"),
    np.fmax: partial(_choose_ignoring_nan, "maximum"),
    np.fmin: partial(_choose_ignoring_nan, "minimum"),
    np.logical_and: partial(operate, "and"),
    np.logical_or: partial(operate, "or"),
    np.logical_not: partial(operate, "not"),
    np.bitwise_and: partial(operate, "and"),
    np.bitwise_or: partial(operate, "or"),
    np.invert: partial(operate, "not"),
    np.logical_xor: _differ,
    np.bitwise_xor: _differ,
    np.floor_divide: lambda a, b: operate("floor", operate("divide", a, b)),
    np.hypot: _hypot,
    np.exp2: lambda x: operate("power", 2.0, x),
    np.heaviside: _heaviside,
}


_OVER_OBJECTS = {
    ufunc: np.frompyfunc(function, ufunc.nin, 1, identity=None)
    for ufunc, function in _FUNCTIONS.items()
}

# How a reduction is told as one step over all of its operands.
_REDUCTIONS: dict[Any, str] = {
    np.add: "sum",
    np.multiply: "product",
    np.maximum: "max",
    np.minimum: "min",
    np.logical_and: "and",
    np.logical_or: "or",
}

_PRODUCTS: dict[Any, Callable[..., Any]] = {np.matmul: matmul, np.vecdot: vecdot}


def handle_ufunc(
    ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Any:
    """Run a ufunc on numbers that remember.

    Raises:
        UnexplainedError: If the ufunc is not covered, or writes into an array of plain numbers.
    """
    options = {
        k: v
        for k, v in kwargs.items()
        if k not in {"out", "where", "dtype", "casting", "subok", "order"}
    }
    out, mask = kwargs.get("out"), kwargs.get("where", True)
    if ufunc in _PRODUCTS and method == "__call__":
        result = _PRODUCTS[ufunc](*inputs, **options)
    elif method == "reduce" and ufunc in _REDUCTIONS:
        result = _reduce(_REDUCTIONS[ufunc], *inputs, where=mask, **options)
        mask = True
    elif ufunc in _OVER_OBJECTS or _is_python_code(ufunc):
        with np.errstate(all="ignore"):
            result = _run(_OVER_OBJECTS.get(ufunc, ufunc), method, inputs, options)
    else:
        raise unexplained(f"np.{ufunc.__name__}")
    return result if out is None else _write(ufunc, result, out[0], mask)


def _is_python_code(ufunc: np.ufunc) -> bool:
    """Whether the ufunc was made of a Python function, whose own steps are remembered."""
    return all(set(types) <= set("O->") for types in ufunc.types)


def _run(over_objects: np.ufunc, method: str, inputs: tuple[Any, ...], options: Any) -> Any:
    if method == "at":
        target, index, *operands = inputs
        over_objects.at(as_objects(target), decide_index(index), *map(as_objects, operands))
        return None
    if method in {"reduce", "accumulate", "reduceat"}:
        array, *places = inputs
        result = getattr(over_objects, method)(as_objects(array), *places, **options)
    else:
        result = getattr(over_objects, method)(*map(as_objects, inputs), **options)
    return as_recorded(result)


def decide_index(index: Any) -> Any:
    """An index for plain NumPy."""
    return decide(index) if isinstance(index, RecordedArray) else index


def _reduce(
    name: str,
    array: Any,
    axis: Any = 0,
    *,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    """One operation over all elements along the axes."""
    objects = as_objects(array)
    axes = range(objects.ndim) if axis is None else np.atleast_1d(axis) % max(objects.ndim, 1)
    chosen = sorted({int(a) for a in axes})
    kept = [a for a in range(objects.ndim) if a not in chosen]
    rows = objects.transpose(kept + chosen).reshape(*(objects.shape[a] for a in kept), -1)
    kept_elements = np.broadcast_to(where if where is True else decide(where), objects.shape)
    masks = kept_elements.transpose(kept + chosen).reshape(rows.shape)
    first = [] if initial is None or initial is np._NoValue else [as_number(initial)]
    cells = np.empty(rows.shape[:-1], dtype=object)
    for place in np.ndindex(cells.shape):
        cells[place] = operate(name, *first, *rows[place][masks[place]])
    if keepdims:
        cells = cells.reshape([1 if a in chosen else n for a, n in enumerate(objects.shape)])
    return as_recorded(cells) if cells.ndim else cells[()]


def _write(ufunc: Any, result: Any, out: Any, mask: Any) -> Any:
    """Put a result into the array that was given for it."""
    if not isinstance(out, RecordedArray):
        raise unexplained(
            f"np.{ufunc.__name__} into an array of plain numbers",
            "Write `a = a + x` where `a += x` meets a float array, or make it by np.zeros_like(x).",
        )
    out[...] = result if mask is True else np.where(mask, result, out)
    return out
