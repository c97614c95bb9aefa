"""Errors in somebody's code: their own, and what cannot be followed says where that is."""

from __future__ import annotations

import os
import sysconfig
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import CodeType

from handnn.arithmetic import is_authors, statement_at
from handnn.errors import UnexplainedError


@contextmanager
def own_errors() -> Iterator[None]:
    """Let an error of the code be its own; what cannot be followed says at which of its lines."""
    try:
        yield
    except Exception as error:
        frames = [f for f in traceback.walk_tb(error.__traceback__) if is_authors(f[0].f_code)]
        own = [each for each in frames if not _is_installed(each[0].f_code)] or frames
        unexplained = error if isinstance(error, UnexplainedError) else error.__cause__
        if isinstance(unexplained, UnexplainedError) and own:
            frame, line = own[-1]
            statement = statement_at(frame.f_code, line)
            where = f"{Path(frame.f_code.co_filename).name}, line {line}"
            where += f" ({statement})" if statement else ""
            raise UnexplainedError(f"{where}: {unexplained}") from error
        raise


def _is_installed(code: CodeType) -> bool:
    """Whether code came with Python or with a package, rather than from a file of one's own."""
    return code.co_filename.startswith(("<frozen ", *_folders()))


@cache
def _folders() -> tuple[str, ...]:
    """The folders of Python's own modules, and of packages."""
    paths = sysconfig.get_paths()
    return tuple(f"{paths[name]}{os.sep}" for name in ("stdlib", "purelib", "platlib"))
