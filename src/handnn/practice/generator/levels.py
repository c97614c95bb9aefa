"""How large the numbers of an exercise are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """The bounds of whole numbers: those that are given, and those that are worked out.

    Attributes:
        number: Which level it is: 1, 2 or 3.
        weights: Weights are from minus this to this.
        biases: Biases are from minus this to this.
        inputs: The smallest and the largest input. No input of a layer of weights is 0.
        values: No pre-activation or output is larger, or below minus this.
        gradients: No gradient is.
        logits: Logits of a softmax are from minus this to this, and no further apart.
    """

    number: int
    weights: int
    biases: int
    inputs: tuple[int, int]
    values: int
    gradients: int
    logits: int


LEVELS = {
    1: Level(1, 2, 5, (1, 3), 20, 40, 3),
    2: Level(2, 3, 9, (-3, 3), 50, 100, 4),
    3: Level(3, 5, 9, (-5, 5), 100, 400, 6),
}
