"""Decision boundaries: the regions, as text and as a figure."""

import matplotlib as mpl
import numpy as np
import pytest

import handnn as hn

mpl.use("agg")

NET = hn.Sequential(hn.Dense([[1, 1]], [-1.5]))  # yes if both are 1
X, Y = [[0, 0], [1, 0], [0, 1], [1, 1]], [0, 0, 0, 1]


def test_every_point_of_the_grid_is_what_the_network_predicts():
    boundary = hn.decision_boundary(NET, across=(0, 2), upwards=(-1, 3))
    grid = boundary.grid(4, 2)
    assert grid.shape == (2, 4)
    for row, y in enumerate((2, 0)):  # the topmost row first
        for column, x in enumerate((0.25, 0.75, 1.25, 1.75)):
            assert grid[row, column] == hn.predict(NET, [x, y])


def test_as_text_the_samples_stand_in_their_regions():
    lines = hn.decision_boundary(NET, X, Y).text(40).splitlines()
    picture = lines[:-3]
    assert picture[0].startswith(" 1.1 ")
    assert picture[-1].startswith("-0.1 ")
    assert "".join(picture).count("1") - picture[0].count("1") - picture[-1].count("1") == 1
    assert lines[-2] == "across x[1], upwards x[2]"
    assert lines[-1] == "· class 0   ░ class 1   a digit: a sample of that class"
    assert max(map(len, lines[:-2])) == 40
    without = hn.decision_boundary(NET, X).text(40)
    assert without.endswith("o a sample")
    assert "o" in without.splitlines()[1]


def test_as_ascii():
    assert hn.decision_boundary(NET, X, Y).text(40, ascii=True).isascii()


def test_samples_outside_of_the_picture_are_left_out():
    boundary = hn.decision_boundary(NET, X, Y, across=(0.9, 2), upwards=(0.9, 2))
    assert str(boundary).splitlines()[-1].startswith("░ class 1")
    assert "0" not in "".join(line[4:] for line in boundary.text(30).splitlines()[:-3])


def test_it_stays_true_when_the_network_learns():
    net = hn.Sequential(hn.Dense([[1.0, 1.0]], [-1.5]))
    boundary = hn.decision_boundary(net, X, Y)
    before = str(boundary)
    net[0].W = [[-1.0, 1.0]]
    assert str(boundary) == before != str(hn.decision_boundary(net, X, Y))


def test_as_a_figure():
    three = hn.Sequential(hn.Dense([[1, 0], [0, 1], [-1, -1]]))
    ax = hn.decision_boundary(three, X, Y).plot(resolution=20)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["class 0", "class 1"]
    assert ax.images[0].get_array().shape == (20, 20)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x[1]", "x[2]")
    assert hn.decision_boundary(NET, X).plot(ax, resolution=5) is ax
    hn.decision_boundary(NET, across=(5, 6), upwards=(5, 6)).plot(ax, resolution=5)
    mpl.pyplot.close("all")


def test_in_a_notebook():
    html = hn.decision_boundary(NET, X, Y)._repr_html_()
    assert 'aria-label="Decision boundary: the regions of class 0, class 1"' in html
    assert "<p><strong>Decision boundary</strong></p><pre>" in html


WRONG = {
    "three features": (
        lambda: hn.decision_boundary(hn.Sequential(hn.Dense([[1, 2, 3]])), X),
        hn.ShapeError,
        "A decision boundary is drawn in a plane, so the network takes 2 features; this one "
        "takes 3.",
    ),
    "samples of three features": (
        lambda: hn.decision_boundary(NET, [[1, 2, 3]]),
        hn.ShapeError,
        "X has shape (samples, 2) here, not (1, 3).",
    ),
    "too few classes": (
        lambda: hn.decision_boundary(NET, X, [0, 1]),
        hn.ShapeError,
        "There are 4 samples, but y has shape (2,): give one class for each.",
    ),
    "half a class": (
        lambda: hn.decision_boundary(NET, X, [0, 1, 0.5, 1]),
        hn.InputError,
        "A class is a whole number, counted from 0; y holds 0.5.",
    ),
    "neither samples nor ranges": (
        lambda: hn.decision_boundary(NET, across=(0, 1)),
        hn.ArgumentError,
        "decision_boundary needs samples, or ranges of both features: "
        "decision_boundary(net, across=(-1, 1), upwards=(-1, 1)).",
    ),
    "a range the wrong way round": (
        lambda: hn.decision_boundary(NET, X, across=(1, 0)),
        hn.ArgumentError,
        "across is the lowest and the highest value, such as (-1, 1); got (1, 0).",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_answered(case):
    call, kind, text = WRONG[case]
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == text


def test_a_single_point_has_a_picture_too():
    assert np.isfinite(hn.decision_boundary(NET, [[1, 1]]).across).all()
    assert "o" in hn.decision_boundary(NET, [[1, 1]]).text(20)
