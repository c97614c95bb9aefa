"""Where NumPy hands its calls over (NEP 13 and NEP 18).

Recorded arrays take part in NumPy's calls. What they do with them is in `ufuncs` and `functions`,
which are built on recorded arrays in their turn; so that imports point one way, the package
registers them here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from handnn.errors import UnexplainedError

Handler = Callable[..., Any]
_handlers: dict[str, Handler] = {}


def register(*, ufuncs: Handler, functions: Handler) -> None:
    """Say who runs NumPy's calls on arrays that remember."""
    _handlers.update(ufuncs=ufuncs, functions=functions)


_listener: Callable[[], None] | None = None


def listen(listener: Callable[[], None] | None) -> None:
    """Let somebody know before each operation; or nobody, if it is None."""
    global _listener
    _listener = listener
    for kind, handler in list(_handlers.items()):
        unheard = getattr(handler, "unheard", handler)
        _handlers[kind] = unheard if listener is None else _Heard(unheard)


def tell() -> None:
    """Let whoever listens know that an array is read."""
    if _listener is not None:
        _listener()


class _Heard:
    """A handler that tells whoever listens first."""

    def __init__(self, handler: Handler) -> None:
        self.unheard = handler

    def __call__(self, *args: Any) -> Any:
        tell()
        return self.unheard(*args)


class NumPyDispatch:
    """What NumPy asks of anything that wants to see its calls."""

    __slots__ = ()

    def __array_ufunc__(self, ufunc: Any, method: Any, *inputs: Any, **kwargs: Any) -> Any:
        return _handlers["ufuncs"](ufunc, method, inputs, kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return _handlers["functions"](func, args, kwargs)


def unexplained(what: str, advice: str = "") -> UnexplainedError:
    """The error for code whose arithmetic cannot be followed."""
    advice = advice and f" {advice}"
    return UnexplainedError(f"{what} is not covered by the arrays that remember.{advice}")


def given(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that a call has, without NumPy's mark for those that it has not."""
    return {name: value for name, value in kwargs.items() if value is not np._NoValue}
