"""Layers, networks, steps and traces: what a user types, and what stays true of it."""

import copy
import pickle

import numpy as np
import pytest
from custom_layers import Residual, Scale
from exercises import EXERCISES
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import handnn as hn
from handnn.exercises import hidden_layer_exercise
from handnn.symbols import assign_symbols


def net() -> hn.Sequential:
    return hidden_layer_exercise().network


# -- the public contract --------------------------------------------------------------------------


def test_the_public_contract(tmp_path) -> None:
    W1, b1 = [[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [-5, 0, 1, -2]
    W2, b2 = [[1, 1, -1, 0], [0, 0, 1, -1]], [0, 1]
    net = hn.Sequential(
        hn.Dense(W1, b1, name="hidden"), hn.ReLU(), hn.Dense(W2, b2, name="output"), hn.ReLU()
    )
    assert net([2, 1, 3]).tolist() == [0, 3]
    trace = net.trace([2, 1, 3])
    assert trace.input.tolist() == [2, 1, 3]
    assert trace.output.tolist() == [0, 3]
    assert len(trace) == 4
    assert trace[0] == trace["hidden"]
    assert [s.name for s in trace] == ["hidden", "relu_1", "output", "relu_2"]
    assert trace["hidden"].input.tolist() == [2, 1, 3]
    assert trace["hidden"].output.tolist() == [-1, 3, 5, 3]
    assert trace["hidden"].parameters["W"] is net.layers[0].W
    assert str(trace) == f"{trace.sheet()}\n\n{trace.explain()}"
    assert str(trace["hidden"].explain(0)).splitlines()[-1] == (
        "z1[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1"
    )
    assert "4 × (3 + 1) = 16" in str(net.summary())
    assert net.n_parameters == 26
    assert list(net.parameters) == ["hidden.W", "hidden.b", "output.W", "output.b"]
    assert hn.relu([-1, 3]).tolist() == [0, 3]
    assert hn.two_layer_network([2, 1, 3], W1, b1, W2, b2) == trace
    assert hn.Dense.random(3, 4, rng=0).W.shape == (4, 3)
    assert hn.Dense(W1).b is None
    net.save(tmp_path / "net.json")
    assert hn.load(tmp_path / "net.json", layers=[Scale]).trace([2, 1, 3]) == trace


# -- parameters -----------------------------------------------------------------------------------


def test_parameters_are_read_only_copies() -> None:
    W = np.array([[1.0, 2.0]])
    layer = hn.Dense(W)
    W[0, 0] = 9
    assert layer.W.tolist() == [[1, 2]]
    with pytest.raises(ValueError, match="read-only"):
        layer.W[0, 0] = 9
    with pytest.raises(TypeError):
        layer.parameters["W"] = W


def test_assigning_binds_a_new_array_and_leaves_the_old_one() -> None:
    layer = hn.Dense([[1, 2]], [3])
    before = layer.W
    trace = hn.Sequential(layer).trace([1, 1])
    layer.W = [[5, 6]]
    assert before.tolist() == [[1, 2]]
    assert trace[0].parameters["W"] is before
    assert layer([1, 1]).tolist() == [14]
    assert layer.parameters["W"] is layer.W
    assert not layer.W.flags.writeable


def test_a_rebound_parameter_keeps_its_dtype() -> None:
    layer = hn.Dense(np.array([[1, 2]], np.float32))
    layer.W = [[0.5, 0.25]]
    assert layer.W.dtype == np.float32


def test_a_networks_parameters_have_dotted_names_and_a_shared_layer_counts_once() -> None:
    shared = Scale([1, 2], name="scale")
    own = hn.Sequential(
        shared,
        hn.Sequential(hn.Dense(np.eye(2)), shared, name="block"),
        Residual(hn.Dense(np.eye(2))),
    )
    assert list(own.parameters) == ["scale.w", "block.dense_1.W", "residual_1.inner.W"]
    assert own.n_parameters == 10


def test_a_network_without_parameters() -> None:
    assert dict(hn.Sequential(hn.ReLU()).parameters) == {}
    assert hn.ReLU().n_parameters == 0


# -- random layers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("init", "variance"), [("he", 2 / 300), ("glorot", 2 / (300 + 500)), ("zeros", 0)]
)
def test_the_variance_of_random_weights(init: str, variance: float) -> None:
    layer = hn.Dense.random(300, 500, rng=0, init=init)
    assert layer.W.shape == (500, 300)
    assert layer.W.var() == pytest.approx(variance, rel=0.02)
    assert abs(layer.W.mean()) < 0.001
    assert not layer.b.any()


def test_glorot_stays_within_its_limit() -> None:
    W = hn.Dense.random(30, 20, rng=1, init="glorot").W
    limit = np.sqrt(6 / 50)
    assert 0.9 * limit < np.abs(W).max() <= limit


def test_a_seed_or_a_generator_gives_the_same_again() -> None:
    W = hn.Dense.random(3, 4, rng=7).W
    assert np.array_equal(W, hn.Dense.random(3, 4, rng=7).W)
    assert np.array_equal(W, hn.Dense.random(3, 4, rng=np.random.default_rng(7)).W)
    assert not np.array_equal(W, hn.Dense.random(3, 4, rng=8).W)
    assert not np.array_equal(hn.Dense.random(3, 4).W, hn.Dense.random(3, 4).W)


def test_a_random_layer_has_a_name_and_a_dtype() -> None:
    layer = hn.Dense.random(np.int64(3), 4, rng=0, name="hidden", dtype=np.float32)
    assert layer.name == "hidden"
    assert layer.W.dtype == layer.b.dtype == np.float32


# -- what layers compute --------------------------------------------------------------------------

E = np.e
VALUES = {
    "ReLU": (hn.ReLU(), [-1, 0, 3], [0, 0, 3]),
    "LeakyReLU": (hn.LeakyReLU(0.1), [-2, 0, 3], [-0.2, 0, 3]),
    "LeakyReLU by default": (hn.LeakyReLU(), [-100, 1], [-1, 1]),
    "Sigmoid": (hn.Sigmoid(), [0, 1, -1], [0.5, E / (1 + E), 1 / (1 + E)]),
    "Tanh": (hn.Tanh(), [0, 1, -1], [0, (E**2 - 1) / (E**2 + 1), (1 - E**2) / (E**2 + 1)]),
    "Softmax": (hn.Softmax(), [0, 0, np.log(2)], [0.25, 0.25, 0.5]),
    "Identity": (hn.Identity(), [-1, 0.5], [-1, 0.5]),
    "Dense": (hn.Dense([[1, 2], [3, 4]], [5, 6]), [1, -1], [4, 5]),
    "Dense without bias": (hn.Dense([[1, 2], [3, 4]]), [1, -1], [-1, -1]),
}


@pytest.mark.parametrize(("layer", "x", "y"), VALUES.values(), ids=VALUES)
def test_hand_values(layer: hn.Layer, x: list, y: list) -> None:
    assert layer(x) == pytest.approx(y, abs=1e-15)
    assert layer([x, x]) == pytest.approx(np.array([y, y]), abs=1e-15)


@pytest.mark.parametrize(
    "layer", [hn.ReLU(), hn.LeakyReLU(), hn.Sigmoid(), hn.Tanh(), hn.Softmax()]
)
def test_activations_keep_float32(layer: hn.Layer) -> None:
    assert layer(np.array([1, -2], np.float32)).dtype == np.float32


@pytest.mark.parametrize("layer", [hn.Sigmoid(), hn.Tanh(), hn.Softmax()])
@given(x=arrays.arrays(np.float64, 4, elements=st.floats(-1e4, 1e4)))
def test_activations_are_stable_and_do_not_warn(layer: hn.Layer, x) -> None:
    y = layer(x)
    assert np.isfinite(y).all()
    assert (np.abs(y) <= 1).all()


@given(x=st.floats(-1e4, 1e4))
def test_the_sigmoid_mirrors_itself(x: float) -> None:
    there, back = hn.Sigmoid()([x]), hn.Sigmoid()([-x])
    assert there[0] + back[0] == pytest.approx(1, abs=1e-15)


def test_the_sigmoid_keeps_small_values() -> None:
    assert hn.Sigmoid()([-700]) == pytest.approx(np.exp(-700), rel=1e-12)


@given(x=arrays.arrays(np.float64, (3, 4), elements=st.floats(-1e4, 1e4)))
def test_softmax_gives_shares_of_each_sample(x) -> None:
    y = hn.Softmax()(x)
    assert y.sum(axis=1) == pytest.approx(np.ones(3))
    assert y[1] == pytest.approx(hn.Softmax()(x[1]))
    assert hn.Softmax()(x + 100) == pytest.approx(y, abs=1e-9)


@given(
    W=arrays.arrays(np.int8, (3, 4)),
    b=arrays.arrays(np.int8, 3),
    x=arrays.arrays(np.int8, st.tuples(st.integers(1, 5), st.just(4))),
)
def test_a_dense_layer_is_sums_of_products(W, b, x) -> None:
    by_hand = [
        [sum(int(w) * int(v) for w, v in zip(row, sample, strict=True)) + int(c)
         for row, c in zip(W, b, strict=True)]
        for sample in x
    ]  # fmt: skip
    layer = hn.Dense(W, b)
    assert layer(x).tolist() == by_hand
    assert layer(x[0]).tolist() == by_hand[0]


# -- names ----------------------------------------------------------------------------------------


def test_unnamed_layers_are_numbered_by_kind() -> None:
    own = hn.Sequential(
        hn.Dense(np.eye(2)),
        hn.ReLU(),
        hn.Dense(np.eye(2)),
        hn.LeakyReLU(),
        hn.ReLU(name="last"),
        hn.Softmax(),
    )
    assert [s.name for s in own.trace([1, 2])] == [
        "dense_1",
        "relu_1",
        "dense_2",
        "leaky_relu_1",
        "last",
        "softmax_1",
    ]


def test_a_given_name_is_not_given_twice() -> None:
    own = hn.Sequential(hn.ReLU(), hn.ReLU(name="relu_1"), hn.ReLU())
    names = [s.name for s in own.trace([1])]
    assert names[1] == "relu_1"
    assert len(set(names)) == 3


def test_a_layer_at_two_places_has_two_names_and_one_parameter() -> None:
    shared = hn.Dense([[2]], name="double")
    own = hn.Sequential(shared, hn.ReLU(), shared)
    names = [s.name for s in own.trace([3])]
    assert names[0] == "double"
    assert len(set(names)) == 3
    assert own([3]).tolist() == [12]
    assert own.n_parameters == 1


def test_how_layers_show_themselves() -> None:
    assert repr(hn.Dense([[1, 2, 3]], name="neuron")) == "Dense 3 → 1, name='neuron'"
    assert repr(hn.ReLU()) == "ReLU"
    assert repr(net()) == (
        "Sequential of 4 layers:\n"
        "  hidden  Dense 3 → 4\n"
        "  relu_1  ReLU\n"
        "  output  Dense 4 → 2\n"
        "  relu_2  ReLU"
    )
    inside = hn.Sequential(hn.ReLU(), hn.Sequential(hn.Dense([[1]]), name="block"))
    assert repr(inside) == (
        "Sequential of 2 layers:\n"
        "  relu_1  ReLU\n"
        "  block   Sequential of 1 layer, name='block':\n"
        "    dense_1  Dense 1 → 1"
    )
    assert "\n  … 11 more layers\n" in repr(hn.Sequential(*[hn.ReLU() for _ in range(50)]))


# -- symbols --------------------------------------------------------------------------------------


def outputs(net: hn.Sequential, x) -> list[str]:
    return [step.symbols.output for step in net.trace(x).run.leaves()]


def test_symbols_of_the_exercise() -> None:
    trace = hidden_layer_exercise()
    assert [s.symbols.input for s in trace] == ["x", "z1", "h", "z2"]
    assert [s.symbols.output for s in trace] == ["z1", "h", "z2", "y"]
    assert trace[2].symbols.parameters == {"W": "W2", "b": "b2"}


def test_one_weighted_layer_needs_no_number() -> None:
    step = hn.Sequential(hn.Dense([[1]], [1]), hn.ReLU()).trace([1])[0]
    assert step.symbols.output == "z"
    assert step.symbols.parameters == {"W": "W", "b": "b"}


def test_several_hidden_activations_are_numbered_and_a_second_one_is_primed() -> None:
    def dense() -> hn.Dense:
        return hn.Dense([[1]])

    deep = hn.Sequential(dense(), hn.ReLU(), dense(), hn.ReLU(), hn.Tanh(), dense(), hn.Softmax())
    assert outputs(deep, [1]) == ["z1", "h1", "z2", "h2", "h2'", "z3", "y"]


def test_no_activation_at_the_end_and_none_weighted() -> None:
    assert outputs(hn.Sequential(hn.Dense([[1]]), hn.ReLU(), hn.Dense([[1]])), [1]) == [
        "z1",
        "h",
        "z2",
    ]
    assert outputs(hn.Sequential(hn.ReLU(), hn.Tanh()), [1])[-1] == "y"


def test_parameters_do_not_take_the_names_of_values() -> None:
    (symbols,) = assign_symbols([("layer", ["x", "w"])])
    assert symbols.parameters == {"x": "x_1", "w": "w"}


def test_a_parameter_h_is_not_mistaken_for_a_hidden_value() -> None:
    layers = [("first", ["h"]), ("relu", []), ("second", ["h", "W"]), ("relu", []), ("third", "b")]
    symbols = assign_symbols(layers)
    assert [s.output for s in symbols] == ["z1", "h1", "z2", "h2", "z3"]
    assert symbols[0].parameters == {"h": "h_1"}
    assert symbols[2].parameters == {"h": "h_2", "W": "W2"}


def test_a_shared_layer_keeps_the_names_of_its_parameters() -> None:
    shared = hn.Dense([[2]])
    steps = hn.Sequential(shared, hn.ReLU(), shared).trace([1])
    assert steps[0].symbols.parameters == steps[2].symbols.parameters == {"W": "W1"}
    assert [s.symbols.output for s in steps] == ["z1", "h", "z2"]


def test_the_symbols_run_through_nested_networks() -> None:
    block = hn.Sequential(hn.Dense(np.eye(2)), hn.ReLU())
    trace = hn.Sequential(block, hn.Dense(np.eye(2))).trace([1, 2])
    assert [s.symbols.output for s in trace.run.leaves()] == ["z1", "h", "z2"]
    assert (trace[0].symbols.input, trace[0].symbols.output) == ("x", "h")


# -- steps and traces -----------------------------------------------------------------------------


def test_steps_are_found_by_position_name_and_in_turn() -> None:
    trace = hidden_layer_exercise()
    assert trace[0] is trace["hidden"] is trace[-4]
    assert list(trace) == [trace[i] for i in range(4)] == list(trace.steps)
    assert [step.position for step in trace] == [0, 1, 2, 3]


def test_layers_are_found_by_position_name_and_in_turn() -> None:
    net = hidden_layer_exercise().network
    assert len(net) == 4
    assert tuple(net) == net.layers
    assert net[0] is net["hidden"] is net.layers[0]
    assert net[-1] is net["relu_2"] is net.layers[3]


def test_nested_steps() -> None:
    block = hn.Sequential(hn.Dense([[1, 2]], name="dense"), hn.ReLU(), name="block")
    trace = hn.Sequential(block, hn.Tanh()).trace([3, 4])
    assert [s.name for s in trace] == ["block", "tanh_1"]
    assert len(trace["block"]) == 2
    assert [s.name for s in trace["block"]] == ["dense", "relu_1"]
    assert trace["block"]["dense"].output.tolist() == [11]
    assert [s.name for s in trace.run.leaves()] == ["dense", "relu_1", "tanh_1"]
    assert bool(trace["tanh_1"])
    assert len(trace["tanh_1"]) == 0


@pytest.mark.parametrize("name", ["input", "output", "layer", "parameters", "anything"])
def test_steps_and_traces_never_change(name: str) -> None:
    trace = hidden_layer_exercise()
    for thing in (trace, trace[0]):
        with pytest.raises(AttributeError):
            setattr(thing, name, 1)
    for array in (trace.input, trace[0].output, trace[2].input, trace.output):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 9
    with pytest.raises(TypeError):
        trace[0].parameters["W"] = 9


def test_a_trace_keeps_its_input_when_the_caller_changes_it() -> None:
    x = np.array([2.0, 1.0, 3.0])
    trace = net().trace(x)
    x[0] = 100
    assert trace.input.tolist() == [2, 1, 3]
    assert x.flags.writeable


def test_a_trace_of_a_view_does_not_change_with_its_base() -> None:
    base = np.array([[2.0, 1.0, 3.0], [0, 0, 0]])
    trace = net().trace(base[0])
    base[:] = 7
    assert trace[0].input.tolist() == [2, 1, 3]


def test_a_trace_stays_true_when_the_network_learns() -> None:
    own = net()
    trace = own.trace([2, 1, 3])
    told = str(trace.explain())
    own.layers[0].W = np.zeros((4, 3))
    assert trace["hidden"].parameters["W"].tolist() == EXERCISES["layer"].layers[0][0]
    assert str(trace.explain()) == told
    assert own.trace([2, 1, 3]) != trace


def test_running_leaves_nothing_behind_in_a_layer() -> None:
    own = net()
    before = [dict(vars(layer)) for layer in own.layers]
    own([2, 1, 3])
    own.trace([[2, 1, 3], [1, 1, 1]])
    for layer, old in zip(own.layers, before, strict=True):
        new = dict(vars(layer))
        for state in (new, old):
            state.pop("parameters", None)  # put together when first asked for: not of a call
        assert new.keys() == old.keys()
        assert all(new[key] is old[key] for key in old)


def test_traces_are_compared_by_what_they_hold() -> None:
    a, b = net().trace([2, 1, 3]), net().trace([2, 1, 3])
    assert a == b
    assert a != net().trace([2, 1, 4])
    assert a != net().trace([[2, 1, 3]])
    assert a[0] == b[0] != a[1]
    assert a != "a trace"
    assert a[0] != "a step"
    with pytest.raises(TypeError, match="unhashable"):
        hash(a)
    with pytest.raises(TypeError, match="unhashable"):
        hash(a[0])


def test_nan_equals_nan_in_traces() -> None:
    with np.errstate(all="ignore"):
        assert net().trace([np.nan, 1, 3]) == net().trace([np.nan, 1, 3])


@pytest.mark.parametrize("x", [[2, 1, 3], [[2, 1, 3], [1, 1, 0]]])
@pytest.mark.parametrize(
    "again", [lambda t: pickle.loads(pickle.dumps(t)), copy.deepcopy, copy.copy]
)
def test_traces_are_pickled_and_copied(again, x) -> None:
    block = hn.Sequential(hn.Dense(np.eye(4)), hn.ReLU(), name="block")
    own = hn.Sequential(*net().layers[:2], block, *net().layers[2:])
    trace = own.trace(x)
    other = again(trace)
    assert other == trace
    assert str(other.explain()) == str(trace.explain())
    assert [s.name for s in other] == [s.name for s in trace]
    for array in (other.input, other[0].output, other[0].parameters["W"]):
        assert not array.flags.writeable
    with pytest.raises(TypeError):
        other[0].parameters["W"] = 1


def test_layers_are_pickled_and_copied() -> None:
    for other in (pickle.loads(pickle.dumps(net())), copy.deepcopy(net())):
        assert other.trace([2, 1, 3]) == hidden_layer_exercise()
        assert not other.layers[0].W.flags.writeable


def test_how_steps_and_traces_show_themselves() -> None:
    trace = net().trace([[2, 1, 3]])
    assert repr(trace) == "Trace of 4 steps: hidden → relu_1 → output → relu_2; (1, 3) → (1, 2)"
    assert repr(trace[0]) == "Step('hidden', Dense 3 → 4: (1, 3) → (1, 4))"
    assert repr(hn.ReLU().run([1])) == "Step('relu', ReLU: (1,) → (1,))"


def test_a_trace_as_text_for_any_terminal() -> None:
    trace = hidden_layer_exercise()
    assert trace.text(ascii=True).isascii()
    assert max(map(len, trace.text(width=60).splitlines())) <= 60
    assert trace.text() == str(trace)


# -- running --------------------------------------------------------------------------------------


@given(x=arrays.arrays(np.float64, (4, 3), elements=st.floats(-100, 100)))
def test_a_batch_is_its_samples_and_a_trace_is_the_run(x) -> None:
    own = net()
    batch = own(x)
    assert own.trace(x).output.tolist() == batch.tolist()
    assert batch == pytest.approx(np.array([own(sample) for sample in x]), abs=1e-9)


def test_the_callers_array_is_left_alone() -> None:
    x = np.array([2.0, 1.0, 3.0])
    for result in (hn.Identity()(x), hn.Sequential(hn.Identity(), hn.ReLU())(x)):
        assert result.tolist() == [2, 1, 3]
    assert x.flags.writeable


def test_widths_are_known_beforehand() -> None:
    assert (net().in_features, net().out_features) == (3, 2)
    late = hn.Sequential(hn.ReLU(), hn.Dense(np.ones((2, 5))))
    assert (late.in_features, late.out_features) == (5, 2)
    free = hn.Sequential(Scale([1, 2]), hn.Dense(np.ones((2, 5))))
    assert free.in_features is None


def test_a_chain_of_five_thousand_layers_runs_and_traces() -> None:
    long = hn.Sequential(*(hn.Identity() for _ in range(5000)))
    assert long([1.0]).tolist() == [1]
    assert len(long.trace([1.0])) == 5000
    assert len(pickle.loads(pickle.dumps(long.trace([1.0])))) == 5000


@pytest.mark.dask
def test_a_dask_array_passes_through_and_stays_lazy() -> None:
    da = pytest.importorskip("dask.array")
    calls = []

    def numbers(block):
        calls.append(block.shape)
        return np.array([[2.0, 1, 3], [1, 1, 0]])

    x = da.zeros((2, 3), chunks=(2, 3)).map_blocks(numbers, meta=np.zeros((0, 0)))
    calls.clear()
    own = hn.Sequential(*net().layers[:3], hn.Sequential(hn.Sigmoid(), hn.Tanh(), hn.Softmax()))
    y = own(x)
    assert isinstance(y, da.Array)
    assert calls == []
    assert np.asarray(y) == pytest.approx(own(np.array([[2.0, 1, 3], [1, 1, 0]])))
