"""Names of arrays whose numbers are all numbers of others, in other places: what they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from handnn.arithmetic import Node, RecordedArray, Variable
from handnn.code.steps import sources_of
from handnn.explanation import Explanation, explain_array


def explain_moved(name: str, node: Node, index: Any = None) -> Explanation:
    """Where the numbers of an array come from that is no step of its own.

    Args:
        name: What the code calls it.
        node: What it remembers.
        index: Which cells, indexed as in NumPy; None for all.
    """
    array, variable = RecordedArray(node), Variable(name, "value")
    values, ask = np.asarray(node.value), f'.explain("{name}", {{}})'
    heading = f"{name}: {_what(node)}"
    return explain_array(lambda: array, variable, values, index, name, name, ask, heading)


def without_gradient(name: str, node: Node) -> str:
    """What to say where the gradient with respect to such an array is asked for."""
    return (
        f"{name} is no array of its own, but {_what(node)}. Ask for the gradient with respect to "
        f"{_sources(node)}."
    )


def _what(node: Node) -> str:
    if np.size(node.value) == 1:
        return f"a number of {_sources(node)}"
    return f"numbers of {_sources(node)}, in other places"


def _sources(node: Node) -> str:
    return " and ".join(dict.fromkeys(leaf.variable.name for leaf in sources_of(node)))
