"""A chain of layers: how it runs, what it takes, how it shows itself."""

import pickle

import numpy as np
import pytest
from custom_layers import Scale
from exercises import hidden_layer
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import handnn as hn
from handnn.hidden_layer import hidden_layer_exercise


def test_how_layers_show_themselves() -> None:
    assert repr(hn.Dense([[1, 2, 3]], name="neuron")) == "Dense 3 → 1, name='neuron'"
    assert repr(hn.ReLU()) == "ReLU"
    assert repr(hidden_layer()) == (
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


def test_layers_are_found_by_position_name_and_in_turn() -> None:
    net = hidden_layer_exercise().network
    assert len(net) == 4
    assert tuple(net) == net.layers
    assert net[0] is net["hidden"] is net.layers[0]
    assert net[-1] is net["relu_2"] is net.layers[3]


@given(x=arrays.arrays(np.float64, (4, 3), elements=st.floats(-100, 100)))
def test_a_batch_is_its_samples_and_a_trace_is_the_run(x) -> None:
    own = hidden_layer()
    batch = own(x)
    assert own.trace(x).output.tolist() == batch.tolist()
    assert batch == pytest.approx(np.array([own(sample) for sample in x]), abs=1e-9)


def test_the_callers_array_is_left_alone() -> None:
    x = np.array([2.0, 1.0, 3.0])
    for result in (hn.Identity()(x), hn.Sequential(hn.Identity(), hn.ReLU())(x)):
        assert result.tolist() == [2, 1, 3]
    assert x.flags.writeable


def test_widths_are_known_beforehand() -> None:
    assert (hidden_layer().in_features, hidden_layer().out_features) == (3, 2)
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
    own = hn.Sequential(
        *hidden_layer().layers[:3], hn.Sequential(hn.Sigmoid(), hn.Tanh(), hn.Softmax())
    )
    y = own(x)
    assert isinstance(y, da.Array)
    assert calls == []
    assert np.asarray(y) == pytest.approx(own(np.array([[2.0, 1, 3], [1, 1, 0]])))


def test_of_a_long_network_the_first_and_the_last_layers_are_listed() -> None:
    lines = repr(hn.Sequential(*[hn.ReLU() for _ in range(50)])).splitlines()
    assert lines[0] == "Sequential of 50 layers:"
    assert len(lines) == 1 + 40
    names = [line.split()[0] for line in lines[1:]]
    assert names == [f"relu_{i}" for i in range(1, 36)] + ["…"] + [
        f"relu_{i}" for i in range(47, 51)
    ]
    assert lines[36] == "  … 11 more layers"
    assert len(repr(hn.Sequential(*[hn.ReLU() for _ in range(40)])).splitlines()) == 41


def test_gradients_without_a_record_are_those_with_one() -> None:
    net = hn.Sequential(hn.Dense([[1, -1, 2], [3, 0, 1]], [1, 1]), hn.Tanh(), Scale([2, 5]))
    step, grad = net.run(np.array([0.1, 0.2, -0.3])), np.array([1.0, -1.0])
    found: dict = {}
    by_input = net.collect_gradients(step, grad.copy(), found)
    back = net.backward(step, grad.copy())
    np.testing.assert_array_equal(by_input, back.input_gradient)
    for child in back.steps:
        for name, gradient in child.parameter_gradients.items():
            np.testing.assert_array_equal(found[child.step.layer][name], gradient)
    assert net.collect_gradients(step, grad.copy(), {}, needs_input_grad=False) is None
    short = net.backward(step, grad.copy(), needs_input_grad=False)
    assert short.input_gradient is None
    assert [child.input_gradient is None for child in short.steps] == [True, False, False]


def test_a_network_run_without_a_trace_takes_what_holds_numbers_and_nothing_else() -> None:
    assert hidden_layer().run([2, 1, 3]).output.tolist() == [0, 3]
    with pytest.raises(hn.ShapeError, match="takes 3 features, but the input has 2"):
        hidden_layer().run([2, 1])
    with pytest.raises(hn.InputError):
        hidden_layer().run("2 1 3")
