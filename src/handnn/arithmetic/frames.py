"""What running code holds: the arrays that its names are bound to."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from functools import cache
from types import CodeType
from typing import Any, NamedTuple

from handnn.arithmetic.recorded_array import RecordedArray

MANY_THINGS = 100  # in a list or an object of the code; of more, the first are looked at


def parameters(code: CodeType, scope: Any) -> dict[str, Any]:
    """What was passed to a function: that has a name there only because it needs one."""
    n = code.co_argcount + code.co_kwonlyargcount
    return {name: scope[name] for name in code.co_varnames[:n] if name in scope}


class Found(NamedTuple):
    """A recorded array that running code holds.

    Attributes:
        name: What the code calls it.
        array: The array.
        stored: What code stores into that gives it its name: see `names_of_result`; empty for an
            array in a list.
        holder: What the code calls the dictionary that it is in, if it is in one.
    """

    name: str
    array: RecordedArray
    stored: str
    holder: str = ""


def arrays_in(scope: Any) -> Iterator[Found]:
    """The recorded arrays that names stand for; in lists, dictionaries and objects too."""
    for name, value in list(scope.items()):
        if not name.startswith(("_", ".")):
            yield from _arrays_of(name, value)


def _arrays_of(name: str, value: Any) -> Iterator[Found]:
    if isinstance(value, RecordedArray):
        yield Found(name, value, name)
    elif isinstance(value, list | tuple):
        for inner in value[:MANY_THINGS]:
            if isinstance(inner, RecordedArray):
                yield Found(name, inner, "")
    elif isinstance(value, dict):
        for key, inner in list(value.items())[:MANY_THINGS]:
            if isinstance(inner, RecordedArray) and not str(key).startswith("_"):
                yield Found(key if isinstance(key, str) else name, inner, KEY, name)
    elif _is_users_object(value):
        for key, inner in list(vars(value).items())[:MANY_THINGS]:
            if isinstance(inner, RecordedArray) and not key.startswith("_"):
                yield Found(key, inner, key)


KEY = "[]"  # stands for a key, which code computes


@cache
def n_uses(code: CodeType, name: str) -> int:
    """How often a function reads one of its parameters."""
    return sum(
        name in (each.argval if isinstance(each.argval, tuple) else (each.argval,))
        for each in dis.get_instructions(code)
        if each.opname.startswith(("LOAD_FAST", "LOAD_DEREF"))
    )


@cache
def names_of_result(code: CodeType, call: int) -> frozenset[str]:
    """The names that code stores into when a call has returned: variables, attributes, keys.

    Args:
        code: The code.
        call: The offset of the call.
    """
    names: set[str] = set()
    for each in dis.get_instructions(code):
        if each.offset <= call:
            continue
        if each.opname.startswith(_ENDS):
            break
        if each.opname == "STORE_SUBSCR":
            names.add(KEY)
        elif each.opname.startswith("STORE_"):
            names.update(each.argval if isinstance(each.argval, tuple) else (each.argval,))
    return frozenset(names)


_ENDS = ("GET_ITER", "FOR_ITER", "JUMP", "POP_", "RETURN", "RAISE")


def _is_users_object(value: Any) -> bool:
    module = type(value).__module__
    return hasattr(value, "__dict__") and module.partition(".")[0] not in _FOREIGN


_FOREIGN = {"handnn", "numpy", "builtins", "types"}
