"""Random weights of a given size."""

import numpy as np
import pytest

import handnn as hn
from handnn.layers.initialisation import check_sizes, random_weights


@pytest.mark.parametrize(("init", "variance"), [("he", 2 / 27), ("glorot", 2 / (27 + 54))])
def test_kernels_count_what_each_sum_has(init: str, variance: float) -> None:
    rng = np.random.default_rng(0)
    kernels = random_weights("Conv2D.random", (600, 3, 3, 3), rng, init, fan_in=27, fan_out=54)
    assert kernels.shape == (600, 3, 3, 3)
    assert kernels.var() == pytest.approx(variance, rel=0.03)


@pytest.mark.parametrize("size", [0, -1, 2.0, "3", None, True])
def test_a_size_is_a_positive_whole_number(size: object) -> None:
    with pytest.raises(hn.NetworkError) as caught:
        check_sizes("LSTM.random", inputs=3, hidden=size)
    message = f"LSTM.random: hidden must be a positive whole number, not {size!r}."
    assert str(caught.value) == message


def test_sizes_of_numpy_are_sizes() -> None:
    check_sizes("Dense.random", inputs=np.int64(3), outputs=np.uint8(1))
