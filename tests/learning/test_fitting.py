"""Training: what is learnt, what is told, what stops it, errors."""

import io
import subprocess
import sys

import numpy as np
import pytest
from custom_layers import Scale
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import handnn as hn
from handnn.learning import fitting
from handnn.learning.progress import ProgressBar

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2))
Y = (X[:, 0] * X[:, 1] > 0).astype(int)


def network(seed=0, outputs=2, dtype=np.float64):
    return hn.Sequential(
        hn.Dense.random(2, 8, rng=seed, name="hidden", dtype=dtype),
        hn.ReLU(),
        hn.Dense.random(8, outputs, rng=seed + 1, name="output", dtype=dtype),
    )


def train(net, **changed):
    settings = {
        "loss": hn.CrossEntropy(),
        "optimizer": hn.SGD(0.1),
        "epochs": 3,
        "batch_size": 16,
        "rng": 0,
        **changed,
    }
    return hn.fit(net, settings.pop("X", X), settings.pop("y", Y), **settings)


def test_it_learns():
    net = network()
    history = train(net, optimizer=hn.Adam(0.02), epochs=60)
    assert history.loss[-1] < 0.3 * history.loss[0]
    assert hn.accuracy(net, X, Y) > 0.95
    assert history.accuracy[-1] > 0.9
    assert len(history) == len(history.accuracy) == 60


def test_it_is_the_loop_one_would_write_by_hand():
    net, other = network(), network()
    loss, optimizer = hn.CrossEntropy(), hn.SGD(0.1, momentum=0.9)
    history = train(
        net, optimizer=hn.SGD(0.1, momentum=0.9), shuffle=False, epochs=2, batch_size=25
    )
    losses, right = [], []
    for _ in range(2):
        for start in (0, 25, 50):
            x, y = X[start : start + 25], Y[start : start + 25]
            trace = other.trace(x)
            back = trace.backward(loss, y)
            losses += [back.loss] * len(x)
            right += list(trace.output.argmax(axis=1) == y)
            optimizer.update(other, back)
    assert history.loss == pytest.approx([np.mean(losses[:60]), np.mean(losses[60:])])
    assert history.accuracy == pytest.approx([np.mean(right[:60]), np.mean(right[60:])])
    for name, array in other.parameters.items():
        np.testing.assert_allclose(net.parameters[name], array, rtol=1e-12)


@pytest.mark.parametrize("shuffle", [True, False])
def test_the_same_seed_gives_the_same_bits(shuffle):
    nets = [network(), network()]
    histories = [train(net, shuffle=shuffle, optimizer=hn.Adam(), rng=7) for net in nets]
    assert histories[0] == histories[1]
    for name, array in nets[0].parameters.items():
        np.testing.assert_array_equal(array, nets[1].parameters[name])


def test_another_seed_gives_another_order():
    assert train(network(), rng=1).loss != train(network(), rng=2).loss
    generator = np.random.default_rng(1)
    assert train(network(), rng=generator).loss == train(network(), rng=1).loss
    assert train(network(), rng=generator).loss != train(network(), rng=1).loss


@given(n=st.integers(1, 12), batch_size=st.integers(1, 15) | st.none(), seed=st.integers(0, 99))
def test_every_sample_is_learnt_from_once_per_epoch(n, batch_size, seed):
    seen = []

    class Spy(hn.SquaredError):
        def forward_and_gradient(self, output, target):
            seen.append(target[:, 0].tolist())
            return super().forward_and_gradient(output, target)

    net = hn.Sequential(hn.Dense([[0.0]]))
    hn.fit(
        net,
        np.zeros((n, 1)),
        np.arange(n),
        loss=Spy(),
        optimizer=hn.SGD(0.1),
        batch_size=batch_size,
        rng=seed,
        epochs=2,
    )
    flat = [value for batch in seen for value in batch]
    assert sorted(flat[:n]) == sorted(flat[n:]) == list(range(n))
    assert {len(batch) for batch in seen} <= {batch_size or n, n % (batch_size or n)}


def test_validation():
    net = network()
    history = train(net, validation=(X[:20], Y[:20]), epochs=4)
    assert history.validation_loss[-1] == hn.CrossEntropy()(net(X[:20]), Y[:20])
    assert history.validation_accuracy[-1] == hn.accuracy(net, X[:20], Y[:20])
    assert len(history.validation_loss) == len(history.validation_accuracy) == 4
    assert train(network(), epochs=4).loss == history.loss  # it is not learnt from


