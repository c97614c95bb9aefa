"""Numbers that remember how they were made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from numbers import Real
from typing import Any, NoReturn

import numpy as np

from handnn.arithmetic.guards import note_guard
from handnn.arithmetic.numpy.dispatch import NumPyDispatch, unexplained
from handnn.arithmetic.operations import OPERATIONS
from handnn.arithmetic.variable import Variable

# NumPy asks an element of an object array for the method of the function's name.
_ELEMENT_METHODS = frozenset(OPERATIONS) & {
    *("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt"),
    *("sin", "cos", "tan", "sinh", "cosh", "tanh"),
    *("arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh"),
}


class Number(NumPyDispatch):
    """A value together with the operation and the operands that produced it.

    A number takes part in Python's operators and in NumPy's functions and gives numbers. Its value
    never changes. Turning it into a plain float would lose the record, and raises an error.

    Attributes:
        value: A Python float, or a bool for a condition.
        operation: The key in `OPERATIONS`, or None for a number that was given.
        operands: The numbers that the operation was applied to.

    Examples:
        >>> from handnn.arithmetic import Variable, numbers, record, symbols
        >>> x = record([2.0, -1.0], Variable("x", "input"))
        >>> y = 3 * x[0] + x[1]
        >>> y.value, y.operation
        (5.0, 'add')
        >>> symbols(y), numbers(y)
        ('3·x[1] + x[2]', '3·2 + (-1)')
    """

    __slots__ = ("value",)

    def __init__(self, value: float | bool) -> None:
        self.value = value

    @property
    def operation(self) -> str | None:
        """The key in `OPERATIONS`, or None for a number that was given."""
        return None

    @property
    def operands(self) -> tuple[Number, ...]:
        """The numbers that the operation was applied to."""
        return ()

    def __repr__(self) -> str:
        made = f" by {self.operation}" if self.operation else ""
        return f"<{type(self).__name__} {self.value}{made}>"

    # A number is equal to itself alone as a key, while `==` gives a condition.
    __hash__ = object.__hash__

    # Operators

    def __add__(self, other: object) -> Any:
        return _combine("add", self, other)

    def __radd__(self, other: object) -> Any:
        return _combine("add", other, self)

    def __sub__(self, other: object) -> Any:
        return _combine("subtract", self, other)

    def __rsub__(self, other: object) -> Any:
        return _combine("subtract", other, self)

    def __mul__(self, other: object) -> Any:
        return _combine("multiply", self, other)

    def __rmul__(self, other: object) -> Any:
        return _combine("multiply", other, self)

    def __truediv__(self, other: object) -> Any:
        return _combine("divide", self, other)

    def __rtruediv__(self, other: object) -> Any:
        return _combine("divide", other, self)

    def __pow__(self, other: object) -> Any:
        return _combine("power", self, other)

    def __rpow__(self, other: object) -> Any:
        return _combine("power", other, self)

    def __mod__(self, other: object) -> Any:
        return _combine("mod", self, other)

    def __rmod__(self, other: object) -> Any:
        return _combine("mod", other, self)

    def __floordiv__(self, other: object) -> Any:
        return np.floor(self / other)

    def __rfloordiv__(self, other: object) -> Any:
        return np.floor(other / self)

    def __neg__(self) -> Number:
        return operate("negative", self)

    def __pos__(self) -> Number:
        return self

    def __abs__(self) -> Number:
        return operate("abs", self)

    def __floor__(self) -> Number:
        return operate("floor", self)

    def __ceil__(self) -> Number:
        return operate("ceil", self)

    def __trunc__(self) -> Number:
        return operate("trunc", self)

    def __round__(self, digits: int = 0) -> Any:
        return np.round(self, digits)

    # Comparisons and conditions

    def __eq__(self, other: object) -> Any:
        return _combine("equal", self, other)

    def __ne__(self, other: object) -> Any:
        return _combine("not_equal", self, other)

    def __lt__(self, other: object) -> Any:
        return _combine("less", self, other)

    def __le__(self, other: object) -> Any:
        return _combine("less_equal", self, other)

    def __gt__(self, other: object) -> Any:
        return _combine("greater", self, other)

    def __ge__(self, other: object) -> Any:
        return _combine("greater_equal", self, other)

    def __and__(self, other: object) -> Any:
        return _combine("and", self, other)

    __rand__ = __and__

    def __or__(self, other: object) -> Any:
        return _combine("or", self, other)

    __ror__ = __or__

    def __invert__(self) -> Number:
        return operate("not", self)

    def __bool__(self) -> bool:
        """A decision of plain Python: noted as a guard, unless nothing was ever given."""
        condition = as_condition(self)
        truth = bool(condition.value)
        if not isinstance(condition, Constant):
            note_guard(condition, truth)
        return truth

    # Ways out of the record, which are closed

    def _leave(self, function: str) -> NoReturn:
        raise unexplained(
            f"{function}() of a number",
            "It is also what an array of floats asks of a number assigned to it, and what "
            "math.exp and np.asarray(..., dtype=float) do: use NumPy's functions, and "
            "np.zeros_like(x) or np.array([...]) for arrays to be filled.",
        )

    def __float__(self) -> float:
        self._leave("float")

    def __int__(self) -> int:
        self._leave("int")

    def __index__(self) -> int:
        self._leave("int")

    def __complex__(self) -> complex:
        self._leave("complex")

    # What NumPy's loops over objects and its scalars offer

    def conjugate(self) -> Number:
        """The number itself: it is real."""
        return self

    def __getattr__(self, name: str) -> Any:
        if name in _ELEMENT_METHODS:
            return partial(operate, name, self)
        if not name.startswith("_") and hasattr(np.ndarray, name):
            return getattr(np.reshape(self, ()), name)  # as NumPy's own scalars do
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


class Given(Number):
    """An element of a recorded array: where arithmetic starts."""

    __slots__ = ("index", "variable")

    def __init__(self, value: float | bool, variable: Variable, index: tuple[int, ...]) -> None:
        self.value = value
        self.variable = variable
        self.index = index

    def __repr__(self) -> str:
        return f"<Given {self.variable.cell(self.index)} = {self.value}>"


class Constant(Number):
    """A plain number that the code brought along."""

    __slots__ = ()


class Result(Number):
    """A number that an operation made."""

    __slots__ = ("operands", "operation")

    operation: str
    operands: tuple[Number, ...]

    def __init__(self, value: float | bool, operation: str, operands: tuple[Number, ...]) -> None:
        self.value = value
        self.operation = operation
        self.operands = operands


def as_number(value: object) -> Number:
    """The number itself, or a constant for a plain real number.

    Raises:
        UnexplainedError: If `value` is neither.
    """
    if isinstance(value, Number):
        return value
    if isinstance(value, bool | np.bool_):
        return Constant(bool(value))
    if isinstance(value, Real):
        return Constant(float(value))
    if isinstance(value, np.ndarray) and value.ndim == 0:
        return as_number(value.item())
    raise unexplained(f"Arithmetic with {type(value).__name__} objects")


def as_condition(number: Number) -> Number:
    """A condition as it is; of another number, whether it is not zero."""
    if isinstance(number.value, bool):
        return number
    return operate("not_equal", number, 0.0)


def as_quantity(number: Number) -> Number:
    """A number as it is; of a condition, 1 if it holds and 0 if not."""
    return operate("bracket", number) if isinstance(number.value, bool) else number


def _without_zeros(terms: tuple[Number, ...]) -> tuple[Number, ...]:
    return tuple(t for t in terms if not (isinstance(t, Constant) and t.value == 0)) or terms[:1]


def _constant_first(operands: tuple[Number, ...]) -> tuple[Number, ...]:
    return operands[::-1] if isinstance(operands[-1], Constant) else operands


# How a person would set out the operands, where code has other reasons.
_TIDY: dict[str, Callable[[tuple[Number, ...]], tuple[Number, ...]]] = {
    "add": _without_zeros,
    "sum": _without_zeros,
    "maximum": _constant_first,
    "minimum": _constant_first,
}
_TRIVIAL_FOR_ONE = frozenset({"add", "sum", "product", "max", "min", "and", "or"})


def operate(name: str, *operands: object) -> Number:
    """Apply an operation and remember it. Of constants alone it makes a constant."""
    operation = OPERATIONS[name]
    numbers = tuple(map(as_number, operands))
    if operation.takes == "numbers":
        numbers = tuple(map(as_quantity, numbers))
    elif operation.takes == "conditions":
        numbers = tuple(map(as_condition, numbers))
    else:
        numbers = (as_condition(numbers[0]), *map(as_quantity, numbers[1:]))
    if name in _TIDY and numbers:
        numbers = _TIDY[name](numbers)
    if len(numbers) == 1 and name in _TRIVIAL_FOR_ONE:
        return numbers[0]
    value = operation.value(*(number.value for number in numbers))
    if all(isinstance(number, Constant) for number in numbers):
        return Constant(value if isinstance(value, bool) else float(value))
    return Result(value, name, numbers)


def _combine(name: str, left: object, right: object) -> Any:
    """An operator of Python; arrays are left to NumPy."""
    for operand in (left, right):
        if isinstance(operand, np.ndarray) or not isinstance(operand, Number | Real | np.bool_):
            return NotImplemented
    return operate(name, left, right)
