"""Forward passes, and batches, over thousands of seeds."""

import numpy as np
import pytest
from networks_by_numpy import check_network

import handnn as hn

BOUNDS = {1: (2, 5, (1, 3), 20), 2: (3, 9, (-3, 3), 50), 3: (5, 9, (-5, 5), 100)}


@pytest.mark.parametrize("thousand", range(2))
def test_every_promise_is_kept_at_level_1(thousand):
    for seed in range(1000 * thousand, 1000 * (thousand + 1)):
        ex = hn.exercise(sizes=(3, 4, 2), seed=seed)
        check_network(ex.network, ex.input, *BOUNDS[1])
        assert [layer.W.shape for layer in (ex.network["hidden"], ex.network["output"])] == [
            (4, 3),
            (2, 4),
        ]


@pytest.mark.parametrize(
    ("sizes", "level"),
    [
        *[((3, 4, 2), 2), ((3, 4, 2), 3), ((4, 5, 3), 2), ((2, 2, 2), 1), ((3, 4, 1), 1)],
        *[((3, 4), 1), ((3, 1), 1), ((5, 3, 3, 2), 2), (None, 3)],
    ],
)
def test_every_promise_is_kept_with_other_sizes_and_levels(sizes, level):
    for seed in range(100 if level < 3 else 25):  # which are slow to find
        ex = hn.exercise(sizes, seed, level=level)
        check_network(ex.network, ex.input, *BOUNDS[level])


def test_relu_follows_every_layer_but_the_last_and_a_single_layer_of_several_neurons():
    def kinds(sizes):
        return [type(layer).__name__ for layer in hn.exercise(sizes).network]

    assert kinds((3, 4, 3, 2)) == ["Dense", "ReLU", "Dense", "ReLU", "Dense"]
    assert kinds((3, 4)) == ["Dense", "ReLU"]
    assert kinds((3, 1)) == ["Dense"]


def test_what_is_worked_out_is_the_run_itself():
    ex = hn.exercise(seed=7)
    assert ex.trace().input.tolist() == ex.input.tolist()
    np.testing.assert_array_equal(ex.trace().output, ex.network(ex.input))
