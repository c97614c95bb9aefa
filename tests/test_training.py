"""Training runs: what is drawn and changed only there, and true for ever in the trace."""

import pickle

import numpy as np
import pytest
from training_layers import Both, Centred, Dropout

import handnn as hn

X = np.array([[2.0, 4.0], [6.0, -2.0], [1.0, 1.0]])
U = [0.6, 0.4, 0.5, 0.1, 0.9, 0.2]


def test_in_use_nothing_is_drawn():
    net = hn.Sequential(Dropout())
    assert np.array_equal(net(X), X)
    trace = net.trace(X)
    assert np.array_equal(trace.output, X)
    assert not trace[0].training
    assert trace[0].saved == {}


def test_a_training_run_draws_and_its_step_keeps_what_was_drawn():
    trace = hn.Sequential(Dropout()).trace(X, training=True, rng=hn.GivenNumbers(U))
    assert trace[0].training
    assert np.array_equal(trace[0].saved["u"], np.reshape(U, (3, 2)))
    assert np.array_equal(trace.output, [[4, 0], [12, 0], [2, 0]])


def test_what_was_drawn_is_explained():
    trace = hn.Sequential(Dropout()).trace(X, training=True, rng=hn.GivenNumbers(U))
    assert str(trace[0].explain((1, 0))).splitlines() == [
        "y⁽²⁾[1] = x⁽²⁾[1] / 0.5 (since u[2,1] ≥ 0.5)",
        "y⁽²⁾[1] = 6 / 0.5 = 12 (since 0.5 ≥ 0.5)",
    ]


def test_the_gradient_uses_what_was_drawn():
    trace = hn.Sequential(Dropout()).trace(X, training=True, rng=hn.GivenNumbers(U))
    back = trace.backward(grad=np.ones((3, 2)))
    assert np.array_equal(back.input_gradient, [[2, 0], [2, 0], [2, 0]])


def test_the_same_seed_draws_the_same():
    net = hn.Sequential(Dropout())
    first, again, other = (net.trace(X, training=True, rng=seed) for seed in (1, 1, 2))
    assert np.array_equal(first[0].saved["u"], again[0].saved["u"])
    assert not np.array_equal(first[0].saved["u"], other[0].saved["u"])


def test_buffers_are_not_parameters():
    net = hn.Sequential(Centred([0, 0], name="centred"))
    assert list(net.parameters) == ["centred.shift"]
    assert np.array_equal(net.buffers["centred.running"], [0, 0])
    assert net.n_parameters == 2
    with pytest.raises(ValueError, match="read-only"):
        net.buffers["centred.running"][0] = 1


def test_a_trace_changes_nothing():
    net = hn.Sequential(Centred([0, 0]))
    trace = net.trace(X, training=True)
    assert np.array_equal(net[0].running, [0, 0])
    assert np.array_equal(trace[0].buffers["running"], [0, 0])
    assert np.array_equal(trace[0].new_buffers["running"], [1.5, 0.5])


def test_an_update_assigns_the_new_values_and_the_trace_stays_true():
    net = hn.Sequential(Centred([0, 0]))
    used = net.trace(X)
    trained = net.trace(X, training=True)
    hn.SGD(lr=0.1).update(net, trained.backward(grad=np.ones((3, 2))))
    assert np.array_equal(net[0].running, [1.5, 0.5])
    assert np.array_equal(used[0].buffers["running"], [0, 0])
    assert str(used[0].explain((0, 0))).splitlines() == [
        "z⁽¹⁾[1] = x⁽¹⁾[1] - running[1] + shift[1]",
        "z⁽¹⁾[1] = 2 - 0 + 0 = 2",
    ]
    back = used.backward(grad=np.ones((3, 2)))
    assert np.array_equal(back.gradients["centred_1.shift"], [3, 3])


def test_fit_trains_and_validation_uses():
    net = hn.Sequential(Centred([0, 0]), Dropout(rate=0.5))
    seen = []

    def watch(epoch, history):
        seen.append(net.trace(X)[0].training)

    arguments = {"loss": hn.SquaredError(), "optimizer": hn.SGD(lr=0)}
    history = hn.fit(net, X, X, **arguments, epochs=2, validation=(X, X), callbacks=watch)
    assert np.allclose(net[0].running, [0.75 * 3, 0.75 * 1])
    assert seen == [False, False]
    assert history.validation_loss[-1] == hn.SquaredError()(net(X), X)


def test_fit_draws_the_same_with_the_same_seed_and_anew_in_every_batch():
    losses = []
    for seed in (0, 0, 1):
        net = hn.Sequential(Dropout(rate=0.25))
        arguments = {"loss": hn.SquaredError(), "optimizer": hn.SGD(lr=0.1)}
        losses.append(hn.fit(net, X, X, **arguments, epochs=4, shuffle=False, rng=seed).loss)
    assert losses[0] == losses[1] != losses[2]
    assert len(set(losses[0])) > 1


def test_layers_inside_a_layer_train_too():
    numbers = hn.GivenNumbers([*U, *U[::-1]])
    net = hn.Sequential(Both(Dropout(), Centred([0, 0]), name="both"))
    trace = net.trace(X, training=True, rng=numbers)
    assert list(trace[0].saved) == ["u", "u⁽²⁾"]
    assert list(trace[0].new_buffers) == ["centred.running"]
    back = trace.backward(grad=np.ones((3, 2)))
    assert back.gradients["both.centred.shift"].tolist() == [3, 3]
    hn.SGD(lr=0.1).update(net, back)
    assert np.array_equal(net[0].centred.running, trace[0].new_buffers["centred.running"])
    assert [line.name for line in trace[0].lines] == ["dropout⁽¹⁾", "dropout⁽²⁾", "centred"]


