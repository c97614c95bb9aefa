"""The loss against one weight: the curve, its slope, and the steps."""

import numpy as np
import pytest
from drawings import drawn
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import handnn as hn
from handnn.arithmetic import format_number

RNG = np.random.default_rng(0)
NUMBERS = st.floats(-2, 2).map(lambda value: round(value, 3))
INDICES = st.tuples(st.integers(0, 2), st.integers(0, 1))


def network():
    """Smooth, so that there is a slope everywhere."""
    rng = np.random.default_rng(5)
    return hn.Sequential(
        hn.Dense.random(2, 3, rng=rng, name="hidden"),
        hn.Tanh(),
        hn.Dense.random(3, 2, rng=rng, name="output"),
    )


def loss_with(net, name, index, value, x, loss, target):
    """An independent way to the loss: a network that has this weight."""
    array = net.parameters[name].copy()
    array[index] = value
    return loss(net.with_parameters({name: array})(x), target)


@given(arrays(float, 2, elements=NUMBERS), arrays(float, 2, elements=NUMBERS), INDICES)
def test_the_curve_is_the_loss_of_networks_that_have_this_weight(x, target, index):
    net, loss = network(), hn.SquaredError()
    back = net.trace(x).backward(loss, target=target)
    curve = hn.loss_curve(back, "hidden.W", index, learning_rates=[0.1, 1])
    for weight, value in zip(curve.weights[::20], curve.losses[::20], strict=True):
        assert value == loss_with(net, "hidden.W", index, weight, x, loss, target)
    assert (np.diff(curve.weights) > 0).all()
    assert curve.loss == back.loss == curve.losses[curve.weights == curve.weight].item()


@given(arrays(float, 2, elements=NUMBERS), arrays(float, 2, elements=NUMBERS), INDICES)
def test_the_gradient_is_the_slope_of_the_curve(x, target, index):
    net, loss, h = network(), hn.SquaredError(), 1e-6
    curve = hn.loss_curve(
        net.trace(x).backward(loss, target=target), "hidden.W", index, learning_rates=[0.1]
    )
    at = (curve.weight + h, curve.weight - h)
    above, below = (loss_with(net, "hidden.W", index, w, x, loss, target) for w in at)
    assert curve.gradient == pytest.approx((above - below) / (2 * h), abs=1e-6)


@given(arrays(float, 2, elements=NUMBERS), INDICES, st.floats(1e-4, 10))
def test_a_step_is_that_of_gradient_descent(x, index, rate):
    net, loss, target = network(), hn.SquaredError(), [1, -1]
    back = net.trace(x).backward(loss, target=target)
    (step,) = hn.loss_curve(back, "hidden.W", index, learning_rates=[rate]).steps
    update = hn.SGD(lr=rate).update(network(), back)
    assert step.weight == update["hidden.W"].new[index]
    assert step.arithmetic == str(update.explain("hidden.W", index)).splitlines()[-1].strip()
    assert step.loss == loss_with(net, "hidden.W", index, step.weight, x, loss, target)


def backward():
    """The network and the numbers of the page Learning."""
    net = hn.Sequential(
        hn.Dense([[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [-5, 0, 1, -2], name="hidden"),
        hn.ReLU(),
        hn.Dense([[1, 1, -1, 0], [0, 0, 1, -1]], [0, 1], name="output"),
        hn.ReLU(),
    )
    return net, net.trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 1])


def test_worked_by_hand():
    curve = hn.loss_curve(backward()[1], "output.W", (1, 2))
    assert (curve.symbol, curve.weight, curve.loss, curve.gradient) == ("W2[2,3]", 1, 2.5, 10)
    (usual,) = [step for step in curve.steps if step.learning_rate == 0.1]
    # z2[2] = 0·5 - 1·3 + 1 = -2 is switched off: y = (0, 0), L = ½·(1 + 1)
    assert usual == (0.1, "new W2[2,3] = 1 - 0.1·10 = 0", 0, 1)


