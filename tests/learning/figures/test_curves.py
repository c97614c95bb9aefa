"""Curves over the epochs."""

import numpy as np
import pytest
from drawings import drawn

import handnn as hn
from handnn.learning.figures.curves import DASHES, LINE, Curve, curves
from handnn.learning.figures.drawing import BELOW, HEIGHT


def test_a_curve_ends_where_its_last_value_is():
    figure = drawn(curves("Loss", [Curve("loss", [4.0, 2.0, 1.0], 4.0), Curve("b", [0, 4, 2], 4)]))
    first, second = figure.findall("polyline")
    points = [tuple(map(float, p.split(","))) for p in first.get("points").split()]
    (x0, y0), (x1, y1), (x2, y2) = points
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.11)  # an epoch is as wide as another
    assert (y1 - y0) == pytest.approx(2 * (y2 - y1), abs=0.21)  # 4 → 2 is twice 2 → 1
    assert first.get("stroke-dasharray") is None
    assert second.get("stroke-dasharray") == DASHES[1]
    assert {text.text for text in figure.findall("text")} >= {"1", "3", "0", "4", "b"}
    names = [text.text for text in figure.findall("text")]
    assert names.count("loss") == 2  # at the axis and at the end of the curve
    assert "epoch" in names


def test_many_epochs_are_thinned_out_but_the_last_one_stays():
    values = np.linspace(1, 0, 5000)
    (line,) = drawn(curves("", [Curve("loss", values, 1.0)])).findall("polyline")
    points = line.get("points").split()
    assert len(points) <= 200
    assert float(points[-1].partition(",")[2]) == HEIGHT - BELOW  # the axis


def test_names_of_curves_do_not_stand_on_each_other():
    figure = drawn(curves("", [Curve(f"c{i}", [1, 0.5], 1) for i in range(4)]))
    places = [float(text.get("y")) for text in figure.findall("text")[-4:]]
    assert min(abs(a - b) for i, a in enumerate(places) for b in places[:i]) >= LINE


def test_an_accuracy_has_a_scale_of_its_own():
    history = hn.History(loss=[2.0, 0.01], accuracy=[0.5, 1.0])
    figure = drawn(history._repr_html_())
    texts = {text.text: text for text in figure.findall("text")}
    assert {"0", "2", "0 %", "100 %"} <= texts.keys()
    accuracy = figure.findall("polyline")[1].get("points").split()[-1]
    x, y = map(float, accuracy.split(","))
    assert f"M{x:g} {y:g}V{HEIGHT - BELOW}" in {path.get("d") for path in figure.findall("path")}
    assert float(texts["100 %"].get("x")) == float(texts["0 %"].get("x")) > x
    beside = [float(text.get("y")) for text in figure.findall("text") if float(text.get("x")) > x]
    assert len(beside) == 4  # two ends of the axis, two names
    assert min(abs(a - b) for i, a in enumerate(beside) for b in beside[:i]) >= LINE
    alone = drawn(hn.History(loss=[2.0, 0.01])._repr_html_())
    assert len(alone.findall("path")) == len(figure.findall("path")) - 1


def test_a_history_without_a_curve_is_a_table():
    for history in (hn.History(loss=[1.0]), hn.History(loss=[float("nan")] * 3)):
        assert history._repr_html_().startswith("<table>")
