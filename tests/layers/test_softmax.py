"""Softmax."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import handnn as hn


@given(x=arrays.arrays(np.float64, (3, 4), elements=st.floats(-1e4, 1e4)))
def test_softmax_gives_shares_of_each_sample(x) -> None:
    y = hn.Softmax()(x)
    assert y.sum(axis=1) == pytest.approx(np.ones(3))
    assert y[1] == pytest.approx(hn.Softmax()(x[1]))
    assert hn.Softmax()(x + 100) == pytest.approx(y, abs=1e-9)


@given(x=arrays.arrays(np.float64, (3, 4), elements=st.floats(-50, 50)), t=st.floats(0.1, 10))
def test_a_temperature_divides_the_numbers_before(x, t) -> None:
    assert hn.Softmax(temperature=t)(x) == pytest.approx(hn.Softmax()(x / t), abs=1e-15)


def test_a_temperature_is_in_the_arithmetic_and_one_of_1_is_not() -> None:
    symbols, *_ = str(hn.Sequential(hn.Softmax(2)).trace([1, 3])[0].explain(0)).splitlines()
    assert symbols == "y[1] = exp(x[1] / 2) / (exp(x[1] / 2) + exp(x[2] / 2))"
    assert "/ 1" not in str(hn.Sequential(hn.Softmax(1)).trace([1, 3]))


@pytest.mark.parametrize("t", [1, 0.5, 4])
def test_it_is_sound(t: float) -> None:
    assert hn.check_layer(hn.Softmax(t), [[1, -2, 0], [0.5, -0.1, 3]])


@pytest.mark.parametrize("t", [0, -1, np.inf, "hot", None])
def test_a_temperature_is_a_positive_number(t: object) -> None:
    with pytest.raises(hn.SettingError) as caught:
        hn.Softmax(t)  # type: ignore[arg-type]
    message = f"Softmax: temperature must be a number above 0; got {t!r}."
    assert str(caught.value) == message
