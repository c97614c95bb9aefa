"""The names of layers: in a network, and in error messages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

from handnn.errors import NetworkError


class _Nameable(Protocol):
    @property
    def name(self) -> str | None: ...

    @property
    def label(self) -> str: ...


def snake_case(name: str) -> str:
    """``LeakyReLU`` in snake case, ``leaky_relu``; ``RMSNorm`` is ``rms_norm``."""
    starts = r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[A-Z]{2})(?=[A-Z][a-z])"  # of words
    return re.sub(starts, "_", name.replace("LU", "lu")).lower()


def default_name(layer: _Nameable) -> str:
    """A layer's name, or the name of its class in snake case."""
    return layer.name or snake_case(type(layer).__name__)


def layer_title(layer: _Nameable) -> str:
    """A layer's name, if it has one, and its label: ``"hidden" (Dense 3 → 4)``."""
    return f'"{layer.name}" ({layer.label})' if layer.name else layer.label


def distinct_names(layers: Sequence[Any]) -> tuple[str, ...]:
    """A different name for each layer of a chain.

    A layer's own name is kept; unnamed layers, and repetitions of a layer, are numbered.

    Raises:
        NetworkError: If two layers have the same name.
    """
    owners: dict[str, Any] = {}
    for i, layer in enumerate(layers):
        if layer.name is not None and owners.setdefault(layer.name, layer) is not layer:
            first = next(j for j, other in enumerate(layers) if other.name == layer.name)
            raise NetworkError(
                f'Layers {first} and {i} are both called "{layer.name}". Give each its own name.'
            )
    places: Counter[str] = Counter()
    names: dict[str, None] = {}  # in order, and quick to look one up
    for layer in layers:
        kind = default_name(layer)
        places[kind] += 1
        name = kind if layer.name and layer.name not in names else f"{kind}_{places[kind]}"
        while name in names or (name in owners and name != layer.name):
            places[kind] += 1
            name = f"{kind}_{places[kind]}"
        names[name] = None
    return tuple(names)
