"""The checks of the gradient methods."""

import numpy as np
import pytest
from broken_layers import Leaving, Plain, X, failure
from custom_layers import Mix, Scale

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
        ({}, 'returns no gradient for "w". Its dict must have one for every parameter.'),
        (
            {"v": X},
            'returns no gradient for "w", but one for "v". Its dict must have one for every '
            "parameter.",
        ),
        (
            {"w": list(X)},
            'returns a list for "w", which has shape (3,). It must be an array: np.array(...).',
        ),
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

    assert failure(Broken(X), "methods") == (
        f"parameter_gradients {message}\n"
        "That is for one sample: step.input has shape (3,), grad shape (3,), w shape (3,). "
        'Right would be: return {"w": grad * step.input}'
    )


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (lambda self, grad: 2 * grad, "The slopes are those of grad @ self.W."),
        (lambda self, grad: grad @ self.W.T, "The slopes are those of grad @ self.W."),
        (lambda self, grad: 0 * grad, "It is zero everywhere: does the rule omit this path?"),
        (lambda self, grad: -grad @ self.W, "Its sign is reversed everywhere."),
        (lambda self, grad: 3 * grad @ self.W, "It is 3 times the slope everywhere."),
    ],
)
def test_a_wrong_input_gradient(rule, message):
    class Broken(hn.Dense):
        def input_gradient(self, step, grad):
            return rule(self, grad)

    text = failure(Broken(np.array([[1, 2, 0], [0, 1, 3], [1, 0, 1]])), "gradients")
    assert text.startswith("input: 3 of 3 coordinates differ from the measured slope. input[0]: ")
    assert text.endswith(f"\n{message} See input_gradient.")


def test_a_wrong_gradient_of_no_common_rule():
    class Broken(Plain):
        def input_gradient(self, step, grad):
            return grad * step.input + 1

    text = failure(Broken(), "gradients")
    assert text.endswith("\nWork out the rule by hand for this one coordinate. See input_gradient.")


def test_a_forward_that_cannot_be_derived_is_told_where_its_gradient_is_looked_for():
    assert failure(Leaving(), "methods").startswith(
        'The gradient of "leaving" (Leaving) cannot be derived from its forward: float() of a '
    )


def test_an_error_in_a_gradient_method():
    class Broken(Plain):
        def input_gradient(self, step, grad):
            raise ValueError("no idea")

    assert failure(Broken(), "methods") == (
        "input_gradient raises ValueError: no idea\n"
        "That is for one sample: step.input has shape (3,), grad shape (3,)."
    )
    report = check_layer(Broken(), X)
    assert {f.text for f in report if f.verdict == "open"} == {"not checked: see methods"}


def test_other_arguments():
    class Broken(Plain):
        def input_gradient(self, grad):
            return 2 * grad

    class Joint(Plain):
        def gradients(self, step, grad):
            return 2 * grad, {}

    assert failure(Broken(), "methods") == (
        "input_gradient takes other arguments. Write: def input_gradient(self, step, grad)"
    )
    assert failure(Joint(), "methods") == (
        "gradients takes other arguments. Write: def gradients(self, step, grad, "
        "needs_input_grad=True)"
    )


def test_no_return():
    class Silent(Plain):
        def input_gradient(self, step, grad):
            2 * grad

    assert failure(Silent(), "methods") == ("input_gradient returns None. End it with: return ...")


def test_a_transposed_gradient():
    class Transposed(Mixed):
        def parameter_gradients(self, step, grad):
            return {"M": grad.T @ step.input}

    assert failure(Transposed(np.transpose(W)), "methods", BATCH) == (
        'parameter_gradients returns shape (2, 3) for "M", which has shape (3, 2). The gradient '
        "with respect to an array has that array's shape; this one is transposed.\n"
        "That is for a batch: step.input has shape (2, 3), grad shape (2, 2), M shape (3, 2). "
        'Right would be: return {"M": step.input[..., :, None] * grad[..., None, :]}'
    )


def test_a_keepdims_that_is_forgotten_in_a_gradient():
    class Centred(Plain):
        def forward(self, x):
            return x - x.mean(axis=-1, keepdims=True)

        def input_gradient(self, step, grad):
            return grad - grad.mean(axis=-1)

    assert failure(Centred(), "methods", BATCH) == (
        "input_gradient raises ValueError: operands could not be broadcast together with shapes "
        "(2,3) (2,)\n"
        "A sum or mean over the features fits the features again with keepdims=True.\n"
        "That is for a batch: step.input has shape (2, 3), grad shape (2, 3). Count axes from the "
        "end: axis=-1 is the features of either."
    )


class Affine(hn.Layer):
    parameter_names = ("W", "b")

    def __init__(self, W, b, name=None):
        super().__init__(name=name)
        self.W, self.b = W, b

    def forward(self, x):
        return x @ self.W.T + self.b

    def input_gradient(self, step, grad):
        return grad @ self.W


