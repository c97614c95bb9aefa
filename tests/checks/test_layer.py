"""check_gradients and check_layer: what is right passes, what is wrong is said to the letter."""

import re
import subprocess
import sys

import numpy as np
import pytest
from custom_layers import Scale
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import handnn as hn
from handnn import check_gradients, check_layer
from handnn.step import Step

X = np.array([2.0, -1.0, 3.0])
values = st.floats(-3, 3).map(lambda v: round(v, 2))


def shapes(features):
    return st.sampled_from([(features,), (1, features), (3, features)])


@st.composite
def built_in_layers(draw):
    """A layer of handnn's own and an input for it."""
    kind = draw(
        st.sampled_from(
            [hn.Dense, hn.ReLU, hn.LeakyReLU, hn.Sigmoid, hn.Tanh, hn.Softmax, hn.Identity]
        )
    )
    features = draw(st.integers(1, 3))
    if kind is hn.Dense:
        outputs = draw(st.integers(1, 3))
        W = draw(arrays(float, (outputs, features), elements=values))
        b = draw(st.none() | arrays(float, outputs, elements=values))
        layer = hn.Dense(W, b, name=draw(st.sampled_from([None, "hidden"])))
    elif kind is hn.LeakyReLU:
        layer = hn.LeakyReLU(draw(values))
    else:
        layer = kind()
    return layer, draw(arrays(float, draw(shapes(features)), elements=values))


# -- layers that are right -------------------------------------------------------------------------


@given(built_in_layers())
def test_built_in_layers_pass(layer_and_input):
    layer, x = layer_and_input
    report = check_layer(layer, x)
    assert report, report


@given(built_in_layers())
def test_gradients_of_built_in_layers_are_the_slopes(layer_and_input):
    report = check_gradients(*layer_and_input)
    assert report, report


def test_a_network_passes():
    inner = hn.Sequential(hn.Dense.random(4, 3, rng=1), hn.Tanh())
    shared = hn.Dense.random(3, 3, rng=2)
    net = hn.Sequential(shared, hn.Dense.random(3, 4, rng=0), hn.ReLU(), inner, shared)
    assert check_layer(net, X)
    assert check_layer(net, np.stack([X, -X]))


class FastScale(Scale):
    def input_gradient(self, step, grad):
        return grad * self.w

    def parameter_gradients(self, step, grad):
        return {"w": grad * step.input}


class Residual(hn.Layer):
    """A composite: what a layer inside makes of x, added to x."""

    same_width = True

    def __init__(self, inner, name=None):
        super().__init__(name=name)
        self.inner = inner

    def forward(self, x):
        return x + self.inner.forward(x)


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
        "  ok      samples       a batch gives the rows that its samples give alone\n"
        "  ok      methods       derived from forward; with gradient methods of its own\n"
        "                        the layer learns faster\n"
        "  ok      memory        a call leaves nothing behind\n"
        "  ok      untouched     input, parameters and gradients stay as they are\n"
        "  ok      float32       float32 stays float32\n"
        "  ok      gradients     given, derived and measured ones are the same\n"
        "  ok      in a network  nested and used twice it works; its gradients add up\n"
        "  ok      explanation   9 cells, each worked out again to its value\n"
        "  ok      drawing       the sheets, forward and back, and their arithmetic\n"
        "  ok      constructor   Scale(w, name)\n"
        "  ok      copies        a copy and a pickle are like the original\n"
        "  ok      saving        comes back from a file as it was"
    )


class Quadratic(hn.Layer):
    """Its parameters are single numbers."""

    parameter_names = ("a", "c")

    def __init__(self, a, c=None, name=None):
        super().__init__(name=name)
        self.a = a
        self.c = c

    def forward(self, x):
        return self.a * x**2 if self.c is None else self.a * x**2 + self.c