def test_accuracy_only_where_the_target_is_classes():
    assert train(network(), loss=hn.SquaredError(), y=X).accuracy is None
    shares = np.full((60, 2), 0.5)
    history = train(network(), y=shares, validation=(X, Y))
    assert history.accuracy is None
    assert len(history.validation_accuracy) == 3
    yes_or_no = train(
        network(outputs=1), loss=hn.BinaryCrossEntropy(), optimizer=hn.Adam(0.05), epochs=40
    )
    assert yes_or_no.accuracy[-1] > 0.9
    assert train(network(outputs=1), loss=hn.BinaryCrossEntropy(), y=Y / 2).accuracy is None


@pytest.mark.parametrize("given", [np.float64, np.float32, int])
def test_a_network_of_float32_learns_in_float32(given):
    net = network(dtype=np.float32)
    step = {}

    class Spy(hn.CrossEntropy):
        def forward_and_gradient(self, output, target):
            step["value"], step["gradient"] = super().forward_and_gradient(output, target)
            return step["value"], step["gradient"]

    train(net, X=(10 * X).astype(given), loss=Spy(), optimizer=hn.Adam())
    assert {array.dtype for array in net.parameters.values()} == {np.dtype(np.float32)}
    assert step["gradient"].dtype == step["value"].dtype == np.float32


def test_what_is_given_is_not_written_into():
    x, y = X.copy(), Y.copy()
    train(network(), X=x, y=y)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, Y)
    assert x.flags.writeable


def test_a_layer_of_ones_own_without_gradients_learns():
    net = hn.Sequential(Scale(np.zeros(2)))
    train(net, y=X * [2, -1], loss=hn.SquaredError(), optimizer=hn.SGD(0.5), epochs=20)
    np.testing.assert_allclose(net.parameters["scale_1.w"], [2, -1], atol=1e-3)


# -- callbacks ------------------------------------------------------------------------------------


def test_callbacks_are_told_the_epoch_and_the_history():
    told = []
    history = train(
        network(), callbacks=lambda epoch, history: told.append((epoch, history.loss[epoch]))
    )
    assert told == list(enumerate(history.loss))


def test_a_callback_may_end_the_training_and_all_are_called():
    called = []
    history = train(
        network(),
        epochs=10,
        callbacks=[lambda epoch, _: epoch == 4, lambda epoch, _: called.append(epoch)],
    )
    assert len(history) == 5
    assert called == [0, 1, 2, 3, 4]
    assert not history.interrupted


# -- interruptions --------------------------------------------------------------------------------


class Interrupting(hn.SGD):
    """An optimizer in whose middle somebody presses Ctrl-C."""

    def __init__(self, when):
        super().__init__(0.1)
        self.when = when

    def update_rule(self, parameter, gradient, state):
        self.when -= 1
        if not self.when:
            raise KeyboardInterrupt
        return super().update_rule(parameter, gradient, state)


@pytest.mark.parametrize("when", range(17, 25))
def test_ctrl_c_keeps_the_network_before_the_interrupted_update(when):
    net, other = network(), network()
    history = train(net, optimizer=Interrupting(when), batch_size=30, shuffle=False, epochs=5)
    assert history.interrupted
    assert len(history) == 2
    assert repr(history).endswith(", interrupted")
    done = []

    class Counting(hn.SGD):
        def apply(self, gradients):
            if len(done) < (when - 1) // 4:
                super().apply(gradients)
            done.append(1)

    train(other, optimizer=Counting(0.1), batch_size=30, shuffle=False, epochs=5)
    for name, array in other.parameters.items():
        np.testing.assert_array_equal(net.parameters[name], array)
    assert np.isfinite(net(X)).all()


def test_ctrl_c_in_a_callback_loses_nothing():
    net, other = network(), network()

    def interrupt(epoch, history):
        raise KeyboardInterrupt

    history = train(net, epochs=5, callbacks=interrupt)
    assert history.interrupted
    assert history.loss == train(other, epochs=1).loss
    for name, array in other.parameters.items():
        np.testing.assert_array_equal(net.parameters[name], array)


