"""Traces: they stay true, whatever happens to the network and to the input."""

import copy
import math
import pickle

import numpy as np
import pytest
from custom_layers import Residual, Scale
from exercises import EXERCISES, hidden_layer

import handnn as hn
from handnn.hidden_layer import hidden_layer_exercise


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
    trace = hidden_layer().trace(x)
    x[0] = 100
    assert trace.input.tolist() == [2, 1, 3]
    assert x.flags.writeable


def test_a_trace_of_a_view_does_not_change_with_its_base() -> None:
    base = np.array([[2.0, 1.0, 3.0], [0, 0, 0]])
    trace = hidden_layer().trace(base[0])
    base[:] = 7
    assert trace[0].input.tolist() == [2, 1, 3]


def test_a_trace_stays_true_when_the_network_learns() -> None:
    own = hidden_layer()
    trace = own.trace([2, 1, 3])
    told = str(trace.explain())
    own.layers[0].W = np.zeros((4, 3))
    assert trace["hidden"].parameters["W"].tolist() == EXERCISES["layer"].layers[0][0]
    assert str(trace.explain()) == told
    assert own.trace([2, 1, 3]) != trace


def test_traces_are_compared_by_what_they_hold() -> None:
    a, b = hidden_layer().trace([2, 1, 3]), hidden_layer().trace([2, 1, 3])
    assert a == b
    assert a != hidden_layer().trace([2, 1, 4])
    assert a != hidden_layer().trace([[2, 1, 3]])
    assert a[0] == b[0] != a[1]
    assert a != "a trace"
    assert a[0] != "a step"
    with pytest.raises(TypeError, match="unhashable"):
        hash(a)
    with pytest.raises(TypeError, match="unhashable"):
        hash(a[0])


def test_nan_equals_nan_in_traces() -> None:
    with np.errstate(all="ignore"):
        assert hidden_layer().trace([np.nan, 1, 3]) == hidden_layer().trace([np.nan, 1, 3])


@pytest.mark.parametrize("x", [[2, 1, 3], [[2, 1, 3], [1, 1, 0]]])
@pytest.mark.parametrize(
    "again", [lambda t: pickle.loads(pickle.dumps(t)), copy.deepcopy, copy.copy]
)
def test_traces_are_pickled_and_copied(again, x) -> None:
    block = hn.Sequential(hn.Dense(np.eye(4)), hn.ReLU(), name="block")
    own = hn.Sequential(*hidden_layer().layers[:2], block, *hidden_layer().layers[2:])
    trace = own.trace(x)
    other = again(trace)
    assert other == trace
    assert str(other.explain()) == str(trace.explain())
    assert [s.name for s in other] == [s.name for s in trace]
    for array in (other.input, other[0].output, other[0].parameters["W"]):
        assert not array.flags.writeable
    with pytest.raises(TypeError):
        other[0].parameters["W"] = 1


def test_a_trace_as_text_for_any_terminal() -> None:
    trace = hidden_layer_exercise()
    assert trace.text(ascii=True).isascii()
    assert max(map(len, trace.text(width=60).splitlines())) <= 60
    assert trace.text() == str(trace)


def test_a_trace_says_where_numbers_stop_being_finite():
    layers = hn.Sequential(hn.Dense([[1.0], [2.0]], name="up"), Scale([1e308, 1e308], name="far"))
    with np.errstate(over="ignore"):
        text = str(layers.trace([1e200]))
    assert text.endswith('The first number that is not finite is z2[1] = ∞, in "far".')
    text = str(layers.trace([math.nan]))
    assert text.endswith("The input holds numbers that are not finite.")
    compact = hn.Sequential(hn.Dense([[1.0]]), hn.Dense([[1.0]]), hn.ReLU())
    assert "→" not in str(compact.trace([math.nan]).sheet())


def test_arithmetic_that_cannot_be_followed_leaves_the_sheet():
    class Odd(hn.Layer):
        def forward(self, x):
            return np.array([float(v) for v in np.asarray(x, dtype=float)])

    text = str(hn.Sequential(hn.Dense([[1, 2]], [3], name="plain"), Odd(name="odd")).trace([1, 1]))
    assert "z[1] = 1·1 + 2·1 + 3 = 6" in text
    assert 'The arithmetic of "odd" (Odd) cannot be written out' in text


def test_the_arithmetic_of_a_deep_network_is_cut():
    text = str(hn.Sequential(*[hn.ReLU() for _ in range(50)]).trace([1, -1]))
    assert "… 11 more steps; ask for one: trace[35].explain()" in text
    assert "relu_36" not in text.split("\n\n")[-1]


# -- explanations by name and index ---------------------------------------------------------------


@pytest.mark.parametrize("index", [None, 0, -1, (2,)])
@pytest.mark.parametrize("name", ["hidden", "relu_1"])
def test_a_step_is_explained_by_its_name(name: str, index) -> None:
    trace = hidden_layer().trace([2, 1, 3])
    assert str(trace.explain(name, index)) == str(trace[name].explain(index))
    assert str(trace.explain(name=name, index=index)) == str(trace[name].explain(index))


def test_a_step_inside_another_is_explained_by_its_path() -> None:
    block = hn.Sequential(hn.Dense([[2]], name="double"), name="block")
    trace = hn.Sequential(block).trace([[3], [5]])
    assert trace.explain("block.double", (1, 0))[0].lines() == [
        "z⁽²⁾[1] = W[1,1]·x⁽²⁾[1]",
        "z⁽²⁾[1] = 2·5 = 10",
    ]


