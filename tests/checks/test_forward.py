"""The checks of `forward`: what is wrong is said to the letter."""

import numpy as np
import pytest
from broken_layers import Plain, Unlisted, X, failure
from custom_layers import Scale

import handnn as hn
from handnn import check_layer
from handnn.step import Step


def test_the_text_for_a_tuple():
    class Weighted(Plain):
        parameter_names = "w"

    report = check_layer(Weighted(), X)
    assert str(report) == (
        "Weighted on an input of shape (3,): the check failed\n"
        '  FAILED  parameters  parameter_names is the text "w". Make it a tuple:\n'
        '                      parameter_names = ("w",)'
    )


@pytest.mark.parametrize("listed", ["parameter_names", "hyperparameter_names"])
def test_a_listed_attribute_that_is_missing(listed):
    broken = type("Broken", (Plain,), {listed: ("w",)})
    assert failure(broken(), "parameters") == (
        f'{listed} lists "w", but the layer has no such attribute. Assign it in __init__: self.w '
        "= w"
    )


@pytest.mark.parametrize("attribute", ["parts", "layers"])
def test_layers_in_a_list(attribute):
    class Stack(Plain):
        def __init__(self):
            super().__init__()
            setattr(self, attribute, [hn.ReLU()])

    assert failure(Stack(), "parameters") == (
        f'The attribute "{attribute}" is a list of layers, and their parameters are not found in '
        f"it. Make one layer of them, self.{attribute} = hn.Sequential(*layers), or give each an "
        "attribute of its own."
    )


def test_layers_in_a_list_made_one_layer_as_advised():
    class Stack(hn.Layer):
        def __init__(self, layers, name=None):
            super().__init__(name=name)
            self.layers = hn.Sequential(*layers)

        def forward(self, x):
            return self.layers.forward(x)

    assert check_layer(Stack([hn.Dense.random(3, 2, rng=0), hn.ReLU()]), X)


def test_an_array_that_is_not_listed():
    class Shift(Plain):
        def __init__(self):
            super().__init__()
            self.by = np.ones(3)

    finding = check_layer(Shift(), X)["parameters"]
    assert finding.verdict == "note"
    assert finding.text == (
        'The attribute "by" is an array, but not in parameter_names: it is not learned, and it '
        "stays the same in a copy with other parameters."
    )


def test_writing_into_the_input():
    class Writing(Plain):
        def forward(self, x):
            x *= 2
            return x

    assert failure(Writing(), "run") == (
        "forward writes into its input or into a parameter. It must work on a copy: x = x.copy()"
    )


def test_no_return():
    class Silent(Plain):
        def forward(self, x):
            x * 2

    assert failure(Silent(), "run") == "forward returns None. End it with: return ..."


def test_another_error():
    class Raising(Plain):
        def forward(self, x):
            return x[7]

    assert failure(Raising(), "run") == (
        "forward raises IndexError: index 7 is out of bounds for axis 0 with size 3"
    )


def test_a_lost_axis():
    class Sum(Plain):
        def forward(self, x):
            return x.sum(axis=-1)

    assert failure(Sum(), "run") == (
        "LayerError: forward gave shape () for an input of shape (3,); expected (features,). Let "
        "forward return one row of features per sample."
    )


def test_conditions_for_floats():
    class Positive(Plain):
        def forward(self, x):
            return x > 0

    assert failure(Positive(), "run") == (
        "forward returns an array of bool. It must return floats: 1.0 * (...)"
    )


def test_a_width_that_is_not_kept():
    class Half(Plain):
        same_width = True

        def forward(self, x):
            return x[..., :1]

    assert failure(Half(), "run") == (
        "same_width says 3 features, but forward returns 1. Correct one of them."
    )


def test_infinity_is_noted():
    class Log(Plain):
        def forward(self, x):
            return np.log(x)

    finding = check_layer(Log(), [0.0, 1.0])["run"]
    assert finding.verdict == "note"
    assert finding.text == ("(2,) → (2,), but with NaN or infinity: another x would test more")


def test_random_numbers_that_are_not_kept():
    class Noise(Plain):
        count = 0.0

        def forward(self, x):
            Noise.count += 1
            return x + min(Noise.count, 9)

    assert failure(Noise(), "repeats") == (
        "Two runs on the same input differ: output[0] is 3, then 11. forward may depend on x and "
        "the "
        "parameters only. A layer that draws random numbers draws them in run, passes them to "
        "Step as saved, and uses step.saved in replay."
    )


def test_replay_that_is_not_the_run():
    class Forgetful(Plain):
        def run(self, x):
            return Step(self, x, x * 3, self.parameters)

    assert failure(Forgetful(), "repeats") == (
        "replay does not reproduce the step's output. It must use step.saved as run did."
    )


