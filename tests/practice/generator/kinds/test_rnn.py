"""Recurrent networks."""

import numpy as np
import pytest

import handnn as hn

BOUNDS = {1: (1, 5, (1, 3), 20), 2: (2, 9, (-3, 3), 50), 3: (4, 9, (-5, 5), 100)}


def run(X, Wx, Wh, b, relu=True):
    h, states = np.zeros(len(b)), []
    for x in X:
        z = Wx @ x + Wh @ h + b
        h = np.maximum(z, 0) if relu else z
        states.append((z, h))
    return states


def mistaken(X, Wx, Wh, b):
    yield X, Wx, Wh, 0 * b
    yield X, Wx, Wh, b, False
    yield X, Wx, 0 * Wh, b
    yield X, Wx, Wh.T, b
    yield X[::-1], Wx, Wh, b
    if Wx.shape[0] == Wx.shape[1]:
        yield X, Wx.T, Wh, b
    n = len(b)
    for k in range(n):
        signs = np.where(np.arange(n) == k, -1, 1)[:, None]
        rows = np.where(np.arange(n) == k, (k - 1) % n, np.arange(n))
        yield X, signs * Wx, signs * Wh, b
        yield X, Wx[rows], Wh[rows], b[rows]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_promise_is_kept(level):
    weights, biases, (low, high), values = BOUNDS[level]
    for seed in range(50):
        ex = hn.exercise(kind="rnn", seed=seed, level=level)
        work = ex.trace()
        X, Wx, Wh, b, Wy = (work.given[name] for name in ("X", "Wx", "Wh", "b", "Wy"))
        assert (len(X[0]), len(b), len(Wy), len(X)) == ex.sizes
        assert max(abs(W).max() for W in (Wx, Wh, Wy)) <= weights
        assert abs(b).max() <= biases
        assert low <= X.min()
        assert X.max() <= high
        assert X.all()
        assert Wx.any(axis=1).all()
        assert Wh.any(axis=1).all()
        assert not np.array_equal(Wx, Wh)
        assert len(np.unique(np.hstack([Wx, Wh]), axis=0)) == len(b)
        states = run(X, Wx, Wh, b)
        z, h = np.array([z for z, _ in states]), np.array([h for _, h in states])
        assert abs(z).max() <= values
        assert abs(Wy @ h[-1]).max() <= values
        assert h.any(axis=0).all()
        assert h.any(axis=1).all()
        assert (z <= 0).any()
        np.testing.assert_array_equal(work["y"].output, Wy @ h[-1])
        outputs = [Wy @ run(*each)[-1][1] for each in ((X, Wx, Wh, b), *mistaken(X, Wx, Wh, b))]
        assert len({tuple(y) for y in outputs}) == len(outputs)
