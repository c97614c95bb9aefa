"""Dense layers: sums of products, and random weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import handnn as hn


@pytest.mark.parametrize(
    ("init", "variance"), [("he", 2 / 300), ("glorot", 2 / (300 + 500)), ("zeros", 0)]
)
def test_the_variance_of_random_weights(init: str, variance: float) -> None:
    layer = hn.Dense.random(300, 500, rng=0, init=init)
    assert layer.W.shape == (500, 300)
    assert layer.W.var() == pytest.approx(variance, rel=0.02)
    assert abs(layer.W.mean()) < 0.001
    assert not layer.b.any()


def test_glorot_stays_within_its_limit() -> None:
    W = hn.Dense.random(30, 20, rng=1, init="glorot").W
    limit = np.sqrt(6 / 50)
    assert 0.9 * limit < np.abs(W).max() <= limit


def test_a_seed_or_a_generator_gives_the_same_again() -> None:
    W = hn.Dense.random(3, 4, rng=7).W
    assert np.array_equal(W, hn.Dense.random(3, 4, rng=7).W)
    assert np.array_equal(W, hn.Dense.random(3, 4, rng=np.random.default_rng(7)).W)
    assert not np.array_equal(W, hn.Dense.random(3, 4, rng=8).W)
    assert not np.array_equal(hn.Dense.random(3, 4).W, hn.Dense.random(3, 4).W)


def test_a_random_layer_has_a_name_and_a_dtype() -> None:
    layer = hn.Dense.random(np.int64(3), 4, rng=0, name="hidden", dtype=np.float32)
    assert layer.name == "hidden"
    assert layer.W.dtype == layer.b.dtype == np.float32


@given(
    W=arrays.arrays(np.int8, (3, 4)),
    b=arrays.arrays(np.int8, 3),
    x=arrays.arrays(np.int8, st.tuples(st.integers(1, 5), st.just(4))),
)
def test_a_dense_layer_is_sums_of_products(W, b, x) -> None:
    by_hand = [
        [sum(int(w) * int(v) for w, v in zip(row, sample, strict=True)) + int(c)
         for row, c in zip(W, b, strict=True)]
        for sample in x
    ]  # fmt: skip
    layer = hn.Dense(W, b)
    assert layer(x).tolist() == by_hand
    assert layer(x[0]).tolist() == by_hand[0]
