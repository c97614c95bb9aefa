"""Regions of a plane, and samples in them."""

import re

import numpy as np
import pytest
from drawings import drawn

from handnn.learning.figures.drawing import ABOVE, ACROSS, LEFT, UPWARDS
from handnn.learning.figures.regions import SHAPES, moving_regions, regions

NOWHERE = np.empty((0, 2))


def paths(figure, kind):
    return [p for p in figure.iter("path") if kind in p.get("class").split()]


def columns(*classes):
    """What gives the classes of equal columns, for features from 0 to 1."""
    return lambda points: np.array(classes)[
        np.clip(points[:, 0] * len(classes), 0, len(classes) - 1).astype(int)
    ]


def places(path):
    return [tuple(map(float, each.split(","))) for each in re.findall(r"[\d.]+,[\d.]+", path)]


def test_each_class_has_an_area_and_a_border_only_where_it_meets_another():
    figure = drawn(regions("", lambda p: (p[:, 1] > 1).astype(int), NOWHERE, None, (0, 1), (0, 4)))
    below, above = (places(path.get("d")) for path in paths(figure, "area"))
    left, right = float(LEFT), float(LEFT + ACROSS)
    top, quarter, bottom = (ABOVE + UPWARDS * share for share in (0, 0.75, 1))
    for area, ends in (above, (top, quarter)), (below, (quarter, bottom)):
        expected = sorted((x, y) for x in (left, right) for y in ends)
        assert [min(np.hypot(*np.subtract(at, each)) for at in area) for each in expected] == (
            pytest.approx([0] * 4, abs=0.2)
        )
    (border,) = paths(figure, "border")
    assert re.fullmatch(r"M[^ML]+(L[^ML]+)*", border.get("d"))
    assert np.allclose([y for _, y in places(border.get("d"))], quarter, atol=0.2)
    assert {x for x, _ in places(border.get("d"))} >= {left, right}


@pytest.mark.parametrize("end", np.linspace(0.15786, 0.15795, 10))
def test_no_border_leads_along_an_edge_of_the_picture(end):
    """Not even where a border meets the edge next to a point of the grid."""
    line = np.array([[0, 0.8], [1, end]])

    def classify(p):
        return (p[:, 1] > np.interp(p[:, 0], *line.T)).astype(int)

    (border,) = paths(drawn(regions("", classify, NOWHERE, None, (0, 1), (0, 1))), "border")
    heights = [(ABOVE + UPWARDS - y) / UPWARDS for _, y in places(border.get("d"))]
    assert min(heights) > end - 0.01
    assert max(heights) < 0.81


def test_a_single_region_has_no_border():
    figure = drawn(regions("", columns(0, 0), NOWHERE, None, (0, 1), (0, 1)))
    assert len(paths(figure, "area")) == 1
    assert not paths(figure, "border")


def test_samples_differ_in_shape_and_stay_within_the_picture():
    samples = np.array([[0.5, 0.5], [1.5, 0.5], [9.0, 0.5]])
    figure = drawn(regions("", columns(0, 0), samples, np.array([0, 1, 0]), (0, 2), (0, 1)))
    shapes = [p.get("d") for p in paths(figure, "sample")]
    assert len(shapes) == 2  # the third lies outside
    assert [SHAPES.index(shape[shape.index("m") :]) for shape in shapes] == [0, 1]


def test_without_colours_every_second_class_looks_different():
    figure = drawn(regions("", columns(0, 1, 2), NOWHERE, None, (0, 1), (0, 1)))
    assert [p.get("class") for p in paths(figure, "area")] == ["area", "area odd", "area"]


def test_the_axes_have_their_ends_and_their_names():
    figure = drawn(regions("", columns(0, 0), NOWHERE, None, (-1.5, 2), (0, 1)))
    assert [text.text for text in figure.iter("text")] == ["−1.5", "x[1]", "2", "0", "x[2]", "1"]


def test_moving_regions_are_those_of_each_moment():
    moments = {"one": columns(0, 1), "two": columns(1, 1)}
    place = (np.array([[0.5, 0.5]]), None, (0.0, 1.0), (0.0, 1.0))
    figure = drawn(moving_regions("", "time", moments.items(), *place))
    for frame, (words, classify) in zip(figure.findall("g"), moments.items(), strict=True):
        still = drawn(regions("", classify, *place))
        assert frame.find("desc").text == words
        assert [p.attrib for p in frame.iter("path")] == [p.attrib for p in still[0].iter("path")]
    assert len(figure.findall("circle")) == 1  # the sample, once for all
