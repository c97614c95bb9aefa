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


def test_what_is_weighted_or_smoothed_is_said():
    assert repr(hn.CrossEntropy(0.1, [1, 2, 0.5])) == (
        "CrossEntropy(on logits, label smoothing 0.1, class weights [1, 2, 0.5], "
        "weighted mean over the batch)"
    )
    assert repr(hn.CrossEntropy(class_weights=[1, 2], reduction="sum")) == (
        "CrossEntropy(on logits, class weights [1, 2], sum over the batch)"
    )


def test_smoothing_is_written_out_and_the_target_stays_what_it_was():
    back = (
        hn.Sequential(hn.Dense([[1], [0]]))
        .trace([3])
        .backward(hn.CrossEntropy(label_smoothing=0.2), 1)
    )
    assert back.target.tolist() == [0, 1]
    assert str(back.explain("output", 1)) == (
        "∂L/∂z[2] = exp(z[2]) / (exp(z[1]) + exp(z[2])) - (0.8·t[2] + 0.1)\n"
        "∂L/∂z[2] = exp(0) / (exp(3) + exp(0)) - (0.8·1 + 0.1) ≈ -0.8526"
    )
    assert "loss" in str(back.sheet())  # no difference of the columns that stand there
    assert hn.CrossEntropy(0.1).target_classes(back.target[None]).tolist() == [1]
