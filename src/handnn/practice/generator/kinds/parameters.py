"""Counting: how many weights and biases a network has."""

from __future__ import annotations

from handnn.practice.generator.content import Content
from handnn.practice.generator.kind import WIDTHS, Kind, Sizes, are_widths, written
from handnn.practice.generator.levels import Level
from handnn.practice.generator.neurons import Net, draw_layer, draw_samples
from handnn.practice.generator.randomness import Draws
from handnn.practice.generator.searching import search

WIDEST = 6
TRIES = 100


def draw_sizes(draws: Draws, level: int) -> Sizes:
    """Two to four layers, as the level is 1 to 3, each from 2 to 6 wide."""
    return tuple(draws.whole(2, WIDEST) for _ in range(level + 2))


def make(draws: Draws, sizes: Sizes, level: Level) -> Content:
    """An exercise whose numbers are within the level's bounds; no two rows of weights are the same.

    More is not promised: only the shapes matter here.
    """

    def draw() -> Net:
        net = Net([], draw_samples(draws, sizes[0], 1, level))
        for place, width in enumerate(sizes[1:], 2):
            relu = place < len(sizes)
            net = net.extended(draw_layer(draws, width, net.entering[-1], level, relu))
        return net

    net = search(draw, [], TRIES)
    counts = [len(layer.W) * (len(layer.W[0]) + 1) for layer in net.layers]
    return Content(
        title=f"Count the parameters, {written(sizes)}",
        task="Count the parameters: the weights and biases of each layer, and all of them.",
        network=net.network,
        input=net.samples[0],
        asked=(),
        answer=(*counts, sum(counts)),
    )


PARAMETERS = Kind("parameters", WIDTHS, draw_sizes, are_widths, make)
