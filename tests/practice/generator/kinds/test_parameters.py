"""Counting parameters."""

import handnn as hn


def test_the_answer_is_the_count_by_layers_and_of_all():
    for seed in range(100):
        for level in (1, 2, 3):
            ex = hn.exercise(kind="parameters", seed=seed, level=level)
            assert len(ex.sizes) == level + 2
            assert all(2 <= size <= 6 for size in ex.sizes)
            layers = [layer for layer in ex.network if isinstance(layer, hn.Dense)]
            assert ex.answers[:-1] == tuple(layer.n_parameters for layer in layers)
            assert ex.answers[-1] == ex.network.n_parameters
            assert ex.asked == ()
