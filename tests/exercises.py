"""The classical by-hand exercises, with every number of their sheets.

They are Prof. Tom Yeh's ("AI by Hand"). Here a row is a sample, as everywhere in handnn; `layers`
are pairs (W, b), with a ReLU after each one but those that `linear` names; `values` are what the
sheet shows step by step, recomputed by hand where a printed sheet has a slip.
"""

from dataclasses import dataclass, field

import handnn as hn

HIDDEN = ([[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [-5, 0, 1, -2])
OUTPUT = ([[1, 1, -1, 0], [0, 0, 1, -1]], [0, 1])


@dataclass(frozen=True)
class Exercise:
    input: list
    layers: list
    values: list
    parameters: int
    linear: frozenset = field(default_factory=frozenset)

    def network(self) -> hn.Sequential:
        layers: list[hn.Layer] = []
        for i, (W, b) in enumerate(self.layers):
            layers.append(hn.Dense(W, b))
            if i not in self.linear:
                layers.append(hn.ReLU())
        return hn.Sequential(*layers)


def hidden_layer() -> hn.Sequential:
    """The network of the hidden-layer exercise, its layers named."""
    return hn.Sequential(
        hn.Dense(*HIDDEN, name="hidden"), hn.ReLU(), hn.Dense(*OUTPUT, name="output"), hn.ReLU()
    )


EXERCISES = {
    "neuron": Exercise([2, 1, 3], [([[1, -1, 1]], [-5])], [[-1], [0]], 4),
    "layer": Exercise([2, 1, 3], [HIDDEN], [[-1, 3, 5, 3], [0, 3, 5, 3]], 16),
    "hidden layer": Exercise(
        [2, 1, 3],
        [HIDDEN, OUTPUT],
        [[-1, 3, 5, 3], [0, 3, 5, 3], [-2, 3], [0, 3]],
        26,
    ),
    "batch": Exercise(
        [[2, 1, 3], [1, 1, 0], [0, 1, 1]],
        [HIDDEN, OUTPUT],
        [
            [[-1, 3, 5, 3], [-5, 2, 2, -1], [-5, 1, 3, -1]],
            [[0, 3, 5, 3], [0, 2, 2, 0], [0, 1, 3, 0]],
            [[-2, 3], [0, 3], [-2, 4]],
            [[0, 3], [0, 3], [0, 4]],
        ],
        26,
    ),
    "seven layers": Exercise(
        [[3, 4, 5], [5, 4, 3]],
        [
            ([[0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 0], [0, 1, 1]], None),
            ([[1, 1, -1, 0, 0], [0, 0, 1, 1, -1]], None),
            ([[1, 1], [1, -1], [1, 2]], None),
            ([[1, -1, 0], [0, -1, 1]], None),
            ([[0, 1], [1, 0]], None),
            ([[1, -1], [1, 1]], None),
            ([[1, -1]], None),
        ],
        [
            [[5, 4, 3, 7, 9], [3, 4, 5, 9, 7]],
            [[5, 4, 3, 7, 9], [3, 4, 5, 9, 7]],
            [[6, 1], [2, 7]],
            [[6, 1], [2, 7]],
            [[7, 5, 8], [9, -5, 16]],
            [[7, 5, 8], [9, 0, 16]],
            [[2, 3], [9, 16]],
            [[2, 3], [9, 16]],
            [[3, 2], [16, 9]],
            [[3, 2], [16, 9]],
            [[1, 5], [7, 25]],
            [[1, 5], [7, 25]],
            [[-4], [-18]],
        ],
        47,
        linear=frozenset({6}),
    ),
}
