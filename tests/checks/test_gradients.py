"""check_gradients: slopes that are measured, kinks, and what is said of a wrong gradient."""

import ast
import re

import numpy as np
import pytest
from broken_layers import Plain, X
from built_in_layers import built_in_layers, sequence_layers
from custom_layers import FastScale, Quadratic
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn import check_gradients


@given(built_in_layers() | sequence_layers())
def test_gradients_of_built_in_layers_are_the_slopes(layer_and_input):
    report = check_gradients(*layer_and_input)
    assert report, report


def test_a_wrong_gradient_by_a_single_number():
    class Broken(Quadratic):
        def input_gradient(self, step, grad):
            return grad * 2 * self.a * step.input

        def parameter_gradients(self, step, grad):
            return {"a": -np.sum(grad * step.input**2)}

    report = check_gradients(Broken(3), X)
    assert re.fullmatch(
        r"1 of 1 coordinate differ from the measured slope\. a: backward gives \S+, but the slope "
        r"is \S+\.\n"
        r"Here x = \[2, -1, 3\] and grad = \[0\.87, -0\.6, 0\.73\]\.\n"
        r"Its sign is reversed everywhere\. See parameter_gradients\.",
        report["a"].text,
    )


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            lambda step, grad: step.input.T @ grad,
            "It is the transpose of the slopes: swap its axes.",
        ),
        (
            lambda step, grad: grad.T @ step.input / len(grad),
            "It is the mean over the batch: leave that out, the loss takes the mean.",
        ),
    ],
)
def test_a_wrong_parameter_gradient(rule, message):
    class Broken(hn.Dense):
        def parameter_gradients(self, step, grad):
            return {"W": rule(step, grad)}

    report = check_gradients(Broken(np.array([[1.0, 2.0], [0.5, -1.0]])), [[1, 2], [3, -1]])
    assert not report
    assert report["input"].verdict == "ok"
    assert report["W"].text.endswith(f"\n{message} See parameter_gradients.")


def wrong_by(factor):
    """A layer whose gradients are a multiple of the right ones, which may depend on the batch."""

    class Broken(hn.Dense):
        def input_gradient(self, step, grad):
            return factor(grad) * super().input_gradient(step, grad)

        def parameter_gradients(self, step, grad):
            right = super().parameter_gradients(step, grad)
            return {"W": factor(grad) * right["W"]}

    return Broken([[1, 2], [0.5, -1], [1, -1]])


@pytest.mark.parametrize("batch", [[[1, 2], [3, -1]], [[1, 2], [3, -1], [2, 2]], [[4, 1]], [4, 1]])
def test_a_forgotten_factor_is_not_laid_to_the_batch(batch):
    for factor in (1 / 2, 1 / 3, 2):
        report = check_gradients(wrong_by(lambda grad, factor=factor: factor), batch)
        said = f"\nIt is {factor:.4g} times the slope everywhere. See "
        assert report["W"].text.endswith(f"{said}parameter_gradients.")
        assert report["input"].text.endswith(f"{said}input_gradient.")


@pytest.mark.parametrize("batch", [[[1, 2], [3, -1]], [[1, 2], [3, -1], [2, 2]]])
def test_a_true_mean_over_the_batch_is_named(batch):
    report = check_gradients(wrong_by(lambda grad: 1 / len(grad)), batch)
    assert report["W"].text.endswith(
        "\nIt is the mean over the batch: leave that out, the loss takes the mean. "
        "See parameter_gradients."
    )
    assert report["input"].text.endswith(
        f"\nIt is divided by the {len(batch)} samples: leave that out, the loss takes the mean. "
        "See input_gradient."
    )


def test_a_mean_and_something_else_is_said_for_two_sizes():
    report = check_gradients(wrong_by(lambda grad: -3 / len(grad)), [[1, 2], [3, -1]])
    assert report["W"].text.endswith(
        "\nIt is -1.5 times the slope everywhere, and -1 times with one sample more: what in the "
        "rule depends on the size of the batch? See parameter_gradients."
    )


def test_a_layer_for_batches_of_one_size_blames_no_batch():
    class OfTwo(Plain):
        def forward(self, x):
            return x * np.array([[1.0], [2.0]])

        def input_gradient(self, step, grad):
            return grad * np.array([[0.5], [1.0]])

    report = check_gradients(OfTwo(), [[1, 2], [3, -1]])
    assert report["input"].text.endswith(
        "\nIt is 0.5 times the slope everywhere. See input_gradient."
    )