W, B = [[1, 2, -1], [3, -1, 2]], [1, -1]
BATCH = [[2, 1, 3], [1, -2, 4]]
ADDED = "Leave the sum or mean over the samples out: they are added for you."
BOTH = (
    f"{ADDED} Right for both: return "
    '{"W": grad[..., :, None] * step.input[..., None, :], "b": grad}'
)


def test_the_gradient_of_a_matrix_that_is_right_for_both():
    class Right(Affine):
        def parameter_gradients(self, step, grad):
            return {"W": grad[..., :, None] * step.input[..., None, :], "b": grad}

    for x in (BATCH, BATCH[0]):
        assert check_layer(Right(W, B), x)


@pytest.mark.parametrize("x", [BATCH, BATCH[0]])
def test_a_gradient_that_is_right_for_a_batch_only(x):
    class OfBatches(Affine):
        def parameter_gradients(self, step, grad):
            return {"W": grad.T @ step.input, "b": grad.sum(axis=0)}

    report = check_layer(OfBatches(W, B), x)
    assert [finding.check for finding in report.failures] == ["methods"]
    first, second = report["methods"].text.split("\n")
    assert first.startswith("parameter_gradients raises ValueError: matmul: ")
    assert second == (
        "That is for one sample: step.input has shape (3,), grad shape (2,), W shape (2, 3), "
        f"b shape (2,). {BOTH}"
    )
    assert report["gradients"].text == (
        "computed, derived and measured gradients agree on a batch; on the other form they are not "
        "checked: see methods"
    )
    assert report["in a network"].text == "not checked: see methods"


def test_a_gradient_that_is_right_for_one_sample_only_is_one_failure():
    class OfOne(Affine):
        def parameter_gradients(self, step, grad):
            return {"W": np.outer(grad, step.input), "b": grad}

    for x in (BATCH, BATCH[0]):
        report = check_layer(OfOne(W, B), x)
        assert [finding.check for finding in report.failures] == ["methods"]
        assert report["gradients"].text.endswith(
            " agree on one sample; on the other form they are not checked: see methods"
        )


def test_in_a_network_the_layer_is_named():
    class OfBatches(Affine):
        def parameter_gradients(self, step, grad):
            return {"W": grad.T @ step.input, "b": grad.sum(axis=0)}

    net = hn.Sequential(hn.Tanh(), hn.Sequential(OfBatches(W, B, name="mine")))
    report = check_layer(net, BATCH)
    assert [finding.check for finding in report.failures] == ["methods"]
    text = report["methods"].text
    assert text.startswith('parameter_gradients of "mine" (OfBatches) raises ValueError: matmul: ')
    assert text.endswith(BOTH)
    assert check_layer(hn.Sequential(Affine(W, B)), BATCH)["methods"].text == (
        "it has its own backward"
    )


class Mixed(Mix):
    """The matrix has a row for each input."""

    def input_gradient(self, step, grad):
        return grad @ self.M.T

    def parameter_gradients(self, step, grad):
        return {"M": step.input[..., :, None] * grad[..., None, :]}


def test_a_matrix_with_a_row_for_each_input_is_told_the_other_way_round():
    class OfBatches(Mixed):
        def parameter_gradients(self, step, grad):
            return {"M": step.input.T @ grad}

    class OfOne(Mixed):
        def input_gradient(self, step, grad):
            return self.M @ grad

    M = np.transpose(W)
    assert check_layer(Mixed(M), BATCH)
    assert failure(OfBatches(M), "methods", BATCH).endswith(
        'Right for both: return {"M": step.input[..., :, None] * grad[..., None, :]}'
    )
    assert failure(OfOne(M), "methods", BATCH[0]).endswith(
        " Right for both: return grad @ self.M.T"
    )


@pytest.mark.parametrize("x", [BATCH, BATCH[0]])
def test_a_mean_over_the_batch_is_told_though_it_is_none_of_one_sample(x):
    class Mean(Scale):
        def parameter_gradients(self, step, grad):
            return {"w": (grad * step.input).mean(axis=0)}

    report = check_layer(Mean([1, 2, 3]), x)
    assert [finding.check for finding in report.failures] == ["methods", "gradients"]
    assert report["methods"].text.endswith(
        "That is for one sample: step.input has shape (3,), grad shape (3,), w shape (3,). "
        f'{ADDED} Right for both: return {{"w": grad * step.input}}'
    )
    assert "It is the mean over the batch: leave that out" in report["gradients"].text


def test_an_input_gradient_that_is_right_for_one_sample_only():
    class Turned(Affine):
        def input_gradient(self, step, grad):
            return self.W.T @ grad

    assert failure(Turned(W, B), "methods", BATCH[0]).endswith(
        "That is for a batch: step.input has shape (3, 3), grad shape (3, 2), W shape (2, 3), "
        "b shape (2,). Count axes from the "
        "end: axis=-1 is the features of either. Right for both: return grad @ self.W"
    )


