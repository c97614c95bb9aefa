"""What keeps `exp` from overflowing is left out of the writing, and only there."""

import math

import numpy as np
import pytest

from handnn.arithmetic import Variable, evaluate, numbers, record, symbols


@pytest.fixture
def x():
    return record([3.0, 1.0, -1.0], Variable("x", "input"))


def softmax(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def test_softmax(x):
    assert symbols(softmax(x)[1]) == "exp(x[2]) / (exp(x[1]) + exp(x[2]) + exp(x[3]))"
    assert numbers(softmax(x)[1]) == "exp(1) / (exp(3) + exp(1) + exp(-1))"


def test_softmax_of_a_single_number(x):
    assert symbols(softmax(x[:1])[0]) == "exp(x[1]) / exp(x[1])"


@pytest.mark.parametrize("large", [[1000.0, 1001.0, 1002.0], [1e4, 0.0, 1.0]])
def test_the_shift_stays_where_the_exponents_are_too_large_without_it(large):
    for share in softmax(record(large, Variable("x", "input"))):  # also one that comes to 0
        assert "max(x[1], x[2], x[3])" in symbols(share)
        assert math.isfinite(share.value)
        assert share.value == evaluate(share)


def test_log_sum_exp(x):
    top = np.max(x)
    total = np.log(np.sum(np.exp(x - top)))
    assert symbols(total + top) == "log(exp(x[1]) + exp(x[2]) + exp(x[3]))"
    assert symbols(top + total) == "max(x[1], x[2], x[3]) + " + symbols(total)


def test_logaddexp(x):
    assert symbols(np.logaddexp(x[0], x[1])) == "log(exp(x[1]) + exp(x[2]))"
    assert symbols(np.logaddexp(0, x[1])) == "log(1 + exp(x[2]))"


@pytest.mark.parametrize(
    ("made", "written"),
    [
        (
            lambda x: np.exp(x[0] - x[1]) / np.exp(x[0] - x[2]),
            "exp(x[1] - x[2]) / exp(x[1] - x[3])",
        ),
        (lambda x: np.exp(x[0] - x[1]) / x[2], "exp(x[1] - x[2]) / x[3]"),
        (lambda x: np.exp(x[0]) / np.exp(x[1] - x[2]), "exp(x[1]) / exp(x[2] - x[3])"),
        (lambda x: np.log(np.exp(x[0] - x[1])) + x[2], "log(exp(x[1] - x[2])) + x[3]"),
        (lambda x: np.log(x[0]) + x[1], "log(x[1]) + x[2]"),
    ],
)
def test_other_expressions_stay_as_they_are(x, made, written):
    assert symbols(made(x)) == written
