"""The arguments of a function that is worked by hand."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from handnn.arithmetic import Leaf, RecordedArray, Variable, raised
from handnn.code.numbering import INPUTS
from handnn.code.values import holds_array, is_array, is_matrix, is_number, numbers_in


class Arguments:
    """The arguments of a call, its arrays as arrays that remember.

    Attributes:
        names: What the function calls its arguments.
        leaves: What its arrays remember.
    """

    def __init__(
        self, function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        self.leaves: list[Leaf] = []
        names = _parameter_names(function, len(args))
        self.names = [*names, *kwargs]
        pairs = list(zip(self.names, [*args, *kwargs.values()], strict=True))
        has_array = any(holds_array(value) or is_matrix(value) for _, value in pairs)
        self._is_array = is_array if has_array else is_number
        self.args = [self._recorded(name, value) for name, value in zip(names, args, strict=True)]
        self.kwargs = {name: self._recorded(name, value) for name, value in kwargs.items()}
        self._choose_input()

    def _recorded(self, name: str, value: Any) -> Any:
        if isinstance(value, list | tuple) and not holds_array(value):
            array = numbers_in(value)
            return value if array is None else self._leaf(name, array)
        if isinstance(value, list | tuple):
            return type(value)(
                self._recorded(raised(name, i), inner) for i, inner in enumerate(value, 1)
            )
        if isinstance(value, dict):
            return {key: self._recorded(str(key), inner) for key, inner in value.items()}
        if isinstance(value, RecordedArray):
            return self._leaf(name, value)
        return self._leaf(name, np.array(value)) if self._is_array(value) else value

    def _leaf(self, name: str, array: Any) -> RecordedArray:
        known = [leaf.variable.name for leaf in self.leaves]
        if name in known:
            name = raised(name, 1 + sum(each.partition("⁽")[0] == name for each in known))
        values = array.value if isinstance(array, RecordedArray) else array
        leaf = Leaf(values, Variable(name, "input" if name in INPUTS else "parameter"))
        self.leaves.append(leaf)
        if isinstance(array, RecordedArray):  # which the function may write into
            array.remember(leaf)
            return array
        return RecordedArray(leaf)

    def _choose_input(self) -> None:
        """Where no array is called as inputs are, the first one is the input."""
        if self.leaves and all(leaf.variable.role != "input" for leaf in self.leaves):
            self.leaves[0].variable = Variable(self.leaves[0].variable.name, "input")


def _parameter_names(function: Callable[..., Any], n: int) -> list[str]:
    """What a function calls its first arguments."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # a function that says nothing of itself
        parameters = ()  # type: ignore[assignment]
    names: list[str] = []
    for parameter in parameters:
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}{i}" for i in range(1, n - len(names) + 1)]
        elif parameter.kind is not parameter.VAR_KEYWORD:
            names.append(parameter.name)
    names += [f"x{i}" for i in range(len(names) + 1, n + 1)]
    return names[:n]
