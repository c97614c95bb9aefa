"""Weights as tiles."""

import numpy as np
from drawings import drawn

from handnn.learning.figures.drawing import WIDTH
from handnn.learning.figures.tiles import BETWEEN, tiles


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


def test_many_pictures_go_on_in_the_next_strip():
    names = [f"W[{i}]" for i in range(9)]
    figure = tiles("Weights", np.ones((9, 8, 8)), names)
    strips = [drawn(f"<svg{strip}") for strip in figure.split("<svg")[1:]]
    assert [[text.text for text in strip.findall("text")] for strip in strips] == [
        names[:4], names[4:8], names[8:]
    ]  # fmt: skip
    assert [strip.get("aria-label") for strip in strips] == [
        "Weights: W[0], W[1], W[2], W[3]", "Weights: W[4], W[5], W[6], W[7]", "Weights: W[8]"
    ]  # fmt: skip
    assert float(strips[0].get("width")) + float(strips[1].get("width")) + BETWEEN <= WIDTH
    assert len({strip.get("viewBox") for strip in strips}) == 1  # the last tiles are as large
    for strip in strips:
        assert len({text.get("y") for text in strip.findall("text")}) == 1
        assert len({text.get("x") for text in strip.findall("text")}) == len(strip.findall("text"))