def test_all_is_explained_by_default() -> None:
    trace = hidden_layer().trace([2, 1, 3])
    assert [cell.value for cell in trace.explain()] == [-1, 3, 5, 3, 0, 3, 5, 3, -2, 3, 0, 3]


@pytest.mark.parametrize(
    ("name", "index", "kind", "said"),
    [
        (
            None,
            0,
            hn.ArgumentError,
            "explain needs the name of a step to find a cell in: trace.explain('hidden', 0).",
        ),
        (
            "hiden",
            None,
            hn.NoSuchStepError,
            "The trace has no step named 'hiden'. "
            "Its steps: 'hidden', 'relu_1', 'output', 'relu_2'.",
        ),
        (
            "hidden",
            4,
            hn.NoSuchStepError,
            '"hidden" has an array of shape (4,) here: indices 0 to 3. There is no cell 4.',
        ),
    ],
)
def test_what_cannot_be_explained_is_said(name, index, kind, said: str) -> None:
    with pytest.raises(kind) as caught:
        hidden_layer().trace([2, 1, 3]).explain(name, index)
    assert str(caught.value) == said


# -- for NumPy ------------------------------------------------------------------------------------


@pytest.mark.parametrize("x", [[2, 1, 3], [[2, 1, 3], [1, 1, 0]]])
def test_for_numpy_a_trace_is_its_output(x) -> None:
    trace = hidden_layer().trace(x)
    np.testing.assert_array_equal(np.asarray(trace), trace.output)
    assert np.asarray(trace, np.float32).dtype == np.float32
    assert np.sum(trace) == trace.output.sum()
    changed = np.array(trace)
    changed[...] = 9  # a copy, which leaves the trace alone
    assert trace.output.max() <= 4


# -- a layer alone --------------------------------------------------------------------------------

ALONE = {
    "dense": (hn.Dense([[1, -1, 1]], [2]), {"W": [[2, 1, 3]], "b": [1]}),
    "named": (hn.Dense([[1, -1, 1]], name="neuron"), {"W": [[2, 1, 3]]}),
    "relu": (hn.ReLU(), {}),
    "custom": (Scale([2, 5, 7]), {"w": [2, 1, 3]}),
    "container": (
        Residual(hn.Dense(np.eye(3))),
        {"inner.W": [[2, 1, 3], [2, 1, 3], [2, 1, 3]]},
    ),
    "container in a container": (
        Residual(hn.Sequential(Scale([1, 1, 1]), hn.Tanh(), hn.Identity())),
        {"inner.scale_1.w": np.array([2, 1, 3]) * (1 - np.tanh([2, 1, 3]) ** 2)},
    ),
}


@pytest.mark.parametrize(("layer", "gradients"), ALONE.values(), ids=ALONE)
def test_any_layer_alone_can_be_traced_and_gone_back_through(layer, gradients) -> None:
    trace = layer.trace([2, 1, 3])
    assert isinstance(trace, hn.Trace)
    assert trace.output.tolist() == layer([2, 1, 3]).tolist()
    assert (len(trace), trace[0], trace.network) == (1, trace.run, layer)
    back = trace.backward(grad=np.ones(trace.output.shape))
    assert list(back.gradients) == list(gradients) == list(layer.parameters)
    for name, gradient in gradients.items():
        np.testing.assert_allclose(back.gradients[name], gradient, rtol=1e-12)
    in_a_network = hn.Sequential(layer).trace([2, 1, 3]).backward(grad=np.ones(trace.output.shape))
    np.testing.assert_array_equal(back.input_gradient, in_a_network.input_gradient)
    assert (len(back), list(back)) == (1, [back[0]])
    for record in (trace, back):
        assert str(record.sheet()) in str(record)
        assert str(record.explain())


def test_a_layer_alone_is_found_by_its_name_or_its_kind() -> None:
    assert hn.Dense([[1]], name="neuron").trace([1])["neuron"].output.tolist() == [1]
    assert hn.LeakyReLU().trace([1])["leaky_relu"].output.tolist() == [1]
    assert repr(hn.Dense([[1, 2]]).trace([1, 2])) == "Trace of 1 step: dense; (2,) → (1,)"


def test_a_layer_alone_learns() -> None:
    neuron = hn.Dense([[1.0]], [0.0])
    back = neuron.trace([2]).backward(hn.SquaredError(), target=[0])
    update = hn.SGD(0.1).update(neuron, back)
    assert (neuron.W.item(), neuron.b.item()) == pytest.approx((1 - 0.1 * 4, -0.1 * 2))
    assert list(update) == ["W", "b"]


def test_what_a_layer_alone_cannot_take_is_said_with_its_name() -> None:
    with pytest.raises(hn.ShapeError) as caught:
        hn.Dense([[1, 2]], name="neuron").trace([1])
    assert str(caught.value).startswith('"neuron" (Dense 2 → 1) takes 2 features, but the input')

    class Broken(hn.Layer):
        def forward(self, x):
            return x.nothing

    with pytest.raises(hn.LayerError, match=r"^Broken could not run on an input of shape \(1,\): "):
        Broken().trace([1])


def test_a_step_may_be_called_by_what_stands_on_the_sheet():
    trace = hidden_layer_exercise()
    assert trace["z2"] is trace["output"]
    assert trace["h"] is trace["relu_1"]
    assert trace.explain("z2", 0).text() == trace.explain("output", 0).text()
    named = hn.Sequential(hn.Dense([[1, 2]]), hn.Dense([[3]], name="z1"), hn.ReLU()).trace([1, 1])
    assert named["z1"] is named[1]  # a name goes first
