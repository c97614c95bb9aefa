"""The shapes of a layer's parameters: checked against what its docstring says of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from handnn.errors import InputError, ShapeError
from handnn.naming import layer_title


def check_shapes(layer: Any, optional: Collection[str] = (), **expected: str) -> dict[str, int]:
    """Check that the parameters of a layer fit each other.

    Args:
        layer: The layer, with its parameters assigned.
        optional: Which parameters may be None.
        **expected: The shape of each parameter as its docstring has it. The same word stands for
            the same size everywhere, and a number before it says how many times that is:
            ``Wx="4·hidden, inputs", b="4·hidden"``.

    Returns:
        The size that each word stands for.

    Raises:
        InputError: If a parameter is missing.
        ShapeError: If the shape of one does not fit.
    """
    sizes: dict[str, int] = {}
    said_by: dict[str, str] = {}
    title = layer_title(layer)
    for name, text in expected.items():
        axes = text.split(", ")
        shown = f"({text}{',' * (len(axes) == 1)})"
        array = getattr(layer, name)
        if array is None and name in optional:
            continue
        if array is None:
            raise InputError(
                f"{title} needs {name}, of shape {shown}. For random parameters of a given size "
                f"write {type(layer).__name__}.random(...)."
            )
        if reason := _misfit(array.shape, axes, sizes, said_by):
            raise ShapeError(
                f"{name} of {title} has shape {array.shape}; expected {shown}. {reason}"
            )
        said_by |= {axis.rpartition("·")[2]: f"{name} of shape {array.shape}" for axis in axes}
    return sizes


def _misfit(
    shape: tuple[int, ...], axes: list[str], sizes: dict[str, int], said_by: dict[str, str]
) -> str:
    """Why a shape is not the expected one, or empty; the sizes that it is the first to say."""
    if len(shape) != len(axes):
        return "It is a list of numbers." if len(axes) == 1 else "It is a list of rows."
    for n, axis in zip(shape, axes, strict=True):
        times, _, word = axis.rpartition("·")
        size, rest = divmod(n, int(times or 1))
        if not size or rest:
            return f"{n} is not a positive multiple of {times}." if times else "It is empty."
        if size != sizes.setdefault(word, size):
            return f"{word} is {sizes[word]}, as {said_by.get(word, 'its first axis')} says."
    return ""


def label_with_widths(layer: Any) -> str:
    """The kind of a layer and its widths: ``LSTM 3 → 4``."""
    kind = type(layer).__name__
    if layer.in_features is None:  # still being built
        return kind
    return f"{kind} {layer.in_features} → {layer.out_features}"
