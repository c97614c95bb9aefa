"""Expressions in symbols and in numbers, to the letter."""

import math
import re

import numpy as np
import pytest
from expressions import leaf
from hypothesis import assume, given
from hypothesis import strategies as st

from handnn.arithmetic import (
    as_recorded,
    equation,
    numbers,
    recording,
    symbols,
)

X = leaf([2.0, -1.0, 3.0, 0.5])


@pytest.mark.parametrize(
    "product",
    [
        lambda x, w: x @ w.T,
        lambda x, w: (w @ x.T).T,
        lambda x, w: np.dot(x, w.T),
        lambda x, w: np.einsum("bi,oi->bo", x, w),
        lambda x, w: np.tensordot(x, w, axes=(1, 1)),
        lambda x, w: np.inner(x, w),
    ],
)
def test_a_parameter_stands_before_what_it_weighs(product):
    x = leaf([[1, 2], [3, -4]], batched=True)
    z = product(x, leaf([[1, -1]], "W", "parameter"))[1, 0]
    assert symbols(z) == "W[1,1]·x⁽²⁾[1] + W[1,2]·x⁽²⁾[2]"
    assert symbols(z, ascii=True) == "W[1,1]*x(2)[1] + W[1,2]*x(2)[2]"
    assert numbers(z) == "1·3 + (-1)·(-4)"


@pytest.mark.parametrize(
    ("number", "in_symbols", "in_numbers"),
    [
        (-X[0], "-x[1]", "-2"),
        (-X[1], "-x[2]", "-(-1)"),
        (-(X[0] + X[1]), "-(x[1] + x[2])", "-(2 + (-1))"),
        (X[1] - 5 + X[0], "x[2] - 5 + x[1]", "-1 - 5 + 2"),
        (-X[1] + X[0], "-x[2] + x[1]", "-(-1) + 2"),
        (X[0] + -X[2], "x[1] - x[3]", "2 - 3"),
        (X[0] - (X[1] - X[2]), "x[1] - (x[2] - x[3])", "2 - (-1 - 3)"),
        (X[0] + (X[1] - X[2]), "x[1] + x[2] - x[3]", "2 + (-1) - 3"),
        (X[0] * (X[1] * X[2]), "x[1]·x[2]·x[3]", "2·(-1)·3"),
        ((X[0] + X[1]) * (X[2] - 1), "(x[1] + x[2])·(x[3] - 1)", "(2 + (-1))·(3 - 1)"),
        (X[0] / X[1] / X[2], "(x[1] / x[2]) / x[3]", "(2 / (-1)) / 3"),
        (X[0] / (X[1] * X[2]), "x[1] / (x[2]·x[3])", "2 / ((-1)·3)"),
        (X[0] * X[1] / X[2], "x[1]·x[2] / x[3]", "2·(-1) / 3"),
        (X[0] * (X[1] / X[2]), "x[1]·(x[2] / x[3])", "2·((-1) / 3)"),
        (X[1] ** 2, "x[2]^2", "(-1)^2"),
        (X[1] ** X[1], "x[2]^x[2]", "(-1)^(-1)"),
        ((-X[0]) ** 2, "(-x[1])^2", "(-2)^2"),
        ((X[0] ** 2) ** X[2], "(x[1]^2)^x[3]", "(2^2)^3"),
        (np.square(X[1] - X[0]), "(x[2] - x[1])^2", "(-1 - 2)^2"),
        (np.reciprocal(X[1] + 3), "1 / (x[2] + 3)", "1 / (-1 + 3)"),
        (X[0] % X[2], "x[1] mod x[3]", "2 mod 3"),
        (abs(X[1]) + np.sqrt(X[0]), "|x[2]| + √(x[1])", "|-1| + √(2)"),
        (np.exp(-X[0]) * X[1], "exp(-x[1])·x[2]", "exp(-2)·(-1)"),
        (X[1] * (X[0] > 0), "x[2]·[x[1] > 0]", "(-1)·[2 > 0]"),
        (np.minimum(np.maximum(X[0], 0), 6), "min(6, max(0, x[1]))", "min(6, max(0, 2))"),
        (np.max(X[:3]), "max(x[1], x[2], x[3])", "max(2, -1, 3)"),
        (np.mean(X[:2]), "(x[1] + x[2]) / 2", "(2 + (-1)) / 2"),
        (X[0] * -1, "x[1]·(-1)", "2·(-1)"),
        (0.044715 * X[0], "0.044715·x[1]", "0.044715·2"),
        (X[0] + np.where(X[0] > 0, 0.0, X[1]), "x[1]", "2"),
        (X[0] * 0, "x[1]·0", "2·0"),
        (np.where(X[0] > 0, 0.0, X[1]) - np.where(X[0] > 0, 0.0, X[2]), "0", "0"),
    ],
)
def test_notation(number, in_symbols, in_numbers):
    assert symbols(number) == in_symbols
    assert numbers(number) == in_numbers


