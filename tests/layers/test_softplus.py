"""A smooth ReLU."""

import numpy as np
import pytest
from torch_layers import assert_same, module

import handnn as hn


def test_values_by_hand() -> None:
    y = hn.Softplus()([0, np.log(3), -np.log(3)])
    assert y == pytest.approx(np.log([2, 4, 4 / 3]), abs=1e-15)


def test_it_is_finite_far_from_zero_and_its_slope_is_the_sigmoid() -> None:
    x = [-1e4, -2, 0, 2, 1e4]
    trace = hn.Sequential(hn.Softplus()).trace(x)
    assert trace.output[[0, -1]].tolist() == [0, 1e4]
    slope = trace.backward(grad=np.ones(5)).input_gradient
    assert slope == pytest.approx(hn.Sigmoid()(x), abs=1e-15)


def test_it_is_sound() -> None:
    assert hn.check_layer(hn.Softplus(), [[1, -2, 0], [0.5, -0.1, 3]])


@pytest.mark.torch
def test_it_is_that_of_pytorch() -> None:
    # From 20 on, PyTorch's is a straight line, which is less exact.
    assert_same(hn.Softplus(), module("Softplus", threshold=40), np.linspace(-30, 60, 91))