def test_one_sample_is_not_enough():
    class Rows(Plain):
        def forward(self, x):
            return x / x.sum(axis=1, keepdims=True)

    assert failure(Rows(), "samples", np.stack([X, X])) == (
        "It runs on a batch, but not on one sample: AxisError: axis 1 is out of bounds for array "
        "of "
        "dimension 1\nCount axes from the end: axis=-1 is the features of either."
    )


@pytest.mark.parametrize("written", [False, True])
def test_one_sample_that_is_not_enough_is_one_failure(written):
    class Rows(Plain):
        def forward(self, x):
            return x - x.mean(axis=1, keepdims=True)

    class Written(Rows):
        def input_gradient(self, step, grad):
            return grad - grad.mean(axis=1, keepdims=True)

    report = check_layer((Written if written else Rows)(), np.stack([X, -X]))
    assert [finding.check for finding in report.failures] == ["samples"]


def test_a_batch_refused_in_so_many_words_is_noted():
    class Single(Plain):
        def forward(self, x):
            if x.ndim == 2:
                raise hn.ShapeError("One sample at a time.")
            return 2.0 * x

    finding = check_layer(Single(), X)["samples"]
    assert finding.verdict == "note"
    assert finding.text == (
        "It runs on one sample, but not on a batch: ShapeError: One sample at a time."
    )


def test_a_call_that_is_remembered():
    class Caching(Plain):
        def forward(self, x):
            self.last = x
            return x * x

        def input_gradient(self, step, grad):
            return 2 * grad * self.last

    assert failure(Caching(), "memory") == (
        'A call changes the attribute "last". A layer must keep nothing of a call: what backward '
        "needs is in "
        "step.input, step.output and step.saved."
    )
    for x in (X, np.stack([X, -X])):  # and no shape is said to be wrong
        report = check_layer(Caching(), x)
        assert report["methods"].verdict == "ok"
        assert [finding.check for finding in report.failures] == ["memory"]


def test_a_call_that_is_remembered_elsewhere():
    cache = {}

    class Caching(Plain):
        def forward(self, x):
            cache["x"] = x
            return x * x

        def input_gradient(self, step, grad):
            return 2 * grad * cache["x"]

    assert failure(Caching(), "memory") == (
        "After another run the first step's gradient with respect to input is different. The "
        "gradient methods may depend on step, grad and the parameters only."
    )


def test_writing_into_the_gradient():
    class Writing(Plain):
        def input_gradient(self, step, grad):
            grad *= 2
            return grad

    class Container(Plain):
        def backward(self, step, grad, needs_input_grad=True):
            grad *= 2
            return super().backward(step, grad, needs_input_grad)

    writes = (
        "writes into grad, or into an array of the step. It must return a new array: grad * mask "
        "instead of grad *= mask"
    )
    assert failure(Writing(), "methods") == f"input_gradient {writes}"
    assert check_layer(Writing(), X)["untouched"].text == "not checked: see methods"
    assert failure(Container(), "untouched") == f"backward {writes}"


def test_a_parameter_that_a_call_changes():
    class Restless(Scale):
        def forward(self, x):
            self.w = self.w + 0.0
            return x * self.w

    assert failure(Restless(X), "untouched") == (
        "forward changes the parameter w. Only an optimizer may do that."
    )


def test_double_precision_creeping_in():
    class Mixed(Plain):
        def forward(self, x):
            return x * np.full(3, 2.0)

    assert failure(Mixed(), "float32") == (
        "forward turns float32 into float64. Use Python's numbers (0.5, not np.float64(0.5)), and "
        "x.dtype for new arrays."
    )


@pytest.mark.parametrize("w", [np.array([1.0, 2.0, 3.0]), [1, 2, 3]])
def test_double_precision_of_an_attribute(w):
    assert failure(Unlisted(w), "float32") == (
        'forward turns float32 into float64. The attribute "w" is not a parameter, so it stays '
        "float64. "
        'List it, parameter_names = ("w",), if it is learned; if not, use '
        "np.asarray(self.w, x.dtype)."
    )

    class Listed(Unlisted):
        parameter_names = ("w",)

    class Kept(Unlisted):
        hyperparameter_names = ("w",)

        def forward(self, x):
            return x * np.asarray(self.w, x.dtype)

    assert check_layer(Listed(w), X)
    assert check_layer(Kept(w), X)


def test_double_precision_in_a_gradient():
    class Mixed(Plain):
        def input_gradient(self, step, grad):
            return grad * np.full(3, 2.0)

    assert failure(Mixed(), "float32").startswith(
        "The gradient with respect to input of a float32 run is float64. Use Python's numbers"
    )
