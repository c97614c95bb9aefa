"""The checks of the gradient methods."""

import numpy as np
import pytest
from broken_layers import Leaving, Plain, X, failure
from custom_layers import Scale

import handnn as hn
from handnn import check_layer


def test_an_input_gradient_of_another_shape():
    class Summed(Plain):
        def input_gradient(self, step, grad):
            return grad.sum()

    assert failure(Summed(), "methods") == (
        "input_gradient returns shape () for an input of shape (3,). The gradient with respect to "
        "an array has "
        "that "
        "array's shape."
    )


@pytest.mark.parametrize(
    ("gradients", "message"),
    [
        (None, "returns None. It must return a dict: a gradient for every parameter."),
        ([1.0], "returns a list. It must return a dict: a gradient for every parameter."),
        ({"v": X}, 'returns no gradient for "w". Its dict must have one for every parameter.'),
        (
            {"w": X[:2]},
            'returns shape (2,) for "w", which has shape (3,). The gradient with respect to an '
            "array has that "
            "array's shape; the batch axis may still be in front.",
        ),
        (
            {"w": 3.0},
            'returns a float for "w", which has shape (3,). The gradient with respect to an array '
            "has that "
            "array's shape; the batch axis may still be in front.",
        ),
    ],
)
def test_parameter_gradients_of_another_form(gradients, message):
    class Broken(Scale):
        def parameter_gradients(self, step, grad):
            return gradients

    assert failure(Broken(X), "methods") == f"parameter_gradients {message}"


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (lambda self, grad: 2 * grad, ""),
        (lambda self, grad: 0 * grad, "It is zero everywhere: does the rule omit this path?"),
        (lambda self, grad: -grad @ self.W, "Its sign is reversed everywhere."),
        (lambda self, grad: 3 * grad @ self.W, "It is 3 times the slope everywhere."),
    ],
)
def test_a_wrong_input_gradient(rule, message):
    class Broken(hn.Dense):
        def input_gradient(self, step, grad):
            return rule(self, grad)

    message = message or "Work out the rule by hand for this one coordinate."
    text = failure(Broken(np.array([[1, 2, 0], [0, 1, 3], [1, 0, 1]])), "gradients")
    assert text.startswith("input: 3 of 3 coordinates differ from the measured slope. input[0]: ")
    assert text.endswith(
        f"\n{message or 'Work out the rule by hand for this one coordinate.'} See input_gradient."
    )


def test_a_forward_that_cannot_be_derived_is_told_where_its_gradient_is_looked_for():
    assert failure(Leaving(), "methods").startswith(
        'The gradient of "leaving" (Leaving) cannot be derived from its forward: float() of a '
    )


def test_an_error_in_a_gradient_method():
    class Broken(Plain):
        def input_gradient(self, step, grad):
            raise ValueError("no idea")

    assert failure(Broken(), "methods") == "ValueError: no idea"
    report = check_layer(Broken(), X)
    assert {f.text for f in report if f.verdict == "open"} == {"not checked: see methods"}


def test_a_kink_upon_a_kink_is_not_compared():
    report = check_layer(hn.LeakyReLU(-2), [0.0])
    assert report
    assert report["in a network"].verdict == "note"
    assert report["in a network"].text == "there is no slope where two kinks meet: not compared"


def test_the_gradient_of_a_single_number_may_be_one_of_numpys_numbers():
    class Summed(Scale):
        def parameter_gradients(self, step, grad):
            return {"w": np.sum(grad * step.input)}

    assert isinstance(np.sum([1.0]), np.generic)
    assert check_layer(Summed(3.0), [2.0, 1.0])
