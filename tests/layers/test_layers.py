"""What the layers compute: values by hand, and what holds of all of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import handnn as hn

E = np.e


VALUES = {
    "ReLU": (hn.ReLU(), [-1, 0, 3], [0, 0, 3]),
    "LeakyReLU": (hn.LeakyReLU(0.1), [-2, 0, 3], [-0.2, 0, 3]),
    "LeakyReLU by default": (hn.LeakyReLU(), [-100, 1], [-1, 1]),
    "Sigmoid": (hn.Sigmoid(), [0, 1, -1], [0.5, E / (1 + E), 1 / (1 + E)]),
    "Tanh": (hn.Tanh(), [0, 1, -1], [0, (E**2 - 1) / (E**2 + 1), (1 - E**2) / (E**2 + 1)]),
    "Softmax": (hn.Softmax(), [0, 0, np.log(2)], [0.25, 0.25, 0.5]),
    "Identity": (hn.Identity(), [-1, 0.5], [-1, 0.5]),
    "Dense": (hn.Dense([[1, 2], [3, 4]], [5, 6]), [1, -1], [4, 5]),
    "Dense without bias": (hn.Dense([[1, 2], [3, 4]]), [1, -1], [-1, -1]),
}


@pytest.mark.parametrize(("layer", "x", "y"), VALUES.values(), ids=VALUES)
def test_hand_values(layer: hn.Layer, x: list, y: list) -> None:
    assert layer(x) == pytest.approx(y, abs=1e-15)
    assert layer([x, x]) == pytest.approx(np.array([y, y]), abs=1e-15)


@pytest.mark.parametrize(
    "layer", [hn.ReLU(), hn.LeakyReLU(), hn.Sigmoid(), hn.Tanh(), hn.Softmax()]
)
def test_activations_keep_float32(layer: hn.Layer) -> None:
    assert layer(np.array([1, -2], np.float32)).dtype == np.float32


@pytest.mark.parametrize("layer", [hn.Sigmoid(), hn.Tanh(), hn.Softmax()])
@given(x=arrays.arrays(np.float64, 4, elements=st.floats(-1e4, 1e4)))
def test_activations_are_stable_and_do_not_warn(layer: hn.Layer, x) -> None:
    y = layer(x)
    assert np.isfinite(y).all()
    assert (np.abs(y) <= 1).all()
