"""Cross-entropy: targets of both forms, and the arithmetic as on paper."""

import numpy as np

import handnn as hn


def test_class_indices_and_one_hot_rows_say_the_same():
    loss, output = hn.CrossEntropy(), [[1, 2, 3], [3, 0, 1]]
    one_hot = loss(output, [[0, 0, 1], [1, 0, 0]])
    for target in (
        [2, 0],
        np.array([2, 0], dtype=np.uint8),
        [2.0, 0.0],
        [[False, False, True], [1, 0, 0]],
    ):
        assert loss(output, target) == one_hot
    assert loss([1, 2, 3], 2) == loss([1, 2, 3], [0, 0, 1])


def test_cross_entropy_reads_as_on_paper():
    assert str(hn.CrossEntropy().explain([3, 3, -1], 1)) == (
        "loss (CrossEntropy)\n"
        "  L = log(exp(y[1]) + exp(y[2]) + exp(y[3])) - (t[1]·y[1] + t[2]·y[2] +\n"
        "      t[3]·y[3])\n"
        "  L = log(exp(3) + exp(3) + exp(-1)) - (0·3 + 1·3 + 0·(-1)) ≈ 0.7023\n"
        "loss (CrossEntropy, ∂L/∂y)\n"
        "  ∂L/∂y[1] = exp(y[1]) / (exp(y[1]) + exp(y[2]) + exp(y[3])) - t[1]\n"
        "  ∂L/∂y[1] = exp(3) / (exp(3) + exp(3) + exp(-1)) - 0 ≈ 0.4955\n"
        "  ∂L/∂y[2] = exp(3) / (exp(3) + exp(3) + exp(-1)) - 1 ≈ -0.5045\n"
        "  ∂L/∂y[3] = exp(-1) / (exp(3) + exp(3) + exp(-1)) - 0 ≈ 0.009075"
    )


def test_the_largest_output_is_the_class():
    loss = hn.CrossEntropy()
    assert loss.classes(np.array([[-1.0, 3.0, 2.0], [5.0, 0.0, 0.0]])).tolist() == [1, 0]
    assert loss.target_classes(np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])).tolist() == [2, 0]
    assert loss.target_classes(np.array([[0.0, 0.5, 0.5]])) is None  # no single class
