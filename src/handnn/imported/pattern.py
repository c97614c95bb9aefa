"""What nodes compute, whatever their arrays are called: to find out whether two do the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import numpy as np


class Named(Protocol):
    """A node whose arrays have names."""

    @property
    def op_type(self) -> str:
        """The operator."""

    @property
    def attributes(self) -> dict[str, Any]:
        """Its settings."""

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of what it takes."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of what it gives."""


def pattern(nodes: Iterable[Named], source: str, constants: Mapping[str, Any]) -> list[Any]:
    """Nodes with numbers in the place of names, and constants with their values.

    Args:
        nodes: The nodes, in order.
        source: The name of the array that comes in.
        constants: The arrays that do not come from the nodes.

    Examples:
        >>> from collections import namedtuple
        >>> Node = namedtuple("Node", "op_type attributes inputs outputs")
        >>> one = [Node("Neg", {}, ("x",), ("a",)), Node("Add", {}, ("a", "c"), ("y",))]
        >>> other = [Node("Neg", {}, ("z",), ("b",)), Node("Add", {}, ("b", "one"), ("h",))]
        >>> pattern(one, "x", {"c": 1.0}) == pattern(other, "z", {"one": 1.0})
        True
        >>> pattern(one, "x", {"c": 1.0}) == pattern(other, "z", {"one": 2.0})
        False
    """
    numbers = {source: 0}
    found = []
    for node in nodes:
        taken = [
            numbers[name] if name in numbers else _value(constants.get(name))
            for name in node.inputs
        ]
        found.append((node.op_type, sorted(node.attributes.items()), taken))
        numbers.update((name, len(numbers)) for name in node.outputs)
    return found


def _value(array: Any) -> Any:
    """An array as something that can be compared, and is never a number of a node."""
    return (np.shape(array), np.asarray(array).dtype.kind, np.ravel(array).tolist())
