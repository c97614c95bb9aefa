"""The Huber loss."""

import numpy as np
import pytest

import handnn as hn


def test_values_by_hand():
    """Differences of 1, 2 and 5 with delta 2: a half, 2, and 2·(5 - 1)."""
    loss = hn.Huber(delta=2, reduction="sum")
    assert loss([1, 2, 5], [0, 0, 0]) == 0.5 + 2 + 8
    assert hn.Huber(delta=2)([1, 2, 5], [0, 0, 0]) == 10.5 / 3
    np.testing.assert_array_equal(loss.gradient(np.array([1.0, -2, -5]), np.zeros(3)), [1, -2, -2])


def test_it_lies_between_the_squared_and_the_absolute_error():
    output, target = [[0, 3], [1, 1]], [[2, 2], [1, 3]]
    assert hn.Huber(delta=100)(output, target) == hn.MeanSquaredError()(output, target) / 2
    small = hn.Huber(delta=1e-6)(output, target) / 1e-6
    assert small == pytest.approx(hn.MeanAbsoluteError()(output, target), abs=1e-6)


@pytest.mark.parametrize("delta", [0, -1, np.inf, np.nan, "1", None])
def test_delta_out_of_range(delta):
    with pytest.raises(hn.SettingError) as caught:
        hn.Huber(delta)
    assert str(caught.value) == f"Huber: delta must be a number above 0; got {delta!r}."
