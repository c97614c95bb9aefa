"""Batches of three."""

import pytest
from networks_by_numpy import check_network

import handnn as hn

BOUNDS = {1: (2, 5, (1, 3), 20), 2: (3, 9, (-3, 3), 50), 3: (5, 9, (-5, 5), 100)}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_promise_is_kept(level):
    for seed in range(150):
        ex = hn.exercise(kind="batch", seed=seed, level=level)
        assert ex.input.shape == (3, ex.sizes[0])
        check_network(ex.network, ex.input, *BOUNDS[level])
