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
