"""Telling the user's own code from that of libraries."""

from __future__ import annotations

import dis
import inspect
import os
from collections.abc import Iterator
from functools import cache
from types import CodeType, FrameType, FunctionType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

_LIBRARIES = __file__.rpartition("arithmetic")[0], np.__file__.rpartition("__init__")[0]
"""The folders of handnn and of NumPy; without `pathlib`, which takes long to import."""
_SHOWING = {"matplotlib", "mpl_toolkits", "seaborn", "json"}
"""Libraries that only show numbers or write them down: they get plain ones."""
_OTHERS = {"scipy", "torch", "pandas", "sklearn"}
_looked_through: set[CodeType] = set()
_scripts: list[str] = []


def is_authors(code: CodeType) -> bool:
    """Whether code is somebody's own rather than that of handnn or of NumPy."""
    file = code.co_filename
    return not file.startswith(_LIBRARIES) or file.startswith(tuple(_scripts))


def look_through_folder(folder: Path) -> None:
    """Let the scripts in a folder of handnn's own count like a user's."""
    _scripts.append(f"{folder}{os.sep}")


def look_through(code: CodeType) -> None:
    """Let the names in some code of handnn's own count like those of a user's code."""
    _looked_through.add(code)


def has_names(code: CodeType) -> bool:
    """Whether the names in some code may stand on paper: it is a user's, or a layer's."""
    return is_authors(code) or code in _looked_through


def is_users(frame: FrameType) -> bool:
    """Whether the names in a frame may stand on paper: no well-known library runs there."""
    return has_names(frame.f_code) and _library(frame) not in _SHOWING | _OTHERS


def _library(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__")).partition(".")[0]


def _is_showing(frame: FrameType) -> bool:
    return _library(frame) in _SHOWING


def shows(module: str) -> bool:
    """Whether a module is of a library that shows numbers, or writes them down."""
    return module.partition(".")[0] in _SHOWING


def is_shown() -> bool:
    """Whether it is a library that shows numbers which asks for them."""
    frame = inspect.currentframe()
    while frame is not None and not is_authors(frame.f_code):
        frame = frame.f_back
    return frame is not None and _is_showing(frame)


def is_formatted() -> bool:
    """Whether the method that asks is called by ``"%.2f" % x``, or by what only shows numbers.

    A number on the left of % would have been asked for the remainder.
    """
    frame = inspect.currentframe()
    for _ in range(2):
        frame = frame.f_back if frame else None
    if frame is None or not is_authors(frame.f_code):
        return is_shown()
    return frame.f_lasti in _percent_signs(frame.f_code) or _is_showing(frame)


@cache
def _percent_signs(code: CodeType) -> frozenset[int]:
    """Where code divides by %, or formats by it."""
    return frozenset(
        each.offset
        for each in dis.get_instructions(code)
        if each.opname == "BINARY_OP" and each.argrepr in ("%", "%=")
    )


def local_names(function: Any, owner: type) -> set[str]:
    """The names that a method, and the functions that it calls, give to what they compute.

    Args:
        function: The method.
        owner: Its class.
    """
    found: set[str] = set()
    for code in _called(function, owner):
        found.update(code.co_varnames[code.co_argcount + code.co_kwonlyargcount :])
    return found


def words_in(function: Any, owner: type | None = None) -> set[str]:
    """Every name and every text in a function and in the functions that it calls.

    What the code gives a name to has it from there, in whichever branch.

    Args:
        function: The function, or code.
        owner: Its class, of a method.
    """
    found: set[str] = set()
    codes = [function] if isinstance(function, CodeType) else list(_called(function, owner))
    while codes:
        code = codes.pop()
        found.update(code.co_varnames, code.co_names, code.co_cellvars, code.co_freevars)
        found.update(each for each in code.co_consts if isinstance(each, str))
        codes += [each for each in code.co_consts if isinstance(each, CodeType)]
    return found


def _called(function: Any, owner: type | None) -> Iterator[CodeType]:
    """The code of a function, and of those that it calls; not that of libraries."""
    seen: set[Any] = set()
    functions = [function]
    while functions:
        each = functions.pop()
        if not isinstance(each, FunctionType) or each in seen or not has_names(each.__code__):
            continue
        seen.add(each)
        yield each.__code__
        for name in each.__code__.co_names:
            functions += [each.__globals__.get(name), getattr(owner, name, None)]


def is_calling(name: str) -> bool:
    """Whether somebody's own code is calling, by its name, the function that asks.

    A function written in C has no frame; what it calls seems to be called by the code around it.
    But that code has another name where the call begins.
    """
    frame = inspect.currentframe()
    for _ in range(2):
        frame = frame.f_back if frame else None
    if frame is None or not is_users(frame):
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
