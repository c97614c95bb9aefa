"""Every equation that is printed, worked out as it is printed, gives the value that is printed."""

import copy
import math

import numpy as np
import pytest
from custom_layers import FastScale, Gain, Mix, Quadratic, Residual, Scale
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from printed import FLOAT32, check_line, from_ascii, from_latex

import handnn as hn
from handnn.arithmetic import right_sides
from handnn.arithmetic.writing.latex import LATEX


class GELU(hn.Layer):
    """With the error function, or with its approximation by tanh."""

    def __init__(self, is_exact):
        super().__init__()
        self.is_exact = is_exact

    def forward(self, x):
        if self.is_exact:
            return 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))
        return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


class LayerNorm(hn.Layer):
    """Each sample with mean 0 and variance 1."""

    def forward(self, x):
        centred = x - np.mean(x, axis=-1, keepdims=True)
        return centred / np.sqrt(np.mean(centred**2, axis=-1, keepdims=True) + 1e-5)


class RMSNorm(hn.Layer):
    """Each sample with a mean square of 1."""

    def forward(self, x):
        return x / np.sqrt(np.mean(np.square(x), axis=-1, keepdims=True) + 1e-8)


class Attention(hn.Layer):
    """The features as queries, keys and values of one number each."""

    def forward(self, x):
        scores = x[..., :, None] * x[..., None, :]
        e = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
        weights = e / np.sum(e, axis=-1, keepdims=True)
        return np.sum(weights * x[..., None, :], axis=-1)


class BatchNorm(hn.Layer):
    """Each feature with mean 0 and variance 1 over the batch."""

    def forward(self, x):
        return (x - np.mean(x, axis=0)) / np.sqrt(np.var(x, axis=0) + 1e-5)


class Softplus(hn.Layer):
    """A smooth ReLU."""

    def forward(self, x):
        return np.logaddexp(0, x)


class Convolution(hn.Layer):
    """A kernel that slides over the features."""

    def forward(self, x):
        padded = np.concatenate([0 * x[..., :1], x, 0 * x[..., :1]], axis=-1)
        return 0.25 * padded[..., :-2] - 1.5 * padded[..., 1:-1] + 3 * padded[..., 2:]


ONE_EACH = [
    hn.ReLU(),
    hn.LeakyReLU(0.1),
    hn.LeakyReLU(1 / 3),
    hn.Sigmoid(),
    hn.Tanh(),
    hn.Softmax(),
    hn.Identity(),
    GELU(True),
    GELU(False),
    LayerNorm(),
    RMSNorm(),
    BatchNorm(),
    Attention(),
    Softplus(),
    Convolution(),
]

SATURATED = [6.1, -8.3, 12.3, 17.5, -19.0, 36.9, -700.1, 1e-5 / 3]


# Sizes of every order from 1e-8 to 1e4, whole numbers, and numbers next to each other.
sizes = st.builds(lambda m, e: m * 10.0**e, st.floats(1, 10), st.integers(-8, 3))
values = st.one_of(
    st.integers(-9, 9).map(float),
    sizes,
    sizes.map(lambda v: -v),
    st.sampled_from(
        [0.0, 1000.0, 1001.0, 1002.0, -1000.0, 0.1, 0.3, 1 / 3, 1 + 1e-9, 50.0, 9999.5]
    ),
    st.sampled_from(SATURATED),
)


def some(shape):
    return arrays(float, shape, elements=values)


def check(explanation, **noise):
    """Check the last line of each cell in text, in ASCII and in LaTeX."""
    for cell in explanation:
        check_line(cell.lines()[-1], **noise)
        check_line(from_ascii(cell.lines(ascii=True)[-1]), **noise)
        sides = right_sides(cell.number, cell.value, None, LATEX, cell.variable.name)
        check_line(from_latex(f"y {sides[-1]}"), **noise)


def gradient_of(layer, step, grad):
    """The explanation of the gradients, given one with respect to the output."""
    return layer.backward(step, grad).explain()


@settings(max_examples=20)
@given(st.data())
@pytest.mark.parametrize("layer", ONE_EACH, ids=repr)
def test_of_a_layer_and_its_gradient(layer, data):
    x = data.draw(some(data.draw(st.sampled_from([(1,), (3,), (2, 3)]))))
    step = layer.run(x)
    check(step.explain())
    check(gradient_of(layer, step, data.draw(some(step.output.shape))))


@settings(max_examples=20)
@given(st.data())
@pytest.mark.parametrize("kind", [hn.Dense, Scale, FastScale, Gain, Mix, Quadratic, Residual])
def test_of_a_layer_with_parameters_and_its_gradients(kind, data):
    layer = {
        hn.Dense: lambda: hn.Dense(data.draw(some((2, 3))), data.draw(some((2,)))),
        Mix: lambda: Mix(data.draw(some((3, 2))), data.draw(some((2,)))),
        Quadratic: lambda: Quadratic(data.draw(some((1,))), data.draw(some((1,)))),
        Residual: lambda: Residual(hn.Tanh()),
    }.get(kind, lambda: kind(data.draw(some((3,)))))()
    step = layer.run(data.draw(some(data.draw(st.sampled_from([(3,), (2, 3)])))))
    check(step.explain())
    check(gradient_of(layer, step, data.draw(some(step.output.shape))))


