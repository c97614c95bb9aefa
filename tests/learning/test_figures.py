"""Figures of what was learned: well formed, true to the numbers, and readable without colour."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

import handnn as hn
from handnn.learning.figures import DASHES, Curve, curves, regions, tiles


def drawn(figure):
    return ElementTree.fromstring(figure.partition("</style>")[2])


def test_a_curve_ends_where_its_last_value_is():
    figure = drawn(curves("Loss", [Curve("loss", [4.0, 2.0, 1.0], 4.0), Curve("b", [0, 4, 2], 4)]))
    first, second = figure.findall("polyline")
    points = [tuple(map(float, p.split(","))) for p in first.get("points").split()]
    (x0, y0), (x1, y1), (x2, y2) = points
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.11)  # an epoch is as wide as another
    assert (y1 - y0) == pytest.approx(2 * (y2 - y1), abs=0.21)  # 4 → 2 is twice 2 → 1
    assert first.get("stroke-dasharray") is None
    assert second.get("stroke-dasharray") == DASHES[1]
    assert {text.text for text in figure.findall("text")} >= {"1", "3", "0", "4", "loss", "b"}


def test_many_epochs_are_thinned_out_but_the_last_one_stays():
    values = np.linspace(1, 0, 5000)
    (line,) = drawn(curves("", [Curve("loss", values, 1.0)])).findall("polyline")
    points = line.get("points").split()
    assert len(points) <= 200
    assert points[-1].endswith("206.0")  # the axis


def test_names_of_curves_do_not_stand_on_each_other():
    figure = drawn(curves("", [Curve(f"c{i}", [1, 0.5], 1) for i in range(4)]))
    places = [float(text.get("y")) for text in figure.findall("text")[-4:]]
    assert min(abs(a - b) for i, a in enumerate(places) for b in places[:i]) >= 16


def test_regions_have_a_border_exactly_where_neighbours_differ():
    grid = np.array([[0, 0, 1], [0, 2, 2]])
    figure = drawn(regions("", grid, np.empty((0, 2)), None, (0, 3), (0, 2)))
    (border,) = [p for p in figure.findall("path") if p.get("class") == "border"]
    assert len(re.findall("v", border.get("d"))) == 2  # 0|1 above, 0|2 below
    assert len(re.findall("h", border.get("d"))) == 2  # 0 over 2, 1 over 2
    assert len(figure.findall("rect")) == 4  # a run of equal classes is one


def test_samples_differ_in_shape_and_stay_within_the_picture():
    samples = np.array([[0.5, 0.5], [1.5, 0.5], [9.0, 0.5]])
    figure = drawn(regions("", np.zeros((2, 2), int), samples, np.array([0, 1, 0]), (0, 2), (0, 1)))
    shapes = [p.get("d") for p in figure.findall("path") if p.get("class") == "sample"]
    assert len(shapes) == 2  # the third lies outside
    assert shapes[0].partition("m")[2] != shapes[1].partition("m")[2]
    assert not [p for p in figure.findall("path") if p.get("class") == "border"]


def test_a_negative_weight_is_a_smaller_square_and_a_small_one_is_pale():
    figure = drawn(tiles("", np.array([[[2.0, -2.0, 1.0, 0.0]]]), ["W[1]"]))
    frame, plus, minus, half = figure.findall("rect")
    assert frame.get("class") == "tile"
    assert float(minus.get("width")) < float(plus.get("width"))
    assert (plus.get("fill-opacity"), half.get("fill-opacity")) == ("1", "0.5")


def test_names_are_only_words():
    figure = tiles("<b>", np.ones((1, 1, 1)), ["<script>"])
    assert "<script>" not in figure
    assert drawn(figure).get("aria-label") == "<b>"


def test_a_notebook_shows_the_figure_and_the_same_as_text():
    net = hn.Sequential(hn.Dense([[1, -1], [0, 1]]))
    for shown in (
        hn.decision_boundary(net, [[0, 0], [1, 1]], [0, 1]),
        hn.weight_pictures(net[0]),
        hn.History(loss=[2.0, 1.0], accuracy=[0.5, 1.0]),
    ):
        page = shown._repr_html_()
        assert page.startswith("<style>")
        assert "<svg" in page
        assert "<details><summary>As text</summary>" in page


def test_a_history_without_a_curve_is_a_table():
    for history in (hn.History(loss=[1.0]), hn.History(loss=[float("nan")] * 3)):
        assert history._repr_html_().startswith("<table>")
