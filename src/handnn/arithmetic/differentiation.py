"""Reverse-mode differentiation of what numbers remember.

Griewank and Walther, Evaluating Derivatives, 2nd ed. (SIAM, 2008), chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from handnn.arithmetic.evaluation import in_order
from handnn.arithmetic.number import Constant, Number, as_number, operate
from handnn.arithmetic.operations import OPERATIONS


def differentiate(
    outputs: Sequence[Any], gradients: Sequence[Any], wrt: Sequence[Number]
) -> list[Any]:
    """The gradients of a loss by some numbers, given its gradients by the outputs.

    Args:
        outputs: Numbers; plain values among them depend on nothing.
        gradients: The gradient of the loss by each output. Where any is a number that remembers,
            the results remember too: each is the explained expression of the derivative.
        wrt: The numbers to differentiate by, usually leaves.

    Returns:
        One gradient for each of `wrt`: floats, or numbers if `gradients` has numbers.

    Examples:
        >>> from handnn.arithmetic import Variable, differentiate, record, symbols
        >>> x = record([2.0, 3.0], Variable("x", "input"))
        >>> g = record([1.0], Variable("g", "gradient"))
        >>> differentiate([x[0] * x[1]], [1.0], list(x))
        [3.0, 2.0]
        >>> [symbols(d) for d in differentiate([x[0] * x[1]], list(g), list(x))]
        ['g[1]·x[2]', 'x[1]·g[1]']
    """
    explained = any(isinstance(gradient, Number) for gradient in gradients)
    results = [as_number(output) for output in outputs]
    order = in_order(results)
    wanted = {id(number) for number in wrt}
    for number in order:
        if any(id(operand) in wanted for operand in number.operands):
            wanted.add(id(number))
    parts: dict[int, list[Any]] = {}
    for output, gradient in zip(results, gradients, strict=True):
        start = as_number(gradient) if explained else np.float64(gradient)
        parts.setdefault(id(output), []).append(start)
    totals: dict[int, Any] = {}
    with np.errstate(all="ignore"):
        for number in reversed(order):
            if id(number) not in wanted or id(number) not in parts:
                continue
            gradient = _total(parts.pop(id(number)))
            totals[id(number)] = gradient
            for operand, part in _shares(number, gradient, explained, wanted):
                parts.setdefault(id(operand), []).append(part)
    nothing: Any = Constant(0.0) if explained else 0.0
    found = [totals.get(id(number), nothing) for number in wrt]
    return found if explained else [float(gradient) for gradient in found]


def _shares(
    number: Number, gradient: Any, explained: bool, wanted: set[int]
) -> list[tuple[Number, Any]]:
    """What each operand that matters gets of the gradient of a result."""
    if number.operation is None:
        return []
    rule = OPERATIONS[number.operation].gradient
    operands: tuple[Any, ...] = number.operands
    result: Any = number
    if not explained:
        operands = tuple(operand.value for operand in number.operands)
        result = number.value
    shares = []
    for i, operand in enumerate(number.operands):
        if id(operand) in wanted:
            part = rule(i, gradient, result, operands)
            if part is not None:
                shares.append((operand, part))
    return shares


def _total(parts: list[Any]) -> Any:
    """The sum of what came along several ways."""
    if any(isinstance(part, Number) for part in parts):
        return operate("sum", *reversed(parts))  # in the order of the code
    return np.float64(sum(parts))
