"""The record of any NumPy code."""

import numpy as np
import pytest
from exercises import HIDDEN, OUTPUT
from hypothesis import example, given, settings
from hypothesis import strategies as st
from named_code import two_layers
from printed import check_line

import handnn as hn

ARGUMENTS = [2, 1, 3], *HIDDEN, *OUTPUT


def loss(x, W1, b1, W2, b2):
    output = two_layers(x, W1, b1, W2, b2)
    error = output - np.array([1.0, 1.0])
    return (error**2).sum() / 2


def test_the_exercise_as_a_function():
    work = hn.work(two_layers, *ARGUMENTS)
    assert work.result.tolist() == [0, 3]
    assert [step.name for step in work] == ["z1", "h", "z2", "y"]
    assert work["z1"].output.tolist() == [-1, 3, 5, 3]
    net = hn.Sequential(hn.Dense(*HIDDEN), hn.ReLU(), hn.Dense(*OUTPUT), hn.ReLU())
    of_net = [cell.lines() for cell in net.trace([2, 1, 3]).explain()]
    assert [cell.lines() for cell in work.explain()] == of_net


def test_gradients_agree_with_those_of_the_network():
    back = hn.work(loss, *ARGUMENTS).backward()
    net = hn.Sequential(hn.Dense(*HIDDEN), hn.ReLU(), hn.Dense(*OUTPUT), hn.ReLU())
    of_net = net.trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])
    for name, own in (("W1", "dense_1.W"), ("b1", "dense_1.b"), ("W2", "dense_2.W")):
        assert np.allclose(back.gradients[name], of_net.gradients[own])
    assert np.allclose(back.gradients["x"], of_net.input_gradient)


def test_a_gradient_is_explained_by_those_after_it():
    back = hn.work(loss, *ARGUMENTS).backward()
    net = hn.Sequential(hn.Dense(*HIDDEN), hn.ReLU(), hn.Dense(*OUTPUT), hn.ReLU())
    of_net = net.trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])
    assert str(back.explain("W1", (2, 2))) == str(of_net.explain("dense_1.W", (2, 2)))
    assert str(back.explain("W1", (2, 2))).startswith("∂L/∂W1[3,3] = ∂L/∂z1[3]·x[3]\n")


@pytest.mark.parametrize(
    "ask",
    [
        lambda work: work.backward(hn.SquaredError(), target=[1, 1]),
        lambda work: work.backward(hn.SquaredError(), [1, 1]),
        lambda work: work.backward(hn.SquaredError()),
        lambda work: work.backward(loss=hn.SquaredError(), target=[1, 1]),
        lambda work: work.backward(target=[1, 1]),
    ],
)
def test_a_loss_beside_code_is_answered(ask):
    def layer(x, W, b):
        y = W @ x + b
        return y

    work = hn.work(layer, [2.0, 1.0], [[1.0, -1.0], [0.0, 2.0]], [1.0, 0.0])
    with pytest.raises(hn.ArgumentError) as error:
        ask(work)
    assert str(error.value) == (
        "Code has its loss in a line of its own, so that it is worked by hand too: let it end with "
        "one, such as L = np.sum((y - t) ** 2) / 2, and work.backward() starts from there. Or give "
        "the gradient to start from: work.backward(grad=hn.SquaredError().gradient(work.output, "
        "t))."
    )

    def with_a_loss(x, W, b, t):
        y = W @ x + b
        L = np.sum((y - t) ** 2) / 2
        return L

    t = np.array([1.0, 1.0])
    ended = hn.work(with_a_loss, *work.given.values(), t).backward()
    begun = work.backward(grad=hn.SquaredError().gradient(work.output, t))
    for name in ("x", "W", "b"):
        np.testing.assert_array_equal(ended.gradients[name], begun.gradients[name])


def test_backward_needs_a_gradient_where_the_output_is_no_number():
    work = hn.work(two_layers, *ARGUMENTS)
    with pytest.raises(hn.ArgumentError) as caught:
        work.backward()
    assert str(caught.value) == (
        "The output y has 2 numbers. Give the gradient with respect to it, in its shape (2,): "
        "work.backward(grad=...)."
    )
    with pytest.raises(hn.ShapeError):
        work.backward(grad=[1.0])
    assert work.backward(grad=[0, 1]).gradients["b2"].tolist() == [0.0, 1.0]


def rnn(X, Wx, Wh):
    H = np.zeros((3, 2))
    h = np.zeros(2)
    for t in range(3):
        h = np.tanh(Wx @ X[t] + Wh @ h)
        H[t] = h
    G = np.zeros((4, 2))
    for t in range(3):
        G[t + 1] = np.tanh(Wx @ X[t] + Wh @ G[t])
    return (H**2).sum() + (G[3] * G[2]).sum()


