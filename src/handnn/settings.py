"""Checking settings: the numbers that a person chooses, such as a learning rate."""

from __future__ import annotations

from typing import Any

import numpy as np

from handnn.errors import SettingError


def setting(owner: str, name: str, value: Any, below: float = np.inf) -> float:
    """A setting as a float, at least 0 and below a bound.

    Args:
        owner: What it is a setting of, for the error.
        name: What it is called there.
        value: What was given.
        below: The bound.

    Raises:
        SettingError: If it is not.
    """
    number = _number(value)
    if 0 <= number < below:
        return number
    bound = "" if below == np.inf else f" and below {below:g}"
    raise SettingError(f"{owner}: {name} must be a number, at least 0{bound}; got {value!r}.")


def finite(owner: str, name: str, value: Any) -> float:
    """A setting as a float, if it is a finite number.

    Raises:
        SettingError: If it is not.
    """
    number = _number(value)
    if np.isfinite(number):
        return number
    raise SettingError(f"{owner}: {name} must be a finite number, not {value!r}.")


def positive(owner: str, name: str, value: Any) -> float:
    """A setting as a finite float above 0.

    Raises:
        SettingError: If it is not.
    """
    number = _number(value)
    if 0 < number < np.inf:
        return number
    raise SettingError(f"{owner}: {name} must be a number above 0; got {value!r}.")


def count(name: str, value: Any) -> int:
    """A setting that counts something, as an int; `name` may begin with its owner.

    Raises:
        SettingError: If it is not a positive whole number.
    """
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < 1:
        raise SettingError(f"{name} must be a positive whole number; got {value!r}.")
    return int(value)


def one_of(owner: str, name: str, value: Any, choices: tuple[str, ...]) -> str:
    """A setting that is one of several words.

    Raises:
        SettingError: If it is not.
    """
    if isinstance(value, str) and value in choices:
        return value
    words = " or ".join(map(repr, choices))
    raise SettingError(f"{owner}: {name} must be {words}; got {value!r}.")


def _number(value: Any) -> float:
    """What was given as a float; NaN if it is no number."""
    try:
        return float(np.nan if isinstance(value, str) else value)
    except (TypeError, ValueError):
        return np.nan
