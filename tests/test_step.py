"""Steps: found by position and name, nested, and never changed."""

import numpy as np
from exercises import hidden_layer

import handnn as hn
from handnn.hidden_layer import hidden_layer_exercise


def test_steps_are_found_by_position_name_and_in_turn() -> None:
    trace = hidden_layer_exercise()
    assert trace[0] is trace["hidden"] is trace[-4]
    assert list(trace) == [trace[i] for i in range(4)] == list(trace.steps)
    assert [step.position for step in trace] == [0, 1, 2, 3]


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


def test_running_leaves_nothing_behind_in_a_layer() -> None:
    own = hidden_layer()
    before = [dict(vars(layer)) for layer in own.layers]
    own([2, 1, 3])
    own.trace([[2, 1, 3], [1, 1, 1]])
    for layer, old in zip(own.layers, before, strict=True):
        new = dict(vars(layer))
        for state in (new, old):
            state.pop("_own_parameters", None)  # put together when first asked for: not of a call
        assert new.keys() == old.keys()
        assert all(new[key] is old[key] for key in old)


def test_how_steps_and_traces_show_themselves() -> None:
    trace = hidden_layer().trace([[2, 1, 3]])
    assert repr(trace) == "Trace of 4 steps: hidden → relu_1 → output → relu_2; (1, 3) → (1, 2)"
    assert repr(trace[0]) == "Step('hidden', Dense 3 → 4: (1, 3) → (1, 4))"
    assert repr(hn.ReLU().run([1])) == "Step('relu', ReLU: (1,) → (1,))"


def test_a_step_alone_is_the_first_and_only_one() -> None:
    step = hn.Dense([[1, 2]], name="neuron").run([1, 2])
    assert (step.position, step.path, step.name, len(step), list(step)) == (
        0, "neuron", "neuron", 0, []
    )  # fmt: skip
    assert list(step.leaves()) == [step]
    assert (step.symbols.input, step.symbols.output) == ("x", "z")
    assert step  # though there is nothing inside


def test_the_output_is_read_only_but_not_what_the_caller_gave() -> None:
    x = np.array([1.0, -2.0])
    for layer in (hn.ReLU(), hn.Dense(np.eye(2)), hn.Sequential(hn.ReLU(), hn.Tanh())):
        assert not layer.run(x).output.flags.writeable
    assert hn.Identity().run(x).output.tolist() == [1, -2]
    assert x.flags.writeable


def test_steps_of_other_layers_are_not_equal_though_their_numbers_are() -> None:
    class Same(hn.ReLU):
        pass

    x = np.array([1.0, 2.0])
    relu, same = hn.ReLU(name="a").run(x), Same(name="a").run(x)
    assert (relu.kind, same.kind) == (hn.ReLU, Same)
    assert relu == hn.ReLU(name="a").run(x)
    assert relu != hn.Identity(name="a").run(x)
