"""The choices that Python makes on the way, kept as guards."""

import concurrent.futures

import numpy as np
import pytest

from handnn.arithmetic import (
    as_recorded,
    evaluate,
    recording,
)


@pytest.mark.parametrize(
    ("code", "n_guards"),
    [
        (lambda x: 1 if x[0] > 0 else 2, 1),
        (lambda x: x[x > 0], 3),
        (lambda x: max(x), 2),
        (lambda x: np.argmax(x), 2),
        (lambda x: x[0] if x[1] else x[2], 1),
        (lambda x: x > 0 if (x > 5).any() else x, 1),
        (lambda x: np.where(x > 0)[0], 3),
        (lambda x: np.where(x > 0, x, 0), 0),
        (lambda x: np.maximum(x, 0), 0),
        (lambda x: bool(as_recorded(1.0)), 0),
        (lambda x: np.fmax(x * np.nan, 1.0), 3),
    ],
)
def test_guards(x, code, n_guards):
    with recording() as noted:
        code(x)
    assert len(noted.guards) == n_guards
    for guard in noted.guards:
        assert evaluate(guard.condition) is guard.truth


def test_guards_tell_when_another_value_would_go_another_way(x):
    with recording() as noted:
        _ = x[0] if x[0] > 0 else -x[0]
    (guard,) = noted.guards
    assert guard.truth is True
    assert evaluate(guard.condition, {("x", (0,)): -3.0}) is False


def test_recordings_nest_and_each_thread_has_its_own(x):
    def count(_):
        with recording() as noted:
            for _ in range(50):
                assert x[0] > 0
        return len(noted.guards)

    with recording() as outer, concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert list(pool.map(count, range(8))) == [50] * 8
        with recording() as inner:
            assert x[0] > 1
    assert (len(outer.guards), len(inner.guards)) == (0, 1)
