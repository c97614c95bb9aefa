"""A convolution: small filters along a signal, then ReLU."""

from __future__ import annotations

from dataclasses import replace

from handnn.layers import Conv1D, ReLU
from handnn.practice.generator.content import Content
from handnn.practice.generator.kind import Kind, Sizes, by_level, written
from handnn.practice.generator.levels import Level
from handnn.practice.generator.neurons import (
    PROMISES,
    Net,
    draw_layer,
    draw_samples,
)
from handnn.practice.generator.randomness import Draws
from handnn.practice.generator.searching import Promise, all_differ, search
from handnn.sequential import Sequential

TRIES = 1000
FLIPPED = "filters that are turned round give another output, too"


def make(draws: Draws, sizes: Sizes, level: Level) -> Content:
    """An exercise that keeps the promises of `draw_net`.

    A filter is a neuron, and what it sees at each of its places is a sample. Further, those who
    turn the filters round, as in a convolution in mathematics, get an output of their own.
    """
    length, size, filters = sizes
    signal: list[int] = []

    def draw() -> Net:
        [signal[:]] = draw_samples(draws, length, 1, level)
        windows = [signal[i : i + size] for i in range(length - size + 1)]
        return Net([draw_layer(draws, filters, windows, level, relu=True)], windows)

    [layer] = search(draw, [*PROMISES, Promise(FLIPPED, _flipped_differs)], TRIES).layers

    def network() -> Sequential:
        return Sequential(Conv1D([[row] for row in layer.W], layer.b, name="filters"), ReLU())

    return Content(
        title=f"Convolution, {written(sizes)}",
        task="Move each filter along the signal: at each place multiply, add up and add the bias. "
        "Then ReLU.",
        network=network,
        input=[signal],
    )


def _flipped_differs(net: Net) -> bool:
    [layer] = net.layers
    flipped = replace(layer, W=[row[::-1] for row in layer.W]).outputs(net.samples)
    return all_differ([net.entering[-1], *net.mistaken_outputs(), flipped])


def _fits(sizes: Sizes) -> bool:
    return len(sizes) == 3 and 1 < sizes[1] < sizes[0]


CONVOLUTION = Kind(
    "convolution",
    "the length of the signal, the size of a filter, which is at least 2 and less than that, and "
    "the number of filters: three, from 1 to 12",
    by_level((6, 3, 1), (7, 3, 2), (9, 4, 2)),
    _fits,
    make,
)
