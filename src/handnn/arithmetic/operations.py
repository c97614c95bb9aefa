"""The operations that numbers remember: each with its value and its derivative.

This table is the vocabulary of the whole package. Recording looks up values, evaluation runs them
again, differentiation asks for gradients, and every pen has a way to write each name.

A derivative rule is written once. It gets the gradient of the result, the result itself and the
operands, and returns the gradient of one operand. Given plain floats it computes; given numbers
that remember, the very same line builds the explained expression of the derivative, and an ``if``
on them is noted as a guard. Two conventions settle what calculus leaves open:

* Where operands of a maximum or minimum tie, the gradient goes to the first one. Recording puts a
  constant first, so ReLU'(0) = 0 for ``maximum(x, 0)`` and ``maximum(0, x)`` alike.
* abs'(0) = 0, and whatever is flat (sign, floor, comparisons) passes no gradient on.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Value = Callable[..., Any]
Rule = Callable[..., Any]


@dataclass(frozen=True)
class Operation:
    """One kind of arithmetic step.

    Attributes:
        name: The key in `OPERATIONS`.
        value: Computes the result from Python floats (from bools, where it takes conditions), as
            NumPy would: no exception, no warning.
        gradient: ``gradient(i, g, y, operands)`` is the gradient of operand `i`, given the gradient
            `g` of the result `y`; None if the operand has no influence.
        takes: ``"numbers"``, ``"conditions"`` or, for ``where``, ``"choice"``.
    """

    name: str
    value: Value
    gradient: Rule
    takes: str = "numbers"


def _quiet(ufunc: Value) -> Value:
    """NumPy's own function on Python floats, giving a Python float and no warning."""

    def value(*operands: float) -> Any:
        with np.errstate(all="ignore"):
            return ufunc(*operands).item()

    return value


def _each(*rules: Rule) -> Rule:
    """One rule for each operand."""
    return lambda i, g, y, operands: rules[i](g, y, *operands)


def _flat(*_: Any) -> None:
    """The result does not change with small changes of the operands."""


def _only_if(condition: Any, g: Any) -> Any:
    """The gradient of an operand that matters on a condition, which is remembered if it can be."""
    if isinstance(condition, bool | np.bool_):
        return g if condition else None
    return np.where(condition, g, 0.0)


def _power_base(g: Any, y: Any, base: Any, exponent: Any) -> Any:
    if exponent == 2:
        return g * 2 * base
    return g * exponent * np.power(base, exponent - 1)


def _product(i: int, g: Any, y: Any, factors: tuple[Any, ...]) -> Any:
    for j, factor in enumerate(factors):
        if j != i:
            g = g * factor
    return g


def _extreme(i: int, g: Any, y: Any, operands: tuple[Any, ...]) -> Any:
    """All of the gradient goes to the first operand that is the maximum (or minimum)."""
    if operands[i] != y or any(operand == y for operand in operands[:i]):
        return None
    return _only_if(operands[i] == y, g)


_NUMERIC: dict[str, tuple[Value, Rule]] = {
    "add": (operator.add, _each(lambda g, y, a, b: g, lambda g, y, a, b: g)),
    "subtract": (operator.sub, _each(lambda g, y, a, b: g, lambda g, y, a, b: -g)),
    "multiply": (operator.mul, _each(lambda g, y, a, b: g * b, lambda g, y, a, b: a * g)),
    "divide": (
        _quiet(np.divide),
        _each(lambda g, y, a, b: g / b, lambda g, y, a, b: -(g * a) / np.square(b)),
    ),
    "negative": (operator.neg, _each(lambda g, y, x: -g)),
    "power": (_quiet(np.power), _each(_power_base, lambda g, y, a, b: g * y * np.log(a))),
    "mod": (
        _quiet(np.mod),
        _each(lambda g, y, a, b: g, lambda g, y, a, b: -g * np.floor(a / b)),
    ),
    "arctan2": (
        _quiet(np.arctan2),
        _each(
            lambda g, y, a, b: g * b / (np.square(a) + np.square(b)),
            lambda g, y, a, b: -g * a / (np.square(a) + np.square(b)),
        ),
    ),
    "sum": (lambda *terms: sum(terms), lambda i, g, y, terms: g),
    "product": (lambda *factors: math.prod(factors), _product),
    "maximum": (
        _quiet(np.maximum),
        _each(
            lambda g, y, a, b: _only_if(a >= b, g),
            lambda g, y, a, b: _only_if(b > a, g),
        ),
    ),
    "minimum": (
        _quiet(np.minimum),
        _each(
            lambda g, y, a, b: _only_if(a <= b, g),
            lambda g, y, a, b: _only_if(b < a, g),
        ),
    ),
    "max": (lambda *operands: np.max(operands).item(), _extreme),
    "min": (lambda *operands: np.min(operands).item(), _extreme),
    "logaddexp": (
        _quiet(np.logaddexp),
        _each(lambda g, y, a, b: g * np.exp(a - y), lambda g, y, a, b: g * np.exp(b - y)),
    ),
}

