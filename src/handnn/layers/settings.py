"""The check of a layer's settings that are numbers."""

from typing import Any

import numpy as np

from handnn.errors import SettingError


def as_setting(layer: str, name: str, value: Any, *, positive: bool = False) -> float:
    """A setting as a float, if it is a finite number.

    Args:
        layer: The kind of layer, as an error calls it.
        name: The setting.
        value: Its value.
        positive: Whether it must be greater than 0.

    Raises:
        SettingError: If it is not such a number.
    """
    is_number = np.issubdtype(type(value), np.number) and np.isfinite(value)
    if not is_number or (positive and value <= 0):
        kind = "positive" if positive else "finite"
        raise SettingError(f"{layer}: {name} must be a {kind} number, not {value!r}.")
    return float(value)
