"""NumPy's other functions (NEP 18).

Most of them only move elements, or are themselves written in terms of functions that remember;
those run as they are. A few are told here in simpler words. Anything else raises an error:
silence would lose the record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from handnn.arithmetic.number import Constant, Number, as_number, operate
from handnn.arithmetic.numpy import products
from handnn.arithmetic.numpy.dispatch import unexplained
from handnn.arithmetic.recorded_array import RecordedArray, as_objects, as_recorded, decide

# Functions of NumPy that run as they are.
_AS_THEY_ARE: frozenset[Callable[..., Any]] = frozenset(
    getattr(np, name)
    for name in (
        # shapes and places
        *("reshape", "ravel", "transpose", "swapaxes", "moveaxis", "rollaxis", "expand_dims"),
        *("squeeze", "concatenate", "stack", "hstack", "vstack", "dstack", "column_stack", "block"),
        *("split", "array_split", "hsplit", "vsplit", "dsplit", "unstack", "tile", "repeat", "pad"),
        *("roll", "flip", "fliplr", "flipud", "rot90", "take", "take_along_axis", "diagonal"),
        *("tril", "triu", "diag", "diagflat", "append", "delete", "insert", "broadcast_to"),
        *("broadcast_arrays", "meshgrid", "ix_", "copy", "atleast_1d", "atleast_2d", "atleast_3d"),
        *(
            "shape",
            "ndim",
            "size",
            "compress",
            "extract",
            "resize",
            "matrix_transpose",
            "permute_dims",
        ),
        # reductions and sums, told by their ufuncs
        *("sum", "prod", "mean", "max", "min", "amax", "amin", "ptp", "average", "any", "all"),
        *("cumsum", "cumprod", "diff", "ediff1d", "outer", "kron", "cross", "convolve"),
        *("correlate", "trapezoid", "gradient", "apply_along_axis"),
        # decisions, noted as guards
        *("argmax", "argmin", "argsort", "sort", "argwhere", "nonzero", "flatnonzero"),
        *("count_nonzero", "searchsorted", "array_equal", "partition", "argpartition"),
    )
    if hasattr(np, name)
) | {np.lib.stride_tricks.sliding_window_view}


def where(condition: Any, *branches: Any) -> Any:
    """`np.where`: a choice between numbers that both stay on record."""
    if not branches:
        return np.nonzero(decide(condition))
    parts = map(as_objects, (condition, *branches))
    return as_recorded(_choose_each(*parts))


def _choose(condition: Number, yes: Number, no: Number) -> Number:
    if isinstance(condition, Constant):
        return yes if condition.value else no
    return operate("where", condition, yes, no)


_choose_each = np.frompyfunc(_choose, 3, 1)


def select(conditions: Sequence[Any], choices: Sequence[Any], default: Any = 0) -> Any:
    """`np.select`: choices within choices."""
    result = default
    for condition, choice in zip(reversed(conditions), reversed(choices), strict=True):
        result = np.where(condition, choice, result)
    return result


def full_like(array: Any, fill_value: Any, dtype: Any = None, **kwargs: Any) -> Any:
    """`np.full_like`: an array that remembers what will be put into it."""
    filled = np.empty(kwargs.get("shape") or np.shape(array), dtype=object)
    filled[...] = as_objects(fill_value)
    return filled.view(RecordedArray)


def zeros_like(array: Any, dtype: Any = None, **kwargs: Any) -> Any:
    """`np.zeros_like`, see `full_like`."""
    return full_like(array, 0.0, **kwargs)


def ones_like(array: Any, dtype: Any = None, **kwargs: Any) -> Any:
    """`np.ones_like`, see `full_like`."""
    return full_like(array, 1.0, **kwargs)


def var(
    array: Any,
    axis: Any = None,
    dtype: Any = None,
    out: None = None,
    ddof: float = 0,
    keepdims: bool = False,
    **kwargs: Any,
) -> Any:
    """`np.var`: the mean of the squared differences from the mean."""
    squares = np.square(array - np.mean(array, axis=axis, keepdims=True))
    total = np.sum(squares, axis=axis, keepdims=keepdims)
    return total / (np.size(array) // max(np.size(total), 1) - kwargs.get("correction", ddof))


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
    """`np.median`, which cannot by itself give axes back to a single number that remembers."""
    middle = _as_it_is(np.median, (array, axis), {})
    if not keepdims:
        return middle
    return np.expand_dims(middle, tuple(range(np.ndim(array))) if axis is None else axis)


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
    low, high = kwargs.get("min", a_min), kwargs.get("max", a_max)
    clipped = array if low is None else np.maximum(array, low)
    clipped = clipped if high is None else np.minimum(clipped, high)
    return np.positive(clipped, out=out)


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
    np.positive(source + np.zeros_like(destination), out=destination, where=where)


_TOLD_HERE: dict[Callable[..., Any], Callable[..., Any]] = {
    np.where: where,
    np.select: select,
    np.full_like: full_like,
    np.zeros_like: zeros_like,
    np.ones_like: ones_like,
    np.empty_like: zeros_like,
    np.var: var,
    np.std: std,
    np.median: median,
    np.clip: clip,
    np.trace: trace,
    np.round: round_,
    np.around: round_,
    np.linalg.norm: norm,
    np.nan_to_num: nan_to_num,
    np.copyto: copyto,
    np.real: lambda x: x,
    np.dot: products.dot,
    np.inner: products.inner,
    np.vdot: products.vdot,
    np.tensordot: products.tensordot,
    np.einsum: products.einsum,
}


def handle_function(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Any:
    """Run a NumPy function on numbers that remember.

    Raises:
        UnexplainedError: If the function is not covered.
    """
    if function in _TOLD_HERE:
        return _TOLD_HERE[function](*args, **kwargs)
    if function not in _AS_THEY_ARE:
        module = function.__module__.removeprefix("numpy").lstrip(".")
        raise unexplained(".".join(filter(None, ("np", module, function.__name__))))
    return _as_it_is(function, args, kwargs)


_NUMPY = np.empty(0)


def _as_it_is(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """NumPy's own code, on arrays that remember."""
    arguments = _as_arrays(tuple(args)), _as_arrays(dict(kwargs))
    return as_recorded(_NUMPY.__array_function__(function, (np.ndarray,), *arguments))


def _as_arrays(argument: Any) -> Any:
    """Arguments in which single numbers have become arrays without axes."""
    if isinstance(argument, Number):
        return as_objects(as_number(argument)).view(RecordedArray)
    if isinstance(argument, list | tuple):
        return type(argument)(map(_as_arrays, argument))
    if isinstance(argument, dict):
        return {name: _as_arrays(value) for name, value in argument.items()}
    return argument