_UNARY = {
    "abs": lambda g, y, x: g * np.sign(x),
    "square": lambda g, y, x: g * 2 * x,
    "sqrt": lambda g, y, x: g / (2 * y),
    "reciprocal": lambda g, y, x: -g / np.square(x),
    "exp": lambda g, y, x: g * y,
    "expm1": lambda g, y, x: g * np.exp(x),
    "log": lambda g, y, x: g / x,
    "log1p": lambda g, y, x: g / (1 + x),
    "log2": lambda g, y, x: g / (x * math.log(2)),
    "log10": lambda g, y, x: g / (x * math.log(10)),
    "sin": lambda g, y, x: g * np.cos(x),
    "cos": lambda g, y, x: -g * np.sin(x),
    "tan": lambda g, y, x: g * (1 + np.square(y)),
    "sinh": lambda g, y, x: g * np.cosh(x),
    "cosh": lambda g, y, x: g * np.sinh(x),
    "tanh": lambda g, y, x: g * (1 - np.square(y)),
    "arcsin": lambda g, y, x: g / np.sqrt(1 - np.square(x)),
    "arccos": lambda g, y, x: -g / np.sqrt(1 - np.square(x)),
    "arctan": lambda g, y, x: g / (1 + np.square(x)),
    "arcsinh": lambda g, y, x: g / np.sqrt(np.square(x) + 1),
    "arccosh": lambda g, y, x: g / np.sqrt(np.square(x) - 1),
    "arctanh": lambda g, y, x: g / (1 - np.square(x)),
}

_COMPARISONS: dict[str, Value] = {
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "less": operator.lt,
    "less_equal": operator.le,
    "equal": operator.eq,
    "not_equal": operator.ne,
}

_LOGICAL: dict[str, Value] = {
    "and": lambda *conditions: all(conditions),
    "or": lambda *conditions: any(conditions),
    "not": operator.not_,
    "bracket": float,  # Iverson's bracket: 1 if the condition holds, else 0
}

_FLAT = {
    "sign": np.sign,
    "floor": np.floor,
    "ceil": np.ceil,
    "round": np.rint,
    "trunc": np.trunc,
    "isnan": np.isnan,
    "isinf": np.isinf,
    "isfinite": np.isfinite,
}

_WHERE = Operation(
    "where",
    lambda condition, yes, no: yes if condition else no,
    _each(
        _flat,
        # A branch not taken gets nothing, not even 0: its own derivative may not be finite.
        lambda g, y, condition, yes, no: _only_if(condition, g) if condition else None,
        lambda g, y, condition, yes, no: (
            None if condition else _only_if(np.logical_not(condition), g)
        ),
    ),
    takes="choice",
)

OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for operation in (
        *(Operation(name, value, rule) for name, (value, rule) in _NUMERIC.items()),
        *(Operation(n, _quiet(getattr(np, n)), _each(rule)) for n, rule in _UNARY.items()),
        *(Operation(name, _quiet(ufunc), _flat) for name, ufunc in _FLAT.items()),
        *(Operation(name, value, _flat) for name, value in _COMPARISONS.items()),
        *(Operation(name, value, _flat, "conditions") for name, value in _LOGICAL.items()),
        _WHERE,
    )
}
"""Every `Operation` that can be followed, by its name."""
