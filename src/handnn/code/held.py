"""Layers that a layer holds: noted when its code calls them, as the names of its arrays are.

A recorded run is one of a copy of the layer, in which the layers inside are copies too. So it is
these that say when they run, however they are called; no other run knows of it.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from handnn.arithmetic import Binding, Leaf, Named, Names, Node, RecordedArray, as_recorded
from handnn.arithmetic.guards import n_noted
from handnn.step import RecordedLayer


@dataclass(eq=False)
class Call(Binding):
    """A call of a layer that a layer holds: its array is the layer's output.

    Its code and line are where that layer ended.

    Attributes:
        layer: The layer.
        parameters: Its parameters in this run, as arrays that remember.
        input: What the array that it was given remembered then.
        inside: The names that its own code gave, and the calls of layers that it holds.
    """

    layer: RecordedLayer
    parameters: Mapping[str, Any]
    input: Node
    inside: list[Binding]

    @property
    def result(self) -> Node:
        """Its output as it was made."""
        return self.node.origin

    @property
    def taken(self) -> Leaf | None:
        """The array on paper that it was given; None where that was computed on the spot."""
        node = self.input
        while isinstance(node, Named) and node.operands:
            node = node.operands[0]
        return node if isinstance(node, Leaf) else None


def note_calls(layer: RecordedLayer, copy: Any, names: Names) -> None:
    """Let the layers inside a copy of a layer note when they are called.

    Args:
        layer: The layer.
        copy: The copy, which is run only once.
        names: Where to note it.
    """
    places: dict[int, list[str]] = defaultdict(list)
    for name, inside in copy.children.items():
        places[id(inside)].append(name)
    for name, inside in copy.children.items():
        if "forward" not in vars(inside):  # as it is at its first place, if it has several
            held = layer.children[name]
            note_calls(held, inside, names)
            vars(inside)["forward"] = _Noted(held, inside, places[id(inside)], names)


class _Noted:
    """The `forward` of a layer inside, which notes its calls."""

    def __init__(
        self, layer: RecordedLayer, copy: RecordedLayer, places: list[str], names: Names
    ) -> None:
        self._layer, self._copy, self._names = layer, copy, names
        self._forward = copy.forward
        self._places = cycle(places)  # of a layer with several, each for a call in turn

    def __call__(self, x: Any, *more: Any, **options: Any) -> Any:
        bindings = self._names.bindings
        self._names.look(inspect.currentframe())
        start, first = len(bindings), n_noted()
        given = as_recorded(x).node
        output = self._forward(x, *more, **options)
        self._names.look(inspect.currentframe())
        inside = bindings[start:]
        del bindings[start:]
        name = next(self._places)
        if not isinstance(output, RecordedArray) or output.node.is_constant:
            return output
        if name.startswith("_"):  # as the names that an author leaves out
            return RecordedArray(output.node)
        node = Named(output.node)
        named = RecordedArray(node)
        noted = first, n_noted()
        place = self._names.returned
        parameters = self._copy.parameters
        call = Call(name, node, named, *place, noted, self._layer, parameters, given, inside)
        bindings.append(call)
        return named
