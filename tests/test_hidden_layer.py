"""The classical exercises, in their own words and with every number of their sheets."""

import numpy as np
import pytest
from exercises import EXERCISES, HIDDEN, OUTPUT

import handnn as hn
from handnn.hidden_layer import hidden_layer_exercise


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_every_number_of_the_sheet(exercise) -> None:
    net = exercise.network()
    trace = net.trace(exercise.input)
    assert [step.output.tolist() for step in trace] == exercise.values
    assert net(exercise.input).tolist() == exercise.values[-1]
    assert net.n_parameters == exercise.parameters


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_every_number_is_explained(exercise) -> None:
    trace = exercise.network().trace(exercise.input)
    for step in trace:
        cells = list(step.explain())
        assert [cell.value for cell in cells] == step.output.ravel().tolist()
        assert [float(cell.number.value) for cell in cells] == step.output.ravel().tolist()


@pytest.mark.parametrize(
    ("x", "y"), [([-1, 3], [0, 3]), ([[-0.5], [2]], [[0], [2]]), (-2, 0), (7, 7), ([], [])]
)
def test_relu_of_any_shape(x, y) -> None:
    assert hn.relu(x).tolist() == y


def test_relu_leaves_its_input_alone() -> None:
    x = np.array([-1.0, 3.0])
    hn.relu(x)
    assert x.tolist() == [-1, 3]


def test_relu_of_no_number() -> None:
    with pytest.raises(hn.InputError) as caught:
        hn.relu("abc")
    assert str(caught.value) == "The input of relu must hold numbers, but holds 'abc'."


def test_two_layer_network() -> None:
    trace = hn.two_layer_network([2, 1, 3], *HIDDEN, *OUTPUT)
    assert isinstance(trace, hn.Trace)
    assert [step.name for step in trace] == ["hidden", "relu_1", "output", "relu_2"]
    assert [step.output.tolist() for step in trace] == EXERCISES["hidden layer"].values


def test_two_layer_network_takes_a_batch() -> None:
    trace = hn.two_layer_network(EXERCISES["batch"].input, *HIDDEN, *OUTPUT)
    assert trace.output.tolist() == [[0, 3], [0, 3], [0, 4]]


def test_the_exercise_of_the_command_line() -> None:
    trace = hidden_layer_exercise()
    assert trace.input.tolist() == [2, 1, 3]
    assert trace == hn.two_layer_network([2, 1, 3], *HIDDEN, *OUTPUT)
