"""The symbols that a network's values have on paper: x, W1, b1, z1, h, ... y.

The input is x. The k-th layer that has parameters calls them W1, b1 and its result, the
pre-activation, z1. The activation of z1 is h (h1, h2, ... when there are several hidden
activations); the last activation is the output of the network, y. Numbers are left out where there
is only one of a kind. A parameter whose name in the code is one of these letters gets an
underscore: h becomes h_1 in layer 1, since h1 is the activation of that layer.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

_RESERVED = {"x", "z", "h", "y", "L", "t"}


@dataclass(frozen=True)
class Symbols:
    """The symbols of one step's input, output and parameters."""

    input: str
    output: str
    parameters: Mapping[str, str]

    @property
    def all(self) -> tuple[str, ...]:
        """All of them."""
        return self.input, self.output, *self.parameters.values()


def assign_symbols(layers: Sequence[tuple[Hashable, Sequence[str]]]) -> tuple[Symbols, ...]:
    """Assign symbols to the values of a chain of layers.

    Args:
        layers: For each layer, in the order of the run, a key that identifies it (a layer used at
            two places keeps the symbols of its parameters) and the names of its parameters.

    Returns:
        One `Symbols` per layer.

    Examples:
        >>> hidden, relu = assign_symbols([("dense", ["W", "b"]), ("relu", [])])
        >>> hidden.output, hidden.parameters, relu.output
        ('z', {'W': 'W', 'b': 'b'}, 'y')
    """
    places = _places(layers)
    several_weighted = sum(1 for _, names in layers if names) > 1
    hidden = {k for k, repeat in places[:-1] if repeat}
    owned: dict[tuple[Hashable, str], str] = {}
    symbols = []
    value = "x"
    for i, ((layer, names), (k, repeat)) in enumerate(zip(layers, places, strict=True)):
        number = str(k) if several_weighted else ""
        for name in names:
            symbol = f"{name}_{k}" if name in _RESERVED else name + number
            owned.setdefault((layer, name), symbol)
        if not repeat:
            output = "z" + number
        elif i == len(layers) - 1:
            output = "y"
        else:
            output = "h" + (str(k) if len(hidden) > 1 else "") + "'" * (repeat - 1)
        parameters = {name: owned[layer, name] for name in names}
        symbols.append(Symbols(value, output, parameters))
        value = output
    return tuple(symbols)


def _places(layers: Sequence[tuple[Hashable, Sequence[str]]]) -> list[tuple[int, int]]:
    """For each layer: how many weighted layers there are so far, and activations since then."""
    places = []
    k = repeat = 0
    for _, names in layers:
        k, repeat = (k + 1, 0) if names else (k, repeat + 1)
        places.append((k, repeat))
    return places
