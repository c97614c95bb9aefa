"""Arrays as a person types them: nested lists, exact, and a row per line where they are long."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from handnn.arrays import Array

WIDTH = 79  # of a line
_SMALL = 1000  # larger whole numbers are typed as floats: products of ints could overflow


def typed(array: Array, before: str = "", behind: str = "") -> str:
    """An array as a nested list.

    Args:
        array: The array, or a number.
        before: What stands before it on its line, with the indentation.
        behind: What stands behind it.

    Returns:
        All of it, in one line if it fits.

    Examples:
        >>> print(typed(np.array([[1, 0.5], [0, -2]]), "W = np.array(", ")"))
        W = np.array([[1.0, 0.5], [0.0, -2.0]])
    """
    indent = " " * (len(before) - len(before.lstrip()))
    return listed(_texts(np.asarray(array)), before, behind, indent)


def listed(texts: Any, before: str, behind: str, indent: str) -> str:
    """Nested lists of numbers that are text already.

    Args:
        texts: The lists, or a single number.
        before: What stands before them.
        behind: What stands behind them.
        indent: The indentation of the line, for further ones.
    """
    line = before + _flat(texts) + behind
    if len(line) <= WIDTH or not isinstance(texts, list):
        return line
    return before + _broken(texts, indent) + behind


def is_exact_in_float32(array: Array) -> bool:
    """Whether all numbers are the same in single precision."""
    with np.errstate(over="ignore"):
        return bool(np.array_equal(np.float32(array), array, equal_nan=True))


def _texts(array: Array) -> Any:
    """Every number as text, in nested lists."""
    is_whole = bool(np.all((array == np.rint(array)) & (np.abs(array) <= _SMALL)))
    is_whole = is_whole and not np.any(np.signbit(array) & (array == 0))
    if array.dtype.kind in "iub" or is_whole:
        return _each(array.astype(int), repr)
    return _each(array, _float)


def _each(array: Array, text: Any) -> Any:
    if array.ndim == 0:
        return text(array.item() if array.dtype.kind == "i" else array[()])
    return [_each(row, text) for row in array]


def _float(value: Any) -> str:
    """The shortest text that gives the same number, in its dtype."""
    if not math.isfinite(value):
        return f'float("{value}")'
    return repr(float(str(value)))


def _flat(texts: Any) -> str:
    return f"[{', '.join(map(_flat, texts))}]" if isinstance(texts, list) else texts


def _broken(texts: list[Any], indent: str) -> str:
    """A list over several lines."""
    inner = indent + "    "
    if not isinstance(texts[0], list):
        rows, row = [], inner
        for text in texts:
            if len(row) + len(text) + 1 > WIDTH and row.strip():
                rows.append(row.rstrip())
                row = inner
            row += f"{text}, "
        rows.append(row.rstrip())
    else:
        rows = [
            inner + (_flat(row) if len(inner + _flat(row)) < WIDTH else _broken(row, inner)) + ","
            for row in texts
        ]
    return "\n".join(["[", *rows, f"{indent}]"])