@settings(max_examples=20)
@given(st.data())
@pytest.mark.parametrize(
    "loss", [hn.SquaredError(), hn.MeanSquaredError(), hn.BinaryCrossEntropy(), hn.CrossEntropy()]
)
def test_of_a_loss_and_its_gradient(loss, data):
    shape = data.draw(st.sampled_from([(3,), (2, 3)]))
    if isinstance(loss, hn.CrossEntropy):
        classes = st.integers(0, shape[-1] - 1)
        target = data.draw(arrays(int, shape[:-1], elements=classes))
    elif isinstance(loss, hn.BinaryCrossEntropy):
        target = data.draw(arrays(float, shape, elements=st.sampled_from([0.0, 0.3, 1 / 3, 1.0])))
    else:
        target = data.draw(some(shape))
    back = hn.Identity().trace(data.draw(some(shape))).backward(loss, target=target)
    check(back.explain())


OPTIMIZERS = [
    hn.SGD(lr=0.1),
    hn.SGD(lr=1 / 3, weight_decay=1e-3),
    hn.SGD(lr=0.1, momentum=0.9),
    hn.SGD(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.5),
    hn.Adam(),
    hn.Adam(lr=0.1, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.01),
]


@settings(max_examples=20)
@given(st.data())
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_of_an_update(optimizer, data):
    net = hn.Sequential(hn.Dense(data.draw(some((1, 2))), data.draw(some((1,)))))
    optimizer = copy.deepcopy(optimizer)
    for _ in range(data.draw(st.integers(1, 3))):
        back = net.trace(data.draw(some((2,)))).backward(
            hn.SquaredError(), target=data.draw(some((1,)))
        )
        update = optimizer.update(net, back)
    check(update.explain())


@settings(max_examples=20)
@given(st.data())
@pytest.mark.parametrize(
    "layer", [hn.ReLU(), hn.LeakyReLU(1 / 3), hn.Sigmoid(), hn.Tanh(), hn.Softmax()], ids=repr
)
def test_of_a_run_in_float32(layer, data):
    def drawn(shape):
        return data.draw(some(shape)).astype(np.float32)

    net = hn.Sequential(hn.Dense(drawn((2, 3)), drawn((2,))), layer)
    trace = net.trace(drawn((3,)))
    assert trace.output.dtype == np.float32
    check(trace.explain(), noise=FLOAT32)
    back = trace.backward(hn.MeanSquaredError(), target=drawn((2,)))
    check(back.explain(), noise=FLOAT32)
    check(hn.Adam().update(net, back).explain(), noise=FLOAT32)


@pytest.mark.parametrize("layer", [hn.Sigmoid(), hn.Tanh(), hn.Softmax(), GELU(True)], ids=repr)
def test_of_saturated_units(layer):
    for value in SATURATED:
        step = layer.run([value, value + 1e-7, -value])
        check(step.explain())
        check(gradient_of(layer, step, np.array([1 / 3, -2, 1e-3])))


@pytest.mark.parametrize("loss", [hn.SquaredError(), hn.MeanSquaredError()])
@pytest.mark.parametrize("distance", [1e-3, 1e-6, 1e-9, 1e-13])
def test_of_nearly_equal_numbers(loss, distance):
    target = np.array([1 / 3, 20 / 3, -1000 / 3])
    back = hn.Identity().trace(target * (1 + distance)).backward(loss, target=target)
    check(back.explain())
    assert " - 0.3333)" not in back.explain()[0].lines()[-1]


@pytest.mark.parametrize(
    "line",
    [
        "y = 1 + 1 = 3",
        "y ≈ exp(0.3333) ≈ 1.397",
        "y ≈ 0.3333 + 0.1 ≈ 0.4335",
        "y = max(0, -1) = 1",
        "y = 2·3 = 6 (since 1 > 2)",
        "y = 2·4 = 8 (with s = 1 + 1 = 4)",
        "y ≈ exp(1000) / (exp(1000) + exp(1001)) ≈ 0.2689",
        "y ≈ 1 - 1^2 ≈ 2e-5",
        "y ≈ exp(10.23) ≈ 27730",
        "y = 2·3 = 6 (since 0.3333 > 0.3333)",
        "y ≈ 1.667 + 1 ≈ 2.667 (with s ≈ 1.3 + 0.3333 ≈ 1.667)",
    ],
)
def test_a_wrong_line_is_found(line):
    with pytest.raises(AssertionError):
        check_line(line)
