"""Working an expression out again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from handnn.arithmetic.number import Given, Number
from handnn.arithmetic.operations import OPERATIONS
from handnn.arithmetic.recorded_array import as_objects

Place = tuple[str, tuple[int, ...]]


def in_order(results: Iterable[Number]) -> list[Number]:
    """All numbers behind the results and these themselves: each once, operands first."""
    order: list[Number] = []
    seen: set[int] = set()
    stack = [(number, False) for number in reversed(list(results))]
    while stack:
        number, ready = stack.pop()
        if ready:
            order.append(number)
        elif id(number) not in seen:
            seen.add(id(number))
            stack.append((number, True))
            stack.extend((operand, False) for operand in reversed(number.operands))
    return order


def evaluate(expression: Any, values: Mapping[Place, float] | None = None) -> Any:
    """Compute an expression anew from its leaves.

    Args:
        expression: A number, or an array of numbers.
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
    shape = np.shape(expression)
    results: list[Number] = list(as_objects(expression).flat)
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