def test_the_learning_rates_go_from_too_small_to_too_large():
    steps = hn.loss_curve(backward()[1], "output.W", (1, 2)).steps
    rates = np.array([step.learning_rate for step in steps])
    losses = np.array([step.loss for step in steps])
    assert 15 <= len(rates) <= 24
    assert 0.1 in rates
    ratios = rates[1:] / rates[:-1]
    assert ((ratios > 1.3) & (ratios < 1.7)).all()  # about the same everywhere
    assert 2.4 < losses[0] < 2.5  # hardly any progress
    best = losses.argmin()
    assert (np.diff(losses[: best + 1]) < 0).all()
    assert losses[-1] > losses.min()
    assert len(rates) - best >= 3


def test_it_stays_true_when_the_network_learns():
    net, back = backward()
    before = str(hn.loss_curve(back, "output.W", (1, 2)))
    hn.SGD(lr=0.1).update(net, back)
    assert str(hn.loss_curve(back, "output.W", (1, 2))) == before


def test_a_training_run_is_repeated_as_it_was():
    net = hn.Sequential(
        hn.Dense(np.ones((4, 2)), name="only"), hn.Dropout(0.5), hn.BatchNorm([1, 2, 1, 2])
    )
    trace = net.trace([[1, 2], [3, 5], [-1, 1]], training=True, rng=3)
    back = trace.backward(hn.SquaredError(), target=np.ones((3, 4)))
    buffers = {name: array.copy() for name, array in net.buffers.items()}
    curve = hn.loss_curve(back, "only.W", (0, 1))
    assert curve.losses[curve.weights == curve.weight].item() == back.loss
    assert all((net.buffers[name] == buffers[name]).all() for name in buffers)


def test_a_weight_that_is_used_twice_and_a_bias():
    shared = hn.Dense([[0.5]], [0.25], name="twice")
    net = hn.Sequential(shared, hn.Tanh(), shared)
    back = net.trace([1]).backward(hn.SquaredError(), target=[3])
    for name, index in (("twice.W", (0, 0)), ("twice.b", 0)):
        curve = hn.loss_curve(back, name, index)
        at = np.searchsorted(curve.weights, curve.weight)
        (w0, w1, w2), (l0, l1, l2) = curve.weights[at - 1 : at + 2], curve.losses[at - 1 : at + 2]
        slopes = sorted([(l1 - l0) / (w1 - w0), (l2 - l1) / (w2 - w1)])
        assert slopes[0] - 1e-6 <= curve.gradient <= slopes[1] + 1e-6


def test_without_a_gradient_no_step_moves():
    curve = hn.loss_curve(backward()[1], "hidden.W", (0, 0))
    assert curve.gradient == 0
    assert {step.weight for step in curve.steps} == {curve.weight}
    assert curve.weights[0] < curve.weight < curve.weights[-1]
    assert "<svg" in curve._repr_html_()


def test_as_text_there_is_a_row_for_each_step():
    curve = hn.loss_curve(backward()[1], "output.W", (1, 2))
    title, blank, heads, rule, *rows = str(curve).splitlines()
    assert title.startswith("The loss if only W2[2,3] changes. Now W2[2,3] = 1, the loss is 2.5")
    assert (blank, heads.split("  ")[0], set(rule)) == ("", "learning rate", {"─"})
    assert len(rows) == len(curve.steps)
    for row, step in zip(rows, curve.steps, strict=True):
        assert step.arithmetic in row
        assert row.split()[0] == format_number(step.learning_rate).text
        assert row.split()[-1] == format_number(step.loss).text
    assert curve.text(ascii=True).isascii()


def test_in_a_notebook_the_usual_learning_rate_is_seen_first():
    html = hn.loss_curve(backward()[1], "output.W", (1, 2))._repr_html_()
    (seen,) = [g for g in drawn(html).findall("g") if g.get("display") is None]
    words = "learning rate 0.1: new W2[2,3] = 1 − 0.1·10 = 0, loss 2.5\xa0→\xa01: "
    words += "better, but past the lowest point"
    assert seen.find("desc").text == words
    assert f">{words}</output>" in html
    assert {"W2[2,3]", "loss"} <= {text.text for text in drawn(html).iter("text")}
    others = hn.loss_curve(backward()[1], "output.W", (1, 2), learning_rates=[1, 0.01])
    seen = [g.get("display") is None for g in drawn(others._repr_html_()).findall("g")]
    assert seen == [False, True]


