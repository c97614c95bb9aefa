"""What goes element by element, in ONNX's operators.

Most operations have one of their own. Where ONNX has none, or its runtimes have it for float32
only, it is told in terms of others; for the inverse functions by one exact correction of what
float32 gives.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from handnn.graph.graph import Graph

_SAME = {
    "add": "Add",
    "subtract": "Sub",
    "multiply": "Mul",
    "divide": "Div",
    "power": "Pow",
    "maximum": "Max",
    "minimum": "Min",
    "negative": "Neg",
    "abs": "Abs",
    "sqrt": "Sqrt",
    "reciprocal": "Reciprocal",
    "exp": "Exp",
    "log": "Log",
    "sin": "Sin",
    "cos": "Cos",
    "tanh": "Tanh",
    "sign": "Sign",
    "floor": "Floor",
    "ceil": "Ceil",
    "round": "Round",
    "greater": "Greater",
    "greater_equal": "GreaterOrEqual",
    "less": "Less",
    "less_equal": "LessOrEqual",
    "equal": "Equal",
    "isnan": "IsNaN",
    "isinf": "IsInf",
    "and": "And",
    "or": "Or",
    "not": "Not",
    "where": "Where",
}
_OF_CONDITIONS = {"add": "Or", "multiply": "And", "maximum": "Or", "minimum": "And"}
_QUADRATURE = 48  # points; more change nothing in float64


class Elements:
    """Operations on tensors of one dtype.

    Args:
        graph: The graph to which they are appended.
        dtype: The dtype of the operands.
    """

    def __init__(self, graph: Graph, dtype: Any) -> None:
        self._graph = graph
        self._dtype = np.dtype(dtype)

    def operation(self, name: str, *operands: str) -> str:
        """The nodes of an operation of handnn's; the name of the result."""
        if self._dtype.kind == "b" and name in _OF_CONDITIONS:
            return self._graph.add(_OF_CONDITIONS[name], *operands)
        told: Callable[..., str] | None = getattr(self, f"_{name}", None)
        return told(*operands) if told else self._graph.add(_SAME[name], *operands)

    def _number(self, value: float) -> str:
        return self._graph.constant(value, self._dtype)

    def _of(self, op_type: str, *operands: str | float) -> str:
        names = [self._number(o) if not isinstance(o, str) else o for o in operands]
        return self._graph.add(op_type, *names)

    def _square(self, x: str) -> str:
        return self._of("Mul", x, x)

    def _not_equal(self, a: str, b: str) -> str:
        return self._of("Not", self._of("Equal", a, b))

    def _isfinite(self, x: str) -> str:
        return self._of("Not", self._of("Or", self._of("IsNaN", x), self._of("IsInf", x)))

    def _trunc(self, x: str) -> str:
        return self._of("Mul", self._of("Sign", x), self._of("Floor", self._of("Abs", x)))

    def _mod(self, a: str, b: str) -> str:
        """The remainder with the sign of `b`, as in Python."""
        if self._dtype.kind != "f":
            return self._of("Mod", a, b)
        rest = self._graph.add("Mod", a, b, fmod=1)
        is_other = self._of("Less", self._of("Mul", self._of("Sign", rest), self._of("Sign", b)), 0)
        return self._of("Where", is_other, self._of("Add", rest, b), rest)

    def _logaddexp(self, a: str, b: str) -> str:
        apart = self._of("Neg", self._of("Abs", self._of("Sub", a, b)))
        added = self._of("Add", self._of("Max", a, b), self._log1p(self._of("Exp", apart)))
        return self._of("Where", self._of("Equal", a, b), self._of("Add", a, math.log(2)), added)

    def _log1p(self, x: str) -> str:
        """``log(u)·x/(u - 1)`` with ``u = 1 + x``, which corrects the rounding of u (Kahan)."""
        u = self._of("Add", x, 1)
        less = self._of("Sub", u, 1)
        log = self._of("Log", u)
        safe = self._of("Where", self._of("Equal", less, 0), self._number(1), less)
        small = self._of("Where", self._of("Equal", less, 0), x, self._of("Div", x, safe))
        tiny = self._of("Mul", log, small)
        corrected = self._of("Where", self._of("Equal", less, 0), x, tiny)
        return self._of("Where", self._of("Equal", less, x), log, corrected)

    def _expm1(self, x: str) -> str:
        """``tanh(x/2)·(exp(x) + 1)``, which is exact near 0 too."""
        return self._of(
            "Mul", self._of("Tanh", self._of("Div", x, 2)), self._of("Add", self._of("Exp", x), 1)
        )

    def _log2(self, x: str) -> str:
        return self._of("Div", self._of("Log", x), math.log(2))

    def _log10(self, x: str) -> str:
        return self._of("Div", self._of("Log", x), math.log(10))

    def _tan(self, x: str) -> str:
        return self._of("Div", self._of("Sin", x), self._of("Cos", x))

    def _sinh(self, x: str) -> str:
        more = self._expm1(x)  # e^x - 1 = m, and so sinh x = (m + m/(m + 1))/2
        halves = self._of("Add", more, self._of("Div", more, self._of("Exp", x)))
        return self._of("Div", halves, 2)

    def _cosh(self, x: str) -> str:
        both = self._of("Add", self._of("Exp", x), self._of("Exp", self._of("Neg", x)))
        return self._of("Div", both, 2)

    def _arcsinh(self, x: str) -> str:
        size = self._of("Abs", x)
        squared = self._square(x)
        root = self._of("Add", self._of("Sqrt", self._of("Add", squared, 1)), 1)
        log = self._log1p(self._of("Add", size, self._of("Div", squared, root)))
        return self._of("Mul", self._of("Sign", x), log)

    def _arccosh(self, x: str) -> str:
        t = self._of("Sub", x, 1)
        root = self._of("Sqrt", self._of("Mul", t, self._of("Add", t, 2)))
        return self._log1p(self._of("Add", t, root))

    def _arctanh(self, x: str) -> str:
        size = self._of("Abs", x)
        ratio = self._of("Div", self._of("Mul", size, 2), self._of("Sub", 1, size))
        return self._of("Mul", self._of("Sign", x), self._of("Div", self._log1p(ratio), 2))

    def _arctan(self, x: str) -> str:
        """What float32 gives, plus the angle between: ``tan(arctan x - y)`` is exact."""
        y = self._in_float32("Atan", x)
        sin, cos = self._of("Sin", y), self._of("Cos", y)
        above = self._of("Sub", self._of("Mul", x, cos), sin)
        below = self._of("Add", cos, self._of("Mul", x, sin))
        near = self._of("Add", y, self._of("Div", above, below))
        return self._of("Where", self._of("IsInf", x), y, near)

    def _arcsin(self, x: str) -> str:
        """The same with ``sin(arcsin x - y)``; d + d³/6 is the angle of a small sine d."""
        y = self._in_float32("Asin", x)
        squared = self._of("Mul", self._of("Sub", 1, x), self._of("Add", 1, x))
        left = self._of("Mul", x, self._of("Cos", y))
        d = self._of("Sub", left, self._of("Mul", self._of("Sqrt", squared), self._of("Sin", y)))
        cubed = self._of("Mul", d, self._of("Mul", d, d))
        return self._of("Add", y, self._of("Add", d, self._of("Div", cubed, 6)))

    def _arccos(self, x: str) -> str:
        return self._of("Sub", math.pi / 2, self._arcsin(x))

    def _arctan2(self, a: str, b: str) -> str:
        """The angle of the point (b, a): that of its quotient, turned where b is not positive."""
        one, zero = self._number(1), self._number(0)
        is_zero = self._of("Equal", b, zero)
        angle = self._arctan(self._of("Div", a, self._of("Where", is_zero, one, b)))
        half = self._of("Where", self._of("Less", a, zero), self._number(-1), one)
        turned = self._of("Add", angle, self._of("Mul", half, math.pi))
        left = self._of("Where", self._of("Less", b, zero), turned, angle)
        upright = self._of("Mul", self._of("Sign", a), math.pi / 2)
        return self._of("Where", is_zero, upright, left)

    def _erf(self, x: str) -> str:
        """ONNX's own in float32; in float64 its integral by Gauss's quadrature."""
        if self._dtype == np.float32:
            return self._graph.add("Erf", x)
        points, weights = np.polynomial.legendre.leggauss(_QUADRATURE)
        near = self._of("Max", self._of("Min", x, 6), -6)  # beyond, erf is 1 to the last digit
        column = self._graph.add("Unsqueeze", near, self._graph.constant([-1]))
        at = self._of("Mul", column, self._graph.constant((points + 1) / 2, self._dtype))
        heights = self._of("Exp", self._of("Neg", self._square(at)))
        scaled = self._graph.constant(weights / math.sqrt(math.pi), self._dtype)
        return self._of("Mul", near, self._of("MatMul", heights, scaled))

    def _in_float32(self, op_type: str, x: str) -> str:
        if self._dtype == np.float32:
            return self._graph.add(op_type, x)
        small = self._graph.add(op_type, self._graph.cast(x, np.float32))
        return self._graph.cast(small, self._dtype)
