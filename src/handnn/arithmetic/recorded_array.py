"""Arrays of numbers that remember."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product, repeat
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from handnn.arithmetic.number import Constant, Given, Number, as_number
from handnn.arithmetic.numpy.dispatch import NumPyDispatch
from handnn.arithmetic.variable import Variable

Objects = npt.NDArray[Any]  # of numbers


class RecordedArray(NumPyDispatch, np.ndarray[Any, Any]):
    """A NumPy array whose elements are numbers that remember; made by `record`.

    It has an object dtype and goes wherever an array of floats goes. NumPy moves its elements
    about; wherever NumPy computes, the computation is remembered.
    """

    def __repr__(self) -> str:
        return f"RecordedArray({values_of(self)!r})"

    def __getitem__(self, index: Any) -> Any:
        return super().__getitem__(_decided(index))

    def __setitem__(self, index: Any, value: Any) -> None:
        """Assign; under a mask of conditions, a single value becomes a choice."""
        if isinstance(index, RecordedArray) and np.ndim(value) == 0:
            mask = index.reshape(index.shape + (1,) * (self.ndim - index.ndim))
            index, value = ..., np.where(mask, value, self)
        assigned = as_number(value) if np.ndim(value) == 0 else as_objects(value)
        super().__setitem__(_decided(index), assigned)

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        """A copy that keeps the record, as floats, whole numbers or conditions."""
        kind = np.dtype(dtype).kind
        if kind == "b":
            return np.not_equal(self, 0) if self.size and not _holds_conditions(self) else +self
        quantities = +self if not _holds_conditions(self) else self * np.array(1.0)
        if kind in "iu" and not _holds_conditions(self):
            return np.trunc(quantities)
        return quantities

    def dot(self, other: Any, out: None = None) -> Any:  # type: ignore[override]
        """The matrix product, see `np.dot`."""
        return np.dot(self, other)

    def var(self, *args: Any, **kwargs: Any) -> Any:
        """The variance, see `np.var`."""
        return np.var(self, *args, **kwargs)

    def std(self, *args: Any, **kwargs: Any) -> Any:
        """The standard deviation, see `np.std`."""
        return np.std(self, *args, **kwargs)

    def round(self, decimals: Any = 0, out: None = None) -> Any:  # type: ignore[override]
        """The rounded numbers, see `np.round`."""
        return np.round(self, decimals)

    def clip(self, *args: Any, **kwargs: Any) -> Any:
        """The elements within bounds, see `np.clip`."""
        return np.clip(self, *args, **kwargs)

    def trace(self, *args: Any, **kwargs: Any) -> Any:
        """The sum along a diagonal, see `np.trace`."""
        return np.trace(self, *args, **kwargs)

    def fill(self, value: Any) -> None:
        """Set every element to one value."""
        self[...] = value


def record(values: npt.ArrayLike, variable: Variable) -> RecordedArray:
    """Start a record: an array whose elements are leaves that know their place.

    Args:
        values: Real numbers or booleans, any shape.
        variable: What the array is called on paper.

    Returns:
        An array of `Given` numbers of the same shape.

    Examples:
        >>> from handnn.arithmetic import Variable, record
        >>> x = record([2.0, 1.0], Variable("x", "input"))
        >>> x[1]
        <Given x[2] = 1.0>
    """
    given = np.asarray(values)
    plain = given if given.dtype == bool else given.astype(float)
    places = product(*map(range, plain.shape))
    with _without_garbage_collection():
        leaves = map(Given, plain.ravel().tolist(), repeat(variable), places)
        flat = np.fromiter(leaves, dtype=object, count=plain.size)
    return flat.reshape(plain.shape).view(RecordedArray)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Make many objects, none of them garbage: searching them for cycles takes twice the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def as_objects(array: Any) -> Objects:
    """Anything array-like as a plain object array of numbers; plain values become constants."""
    if isinstance(array, RecordedArray) and array.dtype == object:
        return array.view(np.ndarray)
    if isinstance(array, Number):
        return _filled((), [array])
    plain = np.asarray(array)
    if plain.dtype == object:
        elements: Iterable[Number] = map(as_number, plain.flat)
    elif plain.dtype.kind in "biuf":
        floats = plain if plain.dtype == bool else plain.astype(float)
        elements = map(Constant, floats.ravel().tolist())
    else:
        elements = map(as_number, plain.ravel().tolist())  # says what cannot be followed
    return _filled(plain.shape, elements)


def _filled(shape: tuple[int, ...], elements: Iterable[Number]) -> Objects:
    return np.fromiter(elements, dtype=object).reshape(shape)


def as_recorded(result: Any) -> Any:
    """What NumPy gave back, remembering: arrays of numbers as recorded arrays, numbers as such."""
    if isinstance(result, np.ndarray):
        remembers = result.dtype == object
        return as_objects(result).view(RecordedArray) if remembers else np.asarray(result)
    if isinstance(result, tuple | list):
        return type(result)(map(as_recorded, result))
    return result


def values_of(array: Any) -> npt.NDArray[np.float64]:
    """The plain floats of an array of numbers, or of anything array-like."""
    if not isinstance(array, np.ndarray) or array.dtype != object:
        return np.asarray(array, dtype=float)
    values = map(attrgetter("value"), array.ravel().tolist())
    return np.fromiter(values, dtype=float, count=array.size).reshape(array.shape)


def decide(conditions: Any) -> npt.NDArray[np.bool_]:
    """Conditions as plain booleans: each is a decision, noted as a guard."""
    objects = as_objects(conditions)
    return np.fromiter(map(bool, objects.flat), dtype=bool).reshape(objects.shape)


def _holds_conditions(array: Any) -> bool:
    if not isinstance(array, RecordedArray) or array.dtype != object:
        return False
    return any(isinstance(number.value, bool) for number in array.flat)


def _decided(index: Any) -> Any:
    """An index in which masks of conditions have become plain masks."""
    if isinstance(index, tuple):
        return tuple(map(_decided, index))
    return decide(index) if _holds_conditions(index) else index
