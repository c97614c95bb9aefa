"""The arguments of a function that is worked by hand: which of them are followed.

Beside arrays, floats are followed, and whole numbers are not: they count, index or choose.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from handnn.arithmetic import Leaf, RecordedArray, Variable, raised
from handnn.code.numbering import INPUTS
from handnn.code.values import (
    holds_array,
    is_array,
    is_float,
    is_matrix,
    is_number,
    numbers_in,
)


class Arguments:
    """The arguments of a call, its arrays and floats as arrays that remember.

    Args:
        function: The function.
        args: Its arguments.
        kwargs: Its keyword arguments.
        with_floats: Whether floats are followed beside arrays.

    Attributes:
        names: What the function calls its arguments.
        leaves: What its arrays remember.
        followed_floats: The names of the floats that are followed beside arrays.
        plain_numbers: The numbers that are not followed, by name; also those that it has by
            default.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        *,
        with_floats: bool = True,
    ) -> None:
        self.leaves: list[Leaf] = []
        self.followed_floats: list[str] = []
        names = _parameter_names(function, len(args))
        self.names = [*names, *kwargs]
        pairs = list(zip(self.names, [*args, *kwargs.values()], strict=True))
        self._has_array = any(holds_array(value) or is_matrix(value) for _, value in pairs)
        self._with_floats = with_floats
        self.plain_numbers = _default_numbers(function, self.names)
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
        if is_array(value):
            return self._leaf(name, np.array(value))
        return self._number(name, value) if is_number(value) else value

    def _number(self, name: str, value: Any) -> Any:
        """A single number: where it stands beside arrays, only a float is followed."""
        if self._has_array:
            if not (self._with_floats and is_float(value)):
                self.plain_numbers[name] = value
                return value
            self.followed_floats.append(name)
        return self._leaf(name, np.array(value)).printed_as(value)

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
            arrays = [leaf for leaf in self.leaves if np.ndim(leaf.value)]
            first = (arrays or self.leaves)[0]
            first.variable = Variable(first.variable.name, "input")


def _parameter_names(function: Callable[..., Any], n: int) -> list[str]:
    """What a function calls its first arguments."""
    names: list[str] = []
    for parameter in _parameters(function):
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += [f"{parameter.name}{i}" for i in range(1, n - len(names) + 1)]
        elif parameter.kind is not parameter.VAR_KEYWORD:
            names.append(parameter.name)
    names += [f"x{i}" for i in range(len(names) + 1, n + 1)]
    return names[:n]


def _default_numbers(function: Callable[..., Any], passed: Collection[str]) -> dict[str, Any]:
    """The numbers that a function has for what is not passed to it."""
    return {
        parameter.name: parameter.default
        for parameter in _parameters(function)
        if parameter.name not in passed and is_number(parameter.default)
    }


def _parameters(function: Callable[..., Any]) -> Sequence[inspect.Parameter]:
    try:
        return list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # a function that says nothing of itself
        return []
