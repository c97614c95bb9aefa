"""Writing a network into a file: readable JSON, with one line per row of a matrix.

    {
      "format": "handnn",
      "version": 1,
      "input": [2, 1, 3],
      "layers": [
        {
          "type": "Dense",
          "name": "neuron",
          "parameters": {
            "W": [
              [1, -1, 1]
            ],
            "b": [-5]
          }
        },
        {"type": "ReLU"}
      ]
    }

For each layer the file has its class, its name if it has one, the settings and parameters that its
constructor takes, and the layers inside it: ``layers`` for a chain, ``children`` for those in
attributes. A layer used at several places has an ``id`` at the first, and at the others only
``same_as`` with that id; a class of the user's own is marked ``custom``. Arrays are float64 unless
``dtype`` says float32; NaN and infinity, which JSON does not have, are the strings "nan", "inf" and
"-inf".
"""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from handnn.arrays import Array
from handnn.errors import ArgumentError, FileFormatError
from handnn.files.atomic import write_atomic
from handnn.step import RecordedLayer

FORMAT = "handnn"
VERSION = 1
_LINE = 72  # anything longer than this is split over several lines


def save(
    network: RecordedLayer,
    path: str | os.PathLike[str],
    input: Array | None = None,
    input_shape: tuple[int, int] | None = None,
) -> None:
    """Write a network, and an input to try it on, into a file; see `Sequential.save`.

    Raises:
        ArgumentError: If the file's name promises another format.
    """
    check_suffix(path)
    write_atomic(Path(path), network_text(network, input, input_shape))


def check_suffix(path: str | os.PathLike[str]) -> None:
    """Check that a file's name ends in .json, or has no suffix.

    Raises:
        ArgumentError: If its suffix promises another format.
    """
    file = Path(path)
    if file.suffix.lower() in ("", ".json"):
        return
    raise ArgumentError(
        f"A network is written as JSON, but the suffix of {file.name!r} names another format. "
        f"Write {file.stem.removesuffix('.json') + '.json'!r}."
    )


def network_text(
    network: RecordedLayer, input: Array | None = None, input_shape: tuple[int, int] | None = None
) -> str:
    """The text of a network's file.

    Raises:
        FileFormatError: If a setting is of a type that a file cannot hold, a parameter or a setting
            was never assigned, or two classes of layers have the same name.
    """
    layers = list(_all_layers(network))
    classes = {type(layer).__name__: type(layer) for layer in layers if _is_custom(layer)}
    for layer in layers:
        if _is_custom(layer) and classes[type(layer).__name__] is not type(layer):
            raise FileFormatError(
                f"Two classes are called {type(layer).__name__}, and a file knows layers by the "
                "names of their classes. Rename one."
            )
    repeated = {key for key, n in Counter(map(id, layers)).items() if n > 1}
    content: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    if input is not None:
        content["input"] = input
    if input_shape is not None:
        content["input_shape"] = list(input_shape)
    whole = _entry(network, "", repeated, {})
    if whole["type"] == "Sequential":  # as every network is
        del whole["type"]
    return _text(content | whole) + "\n"


def _all_layers(layer: RecordedLayer) -> Iterator[RecordedLayer]:
    """A layer and all layers inside it, once for each place."""
    yield layer
    for child in layer.children.values():
        yield from _all_layers(child)


def _is_custom(layer: RecordedLayer) -> bool:
    return type(layer).__module__.partition(".")[0] != "handnn"


def _entry(layer: Any, place: str, repeated: set[int], ids: dict[int, str]) -> dict[str, Any]:
    """The entry of a layer at a place such as ``block.hidden``."""
    if id(layer) in ids:
        return {"same_as": ids[id(layer)]}
    entry: dict[str, Any] = {"type": type(layer).__name__}
    if _is_custom(layer):
        entry["custom"] = True
    if layer.name is not None:
        entry["name"] = layer.name
    if id(layer) in repeated:
        entry["id"] = ids[id(layer)] = place
    title = f"{place} ({entry['type']})" if place else entry["type"]
    if suffix := getattr(layer, "saved_as", ""):
        raise FileFormatError(
            f"{title} has no layers of handnn's that a JSON file could name. The network can be "
            f'saved in the format it came from: net.save("net{suffix}").'
        )
    if layer.hyperparameter_names:
        settings = {name: _attribute(layer, name, title) for name in layer.hyperparameter_names}
        entry["settings"] = {name: _setting(v, name, title) for name, v in settings.items()}
    names = (*layer.parameter_names, *layer.buffer_names)
    arrays = {name: _attribute(layer, name, title) for name in names}
    arrays = {name: array for name, array in arrays.items() if array is not None}
    if single := [name for name, array in arrays.items() if array.dtype == np.float32]:
        is_whole = len(single) == len(arrays)
        entry["dtype"] = "float32" if is_whole else dict.fromkeys(single, "float32")
    for kind, names in (("parameters", layer.parameter_names), ("buffers", layer.buffer_names)):
        if own := {name: arrays[name] for name in names if name in arrays}:
            entry[kind] = own
    inside = {
        name: _entry(child, f"{place}.{name}".lstrip("."), repeated, ids)
        for name, child in layer.children.items()
    }
    attributes = {name for name, child in layer.children.items() if vars(layer).get(name) is child}
    if chain := [child for name, child in inside.items() if name not in attributes]:
        entry["layers"] = chain
    if attributes:
        entry["children"] = {name: child for name, child in inside.items() if name in attributes}
    return entry


def _attribute(layer: RecordedLayer, name: str, title: str) -> Any:
    try:
        return getattr(layer, name)
    except AttributeError as error:
        raise FileFormatError(
            f"{title} has no attribute {name}, which its class names among its parameters or "
            f"settings. Assign it in __init__: self.{name} = {name}."
        ) from error


def _setting(value: Any, name: str, title: str) -> Any:
    """A setting as a JSON value; a tuple becomes a list."""
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_setting(item, name, title) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": str(value)}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise FileFormatError(
        f"The setting {name} of {title} is {value!r}. A file can hold numbers, text, True, False, "
        "None and lists of these."
    )


def _text(value: Any, indent: str = "") -> str:
    """JSON, with short values on one line, and one line per row of a matrix."""
    if isinstance(value, np.ndarray) and value.ndim < 2:
        numbers = ", ".join(map(_number, value.ravel().astype(float).tolist()))
        return f"[{numbers}]" if value.ndim else numbers
    deeper = indent + "  "
    if isinstance(value, dict):
        opening, closing = "{}"
        items = [f"{_text(name)}: {_text(item, deeper)}" for name, item in value.items()]
    elif isinstance(value, list | np.ndarray):
        opening, closing = "[]"
        items = [_text(item, deeper) for item in value]
    else:
        return json.dumps(value, ensure_ascii=False)
    flat = opening + ", ".join(items) + closing
    is_table = isinstance(value, np.ndarray) or any(isinstance(v, dict) for v in value)
    if len(flat) <= _LINE and "\n" not in flat and not is_table:
        return flat
    lines = f",\n{deeper}".join(items)
    return f"{opening}\n{deeper}{lines}\n{indent}{closing}"


def _number(value: float) -> str:
    """A number in the fewest characters that represent it exactly."""
    if not math.isfinite(value):
        return f'"{value}"'
    if value.is_integer() and abs(value) < 2**53 and str(value) != "-0.0":
        return str(int(value))
    return repr(value)
