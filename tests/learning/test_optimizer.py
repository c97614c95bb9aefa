"""What every optimizer does: steps by hand, its state, its settings, errors."""

import copy
import gc
import pickle

import backpropagation as exercise
import numpy as np
import pytest
from custom_layers import Scale
from one_weight import gradient, learn, one_weight

import handnn as hn


@pytest.mark.parametrize(
    ("optimizer", "after"),
    [
        (hn.SGD(0.1), 1 - 0.1 * 2 - 0.1 * 3),
        (hn.SGD(0), 1),
        (hn.SGD(0.1, momentum=0.5), 1 - 0.1 * 2 - 0.1 * (0.5 * 2 + 3)),
        (
            hn.SGD(0.1, momentum=0.5, nesterov=True),
            1 - 0.1 * (2 + 0.5 * 2) - 0.1 * (3 + 0.5 * (0.5 * 2 + 3)),
        ),
        (hn.SGD(0.1, weight_decay=0.5), 0.75 - 0.1 * (3 + 0.5 * 0.75)),
        (hn.Adam(0.1), 1 - 0.1 * 1 - 0.1 * (0.48 / 0.19) / np.sqrt(0.012996 / 0.001999)),
        (hn.RMSProp(0.1, 0.75, 0), 1 - 0.1 * 2 / 1 - 0.1 * 3 / np.sqrt(0.75 * 1 + 0.25 * 9)),
        (
            hn.RMSProp(0.1, 0.75, 0, momentum=0.5),
            1 - 0.1 * 2 - 0.1 * (0.5 * 2 + 3 / np.sqrt(3)),
        ),
        (hn.AdaGrad(0.1, 0), 1 - 0.1 * 2 / 2 - 0.1 * 3 / np.sqrt(4 + 9)),
        (hn.AdaGrad(0.1, 0, weight_decay=1), 0.9 - 0.1 * 3.9 / np.sqrt(9 + 3.9**2)),
    ],
    ids=repr,
)
def test_two_steps_by_hand(optimizer, after):
    assert learn(optimizer, [2.0, 3.0]) == pytest.approx(after, rel=1e-7)


# -- state ----------------------------------------------------------------------------------------


def test_state_belongs_to_the_parameter_and_not_to_its_name():
    optimizer, first, second = hn.SGD(0.1, momentum=0.5), one_weight(), one_weight()
    optimizer.update(first, gradient(first, 2.0))
    optimizer.update(second, gradient(second, 3.0))
    assert first.parameters["only.W"].item() == 0.8
    assert second.parameters["only.W"].item() == 0.7


def test_state_follows_a_layer_into_another_network():
    layer, optimizer = hn.Dense([[1.0]], name="a"), hn.SGD(0.1, momentum=0.5)
    for net in (hn.Sequential(layer), hn.Sequential(hn.Identity(), layer)):
        optimizer.update(net, net.trace([1.0]).backward(grad=[2.0]))
    assert layer.W.item() == pytest.approx(1 - 0.2 - 0.1 * (1 + 2))


def test_state_is_forgotten_with_its_layer():
    optimizer = hn.Adam()
    net = one_weight()
    optimizer.update(net, gradient(net, 1.0))
    assert len(optimizer._memories) == 1
    del net
    gc.collect()
    assert len(optimizer._memories) == 0


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))]
)
def test_a_copy_of_an_optimizer_starts_anew(duplicate):
    optimizer = hn.SGD(0.1, momentum=0.5)
    learn(optimizer, [2.0])
    again = duplicate(optimizer)
    assert repr(again) == repr(optimizer)
    assert again._memories == {}


def test_old_arrays_are_never_written_into():
    net = exercise.network()
    for optimizer in (hn.SGD(0.1), hn.SGD(0.1, momentum=0.9, nesterov=True), hn.Adam()):
        arrays = dict(net.parameters)
        kept = {name: array.copy() for name, array in arrays.items()}
        back = net.trace(exercise.X).backward(hn.CrossEntropy(), target=1)
        optimizer.update(net, back)
        for name, array in arrays.items():
            assert array is not net.parameters[name]
            np.testing.assert_array_equal(array, kept[name])
            assert not net.parameters[name].flags.writeable


