"""The sigmoid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn


@given(x=st.floats(-1e4, 1e4))
def test_the_sigmoid_mirrors_itself(x: float) -> None:
    there, back = hn.Sigmoid()([x]), hn.Sigmoid()([-x])
    assert there[0] + back[0] == pytest.approx(1, abs=1e-15)


def test_the_sigmoid_keeps_small_values() -> None:
    assert hn.Sigmoid()([-700]) == pytest.approx(np.exp(-700), rel=1e-12)
