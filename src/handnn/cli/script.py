"""Running a user's script from the command line."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from itertools import dropwhile
from pathlib import Path
from types import FrameType

from handnn.arithmetic import is_authors
from handnn.errors import HandnnError
from handnn.worked import Work, work


def run_file(file: Path, function: str | None) -> Work:
    """Work a script; where it fails, show its own error as Python does, and exit with status 1.

    Args:
        file: The script.
        function: The function whose first call is worked, instead of the whole.
    """
    try:
        return work(file, function=function)
    except HandnnError:
        raise
    except Exception as error:
        shown = traceback.TracebackException.from_exception(error)
        shown.stack = traceback.StackSummary.extract(_from_script(error, file))
        shown.__cause__ = shown.__context__ = None
        print("".join(shown.format()), end="", file=sys.stderr)
        sys.exit(1)


def _from_script(error: Exception, file: Path) -> Iterator[tuple[FrameType, int]]:
    """The frames from the script's own on, without those of handnn."""
    own = (pair for pair in traceback.walk_tb(error.__traceback__) if is_authors(pair[0].f_code))
    return dropwhile(lambda pair: pair[0].f_code.co_filename != str(file), own)