def test_a_learning_rate_may_be_changed_and_old_updates_stay_true():
    net, optimizer = one_weight(), hn.SGD(0.1)
    first = optimizer.update(net, gradient(net, 2.0))
    optimizer.lr = np.float64(0.5)
    optimizer.update(net, gradient(net, 2.0))
    assert net.parameters["only.W"].item() == pytest.approx(-0.2)
    assert str(first.explain("only.W", (0, 0))).endswith("W[1,1] = 1 - 0.1·2 = 0.8")


@pytest.mark.parametrize("optimizer", [hn.SGD(0.1, momentum=0.9), hn.Adam(0.1)], ids=repr)
def test_float32_stays_float32(optimizer):
    optimizer.lr = np.float64(0.1)  # even so
    net = hn.Sequential(hn.Dense(np.ones((1, 1), "f"), name="only"))
    for _ in range(2):
        update = optimizer.update(net, net.trace([1.0]).backward(grad=[2.0]))
    assert net.parameters["only.W"].dtype == update["only.W"].new.dtype == np.float32


@pytest.mark.parametrize(
    "optimizer", [hn.SGD(0.1), hn.SGD(0.1, momentum=0.9), hn.Adam(0.1)], ids=repr
)
def test_a_single_number_learns_too(optimizer):
    net = hn.Sequential(Scale(2.0, name="s"))
    update = optimizer.update(net, net.trace([3.0]).backward(grad=[1.0]))
    assert net.parameters["s.w"].shape == ()
    assert net.parameters["s.w"].item() < 2
    assert str(update.explain("s.w")).splitlines()[1].startswith("  new w = w - 0.1·")
    layer = net.layers[0]
    found = {}
    net.collect_gradients(net.run(np.array([3.0])), np.array([1.0]), found)
    optimizer.apply(found)
    assert layer.w.shape == ()


class Pair(hn.Layer):
    """A layer that holds another one, and something of its own."""

    parameter_names = ("w",)

    def __init__(self, inner, w, name=None):
        super().__init__(name=name)
        self.inner = inner
        self.w = w

    def forward(self, x):
        return self.w * self.inner.forward(x)


def test_layers_inside_layers_learn_the_same_by_update_and_apply():
    def made():
        inner = hn.Dense([[1.0, 2.0], [0.5, -1.0]], [0.0, 1.0])
        return hn.Sequential(Pair(inner, [1.0, 2.0]), hn.Sequential(inner, hn.Tanh()))

    x, grad = np.array([[1.0, -1.0], [0.5, 2.0]]), np.array([[1.0, 2.0], [-1.0, 0.5]])
    one, other = made(), made()
    hn.SGD(0.1).update(one, one.trace(x).backward(grad=grad))
    found = {}
    other.collect_gradients(other.run(x), grad, found, needs_input_grad=False)
    hn.SGD(0.1).apply(found)
    for name, array in one.parameters.items():
        np.testing.assert_allclose(array, other.parameters[name], rtol=1e-14)


class SignDescent(hn.Optimizer):
    """A rule of one's own."""

    hyperparameter_names = ("lr",)

    def __init__(self, lr=0.1):
        super().__init__()
        self.lr = lr

    def update_rule(self, parameter, gradient, state):
        return parameter - self.lr * np.sign(gradient), state


def test_an_optimizer_of_ones_own_needs_only_a_rule():
    net = one_weight()
    update = SignDescent(0.5).update(net, gradient(net, 7.0))
    assert net.parameters["only.W"].item() == 0.5
    assert repr(update) == "Update by SignDescent(lr=0.5): only.W"
    assert str(update.explain("only.W", (0, 0))) == (
        "new W[1,1] = W[1,1] - 0.5·sign(∂L/∂W[1,1])\nnew W[1,1] = 1 - 0.5·sign(7) = 0.5"
    )
    assert repr(SignDescent()) == "SignDescent()"


