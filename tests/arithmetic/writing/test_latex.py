"""The arithmetic in LaTeX, to the letter, and safe whatever things are called."""

import math
import re

import numpy as np
import pytest
from expressions import ALL, expressions, leaf
from hypothesis import given
from hypothesis import strategies as st

from handnn.arithmetic import Variable, operate, right_sides
from handnn.arithmetic.writing.latex import LATEX, latex_cell, latex_name, latex_number, latex_text

X = leaf([2.0, -1.0, 3.0, 0.5])

UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*[$%#&~]")


def is_balanced(latex):
    """Whether braces and \\left ... \\right close what they open."""
    stack = []
    for token in re.findall(r"\\[A-Za-z]+|\\.|.", latex, re.DOTALL):
        if token in ("{", "\\left"):
            stack.append(token)
        elif token in ("}", "\\right"):
            opening = {"}": "{", "\\right": "\\left"}[token]
            if not stack or stack.pop() != opening:
                return False
    return not stack


def in_symbols(number):
    return right_sides(number, float(number.value), notation=LATEX)[0].removeprefix("= ")


@pytest.mark.parametrize(
    ("number", "latex"),
    [
        (X[0] * X[1] - 3, r"x[1] \cdot x[2] - 3"),
        (X[0] / (X[1] + 3), r"\frac{x[1]}{x[2] + 3}"),
        (X[0] / X[1] / X[2], r"\frac{\frac{x[1]}{x[2]}}{x[3]}"),
        (np.reciprocal(X[0] + X[1]), r"\frac{1}{x[1] + x[2]}"),
        (-(X[0] + X[1]), r"-\left(x[1] + x[2]\right)"),
        (X[0] * -1, r"x[1] \cdot (-1)"),
        ((X[0] + X[1]) * X[2], r"\left(x[1] + x[2]\right) \cdot x[3]"),
        ((X[0] / X[2]) ** 2, r"{\frac{x[1]}{x[3]}}^{2}"),
        (X[0] ** (X[1] + 1), r"{x[1]}^{x[2] + 1}"),
        (np.square(X[0] - 1), r"{\left(x[1] - 1\right)}^2"),
        (np.maximum(X[1], 0), r"\max\left(0, x[2]\right)"),
        (np.exp(-X[0]), r"\exp\left(-x[1]\right)"),
        (np.sqrt(abs(X[1])), r"\sqrt{\left|x[2]\right|}"),
        (X[0] * (X[1] > 0), r"x[1] \cdot \left[x[2] > 0\right]"),
        (np.floor(X[0] / 2), r"\left\lfloor \frac{x[1]}{2} \right\rfloor"),
        (np.expm1(X[0]) % X[2], r"\operatorname{expm1}\left(x[1]\right) \bmod x[3]"),
        (np.log2(X[0]), r"\log_2\left(x[1]\right)"),
        (X[0] * 1e-7, r"x[1] \cdot 10^{-7}"),
        (X[0] * 2.5e-7, r"x[1] \cdot 2.5 \cdot 10^{-7}"),
        (X[0] * math.inf, r"x[1] \cdot \infty"),
        (np.where(X[0] > 3, X[1], X[2]), r"x[3] \quad (\text{since } {x[1] \le 3})"),
    ],
)
def test_notation(number, latex):
    assert in_symbols(number) == latex
    assert is_balanced(latex)


def test_the_neuron_of_the_exercise():
    w, b = leaf([[1, -1, 1]], "W1", "parameter"), leaf([-5], "b1", "parameter")
    z = (w @ leaf([2, 1, 3]) + b)[0]
    assert right_sides(z, -1.0, notation=LATEX) == [
        r"= W_{1}[1,1] \cdot x[1] + W_{1}[1,2] \cdot x[2] + W_{1}[1,3] \cdot x[3] + b_{1}[1]",
        r"= 1 \cdot 2 + (-1) \cdot 1 + 1 \cdot 3 + (-5) = -1",
    ]
    assert right_sides(z / 3, -1 / 3, terms=2, notation=LATEX) == [
        r"= \frac{b_{1}[1] + W_{1}[1,3] \cdot x[3] + (\text{the } 2 \text{ smallest terms})}{3}",
        r"= \frac{-5 + 1 \cdot 3 + (\text{the } 2 \text{ smallest terms}\text{, together } 1)}{3} "
        r"\approx -0.3333",
    ]


@pytest.mark.parametrize(
    ("variable", "index", "latex"),
    [
        (Variable("W1", "parameter"), (1, 0), "W_{1}[2,1]"),
        (Variable("z1", "value", batched=True), (1, 2), "{z_{1}}^{(2)}[3]"),
        (Variable("h'", "value"), (0,), "h'[1]"),
        (Variable("L", "loss"), (), "L"),
        (Variable("∂L/∂W1", "gradient"), (1, 0), r"\frac{\partial L}{\partial W_{1}}[2,1]"),
        (Variable("log_scale", "parameter"), (0,), r"\text{log\_scale}[1]"),
        (Variable("gain2", "parameter"), (0,), r"\mathit{gain}_{2}[1]"),
        (Variable("λ", "parameter"), (0,), r"\lambda[1]"),
        (Variable("∂L/∂Σ", "gradient"), (0,), r"\frac{\partial L}{\partial \Sigma}[1]"),
    ],
)
def test_symbols(variable, index, latex):
    assert latex_cell(variable, index) == latex


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("50% & $3 #1 a_b ~ ^", r"50\% \& \$3 \#1 a\_b \textasciitilde{} \textasciicircum{}"),
        ("<script>", r"\textless{}script\textgreater{}"),
        ("right\u202eleft\nline\0", "rightleftline"),
        ("Dense 3 → 4", r"Dense 3 \(\to\) 4"),
        ("η", r"\(\eta\)"),
    ],
)
def test_escaping(text, latex):
    assert latex_text(text) == latex


@given(st.text())
def test_no_name_breaks_out(name):
    for latex in (latex_text(name), latex_name(name)):
        assert is_balanced(latex)
        assert not UNESCAPED.search(latex)
        assert "\n" not in latex


@pytest.mark.parametrize("text", ["nan", "∞", "-∞", "3", "-1.5", "1.234e-5", "-1e20"])
def test_numbers(text):
    assert is_balanced(latex_number(text)[0])


@given(st.data())
def test_every_expression_is_balanced(data):
    number = operate("add", data.draw(expressions([x.cell() for x in X], ALL)), X.cell(0))
    for side in right_sides(number, number.value, notation=LATEX):
        assert is_balanced(side)
