"""A backward pass: the gradients of half the squared error of one sample."""

from __future__ import annotations

from handnn.losses import SquaredError
from handnn.practice.generator.content import Content
from handnn.practice.generator.gradients import draw_goal
from handnn.practice.generator.kind import WIDTHS, Kind, Sizes, are_widths, by_level, written
from handnn.practice.generator.levels import Level
from handnn.practice.generator.randomness import Draws


def make(draws: Draws, sizes: Sizes, level: Level) -> Content:
    """An exercise that keeps the promises of `draw_goal`."""
    goal = draw_goal(draws, sizes, level)
    return Content(
        title=f"Backward pass, {written(sizes)}",
        task="Work out the output, the loss, which is half the squared error, and the gradient of "
        "the loss with respect to every weight and every bias.",
        network=goal.net.network,
        input=goal.net.samples[0],
        loss=SquaredError(),
        target=goal.target,
    )


BACKWARD = Kind("backward", WIDTHS, by_level((2, 3, 2), (3, 4, 2), (4, 5, 3)), are_widths, make)
