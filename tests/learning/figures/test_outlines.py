"""The outlines of regions."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from handnn.learning.figures.outlines import BEND, outlines

SIZES = st.tuples(st.integers(2, 7), st.integers(2, 7))
GRIDS = arrays(int, SIZES, elements=st.integers(0, 3))


def nearest(grid):
    """What gives each point the class of the nearest point of a grid."""
    last = np.array(grid.shape)[::-1] - 1

    def classify(points):
        columns, rows = np.rint(points * last).astype(int).T
        return grid[rows, columns]

    return classify


def area(line):
    """The area within a closed line; negative if it leads the other way round."""
    (x, y), (after, below) = line.T, np.roll(line, -1, axis=0).T
    return np.sum(x * below - after * y) / 2


def turns(line, point):
    """How often a closed line leads round a point."""
    x, y = (line - point).T
    angles = np.arctan2(y, x)
    steps = (np.roll(angles, -1) - angles + np.pi) % (2 * np.pi) - np.pi
    return round(np.sum(steps) / (2 * np.pi))


@given(GRIDS)
def test_the_regions_make_up_the_picture(grid):
    rows, columns = grid.shape
    found = outlines(nearest(grid), columns, rows)
    assert list(found) == np.unique(grid).tolist()
    areas = [sum(map(area, lines)) for lines in found.values()]
    assert min(areas) > 0
    assert sum(areas) == pytest.approx(1, abs=0.01)


@given(GRIDS)
def test_a_point_is_in_the_region_of_its_class_alone(grid):
    rows, columns = grid.shape
    found = outlines(nearest(grid), columns, rows)
    for (row, column), of_class in np.ndenumerate(grid):
        point = np.array([column / (columns - 1), row / (rows - 1)])
        inside = 0.5 + (point - 0.5) * 0.98  # not on the edge of the picture
        for each, lines in found.items():
            assert sum(turns(line, inside) for line in lines) == (each == of_class)


@given(st.floats(0.1, 0.9), st.floats(0.1, 0.9))
@example(0.15764767712171165, 0.25)  # next to a point of the grid
def test_a_straight_outline_is_straight(start, end):
    """It leads from the left edge of the picture to its right one."""
    found = outlines(lambda p: (p[:, 1] > start + (end - start) * p[:, 0]).astype(int), 20, 20)
    for lines in found.values():
        (line,) = lines
        assert len(line) <= 5  # four corners, and perhaps a point near one
        is_edge = (np.minimum(line, 1 - line) <= BEND).any(axis=1)
        x, y = line.T
        is_border = np.abs(y - start - (end - start) * x) < 1e-3
        assert np.count_nonzero(is_border) >= 2
        assert (is_border | is_edge).all()


def test_a_region_may_be_round_and_have_a_hole():
    def classify(points):
        away = np.hypot(*(points - 0.5).T)
        return ((away > 0.2) & (away < 0.4)).astype(int)

    outside, ring = outlines(classify, 60, 60).values()
    assert (len(outside), len(ring)) == (3, 2)
    assert sum(map(area, ring)) == pytest.approx(np.pi * (0.4**2 - 0.2**2), rel=0.01)
    distances = np.hypot(*(np.concatenate(ring) - 0.5).T)
    assert np.abs(distances - np.where(distances > 0.3, 0.4, 0.2)).max() < 1e-3


def test_three_regions_may_meet():
    def classify(points):
        x, y = points.T
        return np.where(y > 0.52, 2, x > 0.47).astype(int)

    for each, size in enumerate([0.47 * 0.52, 0.53 * 0.52, 0.48]):
        (line,) = outlines(classify, 11, 11)[each]
        assert area(line) == pytest.approx(size, abs=2e-3)
