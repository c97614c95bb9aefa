"""Sums whose terms cancel: they would be 0, had rounding not left something in the last bits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from handnn.arithmetic import Number, format_number
from handnn.arrays import Array
from handnn.explanation import MANY_CELLS, CellExplanation, Explanation

SUMS = {"sum", "add", "subtract", "negative"}
ROUNDING = 4 * float(np.finfo(float).eps)  # of all terms together, that may be left
TINY = 1e-8  # larger numbers are not looked at


def noting_rounding(explained: Explanation, values: Array, indent: str) -> Explanation:
    """The arithmetic of an array, with a note on the numbers that are only rounding.

    Args:
        explained: The arithmetic of one array.
        values: The numbers that it explains, in a row.
        indent: What the note begins with.
    """
    (part,) = explained.parts
    tiny = np.flatnonzero((values != 0) & (np.abs(values) < TINY))[:MANY_CELLS]
    cells = [part.cells[i] for i in tiny]
    left = [cell for cell in cells if is_rounding(cell.number)]
    return explained.noting(indent + _note(left)) if left else explained


def is_rounding(number: Number) -> bool:
    """Whether a sum is 0 but for the rounding of its terms.

    Examples:
        >>> from handnn.arithmetic import Variable, record
        >>> x = record([0.1, 0.2, 0.3, 1e-20], Variable("x", "input"))
        >>> is_rounding((x[0] + x[1] - x[2]).cell()), is_rounding((x[3] + x[3]).cell())
        (True, False)
    """
    terms = 0.0
    stack = [number]
    while stack:
        each = stack.pop()
        if each.operation in SUMS:
            stack += each.operands
        else:
            terms += abs(each.value)
    return 0 < abs(number.value) <= ROUNDING * terms


def _note(left: Sequence[CellExplanation]) -> str:
    names = ", ".join(cell.symbol for cell in left)
    if len(left) > 1:
        return f"{names} ≈ 0: their terms cancel, and what is left is rounding."
    value = format_number(left[0].value).text
    return f"{names} ≈ 0: its terms cancel, and what is left, {value}, is rounding."
