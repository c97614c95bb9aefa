"""Reverse-mode differentiation of what arrays remember.

Griewank and Walther, Evaluating Derivatives, 2nd ed. (SIAM, 2008), chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from handnn.arithmetic.evaluation import in_order
from handnn.arithmetic.moves import Move
from handnn.arithmetic.node import Node
from handnn.arithmetic.recorded_array import RecordedArray, as_recorded


def differentiate(
    outputs: Sequence[Any], gradients: Sequence[Any], wrt: Sequence[RecordedArray]
) -> list[Any]:
    """The gradients of a loss with respect to some arrays, given those with respect to outputs.

    Args:
        outputs: Recorded arrays; plain values among them depend on nothing.
        gradients: The gradient of the loss with respect to each output, in its shape. Where any is
            a recorded array, so are the results: their cells explain the derivatives.
        wrt: The arrays to differentiate with respect to.

    Returns:
        One gradient for each of `wrt`, in its shape; plain arrays, or recorded ones if `gradients`
        has some.

    Examples:
        >>> from handnn.arithmetic import Variable, differentiate, record, symbols
        >>> x = record([2.0, 3.0], Variable("x", "input"))
        >>> differentiate([x[0] * x[1]], [1.0], [x])
        [array([3., 2.])]
        >>> g = record(1.0, Variable("g", "gradient"))
        >>> (by_x,) = differentiate([x[0] * x[1]], [g], [x])
        >>> symbols(by_x[0]), symbols(by_x[1])
        ('g·x[2]', 'x[1]·g')
    """
    explained = any(isinstance(gradient, RecordedArray) for gradient in gradients)
    results = [as_recorded(output).node for output in outputs]
    targets = [array.node for array in wrt]
    kept = {id(node) for node in targets}
    found: dict[int, Any] = {}
    order = in_order(results)
    wanted = kept | {id(o) for node in targets if isinstance(node, Move) for o in node.operands}
    for node in order:
        if any([id(operand) in wanted for operand in node.operands]):  # noqa: C419  (quicker so)
            wanted.add(id(node))
    with np.errstate(all="ignore"):
        for result, gradient in zip(results, gradients, strict=True):
            if explained:
                gradient = as_recorded(gradient)
            found[id(result)] = _sum(found.get(id(result)), gradient)
        for node in reversed(order):
            if id(node) not in wanted or not node.operands:
                continue
            g = found.get(id(node)) if id(node) in kept else found.pop(id(node), None)
            if g is None:
                continue
            matters = [id(operand) in wanted for operand in node.operands]
            for operand, part, is_wanted in zip(
                node.operands, node.gradients(g, matters), matters, strict=False
            ):
                if is_wanted and part is not None:
                    found[id(operand)] = _sum(found.get(id(operand)), part)
        return [_gradient(node, found, explained) for node in targets]


def _sum(known: Any, part: Any) -> Any:
    """What came along several ways, in the order of the code."""
    return part if known is None else part + known


def _gradient(node: Node, found: dict[int, Any], explained: bool) -> Any:
    """The gradient with respect to an array; for one cell of another array, that array's there."""
    if id(node) not in found and isinstance(node, Move) and len(node.operands) == 1:
        whole = found.get(id(node.operands[0]))
        if whole is not None:
            places = node.places - 1
            return np.ravel(whole)[places]
    if id(node) in found:
        return found[id(node)]
    nothing = np.zeros(np.shape(node.value))
    return as_recorded(nothing) if explained else nothing