def test_a_loss_that_is_not_finite_stops_the_training():
    net = network()
    net.layers[2].W = np.full((2, 8), 1e200)
    before = dict(net.parameters)
    told = []
    with pytest.raises(hn.TrainingError) as caught:
        train(net, loss=hn.SquaredError(), y=X, callbacks=lambda *_: told.append(1))
    assert str(caught.value) == (
        "Epoch 0, batch 0 (counted from 0): the loss is inf. The outputs are finite; it is the "
        "loss that overflows. The parameters are as they were before this batch's update. "
        "A smaller learning rate may help; the optimizer is SGD(lr=0.1)."
    )
    assert caught.value.history == hn.History()
    assert all(net.parameters[name] is array for name, array in before.items())


def test_it_names_epoch_batch_and_layer_and_keeps_the_history():
    net = network()

    def spoil(epoch, history):
        if epoch == 1:
            net.layers[0].W = np.full((8, 2), 1e308)

    with pytest.raises(hn.TrainingError) as caught:
        train(net, callbacks=spoil, epochs=4)
    assert str(caught.value).startswith(
        'Epoch 2, batch 0 (counted from 0): the loss is nan. The output of layer 0 "hidden" '
        "(Dense 2 → 8) is the first array that is not finite. "
    )
    assert len(caught.value.history) == 2


def test_it_names_a_parameter_that_is_not_finite():
    net = network()
    net.layers[2].b = [np.nan, 0]
    with pytest.raises(hn.TrainingError) as caught:
        train(net)
    assert 'b of layer 2 "output" (Dense 8 → 2) is the first array that is not finite. ' in str(
        caught.value
    )


def test_training_that_diverges_ends_with_finite_parameters():
    net = network()
    with pytest.raises(hn.TrainingError):
        train(net, loss=hn.SquaredError(), y=X, optimizer=hn.SGD(1e6), epochs=1000)
    assert all(np.isfinite(array).all() for array in net.parameters.values())


# -- errors ---------------------------------------------------------------------------------------

HOLE = X.copy()
HOLE[3, 1] = np.nan

