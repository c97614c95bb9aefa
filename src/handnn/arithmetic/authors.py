"""Telling the user's own code from that of libraries."""

from __future__ import annotations

import dis
import inspect
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import numpy as np

_LIBRARIES = tuple(f"{folder}/" for folder in (Path(__file__).parents[1], Path(np.__file__).parent))


def is_authors(code: CodeType) -> bool:
    """Whether code is somebody's own rather than that of handnn or of NumPy."""
    return not code.co_filename.startswith(_LIBRARIES)


def local_names(function: Any, owner: type) -> set[str]:
    """The names that a method, and the functions that it calls, give to what they compute.

    Args:
        function: The method.
        owner: Its class.
    """
    found: set[str] = set()
    seen: set[Any] = set()
    functions = [function]
    while functions:
        each = functions.pop()
        if not isinstance(each, FunctionType) or each in seen or not is_authors(each.__code__):
            continue
        seen.add(each)
        code = each.__code__
        found.update(code.co_varnames[code.co_argcount + code.co_kwonlyargcount :])
        for name in code.co_names:
            functions += [each.__globals__.get(name), getattr(owner, name, None)]
    return found


def is_calling(name: str) -> bool:
    """Whether somebody's own code is calling, by its name, the function that asks.

    A function written in C has no frame; what it calls seems to be called by the code around it.
    But that code has another name where the call begins.
    """
    frame = inspect.currentframe()
    for _ in range(2):
        frame = frame.f_back if frame else None
    if frame is None or not is_authors(frame.f_code):
        return False
    begun = [i for i in dis.get_instructions(frame.f_code) if i.offset <= frame.f_lasti]
    call = begun[-1].positions  # of the whole call; its name begins where it does
    if call is None or call.lineno is None or call.col_offset is None:
        return False
    start = call.lineno, call.col_offset
    names = [
        instruction.argval
        for instruction in begun
        if instruction.opname.startswith("LOAD_")
        and instruction.positions is not None
        and (instruction.positions.lineno, instruction.positions.col_offset) == start
    ]
    return names[-1:] == [name]
