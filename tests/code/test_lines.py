"""Lines of code as steps."""

import numpy as np
import pytest

import handnn as hn


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class Attention(hn.Layer):
    sample_ndim = 2
    parameter_names = ("Wq", "Wk", "Wv")

    def __init__(self, Wq, Wk, Wv, name=None):
        super().__init__(name=name)
        self.Wq, self.Wk, self.Wv = Wq, Wk, Wv

    def forward(self, x):
        q, k, v = x @ self.Wq.T, x @ self.Wk.T, x @ self.Wv.T
        scores = q @ k.T / np.sqrt(q.shape[-1])
        weights = softmax(scores)
        return weights @ v


@pytest.fixture
def trace():
    attention = Attention([[1, 0], [0, 1]], [[1, 1], [0, 1]], [[2, 0], [1, 1]], name="attention")
    return hn.Sequential(attention, hn.Dense([[1, -1]])).trace([[1, 2], [0, 1], [1, 0]])


def test_a_step_goes_through_its_names(trace):
    step = trace["attention"]
    assert [line.name for line in step] == ["q", "k", "v", "scores", "e", "weights", "z1"]
    headings = [part.heading for part in step.explain().parts]
    assert headings[3] == "attention.scores (scores = q @ k.T / np.sqrt(q.shape[-1]))"
    assert headings[0] == "attention.q (q = x @ self.Wq.T)"
    assert headings[-1] == "attention.z1 (return weights @ v)"


def test_a_named_array_is_reached_by_name_and_by_path(trace):
    scores = trace["attention"]["scores"]
    assert scores.path == "attention.scores"
    q, k = trace["attention.q"].output, trace["attention.k"].output
    assert np.allclose(scores.output, q @ k.T / np.sqrt(2))
    assert str(scores.explain((0, 1))) == (
        "scores[1,2] ≈ (q[1,1]·k[2,1] + q[1,2]·k[2,2]) / 1.414\n"
        "scores[1,2] ≈ (1·1 + 2·1) / 1.414 ≈ 2.121"
    )
    assert str(trace.explain("attention.scores", (0, 1))) == str(scores.explain((0, 1)))


def test_the_output_is_written_in_terms_of_the_names(trace):
    assert str(trace["attention"].explain((0, 0))).startswith(
        "z1[1,1] = weights[1,1]·v[1,1] + weights[1,2]·v[2,1] + weights[1,3]·v[3,1]\n"
    )


def test_a_layer_without_names_is_explained_as_ever():
    class Double(hn.Layer):
        def forward(self, x):
            return x * 2

    step = Double().run([1.0])
    assert step.lines == ()
    assert str(step.explain(0)) == "y[1] = x[1]·2\ny[1] = 1·2 = 2"


def test_built_in_layers_have_no_lines():
    for layer in (hn.Dense([[1]]), hn.Softmax(), hn.Tanh()):
        assert layer.run([1.0]).lines == ()


def test_an_author_chooses_what_is_shown():
    class Chosen(Attention):
        shown_names = ("scores",)

    step = Chosen(np.eye(2), np.eye(2), np.eye(2)).run([[1.0, 2.0], [0.0, 1.0]])
    assert [line.name for line in step] == ["scores", "z"]
    assert "Wq[1,1]·x[1,1]" in step["scores"].explain((0, 0))[0].lines()[0]


def test_names_in_a_loop_are_told_apart():
    class Loop(hn.Layer):
        def forward(self, x):
            h = x
            for _ in range(3):
                h = np.tanh(h) + x
            return h * 2

    step = Loop().run([0.5])
    assert [line.name for line in step] == ["h⁽¹⁾", "h⁽²⁾", "h⁽³⁾", "y"]
    assert step["h"] == step["h⁽³⁾"] == step["h(3)"]
    assert str(step["h(2)"].explain(0)).startswith("h⁽²⁾[1] = tanh(h⁽¹⁾[1]) + x[1]\n")


def test_the_same_names_in_two_layers_are_told_apart():
    class Centred(hn.Layer):
        def forward(self, x):
            mean = x.mean(axis=-1, keepdims=True)
            return x - mean

    trace = hn.Sequential(Centred(), hn.Dense(np.eye(2)), Centred()).trace([1.0, 3.0])
    assert [step["mean"].symbols.output for step in (trace[0], trace[2])] == ["mean_1", "mean_2"]
    assert trace[2]["mean"].name == "mean"


