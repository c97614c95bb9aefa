"""Windows that move over the last axes of an array, as convolutions and pooling use them."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from handnn.errors import SettingError, ShapeError
from handnn.naming import layer_title

PerAxis = int | Sequence[int]


def per_axis(layer: Any, name: str, value: Any, n: int, least: int = 1) -> int | tuple[int, ...]:
    """A setting that is a whole number, or one for each axis over which a window moves.

    Args:
        layer: The layer.
        name: The setting.
        value: Its value.
        n: How many axes there are.
        least: The least that it may be.

    Returns:
        The number, where it is the same for all axes; otherwise a tuple.

    Raises:
        SettingError: If it is something else.
    """
    values = tuple(value) if isinstance(value, list | tuple) else (value,) * n
    are_whole = all(np.issubdtype(type(each), np.integer) and each >= least for each in values)
    if not are_whole or len(values) != n:
        pair = ", or (rows, columns)" if n == 2 else ""
        raise SettingError(
            f"{type(layer).__name__}: {name} must be a whole number of at least {least}{pair}, "
            f"not {value!r}."
        )
    numbers = tuple(int(each) for each in values)
    return numbers[0] if len(set(numbers)) == 1 else numbers


def windows_in(
    layer: Any, x: Any, sizes: tuple[int, ...], stride: Any, padding: Any, fill: float = 0.0
) -> Any:
    """What is in a window at all its positions over the last axes of an array.

    Args:
        layer: The layer that moves it, for an error.
        x: The array.
        sizes: The window's size along each of these axes.
        stride: How far the window moves each time; a number, or one for each axis.
        padding: How many cells are added on both sides of the array.
        fill: What is in these cells.

    Returns:
        An array with the positions of the window on the last axes, and the cells of the window, in
        row-major order, on the axis before them.

    Raises:
        ShapeError: If the window is larger than the array.
    """
    n = len(sizes)
    margins = np.broadcast_to(padding, n).tolist()
    if any(margins):
        sides = [(0, 0)] * (x.ndim - n) + [(m, m) for m in margins]
        x = np.pad(x, sides, constant_values=fill)
    if any(size > length for size, length in zip(sizes, x.shape[-n:], strict=True)):
        raise ShapeError(
            f"{layer_title(layer)} has a window of {_by(sizes)}, but its input has only "
            f"{_by(x.shape[-n:])} points{' with the padding' * any(margins)}."
        )
    windows: Any = sliding_window_view(x, sizes, axis=tuple(range(-n, 0)))
    if stride != 1:
        steps = [slice(None, None, step) for step in np.broadcast_to(stride, n).tolist()]
        windows = windows[(..., *steps, *[slice(None)] * n)]
    windows = np.moveaxis(windows, range(-n, 0), range(-2 * n, -n))
    return windows.reshape(*x.shape[:-n], prod(sizes), *windows.shape[-n:])  # quick to go through


def _by(sizes: Sequence[int]) -> str:
    return " × ".join(map(str, sizes))
