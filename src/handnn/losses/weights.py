"""Weights that a person gives to classes or outputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from handnn.arrays import Array, as_numbers, frozen_copy
from handnn.errors import SettingError


def checked_weights(owner: str, name: str, weights: ArrayLike) -> Array:
    """Weights in a row as a read-only array.

    Args:
        owner: The loss, for the error.
        name: The setting.
        weights: What was given.

    Raises:
        SettingError: If they are not finite numbers above 0.
    """
    array = as_numbers(weights, f"{owner}: {name}")
    if array.ndim == 1 and array.size and np.all((array > 0) & np.isfinite(array)):
        return frozen_copy(array, name)
    raise SettingError(
        f"{owner}: {name} must be numbers above 0 in a list, such as [1, 2, 1]; got {weights!r}."
    )


def in_words(weights: Array) -> str:
    """The weights as a list of short numbers."""
    return f"[{', '.join(f'{weight:g}' for weight in weights)}]"
