"""Updates: the new weights are right, and those of the mistakes are others."""

import numpy as np
import pytest
from networks_by_numpy import all_differ, flat, gradients, layers_of, mistaken_gradients

import handnn as hn


@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_promise_is_kept(level):
    for seed in range(75):
        ex = hn.exercise(kind="update", seed=seed, level=level)
        layers, update = layers_of(ex.network), ex.update()
        old = flat([np.column_stack([W, b]) for W, b, _ in layers])
        right = flat(gradients(layers, ex.input, ex.target)[0])
        names = ("hidden", "output")
        new = flat([np.column_stack([update[f"{n}.W"].new, update[f"{n}.b"].new]) for n in names])
        np.testing.assert_allclose(new, old - 0.1 * right, rtol=1e-12, atol=1e-12)
        wrong = [right * 10, *mistaken_gradients(layers, ex.input, ex.target)]
        assert all_differ([(old - 0.1 * g).round(6) + 0.0 for g in (right, *wrong)])


def test_the_network_of_the_exercise_keeps_its_numbers():
    ex = hn.exercise(kind="update")
    before = ex.network["hidden"].W.tolist()
    ex.update()
    assert ex.network["hidden"].W.tolist() == before