@pytest.mark.parametrize("layer", [Quadratic(3), Quadratic(3, -1)])
@pytest.mark.parametrize("x", [X, np.stack([X, -X])])
def test_a_parameter_may_be_a_single_number(layer, x):
    report = check_layer(layer, x)
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
        r"is \S+\.\nIts sign is the wrong way round everywhere\. See parameter_gradients\.",
        report["a"].text,
    )


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
        "draws random numbers, and keeps them"
    )
    assert report["repeats"].verdict == "note"
    assert report["repeats"].text == (
        "it draws random numbers, and keeps them: replay gives each step's output again"
    )
    assert report["samples"].text == "not looked at: see repeats"


def test_a_layer_that_mixes_samples_passes_and_is_said_to_mix():
    report = check_layer(BatchNorm(), [[1, 2], [3, -1], [0, 4]])
    assert report, report
    headline = "BatchNorm on an input of shape (3, 2): 14 of 15 checks passed, 1 note: it mixes"
    assert " ".join(str(report).split()).startswith(f"{headline} samples ok")
    assert report["samples"].verdict == "note"
    assert report["samples"].text == (
        "It mixes samples: row 0 of a batch is not what sample 0 gives alone. That is right for a "
        "normalisation over the batch; elsewhere an axis is wrong: axis=-1 is the features."
    )


def test_float32_is_enough():
    assert check_layer(FastScale(np.float32([2, 1, -1])), X.astype(np.float32))


# -- layers that are wrong -------------------------------------------------------------------------


class Plain(hn.Layer):
    """The base of the broken layers."""

    def forward(self, x):
        return 2.0 * x


class Unlisted(Plain):
    """Multiplies by numbers that are in neither list of attributes."""

    def __init__(self, w, name=None):
        super().__init__(name=name)
        self.w = w

    def forward(self, x):
        return x * self.w


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
        'The attribute "by" is an array, but not in parameter_names: it is not learned, and it is '
        "the same in a copy that holds other parameters."
    )


def test_writing_into_the_input():
    class Writing(Plain):
        def forward(self, x):
            x *= 2
            return x

    assert failure(Writing(), "run") == (
        "forward writes into its input or into a parameter. Let it work on a copy: x = x.copy()"
    )


def test_no_return():
    class Silent(Plain):
        def forward(self, x):
            x * 2

    assert failure(Silent(), "run") == "forward gives None. End it with: return ..."


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
        "forward gives an array of bool. Let it give floats: 1.0 * (...)"
    )


def test_a_width_that_is_not_kept():
    class Half(Plain):
        same_width = True

        def forward(self, x):
            return x[..., :1]

    assert failure(Half(), "run") == (
        "same_width promises 3 features, but forward gives 1. Correct it."
    )


def test_infinity_is_noted():
    class Log(Plain):
        def forward(self, x):
            return np.log(x)

    finding = check_layer(Log(), [0.0, 1.0])["run"]
    assert finding.verdict == "note"
    assert finding.text == (
        "(2,) → (2,), but with NaN or infinity: the other checks see more of another x"
    )


def test_random_numbers_that_are_not_kept():
    class Noise(Plain):
        count = 0.0

        def forward(self, x):
            Noise.count += 1
            return x + min(Noise.count, 9)

    assert failure(Noise(), "repeats") == (
        "Two runs on the same input differ: output[0] is 3, then 11. forward may depend on x and "
        "the "
        "parameters only. A layer that draws random numbers draws them in run, hands them to Step "
        "as "
        "saved, and uses step.saved in replay."
    )


def test_replay_that_is_not_the_run():
    class Forgetful(Plain):
        def run(self, x):
            return Step(self, x, x * 3, self.parameters)

    assert failure(Forgetful(), "repeats") == (
        "replay does not give the step's output again. Let it use step.saved as run did."
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
        'A call changes the attribute "last". A layer remembers no call: what backward needs is in '
        "step.input, step.output and step.saved."
    )


def test_a_call_that_is_remembered_elsewhere():
    cache = {}

    class Caching(Plain):
        def forward(self, x):
            cache["x"] = x
            return x * x

        def input_gradient(self, step, grad):
            return 2 * grad * cache["x"]

    assert failure(Caching(), "memory") == (
        "After another run the gradient by input of the first step is another. Let the gradient "
        "methods depend on step, grad and the parameters only."
    )


