"""The GRU."""

import numpy as np
import pytest
from torch_layers import arrays, assert_same, torch

import handnn as hn


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def test_hand_values():
    layer = hn.GRU([[1], [2], [3]], [[1], [0], [1]], [0, 1, 0], [0, 0, 4])
    n1 = np.tanh(3 + sigmoid(1) * 4)
    h1 = (1 - sigmoid(3)) * n1
    n2 = np.tanh(-6 + sigmoid(h1 - 2) * (h1 + 4))
    h2 = (1 - sigmoid(-3)) * n2 + sigmoid(-3) * h1
    assert layer([[1], [-2]]) == pytest.approx(np.array([[h1], [h2]]), abs=1e-15)


def test_a_closed_update_gate_takes_the_new_state():
    layer = hn.GRU([[0], [-99], [1]], [[0], [0], [0]])
    assert layer([[1]]) == pytest.approx(np.tanh([[1]]), abs=1e-9)


def test_its_steps_are_those_of_the_formula():
    step = hn.GRU.random(2, 1, rng=0, return_sequences=False).run(np.ones((2, 2)))
    names = [line.name for line in step.lines]
    once = ["ax", "ah", "r", "u", "n", "h"]
    assert names == ["h", *(f"{n}⁽¹⁾" for n in once), *(f"{n}⁽²⁾" for n in once)]


@pytest.mark.torch
@pytest.mark.parametrize("return_sequences", [True, False])
@pytest.mark.parametrize("shape", [(4, 3), (2, 4, 3)])
def test_it_is_pytorchs(return_sequences, shape):
    torch.manual_seed(0)
    theirs = torch.nn.GRU(3, 5, batch_first=True, dtype=torch.float64)
    p = arrays(theirs)
    layer = hn.GRU(
        p["weight_ih_l0"],
        p["weight_hh_l0"],
        p["bias_ih_l0"],
        p["bias_hh_l0"],
        return_sequences,
    )
    assert_same(
        layer,
        theirs,
        np.random.default_rng(1).normal(size=shape),
        {
            "Wx": lambda g: g["weight_ih_l0"],
            "Wh": lambda g: g["weight_hh_l0"],
            "bx": lambda g: g["bias_ih_l0"],
            "bh": lambda g: g["bias_hh_l0"],
        },
        run=lambda x: theirs(x)[0] if return_sequences else theirs(x)[0][..., -1, :],
    )
