"""Inputs that are pictures, drawn in the terminal."""

import numpy as np

from handnn.cli.picture import picture


def test_shades_go_from_the_smallest_to_the_largest():
    x = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    assert picture(x, (1, 5), ascii=False) == "  ░░▒▒▓▓██"
    assert picture(x, (5, 1), ascii=False) == "\n░░\n▒▒\n▓▓\n██"
    assert picture(np.arange(10.0), (1, 10), ascii=True) == "  ..::--==++**##%%@@"


def test_one_shade_and_what_is_not_finite():
    assert picture(np.zeros(3), (1, 3), ascii=False) == ""
    assert picture(np.array([np.nan, 0, np.inf, 1]), (2, 2), ascii=False) == "??\n??██"


def test_a_batch_is_drawn_side_by_side_as_far_as_it_fits():
    x = np.tile([1.0, 0.0, 0.0, 1.0], (9, 1))
    assert picture(x, (2, 2), width=18, ascii=False) == "██     ██     ██\n  ██     ██     ██"
    assert picture(x, (2, 2), width=17, ascii=False) == "██     ██\n  ██     ██"
    assert picture(x, (2, 2), width=1, ascii=False) == "██\n  ██"
