"""The operations that arrays remember: each with its value and its derivative.

This table is the vocabulary of the whole package. Recording looks up how NumPy computes an
operation on whole arrays, evaluation computes it again number by number, differentiation asks for
gradients, and every pen has a way to write each name.

A derivative rule is written once. It takes the gradient of the result, the result itself and the
operands, and returns the gradient of one operand. Given plain arrays it computes at NumPy's speed;
given recorded arrays the very same line records, and its cells explain the gradient. Two
conventions settle what calculus leaves open:

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

Rule = Callable[..., Any]


@dataclass(frozen=True)
class Operation:
    """One kind of arithmetic step.

    Attributes:
        name: The key in `OPERATIONS`.
        on_arrays: Computes the result from plain arrays, as NumPy does.
        value: Computes the result from Python floats (from bools, where it takes conditions), as
            NumPy would: no exception, no warning.
        rules: For each operand ``rule(g, y, *operands)``, its gradient, given the gradient `g` of
            the result `y`; None for an operand that passes nothing on. Only for operations that go
            element by element.
        takes: ``"numbers"``, ``"conditions"`` or, for ``where``, ``"choice"``.
        is_singular: Whether a derivative may be infinite where the operation is defined.
    """

    name: str
    on_arrays: Callable[..., Any]
    value: Callable[..., Any]
    rules: tuple[Rule | None, ...] = ()
    takes: str = "numbers"
    is_singular: bool = False


def _quiet(ufunc: Callable[..., Any]) -> Callable[..., Any]:
    """NumPy's own function on Python floats, giving a Python float and no warning."""

    def value(*operands: float) -> Any:
        with np.errstate(all="ignore"):
            return ufunc(*operands).item()

    return value


def is_recorded(array: Any) -> bool:
    """Whether it is a recorded array, of which a derivative rule must not read plain values."""
    return hasattr(array, "node")


def has_nan(array: Any) -> bool:
    """Whether an array holds NaN; quick, for what asks at every training step."""
    plain = array if type(array) is np.ndarray else _plain(array)
    squares = np.vdot(plain, plain)  # NaN only if one of them is: a sum of squares cannot cancel
    return bool(squares != squares)


def only_where(condition: Any, g: Any) -> Any:
    """The gradient where a condition holds, and 0 elsewhere."""
    return np.where(condition, g, 0.0)


def unless(condition: Any, g: Any) -> Any:
    """0 where a condition holds, and the gradient elsewhere: also where NaN leaves it open."""
    return np.where(condition, 0.0, g)


def _zero_where(places: Any, gradient: Any) -> Any:
    """The gradient, but 0 at plain places; most often there are none."""
    return np.where(places, 0.0, gradient) if np.any(places) else gradient


def _power_base(g: Any, y: Any, base: Any, exponent: Any) -> Any:
    if is_recorded(exponent) or np.ndim(exponent):
        slope = exponent * np.power(base, exponent - 1)
        return g * slope if np.all(_plain(exponent) != 0) else g * np.where(exponent == 0, 0, slope)
    if exponent == 2:
        return g * 2 * base
    return g * exponent * np.power(base, exponent - 1) if exponent else g * 0.0


def _power_exponent(g: Any, y: Any, base: Any, exponent: Any) -> Any:
    at_zero = (_plain(base) == 0) & (_plain(exponent) >= 0)  # there 0^p stays 0, whatever p
    return _zero_where(at_zero, g * y * np.log(base))


def _divisor(g: Any, y: Any, a: Any, b: Any) -> Any:
    is_reciprocal = is_recorded(g) and not is_recorded(a) and np.all(a == 1)
    return -(g if is_reciprocal else g * a) / np.square(b)  # on paper no factor of 1


def _exp(g: Any, y: Any, x: Any) -> Any:
    overflown = np.isinf(_plain(y))
    if not overflown.any():
        return g * y
    return _zero_where(overflown & (_plain(g) == 0), g * y)  # as of 1 / (1 + exp(1000))


def _angle(g: Any, side: Any, a: Any, b: Any) -> Any:
    at_origin = (_plain(a) == 0) & (_plain(b) == 0)  # where no direction is
    return _zero_where(at_origin, g * side / (np.square(a) + np.square(b)))


def _plain(array: Any) -> Any:
    return array.node.value if is_recorded(array) else array


