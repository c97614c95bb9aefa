"""NumPy's other functions (NEP 18).

Most of them only move cells about, some decide. The rest is told here in simpler words, in terms of
functions that remember. Anything else raises an error: silence would lose the record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple
from numpy.lib.stride_tricks import sliding_window_view

from handnn.arithmetic.numpy import decisions, moving, products
from handnn.arithmetic.numpy.dispatch import given, unexplained
from handnn.arithmetic.recorded_array import (
    RecordedArray,
    as_any,
    as_conditions,
    as_recorded,
    as_type,
    decide,
    decided,
    elementwise,
    plain_value,
    write_into,
)


def where(condition: Any, *branches: Any) -> Any:
    """`np.where`: a choice between arrays that both stay on record."""
    if not branches:
        return np.nonzero(decide(as_conditions(as_recorded(condition))))
    return elementwise("where", as_conditions(as_recorded(condition)), *branches)


def select(conditions: Sequence[Any], choices: Sequence[Any], default: Any = 0) -> Any:
    """`np.select`: choices within choices."""
    result = default
    for condition, choice in zip(reversed(conditions), reversed(choices), strict=True):
        result = np.where(condition, choice, result)
    return result


def full_like(array: Any, fill_value: Any, dtype: Any = None, **kwargs: Any) -> Any:
    """`np.full_like`: an array that remembers what is written into it."""
    shape = kwargs.get("shape")
    if dtype is None:
        dtype = array.dtype
    filled: Any = np.broadcast_to(
        as_recorded(fill_value), np.shape(array) if shape is None else shape
    ).copy()
    return as_type(filled, np.dtype(dtype))


def zeros_like(array: Any, dtype: Any = None, **kwargs: Any) -> Any:
    """`np.zeros_like`, see `full_like`."""
    return full_like(array, 0.0, dtype, **kwargs)


def ones_like(array: Any, dtype: Any = None, **kwargs: Any) -> Any:
    """`np.ones_like`, see `full_like`."""
    return full_like(array, 1.0, dtype, **kwargs)


def mean(
    array: Any,
    axis: Any = None,
    dtype: Any = None,
    out: None = None,
    keepdims: Any = False,
    **kwargs: Any,
) -> Any:
    """`np.mean`: the sum, shared out."""
    array = as_recorded(array)
    keepdims = keepdims is True
    total = np.sum(array, axis=axis, keepdims=keepdims, **given(kwargs))
    if "where" in given(kwargs):
        counted = np.broadcast_to(np.asarray(decided(kwargs["where"])), array.shape)
        return total / np.sum(counted, axis=axis, keepdims=keepdims)
    return total / (array.size / max(np.size(total), 1))


def average(array: Any, axis: Any = None, weights: Any = None, **kwargs: Any) -> Any:
    """`np.average`: the mean, or the weighted sum over the sum of the weights."""
    if weights is None:
        return np.mean(array, axis=axis, **kwargs)
    array = as_recorded(array)
    weights = as_recorded(weights)
    if axis is not None and weights.ndim == 1 and array.ndim > 1:
        weights = np.reshape(
            weights, [-1 if i == axis % array.ndim else 1 for i in range(array.ndim)]
        )
    total = np.sum(array * weights, axis=axis, **kwargs)
    return total / np.sum(np.broadcast_to(weights, array.shape), axis=axis, **kwargs)


def var(
    array: Any,
    axis: Any = None,
    dtype: Any = None,
    out: None = None,
    ddof: float = 0,
    keepdims: Any = False,
    **kwargs: Any,
) -> Any:
    """`np.var`: the mean of the squared differences from the mean."""
    squares = np.square(array - np.mean(array, axis=axis, keepdims=True))
    total = np.sum(squares, axis=axis, keepdims=keepdims is True)
    correction = given(kwargs).get("correction", ddof)
    return total / (np.size(array) // max(np.size(total), 1) - correction)


def std(*args: Any, **kwargs: Any) -> Any:
    """`np.std`: the root of the variance."""
    return np.sqrt(var(*args, **kwargs))


def median(
    array: Any,
    axis: Any = None,
    out: None = None,
    overwrite_input: bool = False,
    keepdims: bool = False,
) -> Any:
    """`np.median`: the middle of the cells in order, or the mean of the two in the middle."""
    array = as_recorded(array)
    axes = tuple(range(array.ndim)) if axis is None else normalize_axis_tuple(axis, array.ndim)
    kept = [i for i in range(array.ndim) if i not in axes]
    rows = np.reshape(np.transpose(array, [*kept, *axes]), (*(array.shape[i] for i in kept), -1))
    ordered, n = np.sort(rows), rows.shape[-1]
    middle = np.mean(ordered[..., (n - 1) // 2 : n // 2 + 1], axis=-1)
    return np.expand_dims(middle, axes) if keepdims else middle


def ptp(array: Any, axis: Any = None, out: None = None, keepdims: Any = False) -> Any:
    """`np.ptp`: the maximum minus the minimum."""
    options = {"axis": axis, "keepdims": keepdims is True}
    return np.max(array, **options) - np.min(array, **options)


def trace(
    array: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: None = None
) -> Any:
    """`np.trace`: the sum of a diagonal."""
    return np.sum(np.diagonal(array, offset, axis1, axis2), axis=-1)


def round_(array: Any, decimals: int = 0, out: None = None) -> Any:
    """`np.round`."""
    if decimals == 0:
        return np.rint(array)
    return np.rint(array * 10.0**decimals) / 10.0**decimals


def norm(array: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """`np.linalg.norm` of vectors, and the Frobenius norm of matrices."""
    n_axes = np.ndim(array) if axis is None else np.size(axis)
    if ord is None or (ord == 2 and n_axes == 1) or (ord == "fro" and n_axes == 2):
        return np.sqrt(np.sum(np.square(array), axis=axis, keepdims=keepdims))
    if n_axes == 1 and not isinstance(ord, str):
        size = np.abs(array)
        if ord == np.inf:
            return np.max(size, axis=axis, keepdims=keepdims)
        if ord == -np.inf:
            return np.min(size, axis=axis, keepdims=keepdims)
        if ord == 1:
            return np.sum(size, axis=axis, keepdims=keepdims)
        if ord != 0:
            return np.sum(size**ord, axis=axis, keepdims=keepdims) ** (1 / ord)
    raise unexplained(f"np.linalg.norm of order {ord}")


def clip(array: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **kwargs: Any) -> Any:
    """`np.clip`: the least of the upper bound and the greatest of the lower bound and the array."""
    low, high = (
        None if bound is np._NoValue else bound
        for bound in (kwargs.get("min", a_min), kwargs.get("max", a_max))
    )
    clipped = array if low is None else np.maximum(array, low)
    clipped = clipped if high is None else np.minimum(clipped, high)
    return np.positive(clipped, out=out) if out is not None else as_recorded(clipped)


def nan_to_num(
    x: Any, copy: bool = True, nan: float = 0.0, posinf: Any = None, neginf: Any = None
) -> Any:
    """`np.nan_to_num`: choices by what is not a number."""
    largest = np.finfo(float).max
    finite = np.where(np.isnan(x), nan, x)
    finite = np.where(np.equal(x, np.inf), largest if posinf is None else posinf, finite)
    return np.where(np.equal(x, -np.inf), -largest if neginf is None else neginf, finite)


def copyto(destination: Any, source: Any, casting: str = "same_kind", where: Any = True) -> None:
    """`np.copyto`, into an array that remembers."""
    destination[...] = source if where is True else np.where(where, source, destination)


def diff(a: Any, n: int = 1, axis: int = -1, **kwargs: Any) -> Any:
    """`np.diff`: every cell minus the one before it."""
    if kwargs:
        raise unexplained("np.diff with prepend or append")
    lines: Any = np.moveaxis(as_any(a), axis, 0)
    for _ in range(n):
        lines = lines[1:] - lines[:-1]
    return np.moveaxis(lines, 0, axis)


def _accumulated(ufunc: Any) -> Callable[..., Any]:
    def accumulate(a: Any, axis: Any = None, dtype: Any = None, out: None = None) -> Any:
        a = as_recorded(a)
        if axis is None or a.ndim == 0:
            a, axis = a.reshape(-1), 0
        return ufunc.accumulate(a, axis=axis)

    return accumulate


def outer(a: Any, b: Any, out: None = None) -> Any:
    """`np.outer`: every product of a cell of one with a cell of the other."""
    return np.multiply(np.ravel(a)[:, None], np.ravel(b)[None, :])


def kron(a: Any, b: Any) -> Any:
    """`np.kron`: a block for every cell of one, each the other one times it."""
    a, b = as_recorded(a), as_recorded(b)
    n = max(a.ndim, b.ndim)
    a = a.reshape((1,) * (n - a.ndim) + a.shape)
    b = b.reshape((1,) * (n - b.ndim) + b.shape)
    left = np.expand_dims(a, tuple(range(1, 2 * n, 2)))
    right = np.expand_dims(b, tuple(range(0, 2 * n, 2)))
    return np.reshape(left * right, [m * k for m, k in zip(a.shape, b.shape, strict=True)])


def convolve(a: Any, v: Any, mode: str = "full") -> Any:
    """`np.convolve`: at every place the sum of products with the other one, turned round."""
    a, v = as_recorded(a), as_recorded(v)
    if len(v) > len(a):
        a, v = v, a
    return correlate(a, v[::-1], mode)


def correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    """`np.correlate`: at every place the sum of products with the other one."""
    a, v = as_recorded(a), as_recorded(v)
    if len(v) > len(a):
        return correlate(v, a, mode)[::-1]
    n = len(v)
    if mode == "valid":
        return sliding_window_view(a, n) @ v
    before, behind = (n - 1, n - 1) if mode == "full" else (n // 2, (n - 1) // 2)
    results = []
    for i in range(-before, len(a) - n + behind + 1):
        start, end = max(0, i), min(len(a), i + n)
        results.append(np.sum(a[start:end] * v[start - i : end - i]))
    return np.stack(results)


def trapezoid(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Any:
    """`np.trapezoid`: the means of neighbours, times their distances, added up."""
    lines: Any = np.moveaxis(as_any(y), axis, -1)
    distances = dx if x is None else np.diff(x, axis=-1 if np.ndim(x) == 1 else axis)
    return np.sum(distances * (lines[..., 1:] + lines[..., :-1]) / 2.0, axis=-1)


def apply_along_axis(function: Any, axis: int, array: Any, *args: Any, **kwargs: Any) -> Any:
    """`np.apply_along_axis`: a function of every line along an axis."""
    lines: Any = np.moveaxis(as_any(array), axis, -1)
    flat = np.reshape(lines, (-1, lines.shape[-1]))
    results = [as_recorded(function(line, *args, **kwargs)) for line in flat]
    stacked = np.reshape(np.stack(results), lines.shape[:-1] + results[0].shape)
    made = tuple(range(stacked.ndim - results[0].ndim, stacked.ndim))
    return np.moveaxis(stacked, made, tuple(range(axis, axis + len(made)))) if made else stacked


def _reduced(ufunc: Any, of_conditions: bool = False) -> Callable[..., Any]:
    """A function that reduces with a ufunc."""

    def reduce(
        a: Any,
        axis: Any = None,
        dtype: Any = None,
        out: Any = None,
        keepdims: Any = False,
        **kwargs: Any,
    ) -> Any:
        array = as_recorded(a)
        if of_conditions:
            array = as_conditions(array)
        return ufunc.reduce(array, axis=axis, keepdims=keepdims is True, **given(kwargs))

    return reduce


def _extreme(ufunc: Any, of_conditions: bool = False) -> Callable[..., Any]:
    """`np.max` and its like, which have no dtype among their arguments."""
    reduce = _reduced(ufunc, of_conditions)
    return lambda a, axis=None, out=None, keepdims=False, **kwargs: reduce(
        a, axis, keepdims=keepdims, **kwargs
    )


_TOLD_HERE: dict[Callable[..., Any], Callable[..., Any]] = {
    np.where: where,
    np.select: select,
    np.full_like: full_like,
    np.zeros_like: zeros_like,
    np.ones_like: ones_like,
    np.empty_like: zeros_like,
    np.sum: _reduced(np.add),
    np.prod: _reduced(np.multiply),
    np.max: _extreme(np.maximum),
    np.amax: _extreme(np.maximum),
    np.min: _extreme(np.minimum),
    np.amin: _extreme(np.minimum),
    np.any: _extreme(np.logical_or, True),
    np.all: _extreme(np.logical_and, True),
    np.mean: mean,
    np.average: average,
    np.var: var,
    np.std: std,
    np.median: median,
    np.ptp: ptp,
    np.clip: clip,
    np.trace: trace,
    np.round: round_,
    np.around: round_,
    np.linalg.norm: norm,
    np.nan_to_num: nan_to_num,
    np.copyto: copyto,
    np.real: lambda x: x,
    np.cumsum: _accumulated(np.add),
    np.cumprod: _accumulated(np.multiply),
    np.diff: diff,
    np.ediff1d: lambda a: diff(np.ravel(a)),
    np.outer: outer,
    np.kron: kron,
    np.convolve: convolve,
    np.correlate: correlate,
    np.trapezoid: trapezoid,
    np.apply_along_axis: apply_along_axis,
    np.pad: moving.pad,
    np.sort: decisions.sort,
    np.argsort: decisions.argsort,
    np.argmax: decisions.argmax,
    np.argmin: decisions.argmin,
    np.searchsorted: decisions.searchsorted,
    np.array_equal: decisions.array_equal,
    np.isclose: decisions.isclose,
    np.allclose: decisions.allclose,
    np.dot: products.dot,
    np.inner: products.inner,
    np.vdot: products.vdot,
    np.tensordot: products.tensordot,
    np.einsum: products.einsum,
    np.shape: lambda a: a.shape,
    np.ndim: lambda a: a.ndim,
    np.size: lambda a, axis=None: a.size if axis is None else a.shape[axis],
}

_OF_LABELS = {np.unique, np.bincount, np.isin}
_SHOWING = {np.array2string, np.array_repr, np.array_str, np.savetxt, np.save, np.savez}

_OF_CONDITIONS = {np.nonzero, np.flatnonzero, np.count_nonzero, np.argwhere}


def handle_function(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Any:
    """Run a NumPy function on arrays that remember.

    Raises:
        UnexplainedError: If the function is not covered.
    """
    out = kwargs.get("out")
    if out is not None:
        options = {name: value for name, value in kwargs.items() if name != "out"}
        return write_into(out, handle_function(function, args, options), function.__name__)
    if function in _SHOWING:
        return function(
            *map(plain_value, args), **{name: plain_value(a) for name, a in kwargs.items()}
        )
    if function in _OF_CONDITIONS:
        return decisions.on_decided(function, args, kwargs)
    if function in _TOLD_HERE:
        return _TOLD_HERE[function](*args, **kwargs)
    if function in moving.OF_ONE:
        return moving.move_one(function, args, kwargs)
    if function in moving.OF_SEVERAL:
        return moving.move_several(function, args, kwargs)
    recorded = [each for each in args if isinstance(each, RecordedArray)]
    if function in _OF_LABELS and all(each.dtype.kind in "biu" for each in recorded):
        return function(*map(decide, args), **kwargs)  # whole numbers are labels there
    module = function.__module__.removeprefix("numpy").lstrip(".")
    raise unexplained(".".join(filter(None, ("np", module, function.__name__))))
