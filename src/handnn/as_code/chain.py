"""What every writer of code needs: the layers of a network in order, and how to say no."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from handnn.errors import LayerTypeError
from handnn.layers.base import Layer
from handnn.naming import layer_title
from handnn.sequential import Sequential


def in_a_row(network: Layer) -> Iterator[Layer]:
    """The layers of a network in order, those of chains inside it instead of the chains."""
    if type(network) is not Sequential:
        yield network
        return
    for layer in network:
        yield from in_a_row(layer)


def note(layer: Layer) -> str:
    """A layer's name as a comment; nothing if it has none."""
    return f"  # {layer.name}" if layer.name and layer.name.isprintable() else ""


def refuse(layer: Layer, library: str, known: Iterable[type[Layer]], advice: str) -> NoReturn:
    """Say that there are no few lines for a layer.

    Args:
        layer: The layer.
        library: What the code is for.
        known: The classes for which there are.
        advice: What to do instead.
    """
    names = ", ".join(sorted(kind.__name__ for kind in known))
    raise LayerTypeError(
        f"hn.to_code: {layer_title(layer)} is not a few lines in {library}. Such lines are written "
        f"for {names}. {advice}"
    )


def call(kind: str, *arguments: Any, **options: Any) -> str:
    """A call: options that are None are left out."""
    texts = [_text(each) for each in arguments]
    texts += [f"{name}={_text(value)}" for name, value in options.items() if value is not None]
    return f"{kind}({', '.join(texts)})"


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, str) else repr(value)
