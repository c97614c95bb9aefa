"""Letters for what an equation would repeat, and what is said of them behind it."""

import numpy as np
import pytest
from expressions import leaf

import handnn as hn
from handnn.arithmetic import equation, right_sides, symbols
from handnn.arithmetic.writing.latex import LATEX
from handnn.arithmetic.writing.letters import letters_for, on_paper, set_out

X = leaf([-1.0, 2.0, 5.0])


def lines(number, terms=None, left="y"):
    return equation(left, number, float(number.value), terms)


def in_symbols(number, left="y"):
    return lines(number, left=left)[0].removeprefix(f"{left} = ")


def shifted(x):
    """Half of a softmax, whose maximum does not cancel."""
    e = np.exp(x - np.max(x))
    return e / (np.sum(e) + 1)


def normalised(x):
    mean = np.mean(x)
    return (x - mean) / np.sqrt(np.mean((x - mean) ** 2) + 1)


@pytest.mark.parametrize(
    "number",
    [
        *(X[0] * X[1] + X[2], X[0] * X[1] + X[0], 2 * X[0] + 2 * X[1], np.exp(X[0]) + X[1]),
        *(shifted(X)[0], normalised(X)[0], np.logaddexp(X[0], X[1]), np.log(np.exp(X[0])) + X[1]),
        *((X[0] + X[1]) * (X[0] + X[1]), np.sum((X[0] * X[1] * X[2]) * X)),
    ],
    ids=symbols,
)
def test_an_expression_is_on_paper_as_it_was_set_out(number):
    number = number.cell()
    there, letters = on_paper(number, "y")
    expected = set_out(number)
    assert symbols(there) == symbols(expected)
    assert len(letters.kinds) == len(letters_for(expected, "y").kinds)


def test_a_maximum():
    assert lines(shifted(X[:2])[0]) == [
        "y = exp(x[1] - m) / (exp(x[1] - m) + exp(x[2] - m) + 1) (with m = max(x[1], x[2]))",
        "y = exp(-1 - 2) / (exp(-1 - 2) + exp(2 - 2) + 1) ≈ 0.02429 (with m = max(-1, 2) = 2)",
    ]


def test_of_many_only_once():
    assert lines(shifted(leaf(np.arange(10.0)))[0], terms=3) == [
        "y = exp(x[1] - m) / (exp(x[10] - m) + 1 + exp(x[9] - m) + (the 8 smallest terms)) "
        "(with m = max(x[1], x[2], … (7 more) …, x[10]))",
        "y ≈ exp(0 - 9) / (exp(9 - 9) + 1 + exp(8 - 9) + (the 8 smallest terms, together 0.214)) "
        "≈ 4.78e-5 (with m = max(0, 1, … (7 more) …, 9) = 9)",
    ]


def test_softmax_and_cross_entropy_have_nothing_to_repeat():
    for n in (2, 10):
        output = np.arange(n) / 2
        softmax = hn.Softmax().run(output).explain()
        loss = hn.CrossEntropy().explain(output, target=1)
        assert not [line for c in [*softmax, *loss] for line in c.lines() if "with" in line]


def test_layer_normalisation():
    assert lines(normalised(X)[0]) == [
        "y = (x[1] - s) / √(((x[1] - s)^2 + (x[2] - s)^2 + (x[3] - s)^2) / 3 + 1) "
        "(with s = (x[1] + x[2] + x[3]) / 3)",
        "y = (-1 - 2) / √(((-1 - 2)^2 + (2 - 2)^2 + (5 - 2)^2) / 3 + 1) ≈ -1.134 "
        "(with s = (-1 + 2 + 5) / 3 = 2)",
    ]


class Normalisation(hn.Layer):
    """Mean 0 and variance 1, without gradients of its own, in a single equation."""

    shown_names = ()

    def forward(self, x):
        return normalised(x)


def test_a_layer_of_ones_own_and_its_derived_gradient():
    trace = hn.Sequential(Normalisation()).trace([-1, 2, 5])
    assert trace.explain()[0].lines() == lines(normalised(X)[0], left="y[1]")
    gradient = trace.backward(grad=[1, 0, 0]).explain("input")[0]
    first, second = gradient.lines()
    assert first.startswith("∂L/∂x[1] = ")
    assert "s = (x[1] + x[2] + x[3]) / 3" in first.replace("s1", "s").replace("s2", "s")
    assert len(first) < 700  # 1400 characters without letters
    assert f" ≈ {gradient.value:.4g} (with " in second


