"""The exponential linear unit."""

import numpy as np
import pytest
from torch_layers import assert_same, module

import handnn as hn


def test_values_by_hand() -> None:
    y = hn.ELU(2)([np.log(0.25), 0, 3])
    assert y == pytest.approx([2 * (0.25 - 1), 0, 3], abs=1e-15)


def test_it_is_finite_far_from_zero() -> None:
    trace = hn.Sequential(hn.ELU()).trace([-1e4, 1e4])
    assert trace.output.tolist() == [-1, 1e4]
    assert trace.backward(grad=[1, 1]).input_gradient.tolist() == [0, 1]


def test_it_is_sound() -> None:
    assert hn.check_layer(hn.ELU(0.5), [[1, -2, 0.3], [0.5, -0.1, 3]])


def test_alpha_is_a_number() -> None:
    with pytest.raises(hn.SettingError) as caught:
        hn.ELU("small")  # type: ignore[arg-type]
    assert str(caught.value) == "ELU: alpha must be a finite number, not 'small'."


@pytest.mark.torch
@pytest.mark.parametrize("alpha", [1.0, 0.3, -2.0])
def test_it_is_that_of_pytorch(alpha: float) -> None:
    assert_same(hn.ELU(alpha), module("ELU", alpha), np.linspace(-800, 800, 1601))
