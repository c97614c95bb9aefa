"""A recurrent network: two or three steps of a hidden state, and its output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from handnn.practice.generator.content import Content, script
from handnn.practice.generator.kind import Kind, Sizes, by_level, written
from handnn.practice.generator.levels import Level
from handnn.practice.generator.neurons import Neurons, Row, Rows, dot, draw_samples, transposed
from handnn.practice.generator.randomness import Draws
from handnn.practice.generator.searching import Promise, all_differ, search

TRIES = 200
UNIT_TRIES = 10_000
OUTPUT_TRIES = 20  # before other units are drawn
BOUNDED = "no number is larger than the level allows"
DISTINCT = "no two units have the same weights, and no unit has only zeros"
ON_AND_OFF = "every unit is on at some step, one is off at some step, and never are all"
DIFFERENT = "the classical mistakes change the output, each in another way"

LINES = """
h = np.zeros({hidden}, int)
for x in X:
    z = Wx @ x + Wh @ h + b
    h = np.maximum(z, 0)
y = Wy @ h
"""


@dataclass(frozen=True)
class Recurrence:
    """The numbers of the exercise: the units see a token and the state, side by side."""

    tokens: Rows
    units: Neurons
    Wy: Rows

    @property
    def steps(self) -> list[tuple[Row, Row]]:
        """For each token the pre-activations of the units, and the state that they give."""
        found: list[tuple[Row, Row]] = []
        h = [0] * len(self.units.b)
        for token in self.tokens:
            entering = [[*token, *h]]
            [z], [h] = self.units.pre_activations(entering), self.units.outputs(entering)
            found.append((z, h))
        return found

    @property
    def output(self) -> Row:
        """What comes out after the last token."""
        return [dot(row, self.steps[-1][1]) for row in self.Wy]

    @property
    def Wx(self) -> Rows:
        """The weights of a token."""
        return [row[: len(self.tokens[0])] for row in self.units.W]

    @property
    def Wh(self) -> Rows:
        """The weights of the state before."""
        return [row[len(self.tokens[0]) :] for row in self.units.W]

    def with_weights(self, Wx: Rows, Wh: Rows) -> Recurrence:
        """With other weights of the units."""
        W = [[*left, *right] for left, right in zip(Wx, Wh, strict=True)]
        return replace(self, units=replace(self.units, W=W))

    def mistaken(self) -> list[Recurrence]:
        """Those of the classical mistakes: the units', a state forgotten, and weights turned."""
        forgotten = [[0] * len(row) for row in self.Wh]
        found = [replace(self, units=units) for units in self.units.mistaken()]
        found += [
            self.with_weights(self.Wx, forgotten),
            self.with_weights(self.Wx, transposed(self.Wh)),
            replace(self, tokens=self.tokens[::-1]),
        ]
        if len(self.Wx) == len(self.Wx[0]):
            found.append(self.with_weights(transposed(self.Wx), self.Wh))
        return found


def make(draws: Draws, sizes: Sizes, level: Level) -> Content:
    """An exercise with these promises.

    Weights and biases, inputs and pre-activations are within the level's bounds (weights of one
    less); no two units have the same weights, none has only zeros, and those
    of the token and of the state are not the same; every unit is on at some
    step, and one is off at some step; the state is never 0. Those who leave out the bias, ReLU or
    the state, read a matrix by columns, give a row the wrong sign or take the row above, or begin
    with the last token, get a wrong output, and no two the same one.
    """
    inputs, hidden, outputs, tokens = sizes
    most = max(1, level.weights - 1)

    def matrix(rows: int, columns: int) -> Rows:
        return [[draws.whole(-most, most) for _ in range(columns)] for _ in range(rows)]

    def bounded(drawn: Recurrence) -> bool:
        values = [value for z, _ in drawn.steps for value in z] + drawn.output
        return max(map(abs, values)) <= level.values

    def draw_units() -> Recurrence:
        bias = [draws.whole(-level.biases, level.biases) for _ in range(hidden)]
        units = Neurons(matrix(hidden, inputs + hidden), bias, relu=True)
        return Recurrence(draw_samples(draws, inputs, tokens, level), units, Wy=[])

    of_units = [
        Promise(DISTINCT, _are_distinct),
        Promise(BOUNDED, bounded),
        Promise(ON_AND_OFF, _are_on_and_off),
        Promise(DIFFERENT, _states_differ),
    ]

    def draw() -> Recurrence:
        units = search(draw_units, of_units, UNIT_TRIES)
        promises = [Promise(BOUNDED, bounded), Promise(DIFFERENT, _outputs_differ)]
        return search(lambda: replace(units, Wy=matrix(outputs, hidden)), promises, OUTPUT_TRIES)

    found = search(draw, [], TRIES)
    given: dict[str, Sequence[Any]] = {
        "X": found.tokens,
        "Wx": found.Wx,
        "Wh": found.Wh,
        "b": found.units.b,
        "Wy": found.Wy,
    }
    return Content(
        title=f"Recurrent network, {written(sizes)}",
        task="Work out the pre-activations and the state after each token, and the output after "
        "the last one. The tokens are the rows of X; the state before the first is 0.",
        code=script(given, LINES.format(hidden=hidden)),
    )


def _are_distinct(drawn: Recurrence) -> bool:
    differ = all_differ(drawn.units.W) and drawn.Wx != drawn.Wh
    return differ and all(map(any, [*drawn.Wx, *drawn.Wh]))


def _are_on_and_off(drawn: Recurrence) -> bool:
    states = [h for _, h in drawn.steps]
    return all(map(any, [*states, *transposed(states)])) and any(0 in h for h in states)


def _states_differ(drawn: Recurrence) -> bool:
    return all_differ([each.steps[-1][1] for each in (drawn, *drawn.mistaken())])


def _outputs_differ(drawn: Recurrence) -> bool:
    return all_differ(drawn.Wy) and all_differ([e.output for e in (drawn, *drawn.mistaken())])


def _fits(sizes: Sizes) -> bool:
    return len(sizes) == 4 and sizes[1] > 1 and sizes[3] > 1


RNN = Kind(
    "rnn",
    "the numbers of a token, of the state and of the output, and how many tokens there are: four, "
    "from 1 to 12, with at least 2 in the state and at least 2 tokens",
    by_level((2, 2, 2, 2), (2, 2, 2, 3), (2, 3, 2, 3)),
    _fits,
    make,
)
