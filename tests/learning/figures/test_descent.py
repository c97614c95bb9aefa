"""The figure of the loss against one weight."""

import numpy as np
import pytest
from drawings import drawn

from handnn.learning.figures.descent import ACROSS, UPWARDS, Step, descent
from handnn.learning.figures.drawing import BELOW, HEIGHT, LEFT

WEIGHTS = np.linspace(-2, 2, 5)
STEPS = [Step("a", 1.5, 2.25), Step("b", -1.0, 1.0)]


def figure(weight=2.0, slope=4.0, losses=WEIGHTS**2):
    start = weight, weight**2
    return drawn(descent("", "W[1,1]", (WEIGHTS, losses), start, slope, STEPS, 1))


def points(line):
    return np.array([p.split(",") for p in line.get("points").split()], float)


def test_the_curve_goes_through_its_points():
    curve = points(figure().findall("polyline")[0])
    assert curve[:, 0] == pytest.approx(LEFT + ACROSS * np.arange(5) / 4)
    height = HEIGHT - BELOW - curve[:, 1]
    assert height == pytest.approx(WEIGHTS**2 / 4 * UPWARDS, abs=0.1)


@pytest.mark.parametrize("weight", [2.0, 1.0, -1.5, 0.0])
def test_the_tangent_touches_the_curve_and_stays_in_the_picture(weight):
    curve, tangent = map(points, figure(weight, 2 * weight).findall("polyline"))
    (x0, y0), (x1, y1) = tangent
    x, y = (
        LEFT + ACROSS * (weight + 2) / 4,
        HEIGHT - BELOW - weight**2 / 4 * UPWARDS,
    )
    assert (x1 - x0) * (y - y0) == pytest.approx((y1 - y0) * (x - x0), abs=200)
    assert curve[:, 1].min() - 0.1 <= tangent[:, 1].min() <= tangent[:, 1].max() <= HEIGHT - BELOW
    assert curve[0, 0] <= tangent[0, 0] < tangent[1, 0] <= curve[-1, 0]


def test_each_step_ends_on_the_curve():
    curve = points(figure().findall("polyline")[0])
    ends = [frame.find("circle") for frame in figure().findall("g")]
    assert (float(ends[1].get("cx")), float(ends[1].get("cy"))) == pytest.approx(curve[1], abs=0.1)


@pytest.mark.parametrize("odd", [np.inf, np.nan])
def test_a_loss_that_is_not_finite_leaves_the_rest_readable(odd):
    drawing = figure(losses=np.array([odd, 1, 0, 1, 4]))
    assert [text.text for text in drawing.iter("text")][-1] == "4"
    assert np.isfinite(points(drawing.find("polyline"))).all()


@pytest.mark.parametrize("loss", [0.0, -2.0, 3.0])
def test_a_loss_that_never_changes_is_a_level_line(loss):
    curve = points(figure(losses=np.full(5, loss)).find("polyline"))
    assert len(set(curve[:, 1])) == 1