# -- learning rates that change -------------------------------------------------------------------


def test_an_optimizer_counts_its_updates():
    net, optimizer = one_weight(), hn.SGD(hn.PiecewiseSchedule([0.5, 0.25, 0.125], until=[1, 2]))
    for after in (0.5, 0.25, 0.125):
        optimizer.update(net, gradient(net, 1.0))
        assert net.parameters["only.W"].item() == after
    assert isinstance(optimizer.lr, hn.Schedule)


def test_loops_and_records_use_the_same_learning_rates():
    def trained(by_record):
        net = exercise.network()
        optimizer = hn.AdamW(hn.WarmUpSchedule(0.1, steps=3), clip_norm=1)
        for _ in range(5):
            trace = net.trace(exercise.X)
            back = trace.backward(hn.CrossEntropy(), target=1)
            if by_record:
                optimizer.update(net, back)
            else:
                found = {}
                net.collect_gradients(trace.recorded, back.output_gradient, found)
                optimizer.apply(found)
        return net.parameters

    one, other = trained(True), trained(False)
    for name, array in one.items():
        np.testing.assert_allclose(array, other[name], rtol=1e-13)


def test_a_copy_of_an_optimizer_starts_its_schedule_anew():
    net, optimizer = one_weight(), hn.SGD(hn.StepSchedule(0.1, every=1))
    optimizer.update(net, gradient(net, 1.0))
    assert copy.deepcopy(optimizer).update(net, gradient(net, 1.0)).lr == 0.1
    assert optimizer.update(net, gradient(net, 1.0)).lr == pytest.approx(0.01)


def test_an_optimizer_of_ones_own_may_have_a_schedule():
    net, optimizer = one_weight(), SignDescent(hn.StepSchedule(0.5, every=1, factor=0.5))
    for after in (0.5, 0.25):
        update = optimizer.update(net, gradient(net, 7.0))
        assert net.parameters["only.W"].item() == after
    assert str(update.explain("only.W", (0, 0))).endswith("W[1,1] = 0.5 - 0.25·sign(7) = 0.25")


# -- clipping -------------------------------------------------------------------------------------


def pair(*, clip):
    """A network of two parameters whose gradients are 3 and 4, after one update by `clip`."""
    net = hn.Sequential(hn.Dense([[1.0]], [1.0], name="only"))
    back = net.trace([0.75]).backward(grad=[4.0])
    return clip.update(net, back)


def test_by_norm_all_gradients_together_are_shortened():
    update = pair(clip=hn.SGD(1, clip_norm=2.5))
    assert update.norm == 5
    assert (update["only.W"].new.item(), update["only.b"].new.item()) == (1 - 1.5, 1 - 2)
    assert str(update.explain("only.b", 0)) == (
        "new b[1] = b[1] - 1·∂L/∂b[1]·(2.5 / max(2.5, norm))\n"
        "new b[1] = 1 - 1·4·(2.5 / max(2.5, 5)) = -1"
    )
    untouched = pair(clip=hn.SGD(1, clip_norm=5))
    assert (untouched["only.W"].new.item(), untouched["only.b"].new.item()) == (-2, -3)


def test_by_value_each_number_is_cut_off():
    update = pair(clip=hn.SGD(1, clip_value=3.5))
    assert (update["only.W"].new.item(), update["only.b"].new.item()) == (-2, -2.5)
    assert update.norm is None
    assert str(update.explain("only.b", 0)) == (
        "new b[1] = b[1] - 1·min(3.5, max(-3.5, ∂L/∂b[1]))\n"
        "new b[1] = 1 - 1·min(3.5, max(-3.5, 4)) = -2.5"
    )


