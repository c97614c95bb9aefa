"""Slips in sums and products: terms, signs, and adding up."""

from __future__ import annotations

from collections.abc import Iterator

from handnn.arithmetic import Constant, Given, Number, symbols
from handnn.practice.expressions import add, made, negative, parts_of, terms, unsigned
from handnn.practice.slips.parts import is_condition, is_of_gradient, rectified, sums
from handnn.practice.slips.slip import Situation, Wrong


def _is_bias(term: Number, whole: Number) -> bool:
    """Whether a term is a parameter, or a 1, that stands alone beside others."""
    alone = unsigned(term)
    if isinstance(alone, Given):
        others = [unsigned(other) for other in terms(whole) if other is not term]
        is_changed = any(is_of_gradient(other) for other in others)  # a weight of an update
        has_products = any(other.operation == "product" for other in others)
        return alone.variable.role == "parameter" and has_products and not is_changed
    return isinstance(alone, Constant) and alone.value == 1


def _without(whole: Number, place: int) -> Number:
    return add(*(term for i, term in enumerate(terms(whole)) if i != place))


def bias_left_out(at: Situation) -> Iterator[Wrong]:
    """A sum of products without the parameter, or the 1, that stands alone in it."""
    for whole, put in sums(at.number):
        for i, term in enumerate(terms(whole)):
            if _is_bias(term, whole):
                is_one = isinstance(unsigned(term), Constant)
                about = "The 1 for the bias" if is_one else symbols(unsigned(term))
                yield Wrong(put(_without(whole, i)), about)


def term_forgotten(at: Situation) -> Iterator[Wrong]:
    """A sum without one of its terms."""
    for whole, put in sums(at.number):
        for i, term in enumerate(terms(whole)):
            if not _is_bias(term, whole):
                yield Wrong(put(_without(whole, i)), symbols(unsigned(term)))


def term_twice(at: Situation) -> Iterator[Wrong]:
    """A sum with one of its terms twice."""
    for whole, put in sums(at.number):
        for term in terms(whole):
            yield Wrong(put(add(*terms(whole), term)), symbols(unsigned(term)))


def sign_lost(at: Situation) -> Iterator[Wrong]:
    """One term, a part or the whole with the opposite sign."""
    for whole, put in sums(at.number):
        for i, term in enumerate(terms(whole)):
            flipped = [*terms(whole)]
            flipped[i] = negative(term)
            yield Wrong(put(add(*flipped)), symbols(unsigned(term)))
    yield Wrong(made("negative", at.number), at.cell.symbol)
    for part, put in parts_of(at.number):
        if part.operation == "negative":
            yield Wrong(put(part.operands[0]), symbols(part.operands[0]))
        elif found := rectified(part):
            yield Wrong(put(negative(found[1])), symbols(found[1]))


def wrong_way_round(at: Situation) -> Iterator[Wrong]:
    """A difference taken the other way round."""
    for whole, put in sums(at.number):
        both = terms(whole)
        if len(both) == 2 and sum(term.operation == "negative" for term in both) == 1:
            yield Wrong(put(negative(whole)), symbols(whole))


def sum_wrong(at: Situation) -> Iterator[Wrong]:
    """A sum that is off by 1, or by 10."""
    if any(True for _ in sums(at.number)):
        for by in (1.0, -1.0, 10.0, -10.0):
            yield Wrong(made("sum", at.number, Constant(by)))


def product_wrong(at: Situation) -> Iterator[Wrong]:
    """Factors added, a factor of 0 or 1 confused, or the next in the times table."""
    for part, put in parts_of(at.number):
        if part.operation != "product" or len(part.operands) != 2:
            continue
        a, b = part.operands
        if is_condition(a) or is_condition(b):
            continue
        text = symbols(part)
        yield Wrong(put(add(a, b)), text)  # added instead
        yield Wrong(put(a), text)  # a factor of 0 taken for 1
        yield Wrong(put(b), text)
        for factor in (a, b):  # the next in the times table
            yield Wrong(put(add(part, factor)), text)
            yield Wrong(put(add(part, negative(factor))), text)


def decimal_point(at: Situation) -> Iterator[Wrong]:
    """A number that is off by a power of 10."""
    for by in (10.0, 100.0, 0.1, 0.01):
        yield Wrong(made("product", Constant(by), at.number))