def test_long_rows_are_cut_short():
    x = leaf(np.arange(1.0, 785.0))
    assert symbols(np.prod(x[:5]), terms=3) == "x[1]·x[2]·… (2 more) …·x[5]"
    assert symbols(np.max(x[:4]), terms=2) == "max(x[1], … (2 more) …, x[4])"
    assert numbers(np.max(x[:4]), terms=2, ascii=True) == "max(1, ... (2 more) ..., 4)"
    assert numbers(np.prod(x[:3]), terms=3) == "1·2·3"


def test_of_a_long_sum_the_largest_terms_are_written():
    x = leaf([1.0, -7.0, 0.0, 3.0, 0.5, -2.0])
    total = x.sum()
    assert symbols(total, terms=3) == "x[2] + x[4] + x[6] + (the 3 smallest terms)"
    assert numbers(total, 3) == "-7 + 3 + (-2) + (the 3 smallest terms, together 1.5)"
    difference = x[0] - x[1] - x[2] - x[5]
    assert numbers(difference, 2) == "-(-7) - (-2) + (the 2 smallest terms, together 1)"
    assert numbers(2 * total, 3) == "2·(-7 + 3 + (-2) + (the 3 smallest terms, together 1.5))"
    assert numbers(total / 3, 4, ascii=True).startswith("(-7 + 3 + (-2) + 1 + (the 2 smallest")


def test_a_single_term_is_as_quickly_written_as_counted():
    x = leaf([1.0, 2.0, 3.0, 4.0])
    assert symbols(x.sum(), terms=3) == symbols(x.sum()) == "x[1] + x[2] + x[3] + x[4]"
    assert symbols(x.sum(), terms=1) == "x[4] + x[3] + (the 2 smallest terms)"


def test_of_equal_terms_the_first_ones_are_written_and_what_is_no_number_is_never_left_out():
    x = leaf([1.0, -1.0, 1.0, np.nan, 1.0, np.inf])
    assert symbols(x[:3].sum() + x[4], terms=2) == "x[1] + x[2] + (the 2 smallest terms)"
    assert numbers(x.sum(), 2) == "nan + ∞ + (the 4 smallest terms, together 2)"


def test_what_is_only_counted_may_be_rounded():
    x = leaf([3.0, 2.0, 1 / 3, 1 / 3])
    assert equation("y", x.sum(), 17 / 3, terms=2) == [
        "y = x[1] + x[2] + (the 2 smallest terms)",
        "y ≈ 3 + 2 + (the 2 smallest terms, together 0.6667) ≈ 5.667",
    ]


@given(st.lists(st.integers(-9, 9).map(float), min_size=1, max_size=9), st.integers(1, 9))
def test_a_sum_that_is_cut_can_still_be_worked_out(values, terms):
    x = leaf(values)
    written = numbers(x.sum(), terms)
    counted = re.compile(r"\(the (\d+) smallest terms, together (.*)\)$")
    found = counted.search(written)
    n_counted = int(found[1]) if found else 0
    shown = counted.sub(r"(\2)", written)
    assert eval(shown) == sum(values)
    n_written = len(values) - n_counted
    largest = sorted(map(abs, values), reverse=True)[:n_written]
    if found:
        parts = [float(p.strip("()")) for p in written.split(" + ")[:n_written]]
        assert [abs(p) for p in parts] == largest
        assert n_written == max(terms, 2)


def test_an_expression_that_repeats_itself_without_end_is_cut_off():
    doubled = X[0]
    for _ in range(64):
        doubled = doubled + doubled
    written = symbols(doubled, terms=3)
    assert written.startswith("x[1] + x[1] + x[1] + (the ")


whole = st.integers(-9, 9).map(float)


@st.composite
def expressions(draw, depth=4):
    """Expressions of whole numbers that Python can read back."""
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return leaf([draw(whole)])[0] if draw(st.booleans()) else as_recorded(draw(whole))
    kind = draw(st.sampled_from(["+", "-", "*", "/", "neg", "square", "max", "sum", "where"]))
    a = draw(expressions(depth=depth - 1))
    if kind == "neg":
        return -a
    if kind == "square":
        return np.square(a)
    b = draw(expressions(depth=depth - 1))
    if kind == "max":
        return np.maximum(a, b)
    if kind == "sum":
        return np.sum(np.array([a, b, a]))
    if kind == "where":
        return np.where(a > b, a, b - a)
    if kind == "/":
        return a / (np.square(b) + 1)
    return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b}[kind]()


@given(expressions())
def test_what_is_written_is_the_value(number):
    text = numbers(number)
    code = text.replace("·", "*").replace("^", "**")
    assume(not equation("y", number, 0.0)[-1].startswith("y ≈"))  # constants can be rounded
    read_back = eval(code, {"max": max})
    assert math.isclose(read_back, number.value, rel_tol=1e-9, abs_tol=1e-9)


def test_a_very_long_text_is_cut_off():
    y = X[0]
    with recording():
        for _ in range(40):
            y = np.tanh(y) * np.exp(y)
    assert symbols(y).endswith(" …")
