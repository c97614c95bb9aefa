"""Arrays with nothing to work out, asked for their arithmetic: their numbers."""

from __future__ import annotations

from typing import Any

from handnn.arithmetic import Plain, RecordedArray, Variable
from handnn.arrays import Array
from handnn.explanation import Explanation, explain_array


def explain_given(variable: Variable, values: Array, index: Any, why: str) -> Explanation:
    """The numbers of an array for which nothing is worked out.

    Args:
        variable: The name of the array on paper.
        values: Its numbers.
        index: Which cells, indexed as in NumPy; None for all.
        why: Why there is no arithmetic, as a sentence without its full stop.
    """
    name = variable.name
    ask = f'.explain("{name}", {{}})'
    explained = explain_array(
        lambda: RecordedArray(Plain(values)), variable, values, index, name, why, ask, f"{why}:"
    )
    is_alone = explained.chosen and len(explained) == 1  # then nothing stands above it
    return explained.noting(f"{why}.") if is_alone else explained
