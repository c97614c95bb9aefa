"""Gradients, over many seeds: those of the network itself, and those of the mistakes."""

import numpy as np
import pytest
from networks_by_numpy import (
    all_differ,
    check_network,
    flat,
    gradients,
    layers_of,
    mistaken_gradients,
)

import handnn as hn

BOUNDS = {1: (2, 5, (1, 3), 20), 2: (3, 9, (-3, 3), 50), 3: (5, 9, (-5, 5), 100)}
GRADIENTS = {1: 40, 2: 100, 3: 400}


@pytest.mark.parametrize(
    ("sizes", "level"), [(None, 1), (None, 2), (None, 3), ((3, 3, 3), 1), ((3, 2), 1)]
)
def test_every_promise_is_kept(sizes, level):
    for seed in range(100):
        ex = hn.exercise(sizes, seed, kind="backward", level=level)
        check_network(ex.network, ex.input, *BOUNDS[level])
        layers, back = layers_of(ex.network), ex.backward()
        right, reaching = gradients(layers, ex.input, ex.target)
        stored = [
            np.column_stack([back.gradients[f"{name}.W"], back.gradients[f"{name}.b"]])
            for name in ex.network.step_names()
            if f"{name}.W" in back.gradients
        ]
        np.testing.assert_array_equal(flat(right), flat(stored))
        error = abs(ex.network(ex.input) - ex.target)
        assert error.min() >= 1
        assert error.max() <= 3
        assert max(abs(flat(right)).max(), *(abs(g).max() for g in reaching), 0) <= GRADIENTS[level]
        assert all(g.all() for g in reaching)
        assert all_differ([flat(right), *mistaken_gradients(layers, ex.input, ex.target)])
