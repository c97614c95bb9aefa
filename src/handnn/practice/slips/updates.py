"""Slips in a step of learning."""

from __future__ import annotations

from collections.abc import Iterator

from handnn.arithmetic import Constant, Given, Number, symbols
from handnn.practice.expressions import (
    add,
    cells_in,
    factors,
    multiply,
    negative,
    symbol,
    terms,
    unsigned,
)
from handnn.practice.slips.parts import exchanged, is_of_gradient, others_in_line
from handnn.practice.slips.slip import Situation, Wrong


def _steps(number: Number) -> Iterator[tuple[int, Number, Number]]:
    """The terms of a sum that are a learning rate times a gradient."""
    for i, term in enumerate(terms(number)):
        if term.operation == "negative" and is_of_gradient(term):
            yield i, term, number


def _is_update(at: Situation) -> bool:
    kept = [unsigned(term) for term in terms(at.number)]
    return len(kept) > 1 and any(
        isinstance(term, Given) and term.variable.role == "parameter" for term in kept
    )


def update_added(at: Situation) -> Iterator[Wrong]:
    """A step up the gradient."""
    if _is_update(at):
        for i, term, whole in _steps(at.number):
            flipped = [*terms(whole)]
            flipped[i] = negative(term)
            yield Wrong(add(*flipped), symbols(unsigned(term)))


def learning_rate_left_out(at: Situation) -> Iterator[Wrong]:
    """A step without its learning rate."""
    if _is_update(at):
        for i, term, whole in _steps(at.number):
            kept = [each for each in factors(unsigned(term)) if not isinstance(each, Constant)]
            if len(kept) < len(factors(unsigned(term))):
                bare = [*terms(whole)]
                bare[i] = negative(multiply(*kept))
                yield Wrong(add(*bare), symbols(unsigned(term)))


def wrong_gradient(at: Situation) -> Iterator[Wrong]:
    """A step by another weight's gradient."""
    if _is_update(at):
        for given in cells_in(at.number):
            if given.variable.role == "gradient":
                for other in others_in_line(given, at.key):
                    yield Wrong(exchanged(at.number, {symbol(given): other}), symbol(given))
