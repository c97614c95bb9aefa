"""Running a user's script from the command line."""

from __future__ import annotations

import ast
import re
import sys
import traceback
from pathlib import Path
from types import TracebackType

from handnn.arithmetic import is_authors
from handnn.code.plain_numbers import plain_number
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
        _keep_own_frames(error, str(file.absolute()))
        traceback.print_exception(error)
        sys.exit(1)


def followed_advice(worked: Work, cell: str, file: Path) -> str:
    """What to write, where --cell asks for a plain number that is not followed; "" otherwise.

    Args:
        worked: The script, worked.
        cell: The value of --cell.
        file: The script.
    """
    found = re.match(r"\s*(?:∂L/∂|dL/d)?(\w+)", cell)
    name = found[1] if found else ""
    if name in worked.given or name in {step.name.partition("⁽")[0] for step in worked}:
        return ""
    number = plain_number(ast.parse(file.read_bytes()), name)
    if not number:
        return ""
    return (
        f"{name} is a plain number in {file.name}, and not followed there. To have it followed, "
        f"write {name} = np.array({number})."
    )


def _keep_own_frames(error: BaseException | None, file: str) -> None:
    """Leave the frames of handnn out of an error, and of those that it came from.

    Args:
        error: The error.
        file: The script, from whose frame on they are shown.
    """
    if error is None:
        return
    frames: list[TracebackType] = []
    each = error.__traceback__
    while each is not None:
        name = each.tb_frame.f_code.co_filename
        if is_authors(each.tb_frame.f_code) and (frames or name == file):
            frames.append(each)
        each = each.tb_next
    kept = None
    for each in reversed(frames):
        kept = TracebackType(kept, each.tb_frame, each.tb_lasti, each.tb_lineno)
    error.__traceback__ = kept
    _keep_own_frames(error.__cause__, file)
    _keep_own_frames(error.__context__, file)