def test_a_rounded_value_is_said_to_be_rounded():
    assert lines(np.var(leaf([1.0, 2.0, 2.0])))[1] == (
        "y ≈ ((1 - 1.667)^2 + (2 - 1.667)^2 + (2 - 1.667)^2) / 3 ≈ 0.2222 "
        "(with s = (1 + 2 + 2) / 3 ≈ 1.667)"
    )
    third = X[0] * (1 / 3) + X[1]
    assert lines(third * third) == [
        "y = s·s (with s ≈ x[1]·0.3333 + x[2])",
        "y ≈ 1.667·1.667 ≈ 2.778 (with s ≈ (-1)·0.3333 + 2 ≈ 1.667)",
    ]


def test_definitions_in_definitions():
    spread = np.var(X)
    product = np.prod(X)
    assert lines(spread * spread - product * np.exp(product)) == [
        "y = s1·s1 - p·exp(p) (with s1 = ((x[1] - s2)^2 + (x[2] - s2)^2 + (x[3] - s2)^2) / 3, "
        "p = x[1]·x[2]·x[3], s2 = (x[1] + x[2] + x[3]) / 3)",
        "y = 6·6 - (-10)·exp(-10) ≈ 36 (with s1 = ((-1 - 2)^2 + (2 - 2)^2 + (5 - 2)^2) / 3 = 6, "
        "p = (-1)·2·5 = -10, s2 = (-1 + 2 + 5) / 3 = 2)",
    ]


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (X[0] + X[1], "x[1] + x[2]"),
        (X[0] * X[0], "x[1]·x[1]"),
        (X[0] * X[1] + np.exp(X[0] * X[1]), "x[1]·x[2] + exp(x[1]·x[2])"),
        (np.exp(X[0] / X[1]) + X[0] / X[1], "exp(x[1] / x[2]) + x[1] / x[2]"),
        ((X[0] - X[1]) * np.exp(X[0] - X[1]), "(x[1] - x[2])·exp(x[1] - x[2])"),
        ((X[0] - 1) ** 2 + np.exp((X[0] - 1) ** 2), "(x[1] - 1)^2 + exp((x[1] - 1)^2)"),
        (np.tanh(-X[0]) - 1 / np.tanh(-X[0]), "tanh(-x[1]) - 1 / tanh(-x[1])"),
        (np.max(X) + np.min(X), "max(x[1], x[2], x[3]) + min(x[1], x[2], x[3])"),
    ],
)
def test_no_letter_where_nothing_repeats_or_it_is_short(number, written):
    assert lines(number)[0] == f"y = {written}"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ((X[0] + X[1]) * np.exp(X[0] + X[1]), "s·exp(s) (with s = x[1] + x[2])"),
        (
            np.exp(-X.sum()) - 1 / np.exp(-X.sum()),
            "u - 1 / u (with u = exp(-(x[1] + x[2] + x[3])))",
        ),
        (np.maximum(X[0], 0) ** np.maximum(X[0], 0), "m^m (with m = max(0, x[1]))"),
        (-X.min() * np.exp(-X.min()), "u·exp(u) (with u = -min(x[1], x[2], x[3]))"),
        (
            X.max() * np.log(X.max()) + X.min() ** X.min(),
            "m1·log(m1) + m2^m2 (with m1 = max(x[1], x[2], x[3]), m2 = min(x[1], x[2], x[3]))",
        ),
        (X.sum() + X[0] + np.exp(X.sum()), "s + x[1] + exp(s) (with s = x[1] + x[2] + x[3])"),
        (
            X.sum() - X[0] * X.prod() / X.prod(),
            "x[1] + x[2] + x[3] - x[1]·p / p (with p = x[1]·x[2]·x[3])",
        ),
    ],
)
def test_which_letter(number, written):
    assert in_symbols(number) == written


