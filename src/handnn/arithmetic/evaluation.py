"""Working an expression out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import numpy as np

from handnn.arithmetic.node import Node
from handnn.arithmetic.number import Given, Number
from handnn.arithmetic.operations import OPERATIONS
from handnn.arithmetic.recorded_array import as_recorded

Place = tuple[str, tuple[int, ...]]
_Made = TypeVar("_Made", Number, Node)


def in_order(results: Iterable[_Made]) -> list[_Made]:
    """All numbers (or nodes) behind some and these themselves: each once, operands first."""
    order: list[_Made] = []
    seen: set[int] = set()
    stack: list[Any] = [*results][::-1]
    while stack:
        each = stack.pop()
        if each is None:  # all operands of the next one are in order
            order.append(stack.pop())
        elif id(each) not in seen:
            seen.add(id(each))
            operands: tuple[Any, ...] = each.operands
            if operands:
                stack += (each, None, *reversed(operands))
            else:
                order.append(each)
    return order


def evaluate(expression: Any, values: Mapping[Place, float] | None = None) -> Any:
    """Compute an expression anew from its leaves.

    Args:
        expression: A number, or a recorded array.
        values: Other values for some leaves, by variable name and index: ``{("x", (0,)): 3.0}``.

    Returns:
        A float (a bool for a condition), or an array of them.

    Examples:
        >>> from handnn.arithmetic import Variable, evaluate, record
        >>> x = record([2.0, 1.0], Variable("x", "input"))
        >>> evaluate(x[0] * x[1])
        2.0
        >>> evaluate(x[0] * x[1], {("x", (1,)): 5.0})
        10.0
    """
    if isinstance(expression, Number):
        shape: tuple[int, ...] = ()
        results = [expression]
    else:
        array = as_recorded(expression)
        shape = array.shape
        results = [array.cell(place) for place in np.ndindex(shape)]
    given = values or {}
    known: dict[int, float | bool] = {}
    for number in in_order(results):
        if number.operation is not None:
            operands = [known[id(operand)] for operand in number.operands]
            known[id(number)] = OPERATIONS[number.operation].value(*operands)
        elif isinstance(number, Given):
            known[id(number)] = given.get((number.variable.name, number.index), number.value)
        else:
            known[id(number)] = number.value
    found = [known[id(number)] for number in results]
    return np.array(found).reshape(shape) if shape else found[0]
