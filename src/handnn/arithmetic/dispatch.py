"""Where NumPy hands its calls over (NEP 13 and NEP 18).

Numbers and recorded arrays both take part in NumPy's calls. The handlers stand in `ufuncs` and
`functions`, which are built on numbers and arrays; they are announced here so that imports point one
way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handnn.errors import UnexplainedError

ufunc_handler: list[Callable[..., Any]] = []
function_handler: list[Callable[..., Any]] = []


class TakesPart:
    """What NumPy asks of anything that wants to see its calls."""

    __slots__ = ()

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return ufunc_handler[0](ufunc, method, inputs, kwargs)

    def __array_function__(
        self, function: Any, types: Sequence[type], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        return function_handler[0](function, args, kwargs)


def unexplained(what: str, advice: str = "") -> UnexplainedError:
    """The error for code whose arithmetic cannot be followed."""
    advice = advice and f" {advice}"
    return UnexplainedError(
        f"{what} is not covered by the numbers that remember, so its arithmetic cannot be "
        f"written out.{advice} The plain values are still there."
    )
