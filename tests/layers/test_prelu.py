"""ReLU with a learned slope below zero."""

import numpy as np
import pytest
from torch_layers import assert_same, module

import handnn as hn


@pytest.mark.parametrize(("a", "y"), [(0.5, [-1, 3, -2]), ([0.5, 7, -1], [-1, 3, 4])])
def test_values_by_hand(a: object, y: list) -> None:
    assert hn.PReLU(a)([-2, 3, -4]).tolist() == y


def test_its_slope_learns_from_the_numbers_below_zero() -> None:
    trace = hn.Sequential(hn.PReLU(0.5)).trace([[-2, 3, -4], [1, -1, 0]])
    back = trace.backward(grad=[[1, 1, 10], [1, 100, 1]])
    assert back.gradients["prelu_1.a"] == -2 - 40 - 100


@pytest.mark.parametrize("a", [0.25, [0.5, -1, 2]])
def test_it_is_sound(a: object) -> None:
    assert hn.check_layer(hn.PReLU(a), [[1, -2, 0.3], [0.5, -0.1, 3]])


def test_a_slope_per_channel_of_a_picture() -> None:
    layer = hn.PReLU(np.reshape([2, 3], (2, 1, 1)))
    y = layer.forward(np.full((2, 2, 4), -1.0))
    assert y.tolist() == [[[-2] * 4] * 2, [[-3] * 4] * 2]


def test_another_number_of_features_is_refused() -> None:
    with pytest.raises(hn.ShapeError) as caught:
        hn.Sequential(hn.Dense([[1], [2]]), hn.PReLU([1, 2, 3]))
    assert str(caught.value) == (
        'layer 1 "prelu_1" (PReLU) takes 3 features, but layer 0 "dense_1" (Dense 1 → 2) gives 2. '
        "One of them needs another size."
    )


@pytest.mark.torch
@pytest.mark.parametrize("a", [[0.25], [0.5, -1, 2]])
def test_it_is_that_of_pytorch(a: list) -> None:
    theirs = module("PReLU", len(a), parameters={"weight": a})
    x = np.random.default_rng(0).normal(size=(5, 3))
    assert_same(hn.PReLU(a), theirs, x, {"a": "weight"})
