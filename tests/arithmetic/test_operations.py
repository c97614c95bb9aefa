"""The operations: each known by its name, with NumPy's values beyond the finite ones."""

import math

import numpy as np
import pytest

from handnn.arithmetic import (
    OPERATIONS,
)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        (lambda x: x[0] / 0, math.inf),
        (lambda x: x[1] / 0, -math.inf),
        (lambda x: np.log(x[0] * 0), -math.inf),
        (lambda x: np.exp(x[0] * 1e4), math.inf),
        (lambda x: (x[0] * 1e200) ** 2, math.inf),
        (lambda x: np.sum(np.exp(x * 1e4) * 0), math.nan),
        (lambda x: np.sqrt(x[1]), math.nan),
        (lambda x: np.max(np.sqrt(x)), math.nan),
        (lambda x: np.maximum(np.sqrt(x[1]), 0), math.nan),
        (lambda x: np.exp(x * 1e4) @ np.zeros(3), math.nan),
        (lambda x: np.fmax(np.sqrt(x[1]), 0), 0.0),
        (lambda x: np.fmin(0, np.sqrt(x[1])), 0.0),
    ],
)
def test_beyond_the_finite_numbers_are_numpys(x, code, value):
    assert np.array_equal(code(x).value, value, equal_nan=True)


def test_every_operation_is_known_by_its_name():
    for name, operation in OPERATIONS.items():
        assert operation.name == name
