"""A batch: three samples through dense layers with ReLU between them."""

from __future__ import annotations

from handnn.practice.generator.content import Content
from handnn.practice.generator.kind import WIDTHS, Kind, Sizes, are_widths, by_level, written
from handnn.practice.generator.levels import Level
from handnn.practice.generator.neurons import draw_net
from handnn.practice.generator.randomness import Draws

SAMPLES = 3


def make(draws: Draws, sizes: Sizes, level: Level) -> Content:
    """An exercise that keeps the promises of `draw_net`."""
    net = draw_net(draws, sizes, level, count=SAMPLES)
    return Content(
        title=f"Batch of three, {written(sizes)}",
        task="Work out every pre-activation and every activation, for each sample of the batch.",
        network=net.network,
        input=net.samples,
    )


BATCH = Kind("batch", WIDTHS, by_level((3, 4, 2), (4, 5, 3), (4, 5, 4, 3)), are_widths, make)
