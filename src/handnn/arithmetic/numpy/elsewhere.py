"""Functions from elsewhere that know nothing of NumPy's protocols: those of `math`, SciPy's.

They ask an array that remembers for plain floats, which would lose the record. Code that does so is
run once more, with followers in their place: a follower of `math.exp` is `np.exp` for arrays that
remember, and `math.exp` itself for everything else.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce, wraps
from typing import Any, TypeVar

import numpy as np

from handnn.arithmetic import operations
from handnn.arithmetic.authors import is_calling
from handnn.arithmetic.named import Named
from handnn.arithmetic.node import Plain
from handnn.arithmetic.recorded_array import (
    RecordedArray,
    as_recorded,
    elementwise,
    holds_recorded,
    plain_value,
)

_Result = TypeVar("_Result")


def _softmax(x: Any, axis: Any = None) -> Any:
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def _logsumexp(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    top = np.max(a, axis=axis, keepdims=True)
    total = np.log(np.sum(np.exp(a - top), axis=axis, keepdims=True)) + top
    return total if keepdims else np.squeeze(total, axis)


def _greatest(*numbers: Any) -> Any:
    return reduce(np.maximum, numbers) if len(numbers) > 1 else np.max(*numbers)


def _least(*numbers: Any) -> Any:
    return reduce(np.minimum, numbers) if len(numbers) > 1 else np.min(*numbers)


def erf(x: Any) -> Any:
    """The error function of every element, which NumPy has not."""
    return elementwise("erf", x) if isinstance(x, RecordedArray) else operations.erf(x)


_FOLLOWERS: dict[str, dict[str, Callable[..., Any]]] = {
    "builtins": {"max": _greatest, "min": _least},
    "math": {
        **{
            name: getattr(np, name)
            for name in (
                *("exp", "expm1", "log1p", "log2", "log10", "sqrt", "fabs", "exp2"),
                *("sin", "cos", "tan", "sinh", "cosh", "tanh", "floor", "ceil", "trunc"),
            )
        },
        **{f"a{name}": getattr(np, f"arc{name}") for name in ("sin", "cos", "tan")},
        **{f"a{name}": getattr(np, f"arc{name}") for name in ("sinh", "cosh", "tanh")},
        "log": lambda x, *base: np.log(x) / np.log(base[0]) if base else np.log(x),
        "pow": np.power,
        "atan2": np.arctan2,
        "hypot": np.hypot,
        "erf": erf,
        "erfc": lambda x: 1 - erf(x),
        "isnan": lambda x: bool(np.isnan(x)),
        "isfinite": lambda x: bool(np.isfinite(x)),
        "fsum": sum,
        "prod": np.prod,
    },
    "scipy.special": {
        "softmax": _softmax,
        "log_softmax": lambda x, axis=None: x - _logsumexp(x, axis, keepdims=True),
        "logsumexp": _logsumexp,
    },
}

_lock = threading.RLock()


def followed(code: Callable[[], _Result]) -> _Result:
    """Run code on arrays that remember; once more with followers, if it left the record.

    Args:
        code: Runs the code, from its start.

    Raises:
        UnexplainedError: If it leaves the record all the same.
    """
    try:
        return code()
    except Exception:  # whatever it is: with plain floats where it met an array, code may do so
        with followers():
            return code()


@contextmanager
def followers() -> Iterator[None]:
    """Followers in the place of functions from elsewhere, which go on for everybody else.

    What the user's code makes by `np.zeros` and the like can hold numbers that remember then.
    """
    from json import JSONEncoder  # takes long to import

    with _lock:
        replaced: list[tuple[Any, str, Any]] = []
        by_original: dict[Any, Callable[..., Any]] = {}
        for module_name, followers in _FOLLOWERS.items():
            module = sys.modules.get(module_name)
            for name, follower in followers.items():
                if original := getattr(module, name, None):
                    by_original[original] = follower
                    replaced.append((module, name, original))
                    setattr(module, name, _following(original, follower))
        for name, standing_in in _MAKERS.items():
            original = getattr(np, name)
            replaced.append((np, name, original))
            setattr(np, name, standing_in(original))
        replaced.append((np.vectorize, "__call__", np.vectorize.__call__))
        setattr(np.vectorize, "__call__", _vectorized(np.vectorize.__call__, by_original))  # noqa: B010
        replaced.append((JSONEncoder, "default", JSONEncoder.default))
        setattr(JSONEncoder, "default", _default(JSONEncoder.default))  # noqa: B010
        try:
            yield
        finally:
            for module, name, original in replaced:
                setattr(module, name, original)


def _following(original: Callable[..., Any], follower: Callable[..., Any]) -> Callable[..., Any]:
    is_python = original.__module__ == "builtins"  # these compare single numbers
    is_single = original.__module__ in ("builtins", "math")

    @wraps(original)
    def function(*args: Any, **kwargs: Any) -> Any:
        follows = any(isinstance(argument, RecordedArray) for argument in args)
        if follows and is_python:
            follows = not kwargs and (len(args) == 1 or all(np.size(each) == 1 for each in args))
        if not follows:
            return original(*args, **kwargs)
        result = follower(*args, **kwargs)
        if is_single and isinstance(result, RecordedArray):  # it is of the kind that it would be
            result = result.printed_as(original(*map(plain_value, args), **kwargs))
        return result

    return function


def _default(original: Callable[..., Any]) -> Callable[..., Any]:
    """How `json` writes what it does not know."""

    @wraps(original)
    def default(self: Any, value: Any) -> Any:
        value = plain_value(value)
        return value if isinstance(value, float | int) else original(self, value)

    return default


def _making(original: Callable[..., Any]) -> Callable[..., Any]:
    """`np.zeros` and the like: in the user's own code, arrays that can be filled."""

    @wraps(original)
    def function(*args: Any, **kwargs: Any) -> Any:
        made = original(*args, **kwargs)
        is_filled = made.dtype.kind == "f" and is_calling(original.__name__)
        return RecordedArray(Named(Plain(made))) if is_filled else made

    return function


def _gathering(original: Callable[..., Any]) -> Callable[..., Any]:
    """`np.array` and `np.asarray` of numbers that remember."""

    @wraps(original)
    def function(thing: Any, dtype: Any = None, **kwargs: Any) -> Any:
        if not holds_recorded(thing) or not is_calling(original.__name__):
            return original(thing, dtype=dtype, **kwargs)
        gathered = _stacked(thing)
        return gathered if dtype is None else gathered.astype(dtype)

    return function


def _stacked(thing: Any) -> Any:
    if isinstance(thing, list | tuple):
        return np.stack([_stacked(each) for each in thing])
    return as_recorded(thing)


_MAKERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("zeros", "ones", "empty", "full"), _making),
    **dict.fromkeys(("array", "asarray"), _gathering),
}


def _vectorized(
    vectorized: Callable[..., Any], by_original: dict[Any, Callable[..., Any]]
) -> Callable[..., Any]:
    """`np.vectorize` of a function that has a follower, made before the follower stood in."""

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        follower = by_original.get(self.pyfunc)
        if follower is not None and any(isinstance(each, RecordedArray) for each in args):
            return follower(*args, **kwargs)
        return vectorized(self, *args, **kwargs)

    return call
