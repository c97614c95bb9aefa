"""The LSTM."""

import numpy as np
import pytest
from torch_layers import arrays, assert_same, module, torch

import handnn as hn


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def test_hand_values():
    layer = hn.LSTM([[1], [2], [3], [4]], [[1], [0], [0], [1]], [0, 1, 0, 0])
    c1 = sigmoid(1) * np.tanh(3)
    h1 = sigmoid(4) * np.tanh(c1)
    c2 = sigmoid(-3) * c1 + sigmoid(h1 - 2) * np.tanh(-6)
    h2 = sigmoid(h1 - 8) * np.tanh(c2)
    assert layer([[1], [-2]]) == pytest.approx(np.array([[h1], [h2]]), abs=1e-15)


def test_an_open_gate_keeps_the_memory_and_a_closed_one_forgets_it():
    layer = hn.LSTM([[0, 99], [99, 0], [0, 1], [0, 0]], [[0]] * 4, [-50, -50, 0, 50])
    taken, kept, forgotten = layer([[0, 1], [1, 0], [0, 0]])[:, 0]
    assert taken == pytest.approx(np.tanh(np.tanh(1)), abs=1e-9)
    assert kept == pytest.approx(taken, abs=1e-9)
    assert forgotten == pytest.approx(0, abs=1e-9)


def test_its_steps_are_those_of_the_formula():
    step = hn.LSTM.random(2, 1, rng=0, return_sequences=False).run(np.ones((2, 2)))
    names = [line.name for line in step.lines]
    once = ["a", "i", "f", "g", "o", "c", "h"]
    assert names == ["h", "c", *(f"{n}⁽¹⁾" for n in once), *(f"{n}⁽²⁾" for n in once)]


@pytest.mark.torch
@pytest.mark.parametrize("return_sequences", [True, False])
@pytest.mark.parametrize("shape", [(4, 3), (2, 4, 3)])
def test_it_is_pytorchs(return_sequences, shape):
    torch.manual_seed(0)
    theirs = torch.nn.LSTM(3, 5, batch_first=True, dtype=torch.float64)
    p = arrays(theirs)
    layer = hn.LSTM(
        p["weight_ih_l0"],
        p["weight_hh_l0"],
        p["bias_ih_l0"] + p["bias_hh_l0"],
        return_sequences,
    )
    assert_same(
        layer,
        theirs,
        np.random.default_rng(1).normal(size=shape),
        {
            "Wx": lambda g: g["weight_ih_l0"],
            "Wh": lambda g: g["weight_hh_l0"],
            "b": lambda g: g["bias_ih_l0"],
        },
        run=lambda x: theirs(x)[0] if return_sequences else theirs(x)[0][..., -1, :],
    )


@pytest.mark.torch
def test_a_gate_that_is_shut_as_far_as_can_be() -> None:
    weights = {"Wx": [[1], [-2000], [3], [1]], "Wh": [[0.5], [1], [0], [-1]]}
    names = {"Wx": "weight_ih_l0", "Wh": "weight_hh_l0"}
    parameters = {names[name]: array for name, array in weights.items()}
    theirs = module("LSTM", 1, 1, bias=False, batch_first=True, parameters=parameters)
    x = np.array([[[1.0], [2.0]]])
    assert_same(hn.LSTM(**weights), theirs, x, names, run=lambda tensor: theirs(tensor)[0])
