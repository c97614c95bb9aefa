"""Normalisation by the root mean square."""

import numpy as np
import pytest
from torch_layers import assert_same, module

import handnn as hn


def test_values_by_hand() -> None:
    # The mean of 1 and 49 is 25, and its root 5.
    assert hn.RMSNorm([1, 10], eps=1e-12)([1, 7]) == pytest.approx([0.2, 14], abs=1e-11)


def test_its_names_stand_on_paper() -> None:
    step = hn.Sequential(hn.RMSNorm([1, 10])).trace([1, 7])[0]
    assert [line.name for line in step.lines] == ["rms", "normed", "z"]


@pytest.mark.parametrize("layer", [hn.RMSNorm([1, 2, -1]), hn.RMSNorm(eps=0.1)])
@pytest.mark.parametrize("shape", [(3,), (4, 3)])
def test_it_is_sound(layer: hn.RMSNorm, shape: tuple) -> None:
    assert hn.check_layer(layer, np.random.default_rng(0).normal(size=shape))


def test_a_new_layer_has_a_gamma_of_ones() -> None:
    layer = hn.RMSNorm.random(3, name="norm", dtype=np.float32)
    assert layer.gamma.tolist() == [1, 1, 1]
    assert (layer.gamma.dtype, layer.name) == (np.float32, "norm")


def test_gamma_has_one_number_for_each_feature() -> None:
    with pytest.raises(hn.ShapeError) as caught:
        hn.RMSNorm(3)
    assert str(caught.value) == (
        "gamma of RMSNorm has shape (); expected (features,). It is a list of numbers."
    )


@pytest.mark.torch
@pytest.mark.parametrize("shape", [(4,), (3, 4)])
def test_it_is_that_of_pytorch(shape: tuple) -> None:
    rng = np.random.default_rng(0)
    gamma = rng.normal(size=4)
    theirs = module("RMSNorm", 4, eps=1e-3, parameters={"weight": gamma})
    assert_same(hn.RMSNorm(gamma, eps=1e-3), theirs, rng.normal(size=shape), {"gamma": "weight"})