@pytest.mark.parametrize(
    ("gradients", "message"),
    [
        (
            lambda g, x, w: g * w,
            "returns shape (2, 3). It must return two things: the gradient "
            "with respect to the input, and a dict with one for every parameter.",
        ),
        (
            lambda g, x, w: (g * w, {"v": g}),
            'returns no gradient for "w", but one for "v". Its dict must have one for every '
            "parameter.",
        ),
        (
            lambda g, x, w: ((g * w).sum(), {"w": g}),
            "returns shape () for an input of shape (2, "
            "3). The gradient with respect to an array has that array's shape.",
        ),
        (
            lambda g, x, w: (g * w, {"w": g * x}),
            'returns shape (2, 3) for "w", which has shape '
            "(3,). The gradient with respect to an array has that array's shape; sum over the "
            "samples.\nThat is for a batch: step.input has shape (2, 3), grad shape (2, 3), "
            "w shape (3,). "
            "input_gradient and parameter_gradients may leave the sum over the samples out.",
        ),
    ],
)
def test_a_mistake_in_both_gradients_at_once_is_one_failure(gradients, message):
    class Broken(Scale):
        input_gradient = hn.Layer.input_gradient
        parameter_gradients = hn.Layer.parameter_gradients

        def gradients(self, step, grad, needs_input_grad=True):
            return gradients(grad, step.input, self.w)

    report = check_layer(Broken([1, 2, 3]), BATCH)
    assert [finding.check for finding in report.failures] == ["methods"]
    assert report["methods"].text == f"gradients {message}"


def test_a_wrong_value_of_both_gradients_at_once_is_one_failure():
    class Broken(Scale):
        input_gradient = hn.Layer.input_gradient
        parameter_gradients = hn.Layer.parameter_gradients

        def gradients(self, step, grad, needs_input_grad=True):
            by_w = grad * step.input
            return 2 * grad * self.w, {"w": by_w.sum(axis=0) if step.batched else by_w}

    report = check_layer(Broken([1, 2, 3]), BATCH)
    assert [finding.check for finding in report.failures] == ["gradients"]
    assert report["gradients"].text.endswith("It is 2 times the slope everywhere. See gradients.")
    assert report["explanation"].text == "not checked: see gradients"


@pytest.mark.parametrize("arguments", ["self, grad", "self, dout, cache", "self, step, grad"])
def test_a_backward_as_in_other_libraries_is_answered_at_once(arguments):
    space: dict[str, object] = {}
    exec(f"def backward({arguments}): pass", space)
    with pytest.raises(hn.LayerError) as caught:
        type("Own", (hn.Layer,), {"backward": space["backward"]})
    assert str(caught.value) == (
        f"Own has a method backward({arguments}), as layers of other libraries have. Here a layer "
        "keeps nothing of a run, and needs no backward: leave it out, and its gradients are "
        "derived from forward. To write them yourself, write two methods: "
        "input_gradient(self, step, grad), which returns the gradient with respect to step.input, "
        "and parameter_gradients(self, step, grad), which returns a dict with one for each "
        "parameter."
    )


def test_a_forgotten_keepdims_is_told():
    class Centred(Plain):
        def forward(self, x):
            return x - x.mean(axis=-1)

    advice = "\nA sum or mean over the features fits the features again with keepdims=True."
    assert failure(Centred(), "run", BATCH).endswith(advice)
    assert failure(Centred(), "samples", [2, 1, 3, 4]).endswith(advice)


class Curve(hn.Layer):
    parameter_names = ("a",)

    def __init__(self, a, name=None):
        super().__init__(name=name)
        self.a = a

    def forward(self, x):
        return self.a * x**2


class CountsFeatures(Curve):
    def parameter_gradients(self, step, grad):
        return {"a": 3 * step.input**2 * grad / len(step.input)}  # right for 3 features, 3 samples


class MeanOfOne(Curve):
    def parameter_gradients(self, step, grad):
        by_a = step.input**2 * grad
        return {"a": by_a.mean(axis=0) if step.batched else by_a}


class OfSymmetricWeights(Affine):
    def input_gradient(self, step, grad):
        return grad @ self.W.T


@pytest.mark.parametrize(
    ("layer", "x", "name"),
    [
        (CountsFeatures([1, 2, 3]), [2, 1, 3], "a"),
        (MeanOfOne([1, 2, 3]), [[2, 1, 3]], "a"),
        (OfSymmetricWeights([[1, 2], [2, -1]], [0, 1]), [[2, 1], [1, -3]], "input"),
    ],
)
def test_a_gradient_that_is_right_by_chance(layer, x, name):
    assert failure(layer, "gradients", x) == (
        f"The gradient with respect to {name} is right for this input and these parameters, but "
        "not for one sample more and other parameters: what in the rule depends on the number of "
        "samples, or on numbers that happen to be the same here?"
    )


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
