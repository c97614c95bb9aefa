"""Arrays by name, wherever they come from: a file, or a dictionary such as a ``state_dict``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np

from handnn.arrays import Array, as_numbers
from handnn.errors import ArgumentError
from handnn.files.exchange.npz import npz_arrays
from handnn.files.exchange.safetensors_file import safetensors_arrays
from handnn.files.suffixes import NUMBERS_ONLY, PICKLES, may_be_a_pickle


class Found(NamedTuple):
    """Arrays that were found.

    Attributes:
        where: The file, or words for it, for messages.
        arrays: The arrays by name, float64 or float32.
        is_ordered: Whether they are in the order that they had in the network they come from.
        counters: The names of single whole numbers, which count something and weigh nothing.
    """

    where: str
    arrays: dict[str, Array]
    is_ordered: bool
    counters: frozenset[str]


def found_arrays(source: Any) -> Found:
    """The arrays of a file or of a mapping.

    Raises:
        ArgumentError: If it is neither, or a file of another kind.
        FileFormatError: If the file is damaged, too large, or holds something other than numbers.
        MissingFileError: If there is no such file.
        FileAccessError: If it cannot be read.
        InputError: If an array does not hold real numbers.
        MissingExtraError: If the safetensors package is needed and not installed.
    """
    is_ordered = True
    if isinstance(source, str | os.PathLike):
        where = Path(source).name
        suffix = Path(source).suffix.lower()
        if suffix == ".npz":
            arrays = npz_arrays(source)
        elif suffix == ".safetensors":
            arrays, is_ordered = safetensors_arrays(source)
        else:
            _refuse(where, suffix)
    elif isinstance(source, Mapping):
        where = "the dictionary"
        arrays = {str(name): _plain(value) for name, value in source.items()}
    else:
        hint = " Pass its state_dict()." if hasattr(source, "state_dict") else ""
        raise ArgumentError(
            "load_parameters takes the name of a file, or a dictionary of arrays by name, not "
            f"{type(source).__name__}.{hint}"
        )
    return Found(
        where,
        {name: as_numbers(array, f"{name} of {where}") for name, array in arrays.items()},
        is_ordered,
        frozenset(n for n, a in arrays.items() if np.shape(a) == () and _is_whole(a)),
    )


def _refuse(name: str, suffix: str) -> NoReturn:
    """The error about a file that is of another kind."""
    if suffix in PICKLES:
        raise may_be_a_pickle(name)
    if suffix in (".json", ".onnx"):
        raise ArgumentError(
            f"{name} is a whole network. Read it, and pass its arrays: "
            f'net.load_parameters(hn.load("{name}").parameters).'
        )
    kind = f"the suffix {suffix}" if suffix else "no suffix"
    raise ArgumentError(
        f"Parameters are read from {' and '.join(NUMBERS_ONLY)} files; {name!r} has {kind}. Arrays "
        'that you have in Python are passed as a dictionary: net.load_parameters({"hidden.W": W}).'
    )


def _plain(value: Any) -> Any:
    """A value of a dictionary; a tensor of PyTorch as an array, wherever and whatever it is."""
    if not hasattr(value, "detach"):
        return value
    tensor = value.detach().cpu()
    return (tensor.double() if tensor.is_floating_point() else tensor).numpy()


def _is_whole(value: Any) -> bool:
    return np.asarray(value).dtype.kind in "iu"
