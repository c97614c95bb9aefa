"""A weight that is missing, to be found from the output."""

from __future__ import annotations

from handnn.practice.generator.content import Content
from handnn.practice.generator.kind import WIDTHS, Kind, Sizes, are_widths, by_level, written
from handnn.practice.generator.levels import Level
from handnn.practice.generator.neurons import Net, draw_net
from handnn.practice.generator.randomness import Draws
from handnn.practice.generator.searching import Promise, search

TRIES = 50
UNIQUE = "there is a weight that the output determines"


def make(draws: Draws, sizes: Sizes, level: Level) -> Content:
    """An exercise that keeps the promises of `draw_net`, with a weight that is missing.

    The weight is not 0. The output determines it: no other number in its place, whole or not, gives
    the same output.
    """
    net = search(
        lambda: draw_net(draws, sizes, level),
        [Promise[Net](UNIQUE, lambda net: bool(determined_weights(net)))],
        TRIES,
    )
    layer, i, j = draws.one_of(determined_weights(net))
    number = layer + 1 if len(net.layers) > 1 else ""
    symbol = f"W{number}[{i + 1},{j + 1}]"
    return Content(
        title=f"The missing weight, {written(sizes)}",
        task=f"The output is given. Find the weight {symbol}.",
        network=net.network,
        input=net.samples[0],
        asked=(symbol,),
        answer=(symbol, net.layers[layer].W[i][j]),
    )


def determined_weights(net: Net) -> list[tuple[int, int, int]]:
    """The weights that the output determines: the layer, the row and the column of each.

    A weight of the last layer is one, if its unit is on and its input is not 0: then the output is
    a sum, in which everything else is known. A weight of the layer before is one, if in the same
    way it can be found from the activation of its unit, and that from an output.
    """
    inputs = [samples[0] for samples in net.entering]
    last = len(net.layers) - 1
    found = []
    for place in range(max(0, last - 1), last + 1):
        layer = net.layers[place]
        for i, row in enumerate(layer.W):
            is_on = inputs[place + 1][i] or not layer.relu
            reaches = place == last or any(unit[i] for unit in net.layers[last].W)
            if is_on and reaches:
                found += [(place, i, j) for j, w in enumerate(row) if w and inputs[place][j]]
    return found


MISSING_WEIGHT = Kind(
    "missing-weight", WIDTHS, by_level((3, 4, 2), (4, 5, 3), (4, 5, 4, 3)), are_widths, make
)
