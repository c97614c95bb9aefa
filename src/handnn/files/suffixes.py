"""The suffix of a file's name says what is in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from handnn.errors import ArgumentError

NUMBERS_ONLY = (".safetensors", ".npz")
"""Those of files that hold the parameters of a network by name."""

PICKLES = (".pt", ".pth", ".ckpt", ".bin", ".pkl", ".pickle", ".joblib")
"""Those of files that other libraries read with pickle."""


def no_pen(file: Path, known: Iterable[str]) -> ArgumentError:
    """The error about a file whose suffix names nothing that could be written.

    Args:
        file: The file.
        known: The suffixes that there are.

    Examples:
        >>> print(no_pen(Path("sheet.gif"), (".svg",)))
        The suffix of the file's name says what to write: .svg. 'sheet.gif' has the suffix .gif.
    """
    found = f"the suffix {file.suffix}" if file.suffix else "no suffix"
    return ArgumentError(
        f"The suffix of the file's name says what to write: {', '.join(known)}. "
        f"{file.name or str(file)!r} has {found}."
    )


def may_be_a_pickle(name: str) -> ArgumentError:
    """The error about a file that would have to be read by running what it says."""
    return ArgumentError(
        f"{name} may hold a pickle, which can run any code when it is read, so handnn does not "
        "read it. If you trust the file, let the library read it that wrote it, and pass the "
        f'arrays to a network: net.load_parameters(torch.load("{name}", weights_only=True)).'
    )
