"""Layer normalisation."""

import numpy as np
import pytest
from torch_layers import assert_same, module

import handnn as hn

LAYERS = {
    "gamma and beta": hn.LayerNorm([1, 2, -1], [0, 0.5, 3]),
    "gamma": hn.LayerNorm([1, 2, -1], eps=0.1),
    "neither": hn.LayerNorm(),
}


def test_values_by_hand() -> None:
    layer = hn.LayerNorm([1, 1, 10], [0, 0, 5], eps=1e-12)
    # The mean is 5; the differences are -3, -1 and 4; the variance is (9 + 1 + 16) / 3.
    normed = np.array([-3, -1, 4]) / np.sqrt(26 / 3)
    assert layer([2, 4, 9]) == pytest.approx(normed * [1, 1, 10] + [0, 0, 5], abs=1e-11)


def test_its_names_stand_on_paper() -> None:
    step = hn.Sequential(hn.LayerNorm([1, 1, 10], [0, 0, 5])).trace([2, 4, 9])[0]
    assert [line.name for line in step.lines] == ["mean", "centred", "variance", "normed", "z"]
    assert str(step.explain(2)).splitlines()[0] == "z[3] = normed[3]·gamma[3] + beta[3]"


@pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("shape", [(3,), (4, 3)])
def test_it_is_sound(layer: hn.LayerNorm, shape: tuple) -> None:
    assert hn.check_layer(layer, np.random.default_rng(0).normal(size=shape))


def test_it_normalises_each_token() -> None:
    net = hn.Sequential(hn.PositionalEncoding(), hn.LayerNorm())
    y = net(np.random.default_rng(0).normal(size=(2, 5, 8)))
    assert y.mean(axis=-1) == pytest.approx(np.zeros((2, 5)), abs=1e-12)
    assert y.var(axis=-1) == pytest.approx(np.ones((2, 5)), abs=1e-4)


def test_a_new_layer_has_a_gamma_of_ones_and_a_beta_of_zeros() -> None:
    layer = hn.LayerNorm.random(3, rng=0, name="norm", dtype=np.float32)
    assert (layer.gamma.tolist(), layer.beta.tolist()) == ([1, 1, 1], [0, 0, 0])
    assert layer.gamma.dtype == layer.beta.dtype == np.float32
    assert layer.name == "norm"
    assert (layer.in_features, layer.out_features) == (3, 3)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"gamma": [[1, 2]]},
            hn.ShapeError,
            "gamma of LayerNorm has shape (1, 2); expected (features,). It is a list of numbers.",
        ),
        (
            {"gamma": [1, 2], "beta": [1, 2, 3]},
            hn.ShapeError,
            "beta of LayerNorm has shape (3,); expected (features,). features is 2, as gamma of "
            "shape (2,) says.",
        ),
        (
            {"beta": [1, 2]},
            hn.InputError,
            "LayerNorm has a beta but no gamma. For no scale, let gamma be ones.",
        ),
        (
            {"eps": 0},
            hn.SettingError,
            "LayerNorm: eps must be a number above 0; got 0.",
        ),
    ],
)
def test_what_does_not_fit_is_refused(arguments: dict, error: type, message: str) -> None:
    with pytest.raises(error) as caught:
        hn.LayerNorm(**arguments)
    assert str(caught.value) == message


@pytest.mark.torch
@pytest.mark.parametrize("shape", [(4,), (3, 4)])
def test_it_is_that_of_pytorch(shape: tuple) -> None:
    rng = np.random.default_rng(0)
    gamma, beta = rng.normal(size=(2, 4))
    theirs = module("LayerNorm", 4, eps=1e-3, parameters={"weight": gamma, "bias": beta})
    names = {"gamma": "weight", "beta": "bias"}
    assert_same(hn.LayerNorm(gamma, beta, eps=1e-3), theirs, rng.normal(size=shape), names)


@pytest.mark.torch
def test_without_parameters_too() -> None:
    x = np.random.default_rng(0).normal(size=(3, 4))
    assert_same(hn.LayerNorm(), module("LayerNorm", 4, elementwise_affine=False), x)
