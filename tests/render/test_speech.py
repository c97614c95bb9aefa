"""The sheet in plain sentences."""

import numpy as np
import pytest
from exercises import hidden_layer
from pictures import runs

import handnn as hn
from handnn.render.speech import largest_output, narrate


def test_the_hidden_layer():
    assert narrate(hidden_layer().trace([2, 1, 3]).run).splitlines() == [
        "The network takes 3 numbers and gives 2, in 4 steps.",
        "The input x is 2, 1 and 3.",
        "Step 1, hidden: a dense layer with 4 neurons.",
        "Neuron 1 has the weights 1, minus 1 and 1, and the bias minus 5.",
        "Neuron 2 has the weights 1, 1 and 0, and the bias 0.",
        "Neuron 3 has the weights 0, 1 and 1, and the bias 1.",
        "Neuron 4 has the weights 1, 0 and 1, and the bias minus 2.",
        "The result z1 is minus 1, 3, 5 and 3.",
        "Step 2, relu_1: ReLU.",
        "The result h is 0, 3, 5 and 3. Unit 1 is switched off.",
        "Step 3, output: a dense layer with 2 neurons.",
        "Neuron 1 has the weights 1, 1, minus 1 and 0, and the bias 0.",
        "Neuron 2 has the weights 0, 0, 1 and minus 1, and the bias 1.",
        "The result z2 is minus 2 and 3.",
        "Step 4, relu_2: ReLU.",
        "The result y is 0 and 3. Unit 1 is switched off.",
    ]


def test_units_that_a_line_of_code_switches_off_are_told():
    def layer(x, W):
        z = W @ x
        h = np.maximum(z, 0)
        return h * 2

    work = hn.work(layer, np.array([2, 1, 3]), np.array([[1, -1, -1], [1, 1, 0]]))
    assert work.describe().splitlines()[-4:] == [
        "Step 2, h: the line h = np.maximum(z, 0)",
        "The result h is 0 and 3. Unit 1 is switched off.",
        "Step 3, y: the line return h * 2",
        "The result y is 0 and 6.",
    ]


def test_a_batch_is_told_sample_by_sample():
    told = narrate(hn.ReLU().run([[1, -2], [3, 4]]).placed()).splitlines()
    assert told == [
        "The network takes 2 numbers and gives 2, in 1 step. The batch has 2 samples.",
        "The input x is: for sample 1: 1 and minus 2; for sample 2: 3 and 4.",
        "Step 1, relu: ReLU.",
        "The result y is: for sample 1: 1 and 0; for sample 2: 3 and 4. "
        "For sample 1, unit 2 is switched off.",
    ]
    assert "; and so on for 96 more samples." in narrate(hn.ReLU().run(np.ones((100, 1))).placed())


def test_many_numbers_are_not_all_told():
    told = narrate(hn.Dense(np.ones((64, 64)), np.zeros(64)).run(-np.arange(64.0)).placed())
    assert "x is 64 numbers, from 0, minus 1, minus 2 and so on to minus 63." in told
    assert "a dense layer with 64 neurons. Each has 64 weights and a bias." in told
    assert "60 of 64 units are switched off" in narrate(
        hn.ReLU().run(np.arange(64.0) - 59).placed()
    )


def test_rounded_strange_and_tiny_numbers():
    told = narrate(hn.Identity().run([1 / 3, -1e-7, np.inf, np.nan]).placed())
    assert "x is about 0.3333, minus 1 times 10 to the minus 7, infinity and not a number." in told


def test_learned_numbers_of_other_layers_and_deep_networks():
    told = narrate(runs()["custom"][0])
    assert "Step 1, scale: Gain, where gamma1 is 2 and minus 1." in told
    assert "Step 3, block, dense_1: a dense layer with 2 neurons." in told
    deep = narrate(hn.Sequential(*[hn.ReLU() for _ in range(30)]).trace([1]).run)
    assert deep.endswith("Then 10 more steps follow.\nThe output y is 1.")


def answer(output):
    """Of a network with these outputs for the input 1."""
    return list(largest_output(hn.Dense(np.reshape(output, (-1, 1))).run([1]).placed()))[:-1]


def test_the_answer_of_a_classifier():
    assert answer([0, 2 / 3, -1]) == [
        "The largest of the 3 outputs is z[2] ≈ 0.6667: the answer is class 1.",
        "The next largest is z[1] = 0, of class 0.",
    ]
    assert answer([1, 2]) == [
        "The larger of the 2 outputs is z[2] = 2: the answer is class 1.",
        "The other is z[1] = 1, of class 0.",
    ]


def test_outputs_that_can_be_read_as_probabilities():
    assert answer([0.25, 0.75])[2:] == [
        "No output is below 0, and all add up to 1: they can be read as probabilities. "
        "Class 1 has 75 %."
    ]
    assert answer(hn.Softmax()([1, 2, 4]))[-1].endswith("Class 2 has about 84.38 %.")
    for others in ([0.25, 0.5], [-0.5, 1.5]):
        assert len(answer(others)) == 2


def test_of_equal_outputs_the_first_is_the_answer():
    assert answer([1, 2, 2]) == [
        "The first of the largest of the 3 outputs is z[2] = 2: the answer is class 1.",
        "Just as large is z[3] = 2, of class 2.",
    ]


@pytest.mark.parametrize(
    ("outputs_for_one_input", "x"), [(1, [3]), (2, [np.nan]), (2, [[1], [2]]), (2, [np.inf])]
)
def test_no_answer_is_told_where_there_are_no_classes(outputs_for_one_input, x):
    step = hn.Dense(np.ones((outputs_for_one_input, 1))).run(x).placed()
    assert list(largest_output(step)) == []


def test_as_many_outputs_as_inputs_are_no_classes():
    assert list(largest_output(hn.Identity().run([1, 7, 5]).placed())) == []
