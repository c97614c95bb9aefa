"""Samples that are pictures, drawn with the characters of a terminal."""

from __future__ import annotations

import numpy as np

from handnn import terminal
from handnn.arrays import Array

_SHADES = " ░▒▓█"
_ASCII_SHADES = " .:-=+*#%@"
_GAP = "   "


def picture(
    x: Array, shape: tuple[int, int], width: int | None = None, ascii: bool | None = None
) -> str:
    """Draw one sample, or as many as fit side by side on a line.

    Two characters stand for one number: blanks for the smallest of the sample, the darkest shade
    for the largest.

    Args:
        x: Shape ``(rows * columns,)`` or ``(batch, rows * columns)``.
        shape: Rows and columns.
        width: The longest line; the terminal's width by default.
        ascii: Whether to keep to ASCII; by default what the terminal can draw.

    Examples:
        >>> import numpy as np
        >>> print(picture(np.array([0, 1, 2, 0, 4, 0, 0, 4, 2]), (3, 3), ascii=False))
          ░░▒▒
          ██
          ██▒▒
    """
    width = terminal.width() if width is None else width
    ascii = terminal.is_plain() if ascii is None else ascii
    fitting = max(1, (width + len(_GAP)) // (2 * shape[1] + len(_GAP)))
    drawn = [_rows(sample, shape, ascii) for sample in np.atleast_2d(x)[:fitting]]
    return "\n".join(_GAP.join(row).rstrip() for row in zip(*drawn, strict=True))


def _rows(sample: Array, shape: tuple[int, int], ascii: bool) -> list[str]:
    """The lines of one picture; a number that is not finite is a question mark."""
    shades = _ASCII_SHADES if ascii else _SHADES
    finite = np.isfinite(sample)
    known = sample[finite]
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    share = (np.where(finite, sample, low) - low) / (high - low or 1.0)
    levels = np.rint(share * (len(shades) - 1)).astype(int)
    marks = [shades[level] if ok else "?" for level, ok in zip(levels, finite, strict=True)]
    columns = shape[1]
    return [
        "".join(mark * 2 for mark in marks[start : start + columns])
        for start in range(0, len(marks), columns)
    ]
