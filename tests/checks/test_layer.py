"""check_layer: what is right passes, and one cause is named once."""

import numpy as np
import pytest
from broken_layers import Leaving, Plain, X
from built_in_layers import built_in_layers, sequence_layers
from custom_layers import FastScale, Quadratic, Residual, Scale
from hypothesis import given, settings

import handnn as hn
from handnn import check_layer
from handnn.step import Step


@given(built_in_layers())
def test_built_in_layers_pass(layer_and_input):
    layer, x = layer_and_input
    report = check_layer(layer, x)
    assert report, report


@settings(max_examples=10)
@given(sequence_layers())
def test_layers_of_sequences_pass(layer_and_input):
    layer, x = layer_and_input
    report = check_layer(layer, x)
    assert report, report


def test_a_network_passes():
    inner = hn.Sequential(hn.Dense.random(4, 3, rng=1), hn.Tanh())
    shared = hn.Dense.random(3, 3, rng=2)
    net = hn.Sequential(shared, hn.Dense.random(3, 4, rng=0), hn.ReLU(), inner, shared)
    assert check_layer(net, X)
    assert check_layer(net, np.stack([X, -X]))


class Dropout(hn.Layer):
    """Draws a mask in every run, and remembers it in the step."""

    hyperparameter_names = ("rate", "seed")
    same_width = True

    def __init__(self, rate, seed=0, name=None):
        super().__init__(name=name)
        self.rate, self.seed = rate, seed
        self.rng = np.random.default_rng(seed)

    def forward(self, x):
        return x

    def run(self, x):
        mask = (self.rng.random(x.shape) >= self.rate).astype(x.dtype)
        return Step(self, x, x * mask, self.parameters, {"mask": mask})

    def replay(self, step, x):
        return x * step.saved["mask"]

    def input_gradient(self, step, grad):
        return grad * step.saved["mask"]


class BatchNorm(hn.Layer):
    same_width = True

    def forward(self, x):
        if x.ndim == 1:
            return x - x
        return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + 0.1)


def test_a_layer_with_only_forward_passes():
    report = check_layer(Scale([2, 1, -1]), X)
    assert str(report) == (
        "Scale on an input of shape (3,): all 15 checks passed\n"
        "  ok      parameters    w (3,)\n"
        "  ok      run           (3,) → (3,)\n"
        "  ok      repeats       two runs give the same output\n"
        "  ok      samples       a batch gives the same rows as its samples one by one\n"
        "  ok      methods       derived from forward\n"
        "  ok      memory        a call leaves nothing behind\n"
        "  ok      untouched     input, parameters and gradients are left unchanged\n"
        "  ok      float32       float32 stays float32\n"
        "  ok      gradients     computed, derived and measured gradients agree\n"
        "  ok      in a network  it works nested and used twice; its gradients add up\n"
        "  ok      explanation   the arithmetic of 9 cells gives their values\n"
        "  ok      drawing       the sheets of both passes, and their arithmetic\n"
        "  ok      constructor   Scale(w, name)\n"
        "  ok      copies        a copy and a pickle are like the original\n"
        "  ok      saving        loaded from a file as it was saved"
    )


@pytest.mark.parametrize("layer", [Quadratic(3), Quadratic(3, -1)])
@pytest.mark.parametrize("x", [X, np.stack([X, -X])])
def test_a_parameter_may_be_a_single_number(layer, x):
    report = check_layer(layer, x)
    assert report, report


def test_a_layer_with_gradient_methods_passes():
    for x in (X, np.stack([X, X + 1])):
        report = check_layer(FastScale([2, 1, -1]), x)
        assert report, report
        assert report["methods"].text == "input_gradient and parameter_gradients: the right shapes"


def test_a_composite_passes():
    report = check_layer(Residual(hn.Dense.random(3, 3, rng=0)), X)
    assert report, report
    assert report["parameters"].text == "inner.W (3, 3), inner.b (3,)"
    assert {finding.verdict for finding in report} == {"ok"}


def test_a_layer_that_draws_passes_and_is_said_to_draw():
    report = check_layer(Dropout(0.5), np.ones((4, 3)))
    assert report, report
    headline = " ".join(str(report).split()).partition(" ok ")[0]
    assert headline == (
        "Dropout on an input of shape (4, 3): 13 of 15 checks passed, 1 left open, 1 note: it "
        "draws random numbers and saves them"
    )
    assert report["repeats"].verdict == "note"
    assert report["repeats"].text == (
        "it draws random numbers and saves them: replay reproduces each step's output"
    )
    assert report["samples"].text == "not checked: see repeats"


def test_a_layer_that_mixes_samples_passes_and_is_said_to_mix():
    report = check_layer(BatchNorm(), [[1, 2], [3, -1], [0, 4]])
    assert report, report
    headline = "BatchNorm on an input of shape (3, 2): 14 of 15 checks passed, 1 note: it mixes"
    assert " ".join(str(report).split()).startswith(f"{headline} samples ok")
    assert report["samples"].verdict == "note"
    assert report["samples"].text == (
        "It mixes samples: row 0 of a batch is not what sample 0 gives on its own. That is right "
        "for a normalisation over the batch; otherwise an axis is wrong: axis=-1 is the features."
    )


def test_float32_is_enough():
    assert check_layer(FastScale(np.float32([2, 1, -1])), X.astype(np.float32))


class Drawing(Plain):
    def forward(self, x):
        return x * np.random.default_rng().random()


@pytest.mark.parametrize(
    ("layer", "cause", "elsewhere"),
    [
        (Drawing(), "repeats", {"samples", "memory", "gradients", "in a network", "explanation"}),
        (Leaving(), "methods", {"memory", "untouched", "float32", "gradients", "explanation"}),
    ],
)
def test_one_cause_is_named_once(layer, cause, elsewhere):
    report = check_layer(layer, X)
    assert [finding.check for finding in report.failures] == [cause]
    left_open = [finding for finding in report if finding.verdict == "open"]
    assert elsewhere < {finding.check for finding in left_open}
    assert {finding.text for finding in left_open} == {f"not checked: see {cause}"}
    assert f"1 of 15 checks failed, {len(left_open)} left open\n" in str(report)
