"""A lock on a file, so that of two programs only one changes it at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handnn.errors import FileAccessError

ABANDONED = 5.0  # seconds: a program that holds a lock for longer has died
PATIENCE = 10.0  # seconds to wait for it
_PAUSE = 0.02


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock on a file: another file beside it, which only one program can make.

    A lock that was left behind is taken away when it is older than `ABANDONED`; only two programs
    that do so in the same instant could hold it both.

    Raises:
        FileAccessError: If another program does not let go of it.
        OSError: If there cannot be a file beside it.
    """
    lock = path.with_name(f".{path.name}.lock")
    until = time.monotonic() + PATIENCE
    while not _make(lock):
        if _age(lock) > ABANDONED:
            lock.unlink(missing_ok=True)
        elif time.monotonic() > until:
            raise FileAccessError(f"Another program does not let go of {path}.")
        else:
            time.sleep(_PAUSE)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _make(lock: Path) -> bool:
    try:
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    return True


def _age(lock: Path) -> float:
    """How many seconds ago it was made; 0 if it is gone."""
    try:
        return time.time() - lock.stat().st_mtime
    except FileNotFoundError:
        return 0.0
