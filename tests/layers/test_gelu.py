"""The Gaussian error linear unit."""

import math

import numpy as np
import pytest
from torch_layers import assert_same, module

import handnn as hn


def test_it_is_each_number_times_the_share_of_a_bell_curve_below_it() -> None:
    x = np.linspace(-4, 4, 17)
    steps = np.linspace(-12, 4, 160_001)
    bell = np.exp(-(steps**2) / 2) / math.sqrt(2 * math.pi)
    share = np.concatenate([[0], np.cumsum((bell[1:] + bell[:-1]) / 2 * np.diff(steps))])
    assert hn.GELU()(x) == pytest.approx(x * np.interp(x, steps, share), abs=1e-8)
    assert hn.GELU("tanh")(x) == pytest.approx(hn.GELU()(x), abs=5e-4)
    assert hn.GELU("tanh")(x) != pytest.approx(hn.GELU()(x), abs=5e-5)


def test_its_arithmetic_is_the_formula() -> None:
    assert str(hn.Sequential(hn.GELU()).trace([1]).explain("gelu_1", 0)) == (
        "y[1] ≈ (x[1] / 2)·(1 + erf(x[1] / 1.414))\ny[1] ≈ (1 / 2)·(1 + erf(1 / 1.414)) ≈ 0.8413"
    )


@pytest.mark.parametrize("approximate", ["none", "tanh"])
def test_it_is_sound(approximate: str) -> None:
    assert hn.check_layer(hn.GELU(approximate), [[1, -2, 0], [0.5, -0.1, 3]])


def test_an_unknown_approximation_is_refused() -> None:
    with pytest.raises(hn.SettingError) as caught:
        hn.GELU("sigmoid")  # type: ignore[arg-type]
    assert str(caught.value) == "GELU: approximate must be 'none' or 'tanh', not 'sigmoid'."


@pytest.mark.torch
@pytest.mark.parametrize("approximate", ["none", "tanh"])
def test_it_is_that_of_pytorch(approximate: str) -> None:
    x = np.linspace(-30, 30, 61).reshape(1, 61)
    assert_same(hn.GELU(approximate), module("GELU", approximate=approximate), x)
