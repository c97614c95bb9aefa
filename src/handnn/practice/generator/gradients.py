"""Gradients of networks in plain whole numbers, and those of the classical mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handnn.practice.generator.levels import Level
from handnn.practice.generator.neurons import Net, Row, Rows, dot, draw_net, transposed
from handnn.practice.generator.randomness import Draws
from handnn.practice.generator.searching import Promise, all_differ, search

TRIES = 50
TARGET_TRIES = 20  # before another network is tried
ERRORS = (-3, 3)  # of an output: how far it is from its target

BOUNDED = "no gradient is larger than the level allows"
ARRIVES = "the gradient that reaches a unit is not 0, whether it is on or off"
DIFFERENT = "the classical mistakes change the gradients, each in another way"


@dataclass(frozen=True)
class Goal:
    """A network that runs one sample, and the target of its output, for half the squared error.

    Attributes:
        net: The network; its last layer has no ReLU.
        target: What its output should have been.
    """

    net: Net
    target: Row

    def backward(
        self,
        mask_left_out: bool = False,
        sign_turned: bool = False,
        untransposed: int | None = None,
        pre_activations: bool = False,
    ) -> tuple[list[tuple[Rows, Row]], list[Row]]:
        """The gradients of the weights and biases, and those of the pre-activations before ReLU.

        Args:
            mask_left_out: Whether to make the mistake of passing everything through ReLU.
            sign_turned: Whether to begin with the target minus the output.
            untransposed: A layer whose weights are not transposed on the way back.
            pre_activations: Whether to take the numbers before ReLU for those after it.

        Returns:
            From the first layer to the last: the gradients of ``W`` and ``b``; and for each ReLU
            the gradients that reach it.
        """
        layers = self.net.layers
        entering = [samples[0] for samples in self.net.entering]
        arriving = list(entering)
        if pre_activations:
            for i, layer in enumerate(layers[:-1]):
                [arriving[i + 1]] = layer.pre_activations([entering[i]])
        error = [y - t for y, t in zip(entering[-1], self.target, strict=True)]
        gradient = [-e for e in error] if sign_turned else error
        found: list[tuple[Rows, Row]] = []
        reaching: list[Row] = []
        for i in reversed(range(len(layers))):
            found.append(([[g * x for x in arriving[i]] for g in gradient], gradient))
            if i:
                W = layers[i].W
                columns = W if i == untransposed else transposed(W)
                gradient = [dot(column, gradient) for column in columns]
                reaching.append(gradient)
                if not mask_left_out:
                    gradient = [g if h else 0 for g, h in zip(gradient, entering[i], strict=True)]
        return found[::-1], reaching[::-1]

    @property
    def gradients(self) -> list[tuple[Rows, Row]]:
        """The gradients of the weights and biases, from the first layer to the last."""
        return self.backward()[0]

    def mistaken_gradients(self) -> Iterator[list[tuple[Rows, Row]]]:
        """The gradients of those who make one of the classical mistakes on the way back."""
        yield self.backward(sign_turned=True)[0]
        if len(self.net.layers) > 1:
            yield self.backward(mask_left_out=True)[0]
            yield self.backward(pre_activations=True)[0]
        for i, layer in enumerate(self.net.layers):
            if i and len(layer.W) == len(layer.W[0]):
                yield self.backward(untransposed=i)[0]


def draw_goal(draws: Draws, sizes: tuple[int, ...], level: Level) -> Goal:
    """A network with a target for its output.

    The network keeps the promises of `draw_net`. Further: an output is 1 to 3 from its target; no
    gradient is larger than the level allows; the gradient that reaches a unit is not 0, so that a
    unit that is on learns, and one that is off would without its mask; and the gradients of those
    who make a classical mistake (`Goal.mistaken_gradients`) are wrong, and no two the same.

    Raises:
        NotFoundError: If none is found.
    """
    promises = [
        Promise[Goal](BOUNDED, lambda goal: _largest(goal) <= level.gradients),
        Promise(ARRIVES, _all_arrive),
        Promise(DIFFERENT, _mistakes_differ),
    ]

    def draw() -> Goal:
        net = draw_net(draws, sizes, level, relu_at_end=False)
        [output] = net.entering[-1]

        def aim() -> Goal:
            return Goal(net, [y - draws.other_than_zero(*ERRORS) for y in output])

        return search(aim, promises, TARGET_TRIES)

    return search(draw, [], TRIES)


def _largest(goal: Goal) -> int:
    gradients, reaching = goal.backward()
    rows = [*reaching, *(row for W, b in gradients for row in (*W, b))]
    return max(abs(value) for row in rows for value in row)


def _all_arrive(goal: Goal) -> bool:
    _, reaching = goal.backward()
    return all(map(all, reaching))


def _mistakes_differ(goal: Goal) -> bool:
    return all_differ([goal.gradients, *goal.mistaken_gradients()])