@pytest.mark.parametrize(
    "make", [hn.Adam, hn.AdamW, hn.RMSProp, hn.AdaGrad, hn.SGD], ids=lambda k: k.__name__
)
def test_every_optimizer_clips_also_in_float32(make):
    for clip in ({"clip_norm": 1}, {"clip_value": 0.5}):
        optimizer = make(lr=0.5, **clip)
        assert repr(optimizer).endswith(f"{next(iter(clip))}={float(*clip.values())})")
        net = hn.Sequential(hn.Dense(np.ones((2, 1), "f"), np.zeros(2, "f")))
        found = {}
        net.collect_gradients(net.run(np.ones((1, 1), "f")), np.full((1, 2), 9, "f"), found)
        optimizer.apply(found)
        assert net.parameters["dense_1.W"].dtype == np.float32


# -- errors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: hn.SGD(-0.1), "SGD: lr must be a number, at least 0; got -0.1."),
        (lambda: hn.SGD("fast"), "SGD: lr must be a number, at least 0; got 'fast'."),
        (lambda: hn.SGD("0.1"), "SGD: lr must be a number, at least 0; got '0.1'."),
        (lambda: hn.SGD(None), "SGD: lr must be a number, at least 0; got None."),
        (lambda: hn.SGD(np.inf), "SGD: lr must be a number, at least 0; got inf."),
        (lambda: hn.SGD(np.nan), "SGD: lr must be a number, at least 0; got nan."),
        (
            lambda: hn.SGD(0.1, momentum=1),
            "SGD: momentum must be a number, at least 0 and below 1; got 1.",
        ),
        (
            lambda: hn.SGD(0.1, weight_decay=-1),
            "SGD: weight_decay must be a number, at least 0; got -1.",
        ),
        (
            lambda: hn.SGD(0.1, nesterov=True),
            "SGD: nesterov=True needs a momentum above 0, such as momentum=0.9.",
        ),
        (
            lambda: hn.Adam(betas=0.9),
            "Adam: betas must be two numbers, such as (0.9, 0.999); got 0.9.",
        ),
        (
            lambda: hn.Adam(betas=(0.9, 1.0)),
            "Adam: betas[1] must be a number, at least 0 and below 1; got 1.0.",
        ),
        (lambda: hn.Adam(eps=-1), "Adam: eps must be a number, at least 0; got -1."),
        (lambda: hn.AdamW(-1), "AdamW: lr must be a number, at least 0; got -1."),
        (
            lambda: hn.RMSProp(alpha=1),
            "RMSProp: alpha must be a number, at least 0 and below 1; got 1.",
        ),
        (lambda: hn.AdaGrad(eps=None), "AdaGrad: eps must be a number, at least 0; got None."),
        (lambda: hn.SGD(0.1, clip_norm=0), "SGD: clip_norm must be a number above 0; got 0."),
        (lambda: hn.Adam(clip_value="1"), "Adam: clip_value must be a number above 0; got '1'."),
        (
            lambda: hn.SGD(0.1, clip_norm=1, clip_value=1),
            "SGD: gradients are clipped by clip_norm or by clip_value.",
        ),
    ],
)
def test_settings_out_of_range(make, text):
    with pytest.raises(hn.SettingError) as caught:
        make()
    assert str(caught.value) == text


def test_what_is_no_backward_pass_is_refused():
    net = one_weight()
    with pytest.raises(hn.ArgumentError) as caught:
        hn.SGD(0.1).update(net, 3)
    assert str(caught.value) == "update takes the record that trace.backward(...) gives, not 3."


def test_gradients_of_another_network_are_refused_before_anything_changes():
    net, other = exercise.network(), one_weight()
    before = dict(net.parameters)
    with pytest.raises(hn.ShapeError) as caught:
        hn.SGD(0.1).update(net, gradient(other, 1.0))
    assert str(caught.value) == (
        "These gradients belong to another network: this one has no parameter 'only.W' of shape "
        "(1, 1). Its parameters: first.W, first.b, second.W, second.b, third.W, third.b."
    )
    assert all(net.parameters[name] is array for name, array in before.items())


def test_an_optimizer_without_a_rule_says_so():
    class Nothing(hn.Optimizer):
        pass

    net = one_weight()
    with pytest.raises(NotImplementedError, match=r"^Nothing has no update_rule: write one\.$"):
        Nothing().update(net, gradient(net, 1.0))
