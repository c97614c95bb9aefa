"""Expressions worked out again, with the same values and with others."""

import numpy as np

from handnn.arithmetic import (
    differentiate,
    evaluate,
    numbers,
    symbols,
)


def test_evaluate_with_other_values(x):
    y = np.where(x > 0, x * 2, -x)
    np.testing.assert_array_equal(evaluate(y), [4, 1, 6])
    np.testing.assert_array_equal(evaluate(y, {("x", (0,)): -5.0, ("x", (1,)): 1.0}), [5, 2, 6])
    assert evaluate(3.0) == 3.0


def test_chains_of_any_length(x):
    total = x[0]
    for _ in range(50_000):
        total = total + x[2]
    assert total.value == evaluate(total) == 150_002.0
    assert differentiate([total], [1.0], [x])[0].tolist() == [1.0, 0.0, 50_000.0]
    assert numbers(total).count(" + 3") == 50_000
    nested = x[0]
    for _ in range(20_000):
        nested = np.sqrt(nested)
    assert symbols(nested).startswith("√(√(")
    assert evaluate(nested) == 1.0


def test_shared_parts_are_worked_out_once(x):
    doubled = x[0]
    for _ in range(200):
        doubled = doubled + doubled
    assert evaluate(doubled) == 2.0**201
    assert differentiate([doubled], [1.0], [x[0]]) == [2.0**200]