def test_writing_into_the_gradient():
    class Writing(Plain):
        def input_gradient(self, step, grad):
            grad *= 2
            return grad

    assert failure(Writing(), "untouched") == (
        "A gradient method writes into grad, or into an array of the step. Let it make a new "
        "array: "
        "grad * mask instead of grad *= mask"
    )


def test_a_parameter_that_a_call_changes():
    class Restless(Scale):
        def forward(self, x):
            self.w = self.w + 0.0
            return x * self.w

    assert failure(Restless(X), "untouched") == (
        "forward changes the parameter w. Only an optimizer does that."
    )


def test_double_precision_creeping_in():
    class Mixed(Plain):
        def forward(self, x):
            return x * np.full(3, 2.0)

    assert failure(Mixed(), "float32") == (
        "forward makes float64 of float32. Use Python's numbers (0.5, not np.float64(0.5)), and "
        "x.dtype for arrays made on the way."
    )


@pytest.mark.parametrize("w", [np.array([1.0, 2.0, 3.0]), [1, 2, 3]])
def test_double_precision_of_an_attribute(w):
    assert failure(Unlisted(w), "float32") == (
        'forward makes float64 of float32. The attribute "w" is no parameter, so it stays float64. '
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
        "The gradient by input of a float32 run is float64. Use Python's numbers"
    )


def test_an_input_gradient_of_another_shape():
    class Summed(Plain):
        def input_gradient(self, step, grad):
            return grad.sum()

    assert failure(Summed(), "methods") == (
        "input_gradient gives shape () for an input of shape (3,). The gradient by an array has "
        "that "
        "array's shape."
    )


