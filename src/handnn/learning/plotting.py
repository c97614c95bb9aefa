"""Matplotlib, for those who have it."""

from __future__ import annotations

from typing import Any

from handnn.extras import package


def pyplot(call: str) -> Any:
    """Matplotlib's `pyplot`.

    Args:
        call: The call that draws, for the error.

    Raises:
        MissingExtraError: If matplotlib is not installed.
    """
    return package("matplotlib.pyplot", "plot", f"{call} draws with matplotlib")


def axes(call: str, ax: Any) -> Any:
    """The axes to draw on: those given, or new ones.

    Raises:
        MissingExtraError: If matplotlib is not installed.
    """
    plt = pyplot(call)
    return plt.figure().add_subplot() if ax is None else ax
