"""The Kullback-Leibler divergence."""

import math

import numpy as np
import pytest

import handnn as hn


def test_the_divergence_of_two_lists_of_probabilities():
    p, t = [0.25, 0.75], [0.5, 0.5]
    by_hand = 0.5 * math.log(0.5 / 0.25) + 0.5 * math.log(0.5 / 0.75)
    assert hn.KLDivergence()(np.log(p), t) == pytest.approx(by_hand, rel=1e-14)
    assert hn.KLDivergence()(np.log(t), t) == pytest.approx(0, abs=1e-15)


def test_it_is_the_cross_entropy_where_the_target_is_certain():
    output = [[1, 2, 3], [3, 0, 1]]
    assert hn.KLDivergence()(output, [2, 0]) == hn.CrossEntropy()(output, [2, 0])
    one = hn.KLDivergence().gradient(np.array(output, float), np.eye(3)[[2, 0]])
    np.testing.assert_array_equal(
        one, hn.CrossEntropy().gradient(np.array(output, float), np.eye(3)[[2, 0]])
    )


def test_a_probability_of_0_adds_nothing_on_paper_too():
    assert str(hn.KLDivergence().explain([3, 1], [1, 0], "loss").text(130)) == (
        "loss (KLDivergence)\n"
        "  L = t[1]·log(t[1]) + t[2]·log(1) + log(exp(y[1]) + exp(y[2])) - (t[1]·y[1] + t[2]·y[2])"
        " (since t[1] ≠ 0, t[2] = 0)\n"
        "  L = 1·log(1) + 0·log(1) + log(exp(3) + exp(1)) - (1·3 + 0·1) ≈ 0.1269 (since 1 ≠ 0, 0 ="
        " 0)"
    )


def test_the_sheet_shows_it_as_a_difference():
    back = hn.Sequential(hn.Dense([[1], [2]])).trace([1]).backward(hn.KLDivergence(), [0.5, 0.5])
    assert "softmax" in str(back)
    assert "−" in str(back.sheet())


def test_mistakes_are_answered_with_its_name():
    with pytest.raises(hn.ShapeError, match=r"^KLDivergence needs one output per class"):
        hn.KLDivergence()([1], [1])
