"""Parameters in a safetensors file: the numbers of a network by name, without its layers.

The file has no order of its own: what writes it sorts the names. So the network's order is kept in
the file's metadata, with a description for people.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from handnn._version import __version__
from handnn.arrays import Array
from handnn.errors import FileFormatError
from handnn.extras import package
from handnn.files.atomic import write_atomic
from handnn.files.exchange.contents import contents
from handnn.parameters import arrays_in_order
from handnn.step import RecordedLayer

_LENGTH = 8  # bytes at the beginning: the length of the header
_LONGEST_HEADER = 2**24  # bytes: of a hundred thousand arrays
_DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2", "BOOL": "?"}
_DTYPES |= {"I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1"}
_DTYPES |= {"U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1"}


def save_safetensors(network: RecordedLayer, path: str | os.PathLike[str]) -> None:
    """Write the parameters and the buffers of a network; see `Sequential.save`.

    Raises:
        MissingExtraError: If the safetensors package is not installed.
        FileAccessError: If the file cannot be written.
    """
    save = _package("safetensors.numpy", f'net.save("{Path(path).name}")').save
    arrays = {name: np.array(a, order="C") for name, a in arrays_in_order(network).items()}
    described = {
        "format": "np",
        "written_by": f"handnn {__version__}",
        "order": json.dumps(list(arrays)),
        "network": repr(network),
    }
    write_atomic(Path(path), save(arrays, described))


def safetensors_arrays(path: str | os.PathLike[str]) -> tuple[dict[str, Array], bool]:
    """The arrays of a safetensors file by name, and whether they are in the order they had.

    Raises:
        FileFormatError: If it is no such file, is damaged, or holds numbers of another kind.
        MissingFileError: If there is no such file.
        FileAccessError: If it cannot be read.
        MissingExtraError: If the safetensors package is not installed.
    """
    name = Path(path).name
    package = _package("safetensors", f'net.load_parameters("{name}")')
    data = contents(path)
    length = int.from_bytes(data[:_LENGTH], "little")
    if length > len(data) - _LENGTH:
        raise FileFormatError(f"{name} is not a safetensors file, or not all of one.")
    if length > _LONGEST_HEADER:
        raise FileFormatError(f"{name} has a header of more than {_LONGEST_HEADER // 2**20} MB.")
    try:
        tensors = package.deserialize(data)
    except package.SafetensorError as error:
        reason = str(error).removeprefix("Error while deserializing: ").rstrip(".")
        raise FileFormatError(f"{name} is damaged, or no safetensors file: {reason}.") from error
    arrays = {own: _array(f"{name}: {own}", tensor) for own, tensor in tensors}
    metadata = json.loads(data[_LENGTH : _LENGTH + length]).get("__metadata__") or {}
    order = _order(metadata.get("order", ""))
    if set(order) == set(arrays):
        return {own: arrays[own] for own in order}, True
    return arrays, False


def _order(text: str) -> list[str]:
    """The names in the order that the metadata say; none where they say nothing of it."""
    try:
        names = json.loads(text)
    except (ValueError, RecursionError):
        return []
    is_list = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return names if is_list else []


def _array(what: str, tensor: dict[str, Any]) -> Array:
    kind = tensor["dtype"]
    if kind not in _DTYPES:
        raise FileFormatError(f"{what} holds numbers of the kind {kind}, which handnn cannot read.")
    array = np.frombuffer(tensor["data"], _DTYPES[kind]).reshape(tensor["shape"])
    if kind == "BF16":  # the first half of a float32
        return (array.astype(np.uint32) << 16).view(np.float32)
    return array


def _package(module: str, call: str) -> Any:
    return package(module, "safetensors", f"{call} needs the safetensors package")
