"""Networks as one would write them oneself with handnn, from the entries of their files."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from keyword import iskeyword
from typing import Any

import numpy as np

from handnn import layers
from handnn.as_code.numbers import WIDTH, listed
from handnn.files.saving import network_text
from handnn.layers.base import Layer
from handnn.sequential import Sequential

_OTHER_NAMES = {"net", "hn", "np", "print", "float"}  # that the code uses itself


def code_for(network: Layer, x: Any = None) -> str:
    """The code of a network, and of a run on an input if there is one; see `to_code`."""
    network = network if type(network) is Sequential else Sequential(network)
    data = json.loads(network_text(network, x))
    writer = _Writer()
    made = writer.lines(data["layers"])
    lines = ["import handnn as hn", *["import numpy as np"] * writer.needs_numpy, ""]
    for kind in writer.own:
        lines += [f"# {kind} is a class of your own: put it here.", ""]
    lines += [*writer.variables, "net = hn.Sequential(", *made, ")"]
    if x is not None:
        lines.append(f"print(net({data['input']}))")
    return "\n".join(lines)


def written(data: Mapping[str, Any]) -> str:
    """A program that makes the network which a file describes, runs it, and goes back.

    Args:
        data: The keys of the file: ``layers``, ``input``, and how the backward pass starts.

    Examples:
        >>> print(written({"input": [2, -1], "layers": [{"type": "ReLU", "name": "h"}]}))
        import handnn as hn
        <BLANKLINE>
        net = hn.Sequential(
            hn.ReLU(name="h"),
        )
        trace = net.trace([2, -1])
    """
    lines = ["import handnn as hn", "", "net = hn.Sequential(", *_Writer().lines(data["layers"])]
    lines += [")", f"trace = net.trace({data['input']})"]
    if "loss" in data:
        settings = [f"{name}={_value(value)}" for name, value in _items(data, "loss_settings")]
        loss = f"hn.{data['loss']}({', '.join(settings)})"
        lines.append(f"back = trace.backward({loss}, target={data['target']})")
    return "\n".join(lines)


class _Writer:
    """Writes the entries of one file.

    Attributes:
        variables: The lines for layers that stand at several places.
        own: The user's own classes.
        needs_numpy: Whether arrays of single precision were written.
    """

    def __init__(self) -> None:
        self.variables: list[str] = []
        self.own: dict[str, None] = {}
        self.needs_numpy = False
        self._names: dict[str, str] = {}  # of the variables, by the entries' ids

    def lines(self, entries: Sequence[Mapping[str, Any]]) -> list[str]:
        """The lines of layers inside a chain."""
        return [f"    {self._layer(entry, '    ')}," for entry in entries]

    def _layer(self, entry: Mapping[str, Any], indent: str) -> str:
        """What makes the layer of an entry, or the variable that it is in."""
        if "same_as" in entry:
            return self._names[entry["same_as"]]
        if "id" not in entry:
            return self._call(entry, indent)
        made = self._call(entry, "")
        name = self._names[entry["id"]] = _variable(entry["id"], self._names.values())
        self.variables.append(f"{name} = {made}")
        return name

    def _call(self, entry: Mapping[str, Any], indent: str) -> str:
        inner = indent + "    "
        kind = entry["type"]
        if entry.get("custom"):
            self.own[kind] = None
        else:
            kind = f"hn.{kind}"
        inside = [self._layer(child, inner) for child in entry.get("layers", ())]
        children = _items(entry, "children")
        inside += [f"{name}={self._layer(child, inner)}" for name, child in children]
        flat = [*inside, *self._arguments(entry, "")]
        line = f"{kind}({', '.join(flat)})"
        if len(indent + line) < WIDTH and "\n" not in line and not entry.get("layers"):
            return line
        texts = [*inside, *self._arguments(entry, inner)]
        return "\n".join([f"{kind}(", *(f"{inner}{text}," for text in texts), f"{indent})"])

    def _arguments(self, entry: Mapping[str, Any], indent: str) -> Iterator[str]:
        """The named arguments; over several lines where that is needed, if there is an indent."""
        for kind in ("parameters", "buffers"):
            for name, value in _items(entry, kind):
                dtype = entry.get("dtype", {})
                is_single = (dtype if isinstance(dtype, str) else dtype.get(name)) == "float32"
                self.needs_numpy |= is_single
                before, behind = ("np.array(", ", dtype=np.float32)") if is_single else ("", "")
                texts = _texts(value, np.float32 if is_single else float)
                text = listed(texts, f"{indent}{name}={before}", behind, indent)
                yield text.removeprefix(indent)
        for name, value in _items(entry, "settings"):
            if value != _usual(entry["type"], name):
                yield f"{name}={_value(value)}"
        if "name" in entry:
            yield f"name={_value(entry['name'])}"


def _items(data: Mapping[str, Any], key: str) -> Sequence[tuple[str, Any]]:
    return list(data.get(key, {}).items())


def _usual(kind: str, setting: str) -> Any:
    """The default of a setting."""
    parameter = inspect.signature(getattr(layers, kind, object)).parameters.get(setting)
    return ... if parameter is None else parameter.default


def _variable(place: str, taken: Collection[str]) -> str:
    """A name for the layer at a place such as ``block.dense_1``."""
    name = re.sub(r"\W", "_", f"layer_{place}" if place[:1].isdigit() else place)
    while iskeyword(name) or name in _OTHER_NAMES or name in taken:
        name += "_"
    return name


def _texts(value: Any, kind: Any) -> Any:
    """Every number as text, in nested lists: the shortest that is the same in its precision."""
    if isinstance(value, list):
        return [_texts(each, kind) for each in value]
    is_short = isinstance(value, float) and kind is np.float32
    return repr(float(str(kind(value)))) if is_short else _number(value)


def _number(value: Any) -> str:
    return f'float("{value}")' if isinstance(value, str) else repr(value)


def _value(value: Any) -> str:
    if isinstance(value, dict):  # as a file writes what JSON does not have
        return _number(value["number"])
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
