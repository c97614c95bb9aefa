"""Networks of dense layers in plain whole numbers: drawn and run thousands of times in a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from handnn.layers import Dense, Layer, ReLU
from handnn.practice.generator.levels import Level
from handnn.practice.generator.randomness import Draws
from handnn.practice.generator.searching import Promise, all_differ, search
from handnn.sequential import Sequential

T = TypeVar("T")
Row = list[int]
Rows = list[Row]

ROW_TRIES = 300  # before another layer is tried
LAYER_TRIES = 100  # before another network is tried
NETWORK_TRIES = 100

DISTINCT = "no two neurons of a layer have the same weights"
BOUNDED = "no pre-activation is larger than the level allows"
ROW_SHOWS = "the wrong sign of a row shows, and so does the row above in its place"
ON_AND_OFF = "of the units of each ReLU at least one is on and one is off"
MATTERS = "every number that enters a layer counts for a unit that is on"
DIFFERENT = "the classical mistakes change the output, each in another way"


@dataclass(frozen=True, slots=True)
class Neurons:
    """A dense layer, one row of weights for each neuron, with ReLU or without."""

    W: Rows
    b: Row
    relu: bool

    def pre_activations(self, samples: Rows) -> Rows:
        """Its pre-activations, a row for each sample."""
        pairs = list(zip(self.W, self.b, strict=True))
        return [[dot(row, sample) + bias for row, bias in pairs] for sample in samples]

    def outputs(self, samples: Rows) -> Rows:
        """Its outputs, a row for each sample."""
        z = self.pre_activations(samples)
        return [[max(0, value) for value in row] for row in z] if self.relu else z

    def mistaken(self) -> Iterator[Neurons]:
        """The layer as those work it who make one of the classical mistakes.

        The bias is left out; ReLU is left out; the weights are read by columns instead of rows,
        where that is possible; a row has the wrong sign; or the row above is taken in its place,
        and for the first row the last.
        """
        yield replace(self, b=[0] * len(self.b))
        if self.relu:
            yield replace(self, relu=False)
        if len(self.W) == len(self.W[0]) > 1:
            yield replace(self, W=transposed(self.W))
        for i, row in enumerate(self.W):
            yield replace(self, W=[*self.W[:i], [-w for w in row], *self.W[i + 1 :]])
            if len(self.W) > 1:
                W = [*self.W[:i], self.W[i - 1], *self.W[i + 1 :]]
                yield replace(self, W=W, b=[*self.b[:i], self.b[i - 1], *self.b[i + 1 :]])


@dataclass(frozen=True)
class Net:
    """A network of dense layers and the samples that enter it."""

    layers: list[Neurons]
    samples: Rows

    @property
    def entering(self) -> list[Rows]:
        """What enters each layer, and at the end the output."""
        values = [self.samples]
        for layer in self.layers:
            values.append(layer.outputs(values[-1]))
        return values

    def mistaken_outputs(self) -> list[Rows]:
        """The outputs of those who make one of the classical mistakes, in one of the layers."""
        outputs: list[Rows] = []
        for layer, samples in zip(self.layers, self.entering, strict=False):
            outputs = [layer.outputs(wrong) for wrong in outputs]
            outputs += [wrong.outputs(samples) for wrong in layer.mistaken()]
        return outputs

    def extended(self, layer: Neurons) -> Net:
        """The network with one more layer."""
        return Net([*self.layers, layer], self.samples)

    def network(self) -> Sequential:
        """The network itself."""
        layers: list[Layer] = []
        for name, layer in zip(_names(len(self.layers)), self.layers, strict=True):
            layers += [Dense(layer.W, layer.b, name), *([ReLU()] if layer.relu else [])]
        return Sequential(*layers)


def dot(left: Row, right: Row) -> int:
    """The sum of the products of two rows."""
    return sum(a * b for a, b in zip(left, right, strict=True))


def transposed(rows: Sequence[Sequence[T]]) -> list[list[T]]:
    """The columns of a matrix as its rows."""
    return [list(column) for column in zip(*rows, strict=True)]


def _names(count: int) -> list[str]:
    hidden = ["hidden"] if count == 2 else [f"hidden_{i}" for i in range(1, count)]
    return [*hidden, "output"]


def draw_samples(draws: Draws, width: int, count: int, level: Level) -> Rows:
    """Some samples; none of their numbers is 0, or the weights beside it would not matter."""
    return [[draws.other_than_zero(*level.inputs) for _ in range(width)] for _ in range(count)]


def draw_net(
    draws: Draws,
    sizes: Sequence[int],
    level: Level,
    count: int = 1,
    relu_at_end: bool = True,
    outputs: Level | None = None,
    of_output: Sequence[Promise[Net]] = (),
) -> Net:
    """A network, layer by layer.

    ReLU follows every layer but the last. If there is only one layer, ReLU follows it, unless it
    has a single neuron.

    Its promises: a weight, a bias, an input and a pre-activation are within the level's bounds; no
    input is 0; no two neurons of a layer have the same weights, and none has only zeros; of the
    units of each ReLU, at least one is on and one is off (for one of the samples; a single unit is
    on); every number that enters a layer, from a unit that is on or off, has a weight that is not 0
    for a unit that is on; and the outputs of those who make a classical mistake
    (`Neurons.mistaken`), in whichever layer, are wrong, and no two of them are the same.

    Args:
        draws: Where the numbers come from.
        sizes: The widths of the layers, from the input to the output.
        level: The bounds of the numbers.
        count: How many samples.
        relu_at_end: Whether ReLU may follow a single layer.
        outputs: The bounds of the last layer, where they are others.
        of_output: What else must hold once the last layer is there.

    Raises:
        NotFoundError: If none is found.
    """
    only = len(sizes) == 2 and sizes[1] > 1 and relu_at_end

    def draw() -> Net:
        net = Net([], draw_samples(draws, sizes[0], count, level))
        for width in sizes[1:-1]:
            net = _extended(draws, net, width, level, True, PROMISES)
        return _extended(draws, net, sizes[-1], outputs or level, only, [*PROMISES, *of_output])

    return search(draw, [], NETWORK_TRIES)


def _extended(
    draws: Draws, net: Net, width: int, level: Level, relu: bool, promises: Sequence[Promise[Net]]
) -> Net:
    """The network with one more layer, which is drawn until the promises are kept."""
    return search(
        lambda: net.extended(draw_layer(draws, width, net.entering[-1], level, relu)),
        promises,
        LAYER_TRIES,
    )


def draw_layer(draws: Draws, width: int, samples: Rows, level: Level, relu: bool) -> Neurons:
    """A layer for the samples that enter it, row by row.

    Raises:
        NotFoundError: If none is found.
    """
    rows: list[Neurons] = []
    for _ in range(width):
        rows.append(_draw_row(draws, samples, level, relu, rows))
    return Neurons([row.W[0] for row in rows], [row.b[0] for row in rows], relu)


def _draw_row(
    draws: Draws, samples: Rows, level: Level, relu: bool, above: Sequence[Neurons]
) -> Neurons:
    """A neuron, as a layer of its own, to stand below others."""

    def draw() -> Neurons:
        row = [draws.whole(-level.weights, level.weights) for _ in samples[0]]
        return Neurons([row], [draws.whole(-level.biases, level.biases)], relu)

    def distinct(neuron: Neurons) -> bool:
        return any(neuron.W[0]) and all(neuron.W != other.W for other in above)

    def bounded(neuron: Neurons) -> bool:
        return all(abs(z) <= level.values for [z] in neuron.pre_activations(samples))

    def shows(neuron: Neurons) -> bool:
        outputs = neuron.outputs(samples)
        turned = replace(neuron, W=[[-w for w in neuron.W[0]]])
        others = [turned, *above[-1:]]
        return all(outputs != other.outputs(samples) for other in others)

    promises = [Promise(DISTINCT, distinct), Promise(BOUNDED, bounded), Promise(ROW_SHOWS, shows)]
    return search(draw, promises, ROW_TRIES)


def _is_on_and_off(net: Net) -> bool:
    """Whether ReLU, after the last layer, lets something pass and stops something."""
    values = [value for row in net.entering[-1] for value in row]
    return not net.layers[-1].relu or (any(values) and (0 in values or len(values) == 1))


def _everything_matters(net: Net) -> bool:
    """Whether every number that enters the last layer has a weight for a unit that is on."""
    layer = net.layers[-1]
    units = transposed(net.entering[-1])
    rows = [row for row, unit in zip(layer.W, units, strict=True) if any(unit) or not layer.relu]
    return all(any(column) for column in transposed(rows))


def mistakes_differ(net: Net) -> bool:
    """Whether no two of the right output and the mistaken ones are the same."""
    return all_differ([net.entering[-1], *net.mistaken_outputs()])


PROMISES = [
    Promise(ON_AND_OFF, _is_on_and_off),
    Promise(MATTERS, _everything_matters),
    Promise(DIFFERENT, mistakes_differ),
]
"""What holds of a network whenever a layer has been added."""
