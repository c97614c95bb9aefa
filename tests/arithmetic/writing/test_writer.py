"""What is written, to the letter."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handnn.arithmetic import (
    Constant,
    Variable,
    differentiate,
    equation,
    format_number,
    numbers,
    record,
    symbols,
    to_ascii,
)


def leaf(values, name="x", role="input", batched=False):
    return record(values, Variable(name, role, batched))


X = leaf([2.0, -1.0, 3.0, 0.5])


@pytest.mark.parametrize(
    ("value", "text", "exact"),
    [
        (3.0, "3", True),
        (-5.0, "-5", True),
        (-0.0, "0", True),
        (0.1 + 0.2, "0.3", True),
        (1.4, "1.4", True),
        (0.0625, "0.0625", True),
        (0.03125, "0.03125", True),
        (123.4567, "123.4567", True),
        (1 / 3, "0.3333", False),
        (200 / 3, "66.67", False),
        (12345.678912, "12346", False),
        (0.00012345678, "0.0001235", False),
        (0.000012345678, "1.235e-5", False),
        (1e-5, "1e-5", True),
        (1e20, "1e20", True),
        (1234567.891234, "1.235e6", False),
        (123456789.0, "123456789", True),
        (-1e-9 / 3, "-3.333e-10", False),
        (math.nan, "nan", True),
        (math.inf, "∞", True),
        (-math.inf, "-∞", True),
        (True, "1", True),
    ],
)
def test_show(value, text, exact):
    assert format_number(value) == (text, exact)


@given(st.floats(-1e300, 1e300))
def test_shown_text_is_near_and_says_whether_it_is_exact(value):
    text, exact = format_number(value)
    assert math.isclose(float(text), value, rel_tol=1e-12 if exact else 6e-4, abs_tol=1e-320)


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
        (X[0] / 0, ["y = x[1] / 0", "y = 2 / 0 = ∞"]),
    ],
)
def test_equation(number, lines):
    assert equation("y", number, float(number.value)) == lines


def test_long_rows_are_cut_short():
    x = leaf(np.arange(1.0, 785.0))
    total = x.sum()
    assert symbols(total, terms=3) == "x[1] + x[2] + … (781 more) … + x[784]"
    assert numbers(total, terms=3, ascii=True) == "1 + 2 + ... (781 more) ... + 784"
    assert symbols(np.prod(x[:5]), terms=3) == "x[1]·x[2]·… (2 more) …·x[5]"
    assert symbols(np.max(x[:4]), terms=2) == "max(x[1], … (2 more) …, x[4])"
    assert symbols(x[:3].sum(), terms=3) == "x[1] + x[2] + x[3]"
    assert symbols(total).count("+") == 783


def test_cells_of_variables():
    assert Variable("y", "output").cell(()) == "y"
    assert Variable("L", "loss", batched=True).cell((11,)) == "L⁽¹²⁾"
    assert Variable("∂L/∂z1", "gradient", batched=True).cell((1, 2)) == "∂L/∂z1⁽²⁾[3]"
    assert Variable("∂L/∂z1", "gradient", batched=True).cell((1, 2), ascii=True) == "dL/dz1(2)[3]"


def test_gradients_are_explained():
    w = leaf([[1.0, -2.0]], "W1", "parameter")
    x = leaf([3.0, 1.0])
    g = leaf([2.0], "∂L/∂h", "gradient")
    dw1, dw2, dx1, dx2 = differentiate(list(np.maximum(w @ x, 0)), list(g), [*w.flat, *x])
    assert equation("∂L/∂W1[1,1]", dw1, 6.0) == [
        "∂L/∂W1[1,1] = ∂L/∂h[1]·x[1] (since W1[1,1]·x[1] + W1[1,2]·x[2] > 0)",
        "∂L/∂W1[1,1] = 2·3 = 6 (since 1·3 + (-2)·1 > 0)",
    ]
    assert numbers(dw2) == "2·1"
    assert symbols(dx1) == "W1[1,1]·∂L/∂h[1]"
    assert numbers(dx2) == "(-2)·2"


def test_an_expression_that_repeats_itself_without_end_is_cut_off():
    doubled = X[0]
    for _ in range(64):
        doubled = doubled + doubled
    written = symbols(doubled, terms=3)
    assert written.startswith("x[1] + x[1] + … (")


whole = st.integers(-9, 9).map(float)


@st.composite
def expressions(draw, depth=4):
    """Expressions of whole numbers that Python can read back."""
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return leaf([draw(whole)])[0] if draw(st.booleans()) else Constant(draw(whole))
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
        return np.sum(np.array([a, b, a]).view(type(X)))
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


@given(st.text())
def test_ascii_is_ascii(text):
    assert to_ascii(text).isascii()
