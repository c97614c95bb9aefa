"""Slips in means, quotients, powers and logarithms."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from handnn.arithmetic import Constant, Number, symbols
from handnn.practice.expressions import made, multiply, parts_of
from handnn.practice.slips.slip import Situation, Wrong


def _quotients(number: Number) -> Iterator[tuple[Number, Number, Callable[[Number], Number]]]:
    for part, put in parts_of(number):
        if part.operation == "divide":
            yield part.operands[0], part.operands[1], put


def mean_as_sum(at: Situation) -> Iterator[Wrong]:
    """A mean without its division."""
    for above, below, put in _quotients(at.number):
        if above.operation == "sum" and isinstance(below, Constant):
            yield Wrong(put(above), symbols(below))


def wrong_divisor(at: Situation) -> Iterator[Wrong]:
    """A mean of one number more, or one less."""
    for above, below, put in _quotients(at.number):
        if isinstance(below, Constant) and below.value == int(below.value):
            for by in (-1, 1):
                if below.value + by:
                    divisor = Constant(below.value + by)
                    yield Wrong(put(made("divide", above, divisor)), symbols(below))


def not_normalised(at: Situation) -> Iterator[Wrong]:
    """A share without the division by the whole."""
    for above, below, put in _quotients(at.number):
        if not isinstance(below, Constant):
            yield Wrong(put(above), symbols(below))


def division_left_out(at: Situation) -> Iterator[Wrong]:
    """A quotient without its divisor."""
    for above, below, put in _quotients(at.number):
        if isinstance(below, Constant) and above.operation != "sum":
            yield Wrong(put(above), symbols(below))


def upside_down(at: Situation) -> Iterator[Wrong]:
    """A quotient the other way up."""
    for above, below, put in _quotients(at.number):
        if not isinstance(below, Constant):
            text = symbols(made("divide", above, below))
            yield Wrong(put(made("divide", below, above)), text)


def square_as_double(at: Situation) -> Iterator[Wrong]:
    """Twice a number for its square."""
    for part, put in parts_of(at.number):
        if part.operation in {"power", "square"} and _exponent(part) == 2:
            yield Wrong(put(multiply(Constant(2.0), part.operands[0])), symbols(part))


def _exponent(part: Number) -> float:
    return float(part.operands[1].value) if part.operation == "power" else 2.0


def wrong_logarithm(at: Situation) -> Iterator[Wrong]:
    """The logarithm to the base of 10 for the natural one."""
    for part, put in parts_of(at.number):
        if part.operation == "log":
            yield Wrong(put(made("log10", part.operands[0])), symbols(part))
