"""The suffix of a file's name says what is written into it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from handnn.errors import ArgumentError


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
