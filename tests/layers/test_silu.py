"""The sigmoid linear unit."""

import numpy as np
import pytest
from torch_layers import assert_same, module

import handnn as hn


def test_it_is_each_number_times_its_sigmoid() -> None:
    x = np.linspace(-9, 9, 19)
    assert hn.SiLU()(x) == pytest.approx(x * hn.Sigmoid()(x), abs=1e-15)


def test_it_is_finite_far_from_zero() -> None:
    trace = hn.Sequential(hn.SiLU()).trace([-1e4, 1e4])
    assert trace.output.tolist() == [0, 1e4]
    assert trace.backward(grad=[1, 1]).input_gradient.tolist() == [0, 1]


def test_it_is_sound() -> None:
    assert hn.check_layer(hn.SiLU(), [[1, -2, 0], [0.5, -0.1, 3]])


@pytest.mark.torch
def test_it_is_that_of_pytorch() -> None:
    assert_same(hn.SiLU(), module("SiLU"), np.linspace(-800, 800, 1601))