def test_equal_parts_need_not_be_the_same_object():
    assert in_symbols(np.sum(X) * np.exp(np.sum(X))) == "s·exp(s) (with s = x[1] + x[2] + x[3])"


def test_letters_are_no_symbols_of_the_equation():
    m, s2, n = (leaf([1.0, 2.0], name) for name in ("m", "s2", "n"))
    assert in_symbols(m.max() * np.exp(m.max())) == "n·exp(n) (with n = max(m[1], m[2]))"
    both = m.max() * np.exp(m.max()) + n[0]
    assert in_symbols(both) == "q·exp(q) + n[1] (with q = max(m[1], m[2]))"
    total = s2.sum() * np.exp(s2.sum())
    assert in_symbols(total) == "n·exp(n) (with n = s2[1] + s2[2])"
    assert in_symbols(X.max() ** X.max(), left="∂L/∂m[1]").startswith("n^n (with n = ")
    everything = sum(leaf([1.0], name)[0] for name in "mnqvwrcdefgk")
    assert in_symbols(everything * X.max() ** X.max()).endswith("(with mm = max(x[1], x[2], x[3]))")


def test_choices_and_letters():
    z = leaf([[1.0, 2.0, 3.0]], "W")[0] @ X
    leaky = np.where(z > 0, z, 0.1 * z)
    written = "W[1,1]·x[1] + W[1,2]·x[2] + W[1,3]·x[3]"
    assert in_symbols(leaky) == f"{written} (since {written} > 0)"  # y = s would say nothing
    assert lines(np.where(z < 0, z, 0.1 * z)) == [
        f"y = 0.1·s (with s = {written}) (since s ≥ 0)",
        "y = 0.1·18 = 1.8 (with s = 1·(-1) + 2·2 + 3·5 = 18) (since 18 ≥ 0)",
    ]
    total = np.sum(np.where(X > 0, X, X / 4))
    assert in_symbols(total * np.exp(total)) == (
        "s·exp(s) (with s = x[1] / 4 + x[2] + x[3]) (since x[1] ≤ 0, x[2] > 0, x[3] > 0)"
    )
    assert lines(total, terms=2)[0].endswith("(since x[1] ≤ 0, x[2] > 0, …)")
    assert lines(np.sum(np.where(X[:2] > 0, X[:2], 1.0)), terms=2)[0].endswith("x[2] > 0)")


def test_a_condition_gets_no_letter_but_what_it_compares_does():
    total = np.sum(X)
    condition = total > 0
    number = np.where(condition, X[0], X[1]) * condition
    assert in_symbols(number) == "x[1]·[s > 0] (with s = x[1] + x[2] + x[3]) (since s > 0)"


def test_in_ascii_and_latex():
    number = shifted(X[:2])[0]
    ascii = equation("y", number, number.value, ascii=True)
    assert ascii[1].endswith("~= 0.02429 (with m = max(-1, 2) = 2)")
    assert right_sides(number, number.value, notation=LATEX) == [
        r"= \frac{\exp\left(x[1] - m\right)}{\exp\left(x[1] - m\right) + \exp\left(x[2] - m\right) "
        r"+ 1} \quad (\text{with } {m = \max\left(x[1], x[2]\right)})",
        r"= \frac{\exp\left(-1 - 2\right)}{\exp\left(-1 - 2\right) + \exp\left(2 - 2\right) + 1} "
        r"\approx 0.02429 \quad (\text{with } {m = \max\left(-1, 2\right) = 2})",
    ]
    extremes = X.max() ** X.max() + X.min() ** X.min()
    assert "{m_{1}}^{m_{1}}" in right_sides(extremes, 0.0, notation=LATEX)[0]


def test_an_expression_alone_has_no_letters():
    total = X[0] + X[1]
    assert symbols(total * np.exp(total)) == "(x[1] + x[2])·exp(x[1] + x[2])"


def test_what_repeats_itself_without_end_is_short():
    doubled = X[0]
    for _ in range(64):
        doubled = np.tanh(doubled + doubled)
    written = in_symbols(doubled * doubled)
    assert written.startswith("u1·u1 (with u1 = tanh(u2 + u2), u2 = tanh(u3 + u3), ")
    assert len(written) < 2000
