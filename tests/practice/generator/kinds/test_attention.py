"""Self-attention."""

import numpy as np
import pytest

import handnn as hn

VALUES = {1: 20, 2: 50, 3: 100}
NEAR = {1: 3, 2: 4, 3: 6}


def softmax(scores, axis):
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_promise_is_kept(level):
    for seed in range(40):
        work = hn.exercise(kind="attention", seed=seed, level=level).trace()
        X, Wq, Wk, Wv = (work.given[name] for name in ("X", "Wq", "Wk", "Wv"))
        Q, K, V = Wq @ X, Wk @ X, Wv @ X
        scores, scaled = K.T @ Q, K.T @ Q / 2
        assert abs(Wq).max() <= 1
        assert abs(Wk).max() <= 1
        assert abs(Wv).max() <= 1
        assert (0 if level == 1 else -2) <= X.min()
        assert X.max() <= 2
        for matrix in (X.T, Wq, Wk, Wv, K.T):
            assert len(np.unique(matrix, axis=0)) == len(matrix)
        for matrix in (X.T, Wq, Wk, Wv):
            assert matrix.any(axis=1).all()
        assert max(abs(each).max() for each in (Q, K, V, scores)) <= VALUES[level]
        assert (scaled == scaled.round()).all()
        spread = np.ptp(scaled, axis=0)
        assert spread.min() > 0
        assert spread.max() <= NEAR[level]
        np.testing.assert_allclose(work["Z"].output, V @ softmax(scaled, 0), rtol=1e-9, atol=1e-9)
        outcomes = [
            V @ softmax(scaled, 0),
            V @ softmax(scores, 0),
            V @ softmax(scaled.T, 0),
            V @ softmax(scaled, 1),
            V @ np.exp(scaled),
        ]
        for i, one in enumerate(outcomes):
            for other in outcomes[:i]:
                assert abs(one - other).max() > 0.0099


def test_keys_of_one_number_are_not_scaled():
    ex = hn.exercise(sizes=(3, 2, 1), kind="attention")
    assert "scaled" not in ex.code
    assert "E = np.exp(scores)" in ex.code
