"""Lines of arithmetic: the symbols, the numbers, the value."""

import math

import numpy as np
import pytest
from expressions import leaf

from handnn.arithmetic import (
    Constant,
    Variable,
    differentiate,
    equation,
    numbers,
    record,
    recording,
    symbols,
)

X = leaf([2.0, -1.0, 3.0, 0.5])


def quietly(code):
    """What code makes while it is recorded: then nothing warns."""
    with recording():
        return code()


def test_the_neuron_of_the_exercise():
    w = leaf([[1, -1, 1]], "W1", "parameter")
    x = leaf([2, 1, 3])
    b = leaf([-5], "b1", "parameter")
    z = (w @ x + b)[0]
    assert equation("z1[1]", z, -1.0) == [
        "z1[1] = W1[1,1]·x[1] + W1[1,2]·x[2] + W1[1,3]·x[3] + b1[1]",
        "z1[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1",
    ]
    assert equation("z1[1]", z, -1.0, ascii=True) == [
        "z1[1] = W1[1,1]*x[1] + W1[1,2]*x[2] + W1[1,3]*x[3] + b1[1]",
        "z1[1] = 1*2 + (-1)*1 + 1*3 + (-5) = -1",
    ]


@pytest.mark.parametrize("relu", [lambda z: np.maximum(z, 0), lambda z: np.maximum(0, z)])
def test_relu(relu):
    h = relu(leaf([-1.0], "z1"))[0]
    assert equation("h[1]", h, 0.0) == ["h[1] = max(0, z1[1])", "h[1] = max(0, -1) = 0"]


def test_an_update_by_gradient_descent():
    w = leaf([[1.0]], "W", "parameter") - 0.1 * leaf([[-4.0]], "∂L/∂W", "gradient")
    assert equation("W[1,1]", w[0, 0], 1.4) == [
        "W[1,1] = W[1,1] - 0.1·∂L/∂W[1,1]",
        "W[1,1] = 1 - 0.1·(-4) = 1.4",
    ]
    assert equation("W[1,1]", w[0, 0], 1.4, ascii=True)[0] == "W[1,1] = W[1,1] - 0.1*dL/dW[1,1]"


def test_a_choice_writes_its_branch_and_why():
    z = leaf([-1.0, 3.0], "z1")
    h = np.where(z > 0, z, 0.01 * z)
    assert equation("h[1]", h[0], -0.01) == [
        "h[1] = 0.01·z1[1] (since z1[1] ≤ 0)",
        "h[1] = 0.01·(-1) = -0.01 (since -1 ≤ 0)",
    ]
    assert equation("h[2]", h[1], 3.0) == [
        "h[2] = z1[2] (since z1[2] > 0)",
        "h[2] = 3 (since 3 > 0)",
    ]
    assert equation("h[1]", h[0], -0.01, ascii=True)[0] == "h[1] = 0.01*z1[1] (since z1[1] <= 0)"


@pytest.mark.parametrize(
    ("condition", "since"),
    [
        (X[0] >= 2, "x[1] ≥ 2"),
        (X[0] < 2, "x[1] ≥ 2"),
        (X[0] <= 1, "x[1] > 1"),
        (X[0] == 1, "x[1] ≠ 1"),
        (X[0] != 2, "x[1] = 2"),
        (~(X[0] > 0), "x[1] > 0"),
        ((X[0] > 0) & (X[1] < 0), "x[1] > 0 and x[2] < 0"),
        ((X[0] > 9) | (X[1] > 0), "not (x[1] > 9 or x[2] > 0)"),
        (np.isnan(X[0]), "not (isnan(x[1]))"),
        (leaf([math.nan])[0] > 0, "not (x[1] > 0)"),
        ((X[0] < 0) | ~(X[1] > 0), "x[1] < 0 or not (x[2] > 0)"),
    ],
)
def test_reasons(condition, since):
    branch = np.where(condition, X[2], X[2])
    assert equation("y", branch, 3.0)[0] == f"y = x[3] (since {since})"


@pytest.mark.parametrize(
    ("number", "lines"),
    [
        (X[0], ["y = x[1]", "y = 2"]),
        (leaf([1 / 3])[0], ["y = x[1]", "y ≈ 0.3333"]),
        (X[0] / X[2], ["y = x[1] / x[3]", "y = 2 / 3 ≈ 0.6667"]),
        (leaf([1 / 3])[0] * 3, ["y = x[1]·3", "y ≈ 0.3333·3 ≈ 1"]),
        (X[0] * (2 / 3), ["y ≈ x[1]·0.6667", "y ≈ 2·0.6667 ≈ 1.333"]),
        (X[0] > 1, ["y = [x[1] > 1]", "y = [2 > 1] = 1"]),
        (Constant(0.0), ["y = 0"]),
        (quietly(lambda: X[0] / 0), ["y = x[1] / 0", "y = 2 / 0 = ∞"]),
    ],
)
def test_equation(number, lines):
    assert equation("y", number, float(number.value)) == lines


def test_gradients_are_explained():
    w = leaf([[1.0, -2.0]], "W1", "parameter")
    x = leaf([3.0, 1.0])
    g = leaf([2.0], "∂L/∂h", "gradient")
    dw, dx = differentiate([np.maximum(w @ x, 0)], [g], [w, x])
    (dw1, dw2), (dx1, dx2) = dw[0], dx
    assert equation("∂L/∂W1[1,1]", dw1, 6.0) == [
        "∂L/∂W1[1,1] = ∂L/∂h[1]·x[1] (since W1[1,1]·x[1] + W1[1,2]·x[2] > 0)",
        "∂L/∂W1[1,1] = 2·3 = 6 (since 1·3 + (-2)·1 > 0)",
    ]
    assert numbers(dw2) == "2·1"
    assert symbols(dx1) == "W1[1,1]·∂L/∂h[1]"
    assert numbers(dx2) == "(-2)·2"


def test_many_choices_give_few_reasons():
    many = record(np.arange(1.0, 50.0), Variable("z", "input"))
    lines = equation("y", np.where(many > 0, many, 0).sum(), 1225.0, terms=3)
    assert lines[1].endswith("(since 1 > 0, 2 > 0, 3 > 0, …)")
