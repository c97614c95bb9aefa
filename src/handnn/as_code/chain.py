"""What every writer of code needs: the layers of a network in order, and how to say no."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, NoReturn

from handnn import layers
from handnn.errors import LayerTypeError
from handnn.layers.base import Layer
from handnn.naming import layer_title
from handnn.sequential import Sequential
from handnn.symbols import Symbols, assign_symbols

COMPOSED = (layers.Residual, layers.TransformerBlock)  # of other layers, and of sums


class Sum(NamedTuple):
    """The place where a residual connection comes back."""

    block: Layer


def parts_of(layer: Layer) -> Iterator[Layer | Sum | None]:
    """The layers in order; None where a residual connection begins."""
    if type(layer) is Sequential:
        for child in layer:
            yield from parts_of(child)
    elif type(layer) is layers.Residual:
        yield from _added(layer, *layer.children.values())
    elif type(layer) is layers.TransformerBlock and layer.norm_first:
        yield from _added(layer, layer.norm1, layer.attention)
        yield from _added(layer, layer.norm2, layer.linear1, layer.activation, layer.linear2)
    elif type(layer) is layers.TransformerBlock:
        yield from _added(layer, layer.attention)
        yield from parts_of(layer.norm1)
        yield from _added(layer, layer.linear1, layer.activation, layer.linear2)
        yield from parts_of(layer.norm2)
    else:
        yield layer


def _added(block: Layer, *inside: Layer) -> Iterator[Layer | Sum | None]:
    """Layers whose output is added to their input."""
    yield None
    for layer in inside:
        yield from parts_of(layer)
    yield Sum(block)


def symbols_of(parts: Sequence[Layer | Sum | None]) -> Iterator[Symbols]:
    """For each part its names, which are those on paper but for strokes: h' is h_2."""
    owners = [(id(part), _names(part)) for part in parts if part is not None]
    for each in assign_symbols(owners):
        strokes = each.output.count("'")
        output = each.output.rstrip("'") + (f"_{strokes + 1}" if strokes else "")
        yield Symbols(each.input, output, each.parameters)


def _names(part: Layer | Sum) -> tuple[str, ...]:
    """The names of a part's arrays."""
    if isinstance(part, Sum):
        return ()
    return tuple(arrays_of(part))


def arrays_of(layer: Layer) -> dict[str, Any]:
    """A layer's own parameters and buffers that it has, by name."""
    names = (*layer.parameter_names, *layer.buffer_names)
    return {name: getattr(layer, name) for name in names if getattr(layer, name) is not None}


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
