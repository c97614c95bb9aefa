"""The missing weight: the output determines it."""

import re

import numpy as np
import pytest
from networks_by_numpy import check_network, layers_of, run

import handnn as hn
from handnn.sheet.layout import page_of

BOUNDS = {1: (2, 5, (1, 3), 20), 2: (3, 9, (-3, 3), 50), 3: (5, 9, (-5, 5), 100)}


@pytest.mark.parametrize(
    ("sizes", "level"), [(None, 1), (None, 2), (None, 3), ((3, 1), 1), ((3, 4), 1)]
)
def test_no_other_number_gives_the_same_output(sizes, level):
    others = np.concatenate([np.arange(-60, 61) / 4, [-1e6, -100, 100, 1e6]])
    for seed in range(100 if level < 3 else 25):  # which are slow to find
        ex = hn.exercise(sizes, seed, kind="missing-weight", level=level)
        check_network(ex.network, ex.input, *BOUNDS[level])
        [symbol] = ex.asked
        number, row, column = re.fullmatch(r"W(\d?)\[(\d+),(\d+)\]", symbol).groups()
        layers = layers_of(ex.network)
        place, i, j = int(number or 1) - 1, int(row) - 1, int(column) - 1
        W, b, relu = layers[place]
        assert ex.answers == (symbol, W[i, j])
        assert W[i, j] != 0
        right = run(layers, ex.input)[-1][1]
        for other in others[others != W[i, j]]:
            changed = W.copy()
            changed[i, j] = other
            output = run([*layers[:place], (changed, b, relu), *layers[place + 1 :]], ex.input)
            assert (output[-1][1] != right).any()


def test_the_weight_is_a_cell_of_the_sheet():
    ex = hn.exercise(kind="missing-weight")
    rows = [row for block in page_of(ex.trace()).blocks for row in block.cells]
    assert set(ex.asked) <= {cell.symbol for row in rows for cell in row}
