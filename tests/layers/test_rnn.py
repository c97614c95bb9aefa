"""The recurrent layer of Elman."""

import numpy as np
import pytest
from torch_layers import arrays, assert_same, torch

import handnn as hn


def test_hand_values():
    layer = hn.RNN([[1, 0], [0, 2]], [[0, 1], [1, 0]], [1, -1], activation="relu")
    # h = relu([1 + 1, 0 - 1]) = [2, 0], then relu([0 + 0 + 1, 2·3 + 2 - 1]) = [1, 7]
    assert layer([[1, 0], [0, 3]]).tolist() == [[2, 0], [1, 7]]


def test_tanh_by_default():
    assert hn.RNN([[2]], [[0]])([[3]]) == pytest.approx(np.tanh([[6]]))


def test_the_gradient_goes_back_through_time():
    layer = hn.RNN([[1]], [[3]], activation="relu", return_sequences=False, name="rnn")
    back = hn.Sequential(layer).trace([[2], [1], [0]]).backward(grad=[1])
    assert back.gradients["rnn.Wh"].tolist() == [[3 * 2 + 7]]  # h = 2, 7, 21
    assert back.input_gradient.tolist() == [[9], [3], [1]]
    assert str(back.explain("rnn.Wh", (0, 0))) == (
        "∂L/∂Wh[1,1] = ∂L/∂a⁽³⁾[1]·h⁽²⁾[1] + ∂L/∂a⁽²⁾[1]·h⁽¹⁾[1] + h[1]·∂L/∂a⁽¹⁾[1]\n"
        "∂L/∂Wh[1,1] = 1·7 + 3·2 + 0·9 = 13"
    )


def test_an_activation_that_is_not_known():
    with pytest.raises(hn.SettingError) as caught:
        hn.RNN([[1]], [[1]], activation="sigmoid")
    assert str(caught.value) == 'RNN: activation must be "tanh" or "relu", not \'sigmoid\'.'


@pytest.mark.torch
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("return_sequences", [True, False])
@pytest.mark.parametrize("shape", [(4, 3), (2, 4, 3)])
def test_it_is_pytorchs(activation, return_sequences, shape):
    torch.manual_seed(0)
    theirs = torch.nn.RNN(3, 5, nonlinearity=activation, batch_first=True, dtype=torch.float64)
    p = arrays(theirs)
    layer = hn.RNN(
        p["weight_ih_l0"],
        p["weight_hh_l0"],
        p["bias_ih_l0"] + p["bias_hh_l0"],
        activation,
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
