"""Sums whose terms cancel are said to be 0 but for rounding; no number is changed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.arithmetic import Variable, record
from handnn.code.cancelling import is_rounding


def softmax_loss(x, W, t):
    z = W @ x
    m = z.max()
    e = np.exp(z - m)
    p = e / e.sum()
    L = -(t * np.log(p)).sum()
    return L


def test_a_gradient_that_is_only_rounding_says_so():
    W = [[0.1, 0.2], [0.4, -0.3], [0.25, 0.6]]
    back = hn.work(softmax_loss, [0.3, -0.7], W, [0.0, 1.0, 0.0]).backward()
    left = back.gradients["m"].item()
    assert 0 < abs(left) < 1e-15
    note = f"∂L/∂m ≈ 0: its terms cancel, and what is left, {left:.4g}, is rounding."
    for text in (back.explain("m"), back.explain("m", ()), back.explain(), back):
        assert note in str(text)
    assert back.explain("m")[0].value == left
    assert note.replace("∂", "d").replace("≈", "~=") in back.explain("m").text(ascii=True)
    assert "is rounding" not in str(back.explain("z"))


def test_several_numbers_that_are_only_rounding_are_told_together():
    work = hn.work(lambda x: (y := x + 0.2 - 0.3, y)[1], [0.1, 1.0, 0.1])
    assert str(work.explain("y")).endswith(
        "\n  y[1], y[3] ≈ 0: their terms cancel, and what is left is rounding."
    )
    assert str(work.explain("y", 0)).endswith(
        "\ny[1] ≈ 0: its terms cancel, and what is left, 5.551e-17, is rounding."
    )


@given(st.floats(1e-6, 1e6), st.floats(1e-12, 1.0))
def test_a_small_difference_is_no_rounding(a, share):
    x = record([a, a * (1 + share)], Variable("x", "input"))
    assert not is_rounding((x[1] - x[0]).cell())


@pytest.mark.parametrize("values", [[1e-30, 1e-31], [0.0, 0.0], [1.0, -1.0], [np.nan, 1.0]])
def test_small_numbers_and_true_zeros_are_no_rounding(values):
    x = record(values, Variable("x", "input"))
    assert not is_rounding((x[0] + x[1]).cell())
