"""NumPy's functions that only move cells about."""

import numpy as np
import pytest

from handnn.arithmetic import Variable, differentiate, evaluate, record


@pytest.mark.parametrize(
    "put_together",
    [
        lambda x: np.hstack([x, 1]),
        lambda x: np.concatenate([[2, 1], x]),
        lambda x: np.append(x, [3, 2]),
        lambda x: np.insert(x, 1, 2),
        lambda x: np.stack([x, [1, 2]]),
        lambda x: np.vstack([x, np.array([2, 1])]),
        lambda x: np.column_stack([x, [True, False]]),
        lambda x: np.choose([0, 1], [x, [1, 2]]),
    ],
)
def test_whole_numbers_beside_recorded_arrays_are_cells(put_together):
    values = np.array([5.0, 7.0])
    x = record(values, Variable("x", "input"))
    made = put_together(x)
    assert np.array_equal(made.value, put_together(values))
    assert np.array_equal(evaluate(made), put_together(values))
    (gradient,) = differentiate([made], [np.ones(made.shape)], [x])
    moved = put_together(values + 1) - put_together(values)  # as often as each cell stands there
    assert gradient.sum() == moved.sum()
