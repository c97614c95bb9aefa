"""Convolutions."""

import numpy as np
import pytest
from networks_by_numpy import mistaken, run

import handnn as hn

BOUNDS = {1: (2, 5, (1, 3), 20), 2: (3, 9, (-3, 3), 50), 3: (5, 9, (-5, 5), 100)}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_promise_is_kept(level):
    weights, biases, (low, high), values = BOUNDS[level]
    for seed in range(100):
        ex = hn.exercise(kind="convolution", seed=seed, level=level)
        length, size, filters = ex.sizes
        [x], layer = ex.input, ex.network["filters"]
        K, b = layer.K[:, 0], layer.b
        assert K.shape == (filters, size)
        assert len(x) == length
        assert abs(K).max() <= weights
        assert abs(b).max() <= biases
        assert low <= x.min()
        assert x.max() <= high
        assert x.all()
        windows = np.lib.stride_tricks.sliding_window_view(x, size)
        z = windows @ K.T + b
        assert abs(z).max() <= values
        assert (z > 0).any()
        assert (z <= 0).any()
        np.testing.assert_array_equal(ex.trace().output, np.maximum(z, 0).T)
        layers = [(K, b, True)]
        outputs = [run(each, windows)[-1][1] for each in (layers, *mistaken(layers))]
        outputs.append(np.maximum(windows @ K[:, ::-1].T + b, 0))
        assert len({tuple((y + 0.0).ravel()) for y in outputs}) == len(outputs)