@pytest.mark.parametrize(
    ("gradients", "message"),
    [
        (None, "gives None. Let it give a dict: a gradient for every parameter."),
        ([1.0], "gives a list. Let it give a dict: a gradient for every parameter."),
        ({"v": X}, 'gives no gradient for "w". Let its dict have one for every parameter.'),
        (
            {"w": X[:2]},
            'gives shape (2,) for "w", which has shape (3,). The gradient by an array has that '
            "array's shape; the batch axis may still be in front.",
        ),
        (
            {"w": 3.0},
            'gives a float for "w", which has shape (3,). The gradient by an array has that '
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
        (lambda self, grad: 0 * grad, "It is zero everywhere: does the rule leave this path out?"),
        (lambda self, grad: -grad @ self.W, "Its sign is the wrong way round everywhere."),
        (lambda self, grad: 3 * grad @ self.W, "It is 3 times the slope everywhere."),
    ],
)
def test_a_wrong_input_gradient(rule, message):
    class Broken(hn.Dense):
        def input_gradient(self, step, grad):
            return rule(self, grad)

    message = message or "Work the rule by hand for this one coordinate."
    text = failure(Broken(np.array([[1, 2, 0], [0, 1, 3], [1, 0, 1]])), "gradients")
    assert text.startswith("input: 3 of 3 coordinates differ from the measured slope. input[0]: ")
    assert text.endswith(
        f"\n{message or 'Work the rule by hand for this one coordinate.'} See input_gradient."
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
            "It is the mean over the batch: add up instead, the mean is the loss's business.",
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


def test_a_gradient_at_a_kink_that_is_neither_side_nor_between():
    class Broken(hn.ReLU):
        def input_gradient(self, step, grad):
            return grad * np.where(step.input >= 0, 1.5 - 0.5 * (step.input > 0), 0)

    report = check_gradients(Broken(), [2, 0])
    assert report["input"].text == (
        "1 of 2 coordinates differ from the measured slope. input[1]: backward gives -0.9523, but "
        "the slope is 0 to its left and -0.6349 to its right.\n"
        "Work the rule by hand for this one coordinate. See input_gradient."
    )


def test_arithmetic_that_cannot_be_followed():
    class Fourier(Plain):
        def forward(self, x):
            return np.fft.fft(x).real

        def input_gradient(self, step, grad):
            return np.fft.fft(grad).real

    report = check_layer(Fourier(), X)
    assert report["gradients"].verdict == "note"
    assert report["gradients"].text.startswith(
        "given and measured ones are the same; none can be derived: "
    )
    assert report["explanation"].verdict == "FAILED"
    assert "cannot be written out" in report["explanation"].text
    assert report["explanation"].text.endswith(
        "Write it with NumPy functions that can be followed."
    )


class Drawing(Plain):
    def forward(self, x):
        return x * np.random.default_rng().random()


class Leaving(Plain):
    def forward(self, x):
        return x + float(x[..., 0].max())


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
    assert {finding.text for finding in left_open} == {f"not looked at: see {cause}"}
    assert f"1 of 15 checks failed, {len(left_open)} left open\n" in str(report)


def test_a_forward_that_cannot_be_derived_is_told_where_its_gradient_is_looked_for():
    assert failure(Leaving(), "methods").startswith(
        'The gradient of "leaving" (Leaving) cannot be derived from its forward: float() of a '
    )


def test_a_setting_that_is_forgotten():
    class Power(Plain):
        def __init__(self, exponent=2, name=None):
            super().__init__(name=name)
            self.exponent = exponent

        def forward(self, x):
            return x**self.exponent

    assert check_layer(Power(), X)
    assert failure(Power(3), "constructor") == (
        'A file does not keep "exponent", so that load gives the layer exponent=2 again. To keep '
        'it, list it: parameter_names = ("exponent",) if it is learned, '
        'hyperparameter_names = ("exponent",) if not.'
    )
    assert failure(Power(3), "saving") == (
        "It comes back from a file, but gives another output. Does hyperparameter_names list "
        "everything that the constructor takes besides the parameters?"
    )


def test_an_argument_that_is_not_kept():
    class Power(Plain):
        def __init__(self, exponent, name=None):
            super().__init__(name=name)
            self.e = exponent

        def forward(self, x):
            return x**self.e

    assert failure(Power(2), "constructor") == (
        'The constructor of Power needs "exponent", which a file does not keep. Keep it, '
        'self.exponent = exponent, and list it: parameter_names = ("exponent",) if it is learned, '
        'hyperparameter_names = ("exponent",) if not.'
    )


def test_an_array_that_is_not_kept():
    class Optional(Unlisted):
        def __init__(self, w=None, name=None):
            super().__init__(w, name)

    assert failure(Unlisted(X), "constructor") == (
        'The constructor of Unlisted needs "w", which a file does not keep. Keep it, self.w = w, '
        'and list it: parameter_names = ("w",) if it is learned, hyperparameter_names = ("w",) if '
        "not."
    )
    assert failure(Optional(X), "constructor") == (
        'A file does not keep "w", so that load gives the layer w=None again. To keep it, list it: '
        'parameter_names = ("w",) if it is learned, hyperparameter_names = ("w",) if not.'
    )


def test_a_parameter_that_the_constructor_does_not_take():
    class Fixed(Scale):
        def __init__(self):
            super().__init__([1, 2, 3])

    assert failure(Fixed(), "constructor") == (
        'A file keeps "w", but the constructor of Fixed takes no argument of that name. Add it: '
        "def "
        "__init__(self, w, ...)"
    )


def test_a_constructor_that_changes_its_argument():
    class Doubled(Scale):
        def __init__(self, w, name=None):
            super().__init__(2 * np.asarray(w), name)

    assert (
        failure(Doubled(X), "constructor") == "Doubled(w) of its own values gives another output."
    )


def test_a_layer_that_takes_no_name():
    class Nameless(Scale):
        def __init__(self, w):
            super().__init__(w)

    finding = check_layer(Nameless(X), X)["constructor"]
    assert finding.verdict == "note"
    assert finding.text == "it takes no name. Add name=None, and super().__init__(name=name)"


def test_a_layer_that_forgets_its_name():
    class Forgetful(hn.Layer):
        parameter_names = ("w",)

        def __init__(self, w, name=None):
            self.w = w

        def forward(self, x):
            return self.w * x

    assert failure(Forgetful(X), "constructor") == (
        'Forgetful(..., name="foo") does not keep its name. Call super().__init__(name=name) first '
        "in __init__."
    )


def test_a_copy_that_forgets():
    class Forgetful(Scale):
        def __deepcopy__(self, memo):
            return Forgetful(np.zeros(3))

    assert failure(Forgetful(X), "copies") == (
        "A deep copy gives another output. Keep everything in plain attributes."
    )


def test_an_error_in_a_gradient_method():
    class Broken(Plain):
        def input_gradient(self, step, grad):
            raise ValueError("no idea")

    assert failure(Broken(), "methods") == "ValueError: no idea"
    report = check_layer(Broken(), X)
    assert {f.text for f in report if f.verdict == "open"} == {"not looked at: see methods"}


def test_lines_that_are_too_long():
    name = "w" * 100
    assert failure(Scale([1, 2, 3], name=name), "drawing").startswith("A line of the print is ")


def test_a_class_that_pickle_cannot_find():
    class Local(Plain):
        pass

    finding = check_layer(Local(), X)["copies"]
    assert finding.verdict == "note"
    assert finding.text == (
        "copies well; pickle finds a class only at the top of a module: move it there from inside "
        "the function"
    )


def failure(layer, check, x=X):
    finding = check_layer(layer, x)[check]
    assert finding.verdict == "FAILED"
    return finding.text


# -- the report and the measurement ----------------------------------------------------------------


def test_a_kink_is_said():
    report = check_gradients(hn.ReLU(), [1, 0, -1])
    assert report
    assert [slope.cell for slope in report.kinks] == ["input[1]"]
    assert report["input"].text.endswith(
        "input[1] is at a kink: slope 0 to its left, -0.6349 to its right; 0 is accepted"
    )


def test_many_kinks_are_counted():
    report = check_gradients(hn.ReLU(), np.zeros((2, 3)))
    assert len(report.kinks) == 6
    assert report["input"].text.endswith("\n... and 3 more")


def test_a_kink_upon_a_kink_is_not_compared():
    report = check_layer(hn.LeakyReLU(-2), [0.0])
    assert report
    assert report["in a network"].verdict == "note"
    assert report["in a network"].text == "a kink upon a kink has no slope: not compared"


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
        "\ninput[1] is at a jump, which has no slope: not compared"
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


def test_a_report_is_true_or_raises():
    check_layer(hn.ReLU(), X).raise_if_failed()
    report = check_gradients(FastScale([1, 2, 3]), X)
    assert len(report) == 2
    assert bool(report)

    class Broken(Plain):
        def input_gradient(self, step, grad):
            return grad

    report = check_layer(Broken(), X)
    assert not report
    assert [finding.check for finding in report.failures] == ["gradients", "in a network"]
    with pytest.raises(hn.LayerError) as caught:
        report.raise_if_failed()
    assert str(caught.value) == str(report) == repr(report)
    assert str(report).startswith("Broken on an input of shape (3,): 2 of 15 checks failed\n")


def test_plain_terminals_get_plain_arrows(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert "(3,) -> (3,)" in str(check_layer(hn.ReLU(), X))


def test_something_else_than_a_layer():
    with pytest.raises(hn.LayerTypeError) as caught:
        check_layer(X, hn.ReLU())
    assert str(caught.value) == (
        "check_layer takes a layer and an input for it, not a ndarray first."
    )


@pytest.mark.parametrize("check", [check_layer, check_gradients])
def test_a_class_instead_of_a_layer(check):
    with pytest.raises(hn.LayerTypeError) as caught:
        check(hn.ReLU, X)
    assert str(caught.value) == (
        f"{check.__name__} takes a layer and an input for it. That is the class; make a layer of "
        "it: ReLU(...)."
    )


def test_an_input_that_does_not_fit():
    with pytest.raises(hn.ShapeError, match="takes 3 features, but the input has 2"):
        check_layer(hn.Dense.random(3, 2, rng=0), [1, 2])


def test_the_checks_are_imported_when_asked_for():
    code = "import sys, handnn; print('handnn.checks' in sys.modules, dir(handnn)[-1])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "False two_layer_network\n"
    assert {"check_gradients", "check_layer"} < set(dir(hn))
    with pytest.raises(AttributeError) as caught:
        hn.no_such_name  # noqa: B018
    assert str(caught.value) == "module 'handnn' has no attribute 'no_such_name'"
