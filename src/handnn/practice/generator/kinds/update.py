"""One update: the gradients of one sample, and a step of gradient descent."""

from __future__ import annotations

from handnn.losses import SquaredError
from handnn.practice.generator.content import Content
from handnn.practice.generator.gradients import Goal, draw_goal
from handnn.practice.generator.kind import WIDTHS, Kind, Sizes, are_widths, by_level, written
from handnn.practice.generator.levels import Level
from handnn.practice.generator.randomness import Draws
from handnn.practice.generator.searching import Promise, all_differ, search

TRIES = 50
PARTS = 10  # the learning rate is one of these: 0.1
DIFFERENT = "the classical mistakes change the new weights, each in another way"


def make(draws: Draws, sizes: Sizes, level: Level) -> Content:
    """An exercise that keeps the promises of `draw_goal`.

    Further: those who leave the learning rate out, add instead of subtracting, or make a mistake in
    the gradients get wrong weights, and no two the same ones.
    """
    goal = search(
        lambda: draw_goal(draws, sizes, level), [Promise(DIFFERENT, _mistakes_differ)], TRIES
    )
    return Content(
        title=f"One update, {written(sizes)}",
        task="The gradient of the loss with respect to every weight and every bias is given. "
        f"Take a step of gradient descent with the learning rate {1 / PARTS}.",
        network=goal.net.network,
        input=goal.net.samples[0],
        loss=SquaredError(),
        target=goal.target,
        lr=1 / PARTS,
    )


def _mistakes_differ(goal: Goal) -> bool:
    """Compare the new parameters, right and wrong ones, all of them times ten."""
    old = [w for layer in goal.net.layers for row in (*layer.W, layer.b) for w in row]
    right, *wrong = (
        [g for W, b in gradients for row in (*W, b) for g in row]
        for gradients in (goal.gradients, *goal.mistaken_gradients())
    )
    taken = [right, [PARTS * g for g in right], *wrong]
    return all_differ([[PARTS * w - g for w, g in zip(old, each, strict=True)] for each in taken])


UPDATE = Kind("update", WIDTHS, by_level((2, 2, 1), (2, 3, 2), (3, 4, 2)), are_widths, make)