def test_a_network_inside_a_network_trains_too():
    inner = hn.Sequential(Dropout(), Centred([0, 0]), name="inner")
    trace = hn.Sequential(inner).trace(X, training=True, rng=0)
    assert all(step.training for step in (trace.run, trace["inner"], trace["inner.dropout_1"]))
    assert trace["inner.centred_1"].new_buffers


def test_traces_are_pickled_with_what_they_drew():
    trace = hn.Sequential(Dropout(), Centred([0, 0])).trace(X, training=True, rng=0)
    again = pickle.loads(pickle.dumps(trace))
    assert again == trace
    assert np.array_equal(again[0].saved["u"], trace[0].saved["u"])
    assert np.array_equal(again[1].new_buffers["running"], trace[1].new_buffers["running"])


def test_buffers_are_saved(tmp_path):
    net = hn.Sequential(Centred([0, 1], running=[1.5, 0.1]))
    net.save(tmp_path / "net.json")
    again = hn.load(tmp_path / "net.json", layers=[Centred])
    assert np.array_equal(again[0].running, [1.5, 0.1])
    assert np.array_equal(again(X), net(X))


def test_an_interrupted_update_restores_the_buffers():
    net = hn.Sequential(Centred([0, 0]))

    class Interrupted(hn.SGD):
        def apply(self, gradients):
            super().apply(gradients)
            raise KeyboardInterrupt

    hn.fit(net, X, X, loss=hn.SquaredError(), optimizer=Interrupted(lr=0.1))
    assert np.array_equal(net[0].running, [0, 0])
    assert np.array_equal(net[0].shift, [0, 0])


@pytest.mark.parametrize("layer", [Dropout(), Centred([0, 0]), Both(Dropout(), Centred([0, 0]))])
def test_they_conform(layer):
    assert hn.check_layer(layer, X), hn.check_layer(layer, X)


def test_drawing_in_use_is_refused():
    class Always(hn.Layer):
        def forward(self, x):
            return x + self.draw("noise", lambda rng: rng.random(x.shape))

    with pytest.raises(hn.ArgumentError) as error:
        hn.Sequential(Always())(X)
    assert str(error.value) == (
        'layer 0 "always_1" (Always) › draw is for training runs, of fit and of trace(x, '
        "training=True). Ask first: if self.training: ..."
    )


def test_an_unknown_buffer_is_named():
    class Wrong(Centred):
        def forward(self, x):
            if self.training:
                self.update_buffers(mean=x.mean(axis=0))
            return x

    with pytest.raises(hn.ArgumentError) as error:
        Wrong([0, 0]).trace(X, training=True)
    assert str(error.value) == (
        "Wrong has no buffer 'mean'. Its buffers: running. List it in "
        "buffer_names, and assign it in __init__."
    )


def test_given_numbers_run_out():
    with pytest.raises(hn.ArgumentError) as error:
        hn.Sequential(Dropout()).trace(X, training=True, rng=hn.GivenNumbers([0.5]))
    assert str(error.value) == (
        'layer 0 "dropout_1" (Dropout) › GivenNumbers: 6 more were asked for, but only 1 are left. '
        "Give as many as are drawn."
    )


def test_the_check_finds_a_training_run_that_cannot_be_repeated():
    class Careless(Dropout):
        def forward(self, x):
            return x * np.random.default_rng().random(x.shape) if self.training else x

    assert hn.check_layer(Careless(), X)["repeats"].text == (
        "A training run gives another output when it is repeated. What it draws at random, it must "
        "draw with self.draw."
    )


def test_the_check_measures_the_gradients_of_training_runs():
    class Wrong(Dropout):
        def input_gradient(self, step, grad):
            return grad

    report = hn.check_layer(Wrong(rate=0.25), X)
    assert [finding.check for finding in report.failures] == ["gradients"]
    assert report["gradients"].text.startswith("in a training run, input: ")


def test_training_runs_become_pages_with_what_they_drew(tmp_path):
    net = hn.Sequential(Dropout(0.25), Centred([0, 1]), Dropout(0.5))
    trace = net.trace(X, training=True, rng=0)
    names = {variable.name for step in trace.run.leaves() for variable in step.drawn.values()}
    assert names == {"u_1", "u_3"}  # in the first layer and in the third
    for record, name in ((trace, "trace"), (net.trace(X), "use")):
        record.save(tmp_path / f"{name}.html")
    trace.backward(grad=np.ones((3, 2))).save(tmp_path / "back.html")
    assert '"u_3"' in (tmp_path / "trace.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("rng", ["x", -1])
def test_an_rng_that_is_none(rng):
    with pytest.raises(hn.ArgumentError) as error:
        hn.Sequential(Dropout()).trace(X, training=True, rng=rng)
    assert str(error.value) == (
        "rng must be a seed, which is a whole number of at least 0, a numpy.random.Generator, or "
        f"GivenNumbers; got {rng!r}."
    )


def test_an_rng_for_a_run_that_draws_nothing():
    with pytest.raises(hn.ArgumentError) as error:
        hn.Sequential(Dropout()).trace(X, rng=0)
    assert str(error.value) == (
        "Only a training run draws random numbers: trace(x, training=True, rng=...)."
    )


def test_given_numbers_are_numbers():
    with pytest.raises(hn.InputError, match="GivenNumbers"):
        hn.GivenNumbers(["a"])