def test_gradients_agree_with_finite_differences_where_arrays_are_filled():
    rng = np.random.default_rng(1)
    arrays = [rng.normal(size=shape) for shape in ((3, 2), (2, 2), (2, 2))]
    back = hn.work(rnn, *arrays).backward()
    for i, name in enumerate(("X", "Wx", "Wh")):
        for place in np.ndindex(arrays[i].shape):
            slopes = []
            for step in (1e-6, -1e-6):
                moved = [a.copy() for a in arrays]
                moved[i][place] += step
                slopes.append(rnn(*moved))
            slope = (slopes[0] - slopes[1]) / 2e-6
            assert back.gradients[name][place] == pytest.approx(slope, abs=1e-8)


def test_every_pen_draws_it(tmp_path):
    work = hn.work(two_layers, *ARGUMENTS)
    for suffix in ("html", "svg", "md", "tex", "txt", "json"):
        file = tmp_path / f"work.{suffix}"
        work.save(file)
        assert "z1" in file.read_text(encoding="utf-8") or suffix in ("svg", "tex")
    back = hn.work(loss, *ARGUMENTS).backward()
    back.save(tmp_path / "back.html")
    assert "∂L/∂W1" in str(back)
    assert work.describe().startswith("The code two_layers(x, W1, b1, W2, b2) gives 4 arrays.\n")


def test_what_work_takes():
    with pytest.raises(hn.ArgumentError) as caught:
        hn.work(3)
    assert str(caught.value) == (
        "work takes a function and its arguments, hn.work(f, x, W), or the file of a script, "
        'hn.work("script.py"); not a int.'
    )
    with pytest.raises(hn.ArgumentError):
        hn.work("script.py", [1, 2])


def neuron(x, w, b, activation=np.tanh):
    return activation(w @ x + b)


def test_a_call_names_everything_that_was_passed():
    work = hn.work(neuron, [1.0, 2.0], [0.5, -1.0], 2)
    assert work.run.layer.label == "neuron(x, w, b)"
    assert list(work.given) == ["x", "w"]
    work = hn.work(neuron, [1.0, 2.0], b=2, activation=np.sin, w=[0.5, -1.0])
    assert work.run.layer.label == "neuron(x, b, activation, w)"
    work = hn.work(lambda ws, x: ws[0] @ (ws[1] @ x), [np.eye(2), np.eye(2)], [1.0, 2.0])
    assert work.run.layer.label == "lambda ws, x"
    assert list(work.given) == ["x", "ws⁽¹⁾", "ws⁽²⁾"]


def test_the_line_of_a_lambda_is_the_lambda():
    work = hn.work(lambda x, W: np.maximum(W @ x, 0), [1.0, 2.0], [[1, 2], [3, 4]])
    assert work["y"].layer.label == "lambda x, W: np.maximum(W @ x, 0)"


def learn(w, x, t):
    y = w * x
    L = (y - t) ** 2
    w = w - 0.1 * 2 * (y - t) * x
    return L


def learn_both(w, x, t):
    y = w * x
    L = (y - t) ** 2
    w = w - 0.1 * 2 * (y - t) * x
    return L.sum(), w


def test_backward_starts_from_what_the_function_gave_back():
    work = hn.work(learn, 1.0, 2.0, 6.0)
    assert [step.name for step in work] == ["y", "L", "w⁽¹⁾"]
    assert work.result == work.output == 16.0
    back = work.backward()
    assert back.gradients["w"] == 2 * (2.0 - 6.0) * 2.0
    assert back.gradients["L"] == 1.0
    assert back.gradients["w⁽¹⁾"] == 0.0


def test_of_several_results_the_only_number_is_the_one_to_start_from():
    work = hn.work(learn_both, [1.0, 2.0], [2.0, 1.0], [6.0, 1.0])
    assert work.output == 17.0
    assert work.backward().gradients["w"].tolist() == [-16.0, 2.0]
    assert work["w"].symbols.output == "w⁽¹⁾"


def test_backward_starts_from_the_number_named():
    work = hn.work(learn, 1.0, 2.0, 6.0)
    back = work.backward(loss="y")
    assert (back.output, back.gradients["w"]) == (2.0, 2.0)
    assert back.gradients["L"] == back.gradients["w⁽¹⁾"] == 0.0
    assert work.backward(loss="L").gradients == work.backward().gradients
    assert work.single_numbers == ("y", "L", "w⁽¹⁾")
    with pytest.raises(hn.NoSuchStepError):
        work.backward(loss="q")


def test_a_page_of_gradients_says_whose_they_are():
    work = hn.work(learn, 1.0, 2.0, 6.0)
    label = "learn(w, x, t) and "
    assert work.backward().run.layer.label == f"{label}its gradients"
    assert work.backward(loss="y").run.layer.label == f"{label}the gradients of L = y"
    assert work.backward(2.0, loss="y").run.layer.label == f"{label}its gradients"