def test_the_numbers_that_are_shown_give_the_numbers_that_are_claimed():
    class Forgetful(Plain):
        def forward(self, x):
            return x * x

        def input_gradient(self, step, grad):
            return grad * step.input

    text = check_gradients(Forgetful(), [[2, 1], [-3, 2.5]])["input"].text
    first, here, advice = text.splitlines()
    assert advice == "It is 0.5 times the slope everywhere. See input_gradient."
    shown = re.fullmatch(r"Here x = (.*) and grad = (.*)\.", here)
    x, grad = map(ast.literal_eval, shown.groups())
    assert x == [[2, 1], [-3, 2.5]]
    computed, slope = grad[0][0] * x[0][0], grad[0][0] * 2 * x[0][0]
    assert first == (
        "4 of 4 coordinates differ from the measured slope. "
        f"input[0, 0]: backward gives {computed:.4g}, but the slope is {slope:.4g}."
    )


def test_a_gradient_where_there_is_no_slope_is_not_a_multiple_of_it():
    class Constant(Plain):
        def forward(self, x):
            return np.ones_like(x)

        def input_gradient(self, step, grad):
            return grad

    text = check_gradients(Constant(), [[2, 1], [-3, 2.5]])["input"].text
    assert text.endswith(
        "\nThe slope is zero everywhere: the output does not depend on it. See input_gradient."
    )


def test_of_many_numbers_a_smaller_layer_shows_them():
    class Broken(hn.ReLU):
        def input_gradient(self, step, grad):
            return 2 * super().input_gradient(step, grad)

    text = check_gradients(Broken(), np.ones((5, 5)))["input"].text
    assert text.splitlines()[1:] == [
        "Check a smaller layer to be shown x and grad, and to follow it by hand.",
        "It is 2 times the slope everywhere. See input_gradient.",
    ]


def test_a_gradient_at_a_kink_that_is_neither_side_nor_between():
    class Broken(hn.ReLU):
        def input_gradient(self, step, grad):
            return grad * np.where(step.input >= 0, 1.5 - 0.5 * (step.input > 0), 0)

    report = check_gradients(Broken(), [2, 0])
    assert report["input"].text == (
        "1 of 2 coordinates differ from the measured slope. input[1]: backward gives -1.2, but "
        "the slope is 0 to its left and -0.8 to its right.\n"
        "Here x = [2, 0] and grad = [0.6, -0.8].\n"
        "Work out the rule by hand for this one coordinate. See input_gradient."
    )


def test_a_kink_is_said():
    report = check_gradients(hn.ReLU(), [1, 0, -1])
    assert report
    assert [slope.cell for slope in report.kinks] == ["input[1]"]
    assert report["input"].text.endswith(
        "input[1] is at a kink: slope 0 to its left, -0.6 to its right; 0 is accepted"
    )


def test_many_kinks_are_counted():
    report = check_gradients(hn.ReLU(), np.zeros((2, 3)))
    assert len(report.kinks) == 6
    assert report["input"].text.endswith("\n... and 3 more")


def test_close_to_a_kink_the_slope_is_measured_more_closely():
    report = check_gradients(hn.ReLU(), [1e-6, -1e-6, 1e-7])
    assert report
    assert not report.kinks


def test_a_jump_is_said():
    class StepFunction(Plain):
        def forward(self, x):
            return np.where(x > 0, 1.0, 0.0)

        def input_gradient(self, step, grad):
            return 0 * grad

    report = check_gradients(StepFunction(), [1, 0])
    assert report
    assert report["input"].text.endswith(
        "\ninput[1] is at a jump, where there is no slope: not compared"
    )


def test_infinity_is_not_a_slope():
    class Log(Plain):
        def forward(self, x):
            return np.log(x)

    report = check_gradients(Log(), [0.0, 1.0])
    assert report["input"].text.startswith(
        "1 of 2 coordinates differ from the measured slope. input[0]: the output is not finite "
        "near "
        "this x. Check at another x."
    )


def test_every_coordinate_is_measured():
    report = check_gradients(hn.Dense.random(3, 2, rng=0), X)
    assert len(report.slopes) == 3 + 6 + 2
    assert [slope.cell for slope in report.slopes[3:5]] == ["W[0, 0]", "W[0, 1]"]


@given(st.floats(1e-6, 1e6))
def test_the_scale_of_the_numbers_does_not_matter(scale):
    assert check_gradients(FastScale(scale * X), X)
    assert check_gradients(FastScale(X), scale * X)
