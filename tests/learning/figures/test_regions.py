"""Regions of a plane, and samples in them."""

import re

import numpy as np
from drawings import drawn
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from handnn.learning.figures.regions import SHAPES, moving_regions, regions

NOWHERE = np.empty((0, 2))
GRIDS = arrays(int, st.tuples(st.integers(1, 7), st.integers(1, 7)), elements=st.integers(0, 3))


def paths(figure, kind):
    return [p for p in figure.iter("path") if kind in p.get("class").split()]


@given(GRIDS)
def test_the_areas_are_the_grid(grid):
    figure = drawn(regions("", grid, NOWHERE, None, (0, 1), (0, 1)))
    painted = np.full(grid.shape, -1)
    areas = paths(figure, "area")
    for each, area in zip(np.unique(grid), areas, strict=True):  # one path for each class
        runs = re.findall(r"M(\d+) (\d+)H(\d+)v1H(\d+)", area.get("d"))
        assert "".join(f"M{a} {b}H{c}v1H{d}" for a, b, c, d in runs) == area.get("d")
        for start, row, stop, back in runs:
            assert back == start
            assert (painted[int(row), int(start) : int(stop)] == -1).all()
            painted[int(row), int(start) : int(stop)] = each
    assert (painted == grid).all()


@given(GRIDS)
def test_there_is_a_border_exactly_where_neighbours_differ(grid):
    figure = drawn(regions("", grid, NOWHERE, None, (0, 1), (0, 1)))
    path = "".join(p.get("d") for p in paths(figure, "border"))
    lines = {(int(x), int(y), way) for x, y, way in re.findall(r"M(\d+) (\d+)([hv])1", path)}
    rows, columns = grid.shape
    for row in range(rows):
        for column in range(columns):
            right, below = grid[row, column + 1 : column + 2], grid[row + 1 : row + 2, column]
            assert ((column + 1, row, "v") in lines) == bool((right != grid[row, column]).any())
            assert ((column, row + 1, "h") in lines) == bool((below != grid[row, column]).any())


def test_samples_differ_in_shape_and_stay_within_the_picture():
    samples = np.array([[0.5, 0.5], [1.5, 0.5], [9.0, 0.5]])
    figure = drawn(regions("", np.zeros((2, 2), int), samples, np.array([0, 1, 0]), (0, 2), (0, 1)))
    shapes = [p.get("d") for p in paths(figure, "sample")]
    assert len(shapes) == 2  # the third lies outside
    assert [SHAPES.index(shape[shape.index("m") :]) for shape in shapes] == [0, 1]


def test_without_colours_every_second_class_looks_different():
    figure = drawn(regions("", np.array([[0, 1, 2]]), NOWHERE, None, (0, 1), (0, 1)))
    assert [p.get("class") for p in paths(figure, "area")] == ["area", "area odd", "area"]


def test_the_axes_have_their_ends_and_their_names():
    figure = drawn(regions("", np.zeros((2, 2), int), NOWHERE, None, (-1.5, 2), (0, 1)))
    assert [text.text for text in figure.iter("text")] == ["−1.5", "x[1]", "2", "0", "x[2]", "1"]


def test_moving_regions_are_those_of_each_moment():
    grids = {"one": np.array([[0, 1]]), "two": np.array([[1, 1]])}
    place = (np.array([[0.5, 0.5]]), None, (0.0, 1.0), (0.0, 1.0))
    figure = drawn(moving_regions("", "time", grids.items(), *place))
    for frame, (words, grid) in zip(figure.findall("g"), grids.items(), strict=True):
        still = drawn(regions("", grid, *place))
        assert frame.find("desc").text == words
        assert [p.attrib for p in frame.iter("path")] == [p.attrib for p in still[0].iter("path")]
    assert len(figure.findall("circle")) == 1  # the sample, once for all
