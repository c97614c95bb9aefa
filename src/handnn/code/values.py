"""The arrays among what code handles, and plain values again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from handnn.arithmetic import RecordedArray, as_recorded


def is_array(value: Any) -> bool:
    """Whether something is an array of real numbers."""
    return isinstance(value, np.ndarray) and value.dtype.kind in "fiu" and value.size > 0


def is_number(value: Any) -> bool:
    """Whether something is a single real number."""
    is_number = isinstance(value, float | int | np.floating | np.integer)
    return is_number and not isinstance(value, bool)


def is_float(value: Any) -> bool:
    """Whether something is a single number that is not kept as a whole one."""
    return isinstance(value, float | np.floating)


def is_matrix(value: Any) -> bool:
    """Whether nested lists of numbers can be an array."""
    return isinstance(value, list | tuple) and numbers_in(value) is not None


def holds_array(value: Any) -> bool:
    """Whether something is an array, or has one inside its lists and dictionaries."""
    if isinstance(value, list | tuple):
        return any(map(holds_array, value))
    if isinstance(value, dict):
        return any(map(holds_array, value.values()))
    return is_array(value) or (isinstance(value, RecordedArray) and value.ndim > 0)


def numbers_in(values: Sequence[Any]) -> Any:
    """Nested lists of numbers as an array; None if they are something else."""
    try:
        array = np.array(values)
    except ValueError:
        return None
    return array if is_array(array) else None


def gathered(thing: Any) -> Any:
    """Lists of numbers that remember as an array, and one of Python's numbers as NumPy's."""
    if isinstance(thing, RecordedArray) and isinstance(thing.value, float | int):
        return thing.printed_as(np.asarray(thing.value)[()])
    if isinstance(thing, list | tuple) and thing:
        inner = [gathered(each) for each in thing]
        if any(isinstance(each, RecordedArray) for each in inner):
            return np.stack([as_recorded(each) for each in inner])
    return thing


def plain(thing: Any) -> Any:
    """A result without its record: plain arrays and numbers."""
    if isinstance(thing, RecordedArray):
        return thing.value
    if type(thing) in (list, tuple):
        return type(thing)(map(plain, thing))
    if type(thing) is dict:
        return {key: plain(value) for key, value in thing.items()}
    return thing
