"""Where a token stands in its sequence, as numbers."""

import math

import numpy as np
import pytest

import handnn as hn


def by_the_paper(p: int, feature: int, d: int, base: float = 10_000) -> float:
    i, is_odd = divmod(feature, 2)
    return (math.cos if is_odd else math.sin)(p / base ** (2 * i / d))


@pytest.mark.parametrize("d", [1, 2, 5, 8])
@pytest.mark.parametrize("base", [10_000, 2])
def test_the_encoding_is_that_of_the_paper(d: int, base: float) -> None:
    x = np.random.default_rng(0).normal(size=(2, 7, d))
    by_hand = [[by_the_paper(p, feature, d, base) for feature in range(d)] for p in range(7)]
    y = hn.PositionalEncoding(base)(x)
    assert y == pytest.approx(x + by_hand, abs=1e-12)
    assert hn.PositionalEncoding(base)(x[1]) == pytest.approx(y[1], abs=1e-15)


def test_the_encoding_stands_on_paper() -> None:
    step = hn.Sequential(hn.PositionalEncoding()).trace([[1, 2], [0, 5]])[0]
    assert step["encoding"].output.round(4).tolist() == [[0, 1], [0.8415, 0.5403]]
    assert str(step.explain((1, 1))).splitlines()[0] == "y[2,2] = x[2,2] + encoding[2,2]"


def test_it_is_sound() -> None:
    assert hn.check_layer(hn.PositionalEncoding(), [[1, 2, 3], [0, 0, 5]])


def test_the_base_is_a_positive_number() -> None:
    with pytest.raises(hn.SettingError) as caught:
        hn.PositionalEncoding(0)
    assert str(caught.value) == "PositionalEncoding: base must be a number above 0; got 0."