WRONG = {
    "a class for a loss": (
        {"loss": hn.CrossEntropy},
        hn.ArgumentError,
        f"The loss is {hn.CrossEntropy!r}. That is the class; create a loss: CrossEntropy().",
    ),
    "no optimizer": (
        {"optimizer": 0.1},
        hn.ArgumentError,
        "The optimizer is 0.1. Use SGD(lr=0.1) or Adam().",
    ),
    "a class for an optimizer": (
        {"optimizer": hn.SGD},
        hn.ArgumentError,
        f"The optimizer is {hn.SGD!r}. That is the class; create an optimizer: SGD(lr=0.1).",
    ),
    "no epochs": ({"epochs": 0}, hn.SettingError, "epochs must be a positive whole number; got 0."),
    "half a sample": (
        {"batch_size": 0.5},
        hn.SettingError,
        "batch_size must be a positive whole number; got 0.5.",
    ),
    "true samples": (
        {"batch_size": True},
        hn.SettingError,
        "batch_size must be a positive whole number; got True.",
    ),
    "fewer targets": (
        {"y": Y[:50]},
        hn.ShapeError,
        "X has 60 samples, but y has 50.",
    ),
    "one target": ({"y": 1}, hn.ShapeError, "X has 60 samples, but y has a single number."),
    "one sample": (
        {"X": X[0]},
        hn.ShapeError,
        "X has one row per sample, shape (samples, features), but here it has shape (2,). "
        "For samples of one feature write X.reshape(-1, 1), or [[1], [2]] instead of [1, 2]; for "
        "one sample of several features, [X].",
    ),
    "other features": (
        {"X": X[:, :1]},
        hn.ShapeError,
        'layer 0 "hidden" (Dense 2 → 8) takes 2 features, but the input has 1.\n'
        "Got an input of shape (1, 1); expected (2,) or (batch, 2).",
    ),
    "a hole": (
        {"X": HOLE},
        hn.InputError,
        "X holds nan at [3, 1]. Fill in such values, or leave out their samples, before training.",
    ),
    "a hole among the targets": (
        {"y": HOLE, "loss": hn.SquaredError()},
        hn.InputError,
        "y holds nan at [3, 1]. Fill in such values, or leave out their samples, before training.",
    ),
    "a class that is not there": (
        {"y": Y + 1},
        hn.InputError,
        "The target holds class 2, but the output has 2 features: the classes are 0 to 1.",
    ),
    "half a validation": (
        {"validation": X},
        hn.ArgumentError,
        "validation takes samples and their targets: validation=(Xv, yv).",
    ),
    "a validation that does not fit": (
        {"validation": (X, Y[1:])},
        hn.ShapeError,
        "validation[0] has 60 samples, but validation[1] has 59.",
    ),
    "nothing to learn from": (
        {"X": np.empty((0, 2)), "y": np.empty(0)},
        hn.InputError,
        "X is empty: its shape is (0, 2). Give at least one sample.",
    ),
    "a number for a callback": (
        {"callbacks": 3},
        hn.ArgumentError,
        "callbacks takes a function callback(epoch, history), or several in a list; got 3.",
    ),
    "a number among the callbacks": (
        {"callbacks": [print, 3]},
        hn.ArgumentError,
        "callbacks takes a function callback(epoch, history), or several in a list; got 3.",
    ),
    "no network": (
        {"net": 3},
        hn.ArgumentError,
        "fit trains a network; got 3.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_answered_before_anything_is_learnt(case):
    changed, kind, text = WRONG[case]
    net = network()
    before = dict(net.parameters)
    with pytest.raises(kind) as caught:
        train(changed.pop("net", net), **changed)
    assert str(caught.value) == text
    assert all(net.parameters[name] is array for name, array in before.items())


@pytest.mark.parametrize(
    ("layer", "loss", "kind"),
    [
        (hn.Softmax(name="p"), hn.CrossEntropy(), "Softmax"),
        (hn.Sequential(hn.Softmax(name="p")), hn.CrossEntropy(), "Softmax"),
        (hn.Sigmoid(name="p"), hn.BinaryCrossEntropy(), "Sigmoid"),
    ],
)
def test_what_the_loss_does_itself_is_not_to_be_done_before(layer, loss, kind):
    target = np.eye(2)[Y] if kind == "Sigmoid" else Y
    with pytest.warns(hn.HandnnWarning) as caught:
        train(hn.Sequential(hn.Dense.random(2, 2, rng=0), layer), loss=loss, y=target)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert str(caught[0].message) == (
        f'The network ends in "p" ({kind}), but {type(loss).__name__} applies {kind} itself: '
        "it would be applied twice. Leave the last layer out, so that the network gives logits."
    )


def test_a_softmax_before_another_loss_is_as_it_should_be():
    train(
        hn.Sequential(hn.Dense.random(2, 2, rng=0), hn.Softmax()),
        loss=hn.SquaredError(),
        y=np.eye(2)[Y],
    )


# -- progress -------------------------------------------------------------------------------------


def test_a_bar_shows_epoch_and_loss():
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=80, color_system=None)
    with ProgressBar(2, 3, console) as bar:
        for loss in (2.5, 2, 1.5, 1, 0.75, 0.125):
            bar.batch_done(loss)
    assert "epoch 1/2" in out.getvalue()
    assert "epoch 2/2" in out.getvalue()
    assert "loss 0.125" in out.getvalue()


def test_fit_shows_it_on_a_terminal_only_and_only_if_wanted(monkeypatch):
    shown = []

    class Bar(ProgressBar):
        def __init__(self, epochs, batches):
            super().__init__(epochs, batches, Console(file=io.StringIO()))
            shown.append((epochs, batches))

    monkeypatch.setattr("handnn.learning.progress.ProgressBar", Bar)
    train(network())
    assert shown == []
    monkeypatch.setattr(fitting.sys.stderr, "isatty", lambda: True, raising=False)
    train(network(), progress=False)
    assert shown == []
    train(network())
    assert shown == [(3, 4)]


def test_neither_rich_nor_matplotlib_is_imported_for_it():
    code = (
        "import sys, handnn as hn\n"
        "net = hn.Sequential(hn.Dense([[1.0]]))\n"
        "hn.fit(net, [[1]], [[2]], loss=hn.SquaredError(), optimizer=hn.SGD(0.1))\n"
        "assert not {'rich', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
