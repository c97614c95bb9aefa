"""Whether a number that a learner wrote is what an expression gives, rounded as paper rounds.

A learner rounds the answer, and may round on the way: what was rounded before is carried on. So an
answer is right if it is as close as all this rounding allows, and no closer.

The page has a twin of this file in JavaScript, ``js/rounding.js``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from typing import Any

from handnn.arithmetic import OPERATIONS, Given, Number, in_order
from handnn.practice.expressions import Values, symbol

NOISE = 1e-9  # relative: what floats leave
REACH = 0.05  # relative: how far off rounding on the way may lead


class Program:
    """An expression, ready to be worked out many times with other values in its cells.

    Args:
        number: The expression.

    Attributes:
        number: The expression.
    """

    def __init__(self, number: Number) -> None:
        self.number = number
        self._nodes: list[tuple[Callable[..., Any] | None, tuple[int, ...], str | None, Any]] = []
        made: dict[Hashable, int] = {}
        places: dict[int, int] = {}
        for each in in_order([number]):
            name = symbol(each) if isinstance(each, Given) else None
            operands = tuple(places[id(operand)] for operand in each.operands)
            key = (each.operation, operands) if operands else name or repr(each.value)
            if key not in made:  # what is equal is worked out once, and rounded once
                made[key] = len(self._nodes)
                compute = OPERATIONS[each.operation].value if each.operation else None
                self._nodes.append((compute, operands, name, each.value))
            places[id(each)] = made[key]

    def value(self, values: Values) -> float:
        """The value of the expression."""
        return float(self._run(values)[-1])

    def slack(self, written: Values, exact: Values, decimals: int) -> float:
        """By how much rounding on the way may change the result.

        Args:
            written: The cells as they were written.
            exact: The same before they were rounded.
            decimals: To how many decimals.
        """
        results = self._run(written)
        half = 0.5 * 10.0**-decimals
        total = 0.0
        for i, (_, _, name, _) in enumerate(self._nodes[:-1]):
            value = results[i]
            if isinstance(value, bool):
                continue
            by = 0.0 if is_short(value, decimals) else half
            if name is not None:
                by = max(by, abs(exact[name] - written[name]))
            if by:
                total += abs(float(self._run(written, i, value + by)[-1]) - float(results[-1]))
        return total if math.isfinite(total) else 0.0

    def _run(self, values: Values, fixed: int = -1, to: float = 0.0) -> list[Any]:
        results: list[Any] = []
        for i, (compute, operands, name, value) in enumerate(self._nodes):
            if i == fixed:
                value = to
            elif compute is not None:
                value = compute(*[results[place] for place in operands])
            elif name is not None:
                value = values[name]
            results.append(value)
        return results


def is_short(value: float, decimals: int) -> bool:
    """Whether a value has no more than so many decimals.

    Examples:
        >>> is_short(0.25, 2), is_short(1 / 3, 2)
        (True, False)
    """
    if not math.isfinite(value):
        return True
    scaled = value * 10.0**decimals
    return abs(scaled - round(scaled)) <= NOISE * max(1.0, abs(scaled))


def agrees(answer: float, value: float, decimals: int, slack: float = 0.0) -> bool:
    """Whether an answer is a value as it is rounded.

    A value of no more than `decimals` decimals is wanted as it is; another may be rounded or cut
    off there.

    Args:
        answer: What was written.
        value: What it should be.
        decimals: To how many decimals it was asked for.
        slack: By how much rounding on the way may have changed it.

    Examples:
        >>> agrees(0.33, 1 / 3, 2), agrees(0.3, 1 / 3, 2), agrees(2, 3, 2)
        (True, False, False)
    """
    if not math.isfinite(value):
        return False
    difference = abs(answer - value)
    if difference <= NOISE * max(1.0, abs(value)):
        return True
    if slack == 0.0 and is_short(value, decimals):
        return False
    return difference < 10.0**-decimals + slack


def is_near(answer: float, value: float) -> bool:
    """Whether rounding on the way might explain the difference."""
    return abs(answer - value) <= REACH * max(1.0, abs(value))
