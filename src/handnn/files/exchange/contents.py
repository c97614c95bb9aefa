"""The bytes of a file from elsewhere, as far as a file can be that is read here."""

from __future__ import annotations

import os
from pathlib import Path

from handnn.errors import FileAccessError, FileFormatError, MissingFileError

LARGEST = 2**28
"""The most bytes that a file, or what is packed into it, may have: nobody follows more by hand."""


def contents(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file; never more than `LARGEST` of them are read.

    Raises:
        FileFormatError: If it has more.
        MissingFileError: If there is no such file.
        FileAccessError: If it cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise MissingFileError(f"There is no file {path}.") from error
    except OSError as error:
        raise FileAccessError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST:
        raise too_large(Path(path).name)
    return data


def too_large(name: str) -> FileFormatError:
    """The error about a file with more than `LARGEST` bytes."""
    return FileFormatError(f"{name} has more than {LARGEST // 2**20} MB: too large.")