_BINARY: dict[str, tuple[Callable[..., Any], tuple[Rule, Rule]]] = {
    "add": (np.add, (lambda g, y, a, b: g, lambda g, y, a, b: g)),
    "subtract": (np.subtract, (lambda g, y, a, b: g, lambda g, y, a, b: -g)),
    "multiply": (np.multiply, (lambda g, y, a, b: g * b, lambda g, y, a, b: a * g)),
    "divide": (np.divide, (lambda g, y, a, b: g / b, _divisor)),
    "power": (np.power, (_power_base, _power_exponent)),
    "mod": (np.mod, (lambda g, y, a, b: g, lambda g, y, a, b: -g * np.floor(a / b))),
    "arctan2": (
        np.arctan2,
        (
            lambda g, y, a, b: _angle(g, b, a, b),
            lambda g, y, a, b: _angle(-g, a, a, b),
        ),
    ),
    "maximum": (
        np.maximum,
        (
            lambda g, y, a, b: unless(a < b, g),
            lambda g, y, a, b: unless(b <= a, g),
        ),
    ),
    "minimum": (
        np.minimum,
        (
            lambda g, y, a, b: unless(a > b, g),
            lambda g, y, a, b: unless(b >= a, g),
        ),
    ),
    "logaddexp": (
        np.logaddexp,
        (
            lambda g, y, a, b: g / (1 + np.exp(b - a)),
            lambda g, y, a, b: g / (1 + np.exp(a - b)),
        ),
    ),
}

# In plain Python, where that gives the same and raises nothing: terms and factors are many.
_IN_PYTHON = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul}

_UNARY: dict[str, Rule] = {
    "negative": lambda g, y, x: -g,
    "abs": lambda g, y, x: g * np.sign(x),
    "square": lambda g, y, x: g * 2 * x,
    "sqrt": lambda g, y, x: g / (2 * y),
    "reciprocal": lambda g, y, x: -g / np.square(x),
    "exp": _exp,
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
    "erf": lambda g, y, x: g * (2 / math.sqrt(math.pi)) * np.exp(-np.square(x)),
}

_SINGULAR = {
    *("divide", "power", "arctan2", "sqrt", "reciprocal", "log", "log1p", "log2", "log10"),
    *("arcsin", "arccos", "arccosh", "arctanh"),
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

_COMPARISONS = {
    "greater": operator.gt,
    "greater_equal": operator.ge,
    "less": operator.lt,
    "less_equal": operator.le,
    "equal": operator.eq,
    "not_equal": operator.ne,
}

_erf = np.frompyfunc(math.erf, 1, 1)


def erf(x: Any) -> Any:
    """The error function of every element."""
    dtype = np.asarray(x).dtype
    return np.asarray(_erf(x), dtype=dtype if dtype.kind == "f" else float)


def _on_arrays(name: str) -> Callable[..., Any]:
    return erf if name == "erf" else getattr(np, name)


_REDUCED: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "sum": (np.add, lambda *terms: float(sum(terms))),
    "product": (np.multiply, lambda *factors: float(math.prod(factors))),
    "max": (np.maximum, lambda *operands: np.max(operands).item()),
    "min": (np.minimum, lambda *operands: np.min(operands).item()),
}

_LOGICAL: dict[str, tuple[np.ufunc, Callable[..., Any]]] = {
    "and": (np.logical_and, lambda *conditions: all(conditions)),
    "or": (np.logical_or, lambda *conditions: any(conditions)),
    "not": (np.logical_not, operator.not_),
}

_WHERE = Operation(
    "where",
    np.where,
    lambda condition, yes, no: yes if condition else no,
    (
        None,
        lambda g, y, condition, yes, no: only_where(condition, g),
        lambda g, y, condition, yes, no: only_where(np.logical_not(condition), g),
    ),
    takes="choice",
)

OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for operation in (
        *(
            Operation(
                name,
                ufunc,
                _IN_PYTHON.get(name) or _quiet(ufunc),
                rules,
                is_singular=name in _SINGULAR,
            )
            for name, (ufunc, rules) in _BINARY.items()
        ),
        *(
            Operation(
                name,
                _on_arrays(name),
                _quiet(_on_arrays(name)),
                (rule,),
                is_singular=name in _SINGULAR,
            )
            for name, rule in _UNARY.items()
        ),
        *(Operation(name, ufunc, _quiet(ufunc), (None,)) for name, ufunc in _FLAT.items()),
        *(
            Operation(name, getattr(np, name), compare, (None, None))
            for name, compare in _COMPARISONS.items()
        ),
        *(Operation(name, ufunc, value) for name, (ufunc, value) in _REDUCED.items()),
        *(
            Operation(name, ufunc, value, (None,) * ufunc.nin, takes="conditions")
            for name, (ufunc, value) in _LOGICAL.items()
        ),
        # Iverson's bracket: 1 if the condition holds, else 0
        Operation("bracket", lambda x: np.asarray(x, dtype=float), float, (None,), "conditions"),
        _WHERE,
    )
}
"""Every `Operation` that can be followed, by its name."""
