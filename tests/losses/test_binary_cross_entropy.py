"""Binary cross-entropy."""

import numpy as np

import handnn as hn


def test_binary_cross_entropy_reads_as_on_paper():
    assert str(hn.BinaryCrossEntropy().explain([[3], [-1]], [1, 0])) == (
        "loss (BinaryCrossEntropy)\n"
        "  L = (log(1 + exp(y⁽¹⁾[1])) - t⁽¹⁾[1]·y⁽¹⁾[1] + log(1 + exp(y⁽²⁾[1])) -\n"
        "      t⁽²⁾[1]·y⁽²⁾[1]) / 2\n"
        "  L = (log(1 + exp(3)) - 1·3 + log(1 + exp(-1)) - 0·(-1)) / 2 ≈ 0.1809\n"
        "loss (BinaryCrossEntropy, ∂L/∂y)\n"
        "  ∂L/∂y⁽¹⁾[1] = (1 / (1 + exp(-y⁽¹⁾[1])) - t⁽¹⁾[1]) / 2\n"
        "  ∂L/∂y⁽¹⁾[1] = (1 / (1 + exp(-3)) - 1) / 2 ≈ -0.02371\n"
        "  ∂L/∂y⁽²⁾[1] = (1 / (1 + exp(-(-1))) - 0) / 2 ≈ 0.1345"
    )


def test_a_positive_output_says_yes():
    loss = hn.BinaryCrossEntropy()
    assert loss.classes(np.array([[-1.0, 0.0, 2.0]])).tolist() == [[0, 0, 1]]
    assert loss.target_classes(np.array([[0.0, 1.0]])).tolist() == [[0, 1]]
    assert loss.target_classes(np.array([[0.0, 0.5]])) is None  # neither yes nor no
