"""Arrays by name from NumPy's ``.npz``, a zip file with an ``.npy`` file for each array.

`numpy.load` trusts the sizes that a file states. Here they are compared with one another before
anything of that size is made, and what would need a pickle is refused.
"""

from __future__ import annotations

import io
import math
import os
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

from handnn.arrays import Array
from handnn.errors import FileFormatError
from handnn.files.exchange.contents import LARGEST, contents, too_large

_MOST = 10_000  # arrays in one file
_ENTRY = b"PK\1\2"  # how the description of one begins
_HEADERS: dict[tuple[int, int], Any] = {
    (1, 0): npy.read_array_header_1_0,
    (2, 0): npy.read_array_header_2_0,
}


def npz_arrays(path: str | os.PathLike[str]) -> dict[str, Array]:
    """The arrays of a file that `numpy.savez` wrote, by name and in their order.

    Raises:
        FileFormatError: If it is no such file, is damaged or too large, or holds Python objects.
        MissingFileError: If there is no such file.
        FileAccessError: If it cannot be read.
    """
    name = Path(path).name
    data = contents(path)
    if data.count(_ENTRY) > _MOST:  # before all of them become objects
        raise FileFormatError(f"{name} has more than {_MOST:,} arrays: too many.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise too_large(name)
            return _arrays(name, archive, entries)
    except FileFormatError:
        raise
    except (NotImplementedError, RuntimeError) as error:  # of zipfile: a password, another method
        raise FileFormatError(
            f"{name} is packed as numpy.savez does not: {str(error).rstrip('.')}."
        ) from error
    except Exception as error:  # of zipfile, which stumbles in many ways
        raise FileFormatError(f"{name} is not an .npz file, or not all of one.") from error


def _arrays(
    name: str, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for entry in entries:
        own = entry.filename.removesuffix(".npy")
        if own == entry.filename:
            raise FileFormatError(f"{name}: {own} in it is no .npy array.")
        if own in found:
            raise FileFormatError(f"{name} has two arrays called {own}.")
        with archive.open(entry) as file:
            found[own] = _array(f"{name}: {own}", file, entry.file_size)
    return found


def _array(what: str, file: IO[bytes], size: int) -> Array:
    """One array; `size` bytes hold its header and its numbers, or it is refused."""
    try:
        header = _HEADERS[npy.read_magic(file)]
        shape, by_columns, dtype = header(file)
    except (KeyError, ValueError) as error:
        raise FileFormatError(f"{what} is no .npy array, or not all of one.") from error
    if dtype.hasobject:
        raise FileFormatError(
            f"{what} holds Python objects, which are read by running what the file says; handnn "
            "reads only numbers. Save it as an array of numbers: np.asarray(values, dtype=float)."
        )
    if min(shape, default=0) < 0 or math.prod(shape) * dtype.itemsize != size - file.tell():
        raise FileFormatError(
            f"{what} says that its shape is {shape}, but {size - file.tell()} bytes follow, not "
            f"{math.prod(shape) * dtype.itemsize}."
        )
    flat = np.frombuffer(file.read(), dtype)
    return flat.reshape(shape, order="F" if by_columns else "C")
