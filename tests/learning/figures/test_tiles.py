"""Weights as tiles."""

import numpy as np
from drawings import drawn

from handnn.learning.figures.drawing import WIDTH
from handnn.learning.figures.tiles import tiles


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


def test_many_pictures_go_on_in_the_next_row():
    figure = drawn(tiles("", np.ones((9, 8, 8)), [f"W[{i}]" for i in range(9)]))
    assert float(figure.get("width")) <= WIDTH
    places = [(float(t.get("x")), float(t.get("y"))) for t in figure.findall("text")]
    assert len({x for x, _ in places}) == 8
    assert places[0][0] == places[8][0] < places[1][0]
    assert places[0][1] == places[7][1] < places[8][1]
