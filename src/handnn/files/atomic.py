"""Writing a file completely or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from handnn.errors import FileAccessError, MissingFileError


def write_atomic(path: Path, content: str | bytes) -> None:
    """Write a file completely or not at all: until then an existing file stays as it is.

    Raises:
        FileAccessError: If it cannot be written.
    """
    target = Path(os.path.realpath(path))
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        try:
            if isinstance(content, bytes):
                draft.write_bytes(content)
            else:  # a lone surrogate in a name becomes its escape sequence in JSON
                draft.write_text(content, encoding="utf-8", errors="backslashreplace", newline="\n")
            if target.exists():
                draft.chmod(target.stat().st_mode)
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        if not target.parent.is_dir():
            message = f"{path} cannot be written: there is no folder {path.parent}."
            raise MissingFileError(message) from error
        raise FileAccessError(f"{path} cannot be written: {error.strerror}.") from error
