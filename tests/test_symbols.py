"""What values and parameters are called on paper."""

import numpy as np

import handnn as hn
from handnn.hidden_layer import hidden_layer_exercise
from handnn.symbols import assign_symbols


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