def test_a_sum_so_far_is_part_of_the_sum():
    class Summing(hn.Layer):
        def forward(self, x):
            total = 0
            for i in range(3):
                total += x[i] * x[i]
            return x / total

    step = Summing().run([1.0, 2.0, 2.0])
    assert [line.name for line in step] == ["total", "y"]
    assert str(step["total"].explain()[0].lines()[0]) == (
        "total = x[1]·x[1] + x[2]·x[2] + x[3]·x[3]"
    )


def test_gradients_go_back_through_the_names(trace):
    grad = np.array([[1.0], [0.5], [-2.0]])
    back = trace.backward(grad=grad)["attention"]
    assert [line.name for line in back.lines] == [
        *("∂L/∂weights", "∂L/∂e", "∂L/∂scores", "∂L/∂v", "∂L/∂k", "∂L/∂q"),
    ]
    of = {line.name.removeprefix("∂L/∂"): line.output for line in back.lines}
    q, k, v = (trace[f"attention.{name}"].output for name in "qkv")
    weights = trace["attention.weights"].output
    assert np.allclose(of["v"], weights.T @ back.output_gradient)
    assert np.allclose(of["weights"], back.output_gradient @ v.T)
    shares = of["weights"] - (of["weights"] * weights).sum(axis=-1, keepdims=True)
    assert np.allclose(of["scores"], weights * shares)
    assert np.allclose(of["q"], of["scores"] @ k / np.sqrt(2))
    assert np.allclose(of["k"], of["scores"].T @ q / np.sqrt(2))
    assert str(back.explain("Wq", (0, 1))).startswith(
        "∂L/∂Wq1[1,2] = ∂L/∂q[1,1]·x[1,2] + ∂L/∂q[2,1]·x[2,2] + ∂L/∂q[3,1]·x[3,2]\n"
    )
    headings = [part.heading for part in back.explain().parts]
    assert headings[0] == "attention.∂L/∂weights"
    assert len(headings) == 6 + 3


def test_gradients_of_ones_own_are_explained_instead():
    class Own(hn.Layer):
        def forward(self, x):
            doubled = x * 2
            return doubled * x

        def input_gradient(self, step, grad):
            return grad * 4 * step.input

    back = hn.Sequential(Own(), hn.Dense([[1, 1]])).trace([1.0, 3.0]).backward(grad=[1.0])
    step = hn.Sequential(hn.Dense(np.eye(2)), Own()).trace([1.0, 3.0]).backward(grad=[1.0, 1.0])[1]
    assert back[0].lines == step.lines == ()
    assert str(step.explain("input", 1)).startswith("∂L/∂z[2] = ∂L/∂y[2]·4·z[2]\n")


def test_the_layers_that_are_single_steps_are_not_looked_through():
    """What is one step on paper has no lines, though its code gives names."""
    for layer in (hn.Dense([[1, -1]], [2]), hn.Softmax()):
        assert layer.run(np.array([3.0, 4.0])).lines == ()


def test_a_layer_whose_code_is_another_has_the_names_of_its_own():
    class Doubled(hn.Softmax):
        def forward(self, x):
            doubled = 2 * x
            return doubled - 1

    assert [line.name for line in Doubled().run(np.array([3.0, 4.0])).lines] == ["doubled", "y"]


def likelihood(x, W, labels):
    e = np.exp(x @ W)
    probs = e / e.sum(axis=1, keepdims=True)
    picked = probs[np.arange(len(labels)), labels]
    return -np.log(picked).mean()


def test_numbers_that_are_selected_are_a_line_of_their_own():
    x, W = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]])
    labels = [2, 0]
    work = hn.work(likelihood, x, W, labels)
    assert [step.name for step in work] == ["e", "probs", "picked", "y"]
    assert work["picked"].explain(0)[0].lines()[0] == "picked[1] = probs[1,3]"
    assert "probs[…]" in str(work.sheet())
    back = work.backward()
    probs = work["probs"].output
    np.testing.assert_allclose(back.gradients["picked"], -1 / work["picked"].output / 2)
    expected = x.T @ (probs - np.eye(3)[labels]) / 2  # as textbooks derive it
    np.testing.assert_allclose(back.gradients["W"], expected)
    assert back.explain("probs", (0, 2))[0].lines()[0] == "∂L/∂probs[1,3] = ∂L/∂picked[1]"
