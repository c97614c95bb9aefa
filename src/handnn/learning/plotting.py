"""Matplotlib, for those who have it."""

from __future__ import annotations

from typing import Any

from handnn.errors import MissingExtraError


def pyplot(call: str) -> Any:
    """Matplotlib's `pyplot`.

    Args:
        call: The call that draws, for the error.

    Raises:
        MissingExtraError: If matplotlib is not installed.
    """
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise MissingExtraError(
            f"{call} draws with matplotlib, which is not installed: pip install matplotlib."
        ) from error
    return plt


def axes(call: str, ax: Any) -> Any:
    """The axes to draw on: those given, or new ones.

    Raises:
        MissingExtraError: If matplotlib is not installed.
    """
    plt = pyplot(call)
    return plt.figure().add_subplot() if ax is None else ax
