"""Layer normalisation."""

import numpy as np
import pytest

import handnn as hn


@pytest.mark.parametrize(
    ("sizes", "level"), [((4, 2), 1), ((4, 3), 2), ((5, 3), 3), ((2, 2), 1), ((6, 2), 2)]
)
def test_every_promise_is_kept(sizes, level):
    for seed in range(100):
        work = hn.exercise(sizes, seed, kind="normalisation", level=level).trace()
        X, gamma, beta = work.given["X"], work.given["gamma"], work.given["beta"]
        assert X.shape == sizes
        assert (0 if level == 1 else -9) <= X.min()
        assert X.max() <= 9
        assert abs(gamma).max() <= 6
        assert gamma.all()
        assert abs(beta).max() <= (5 if level == 1 else 9)
        mean, deviation = X.mean(axis=0), X.std(axis=0)
        assert (mean == mean.round()).all()
        np.testing.assert_allclose(deviation, deviation.round(), atol=1e-12)
        assert deviation.min() > 0.5
        assert deviation.max() > 1.5
        centred = X - mean
        assert len(np.unique(centred.T, axis=0)) == sizes[1]
        Y = gamma * centred / deviation + beta
        np.testing.assert_allclose(Y, Y.round(), atol=1e-9)
        np.testing.assert_allclose(work["Y"].output, Y, atol=1e-9)
        total = X - X.sum(axis=0)
        outcomes = [
            Y,
            gamma * total / np.sqrt((total**2).mean(axis=0)) + beta,
            gamma * centred / np.sqrt((centred**2).sum(axis=0)) + beta,
            gamma * centred / deviation**2 + beta,
            centred / deviation + beta,
            gamma * centred / deviation,
        ]
        for i, one in enumerate(outcomes):
            assert all(abs(one - other).max() > 1e-6 for other in outcomes[:i])
