"""The order of arrays whose file has sorted them by name, as safetensors files are.

Numbers in the names tell it, ``layers.2.weight`` before ``layers.10.weight``, and inside a layer
what PyTorch's layers do: the weights, then the bias. Where names such as ``encoder`` and
``decoder`` say nothing, and shapes do not either, there is no order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations

from handnn.errors import ShapeError

_LEAVES = ("weight", "bias", "running_mean", "running_var")  # of one of PyTorch's layers, in order


def in_layer_order(shapes: Mapping[str, tuple[int, ...]], where: str) -> list[str]:
    """The names in the order of their layers.

    Args:
        shapes: The shapes of the arrays by name.
        where: The file, for messages.

    Raises:
        ShapeError: If arrays of the same shape could be in either order.

    Examples:
        >>> in_layer_order({"10.weight": (1, 2), "2.bias": (2,), "2.weight": (2, 2)}, "net")
        ['2.weight', '2.bias', '10.weight']
    """
    for a, b in combinations(shapes, 2):
        if shapes[a] == shapes[b] and not _is_clear(a, b):
            raise ShapeError(
                f"{where}: {a} and {b} both have the shape {shapes[a]}, and the file has sorted "
                "its arrays by name, so the order of their layers is lost. Say which goes where: "
                f'net.load_parameters(..., names={{"hidden.W": "{a}", ...}}).'
            )
    return sorted(shapes, key=_place)


def _is_clear(a: str, b: str) -> bool:
    """Whether the names tell which of two arrays comes first."""
    (layer, _, leaf), (other, _, other_leaf) = a.rpartition("."), b.rpartition(".")
    if layer == other:
        return {leaf, other_leaf} <= {*_LEAVES} or _is_numbered(leaf, other_leaf)
    return _is_numbered(layer, other)


def _is_numbered(a: str, b: str) -> bool:
    """Whether two names differ in their numbers only."""
    return re.sub(r"\d+", "#", a) == re.sub(r"\d+", "#", b)


def _place(name: str) -> tuple[list[tuple[str, int]], int, list[tuple[str, int]]]:
    layer, _, leaf = name.rpartition(".")
    rank = _LEAVES.index(leaf) if leaf in _LEAVES else len(_LEAVES)
    return _parts(layer), rank, _parts(leaf)


def _parts(name: str) -> list[tuple[str, int]]:
    """The text and the numbers of a name, so that 2 comes before 10."""
    return [(text, int(number or -1)) for text, number in re.findall(r"(\D*)(\d*)", name)]