def test_backward_names_the_numbers_to_start_from():
    def scaled(w, x):
        L = w @ x
        return L * x

    work = hn.work(scaled, [1.0, 2.0], [2.0, 1.0])
    with pytest.raises(hn.ArgumentError) as caught:
        work.backward()
    assert str(caught.value) == (
        "The output y has 2 numbers. Give the gradient with respect to it, in its shape (2,): "
        'work.backward(grad=...). Or start from one number, work.backward(loss="..."): L.'
    )
    assert work.backward(loss="L").gradients["w"].tolist() == [2.0, 1.0]


def test_what_is_given_explains_itself_as_given():
    work = hn.work(neuron, [1.0, 2.0], [0.5, -1.0], 2)
    assert str(work.explain("w", 0)) == "w[1] = 0.5\nw is given, not computed."
    assert str(work.explain("w")) == "w is given, not computed:\n  w[1] = 0.5\n  w[2] = -1"
    assert [cell.value for cell in work.explain("x")] == [1.0, 2.0]
    with pytest.raises(hn.NoSuchStepError):
        work.explain("w", 2)


def test_gradients_without_arithmetic_say_why():
    back = hn.work(learn, 1.0, 2.0, 6.0).backward(loss="y")
    assert str(back.explain("y")) == (
        "∂L/∂y is constant here, so there is nothing to work out:\n  ∂L/∂y = 1"
    )
    assert str(back.explain("L", ())) == (
        "∂L/∂L = 0\n∂L/∂L is 0, because y does not change with L."
    )


def test_the_gradient_of_a_reciprocal_has_no_factor_of_1():
    def reciprocal(x):
        d = x + 1
        r = 1 / d
        return r.sum()

    back = hn.work(reciprocal, [1.0, 3.0]).backward()
    assert back.explain("d", 0)[0].lines()[0] == "∂L/∂d[1] = (-1) / d[1]^2"


def test_the_name_of_a_gradient_may_be_written_in_full():
    back = hn.work(loss, *ARGUMENTS).backward()
    asked = [str(back.explain(name, (2, 2))) for name in ("W1", "∂L/∂W1", "dL/dW1")]
    assert len({*asked}) == 1
    with pytest.raises(hn.NoSuchStepError, match=r'^There is no gradient with respect to "q"'):
        back.explain("q")


# -- any program ----------------------------------------------------------------------------------

STATEMENTS = (
    "{new} = {a} * {b}",
    "{new} = {a} + 2 * {b}",
    "{new} = np.tanh({a}) - {b}",
    "{new} = W @ {a} + {b}",
    "{new} = np.maximum({a}, {b} / 2)",
    "{new} = {a}.copy()\n    {new}[1:] += {b}[:-1]",
    "{new} = {a} * 1\n    {new} -= 0.1 * {b}",
    "{new} = {a}\n    for i in range(2):\n        {new} = np.tanh({new}) + {b} * i",
    "{new} = np.zeros(3)\n    for i in range(3):\n        {new}[i] = {a}[i] * {b}[2 - i]",
    "part = ({a} + {b})[::-1]\n    {new} = part * part[0]",
    "grid = np.outer({a}, {b})\n    grid[0, :] = {b}\n    {new} = grid.sum(axis=0) / 3",
)


@st.composite
def programs(draw):
    """The source of a function of x, w and W whose result is one number."""
    names = ["x", "w"]
    lines = []
    for _ in range(draw(st.integers(1, 6))):
        new = draw(st.sampled_from(["h", "z", "u"]))
        a, b = (draw(st.sampled_from(names)) for _ in range(2))
        lines.append(draw(st.sampled_from(STATEMENTS)).format(new=new, a=a, b=b))
        names = [*(name for name in names if name != new), new]
    body = "\n    ".join([*lines, f"return ({names[-1]} ** 2).sum() + x[0]"])
    return f"def program(x, w, W):\n    {body}\n"


OLDER_NAME_OF_A_COPY = """def program(x, w, W):
    h = x * x
    z = np.zeros(3)
    for i in range(3):
        z[i] = x[i] * x[2 - i]
    h = z.copy()
    h[1:] += x[:-1]
    return (h ** 2).sum() + x[0]
"""


@settings(max_examples=60, deadline=None)
@given(programs(), st.integers(0, 2**31))
@example(OLDER_NAME_OF_A_COPY, 0)
def test_any_program_is_worked_and_differentiated(source, seed):
    scope = {"np": np}
    exec(source, scope)
    program = scope["program"]
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape) / 2 for shape in ((3,), (3,), (3, 3))]
    expected = program(*(array.copy() for array in arrays))
    work = hn.work(program, *arrays)
    assert work.result == pytest.approx(expected, rel=1e-12)
    for explanation in work.explanations():
        for cell in explanation:
            check_line(cell.lines()[-1])
    back = work.backward()
    for i, name in enumerate(("x", "w", "W")):
        for place in np.ndindex(arrays[i].shape):
            values = []
            for step in (1e-5, -1e-5):
                moved = [array.copy() for array in arrays]
                moved[i][place] += step
                values.append(program(*moved))
            slope = (values[0] - values[1]) / 2e-5
            assert back.gradients[name][place] == pytest.approx(slope, rel=1e-4, abs=1e-5), source
