"""Softmax with cross-entropy."""

import numpy as np
import pytest

import handnn as hn
from handnn.practice.generator.kinds.softmax import make
from handnn.practice.generator.levels import LEVELS
from handnn.practice.generator.randomness import Draws

NEAR = {1: 3, 2: 4, 3: 6}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_promise_is_kept(level):
    for seed in range(75):
        work = hn.exercise(kind="softmax", seed=seed, level=level).trace()
        z, p, t = work["z"].output, work["p"].output, work.given["t"]
        assert (z == z.round()).all()
        assert abs(z).max() <= NEAR[level]
        assert 0 < z.max() - z.min() <= NEAR[level]
        assert sorted(t) == [0] * (len(z) - 1) + [1]
        true = np.exp(z) / np.exp(z).sum()
        np.testing.assert_allclose(p, true, rtol=1e-12)
        np.testing.assert_allclose(work["L"].output, -np.log(true[t.argmax()]), rtol=1e-12)
        np.testing.assert_allclose(work["dz"].output, true - t, rtol=1e-9, atol=1e-12)


def test_dz_is_the_gradient_of_the_loss():
    work = hn.exercise(kind="softmax", seed=4).trace()
    loss = hn.CrossEntropy()
    z, target = work["z"].output.astype(float), int(work.given["t"].argmax())
    np.testing.assert_allclose(
        work["dz"].output, loss.gradient(z, loss.target_for(z, target)), rtol=1e-9
    )


@pytest.mark.parametrize("seed", range(100))
def test_the_mistakes_change_the_probabilities_each_in_another_way(seed):
    """Of one layer: bias left out, read by columns, a row's sign, the row above."""
    work = hn.exercise(sizes=(3, 3), kind="softmax", seed=seed).trace()
    W, b, x = work.given["W"], work.given["b"], work.given["x"]
    logits = [W @ x + b, W @ x, W.T @ x + b]
    for k in range(3):
        signs = np.where(np.arange(3) == k, -1, 1)
        rows = np.where(np.arange(3) == k, k - 1, np.arange(3))
        logits += [(signs[:, None] * W) @ x + b, W[rows] @ x + b[rows]]
    seen = {tuple(z - z[0]) for z in logits}  # softmax sees nothing else of them
    assert len(seen) == len(logits)


def test_deep_networks_have_names_for_every_layer():
    code = make(Draws("deep"), (3, 4, 3, 3), LEVELS[2]).code
    assert "h1 = np.maximum(z1, 0)\nz2 = W2 @ h1 + b2" in code
    assert "z = W3 @ h2 + b3" in code