def test_each_step_is_judged():
    net = hn.Sequential(hn.Dense([[1, -1]], [0], name="only"))
    back = net.trace([2, 3]).backward(hn.SquaredError(), target=[1])  # a loss of 2·(W[1,1] - 2)²
    verdicts = {
        0.01: "better than before",
        0.25: "better than before",  # the lowest point
        0.3: "better, but past the lowest point",
        0.5: "no better than before",
        1: "worse than before",
    }
    curve = hn.loss_curve(back, "only.W", (0, 0), learning_rates=list(verdicts))
    told = [g.find("desc").text for g in drawn(curve._repr_html_()).findall("g")]
    assert [words.split(": ")[-1] for words in told] == list(verdicts.values())


def test_a_step_to_an_infinite_loss_is_worse():
    net = hn.Sequential(hn.Dense([[1.0]], [0], name="only"))
    back = net.trace([1]).backward(hn.SquaredError(), target=[0])
    curve = hn.loss_curve(back, "only.W", (0, 0), learning_rates=[0.1, 1e200])
    assert np.isinf(curve.steps[-1].loss)
    told = [g.find("desc").text for g in drawn(curve._repr_html_()).findall("g")]
    assert told[-1].endswith(": worse than before")


def replaced(back, loss):
    return hn.Backward(back.trace, back.backward_run, loss, back.loss_function, back.target)


WRONG = {
    "no backward pass": (
        lambda net, back: hn.loss_curve(net, "output.W", (0, 0)),
        hn.ArgumentError,
        "loss_curve takes the record of a backward pass from a loss, "
        "trace.backward(hn.SquaredError(), target=[1, 0]); got Sequential",
    ),
    "no loss": (
        lambda net, back: hn.loss_curve(back.trace.backward(grad=[1, 1]), "output.W", (0, 0)),
        hn.ArgumentError,
        "loss_curve takes the record of a backward pass from a loss, "
        "trace.backward(hn.SquaredError(), target=[1, 0]); got Backward from a given gradient",
    ),
    "an endless loss": (
        lambda net, back: hn.loss_curve(replaced(back, loss=np.inf), "output.W", (0, 0)),
        hn.ArgumentError,
        "The loss of this run is inf: no curve leads through that.",
    ),
    "no such parameter": (
        lambda net, back: hn.loss_curve(back, "W2", (0, 0)),
        hn.NoSuchStepError,
        "This backward pass has no gradient of a parameter 'W2'. It has: 'hidden.W', 'hidden.b', "
        "'output.W', 'output.b'.",
    ),
    "no cell": (
        lambda net, back: hn.loss_curve(back, "output.W"),
        hn.ArgumentError,
        "loss_curve changes a single number, but output.W has shape (2, 4): give the index of a "
        "cell, such as (0, 0); got ().",
    ),
    "a row": (
        lambda net, back: hn.loss_curve(back, "output.b", slice(None)),
        hn.ArgumentError,
        "loss_curve changes a single number, but output.b has shape (2,): give the index of a "
        "cell, such as (0,); got slice(None, None, None).",
    ),
    "no such cell": (
        lambda net, back: hn.loss_curve(back, "output.W", (2, 0)),
        hn.NoSuchStepError,
        "output.W has shape (2, 4); there is no cell (2, 0).",
    ),
    "a learning rate of 0": (
        lambda net, back: hn.loss_curve(back, "output.W", (1, 2), learning_rates=[0]),
        hn.SettingError,
        "loss_curve: a learning rate must be a number above 0; got 0.",
    ),
    "no learning rates": (
        lambda net, back: hn.loss_curve(back, "output.W", (1, 2), learning_rates=[]),
        hn.ArgumentError,
        "loss_curve needs at least one learning rate.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_answered(case):
    call, kind, text = WRONG[case]
    with pytest.raises(kind) as caught:
        call(*backward())
    assert str(caught.value).startswith(text)
