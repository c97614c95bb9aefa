"""A product of a given matrix with an input: which number stands in which square."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np

from handnn.arithmetic import Variable
from handnn.arithmetic.elementwise import Elementwise
from handnn.arithmetic.moves import Cast, Move
from handnn.arithmetic.named import Named
from handnn.arithmetic.node import Leaf, Node, Place, place_at
from handnn.arithmetic.sums import Contracted, Reduced

Factor = tuple[Node, Sequence[int]]  # an array, and a label for each of its axes


@dataclass(frozen=True, eq=False)
class Squares:
    """Cells of a named array, in the squares where a product has them.

    Attributes:
        variable: What the array is called.
        array: Its values.
        places: For each square the place of its cell in the array, when all cells stand in one row.
    """

    variable: Variable
    array: Any
    places: Any

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and columns of squares; of a bias only rows."""
        return np.shape(self.places)

    @cached_property
    def values(self) -> Any:
        """The numbers in the squares."""
        return self.of(self.array)

    @cached_property
    def is_upright(self) -> bool:
        """Whether the squares are those of the array itself."""
        return np.shape(self.array) == self.shape and _is_in_order(self.places)

    @cached_property
    def is_transposed(self) -> bool:
        """Whether they are those of the array with its columns as rows."""
        is_turned = np.shape(self.array) == self.shape[::-1] and _is_in_order(self.places.T)
        return is_turned and not self.is_upright

    @property
    def name(self) -> str:
        """What the squares are called: the array's own name, with ᵀ if they are transposed."""
        return self.variable.name + "ᵀ" * self.is_transposed

    @cached_property
    def is_shared(self) -> bool:
        """Whether several squares hold the same cell."""
        is_taken = np.zeros(np.size(self.array), bool)
        is_taken[self.places] = True
        return bool(np.count_nonzero(is_taken) < self.places.size)

    def of(self, array: Any) -> Any:
        """The values in the squares of another array in this one's shape, such as its gradient."""
        return np.ravel(array)[self.places]

    def index(self, square: Place) -> Place:
        """The index, in the array, of the cell in a square."""
        return place_at(int(self.places[square]), np.shape(self.array))

    def indices(self, squares: Any) -> list[Place]:
        """The indices of the cells in several squares, chosen as in NumPy, in row-major order."""
        places, shape = self.places[squares].ravel(), np.shape(self.array)
        if not shape:
            return [()] * len(places)
        return list(zip(*(axis.tolist() for axis in np.unravel_index(places, shape)), strict=True))


@dataclass(frozen=True, eq=False)
class Product:
    """A product of a given matrix with an input, perhaps with a bias.

    Attributes:
        weights: The matrix, with a row for each neuron and a column for each input. Each of its
            squares has a cell of its own.
        bias: What is added, a cell for each neuron, or None.
    """

    weights: Squares
    bias: Squares | None = None

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The arrays that are given: that of the weights, and that of the bias if there is one."""
        return tuple(part.variable for part in (self.weights, self.bias) if part is not None)


def read_product(node: Node, x: Node) -> Product | None:
    """The product that an array is, if it is one.

    Args:
        node: The array, shape ``(..., neurons)``.
        x: The input, shape ``(..., features)``.
    """
    shape, takes = np.shape(node.value), np.shape(x.value)
    if not shape or not takes or shape[:-1] != takes[:-1] or not prod(shape) or not prod(takes):
        return None
    samples, outputs, inputs = prod(shape[:-1]), shape[-1], takes[-1]
    node, places = _moved(node, x)
    added: tuple[Leaf, Any] | None = None
    if isinstance(node, Elementwise) and node.operation.name == "add":
        split = _bias_and_rest(node, x)
        if split is None:
            return None
        (leaf, at), (node, below) = split
        added = leaf, at.ravel()[places].reshape(samples, outputs)
        node, moved = _moved(node, x)
        places = moved.ravel()[below.ravel()[places]]
    summed = _summed(node)
    if summed is None:
        return None
    weights = _weights(*summed, places.reshape(samples, outputs), x, (samples, inputs))
    if weights is None or weights.is_shared:
        return None
    if added is None:
        return Product(weights)
    leaf, places = added
    if (places != places[0]).any():
        return None
    return Product(weights, Squares(leaf.variable, leaf.value, places[0]))


def _bias_and_rest(node: Elementwise, x: Node) -> tuple[tuple[Leaf, Any], tuple[Node, Any]] | None:
    """Of two terms the one that is given and the other one, each with the places of its cells."""
    for given, rest in (node.operands, node.operands[::-1]):
        source, places = _moved(given, x)
        if isinstance(source, Leaf) and source is not x:
            shape = np.shape(node.value)
            below = _in_order(np.shape(rest.value))
            return (source, np.broadcast_to(places, shape)), (rest, np.broadcast_to(below, shape))
    return None


def _summed(node: Node) -> tuple[list[Factor], Sequence[int]] | None:
    """Two factors and the labels of the result, where an array is a sum of products of two."""
    if isinstance(node, Contracted) and len(node.operands) == 2:
        return list(zip(node.operands, node.labels, strict=True)), node.output
    if isinstance(node, Reduced) and node.name == "sum":
        (terms,) = node.operands
        if isinstance(terms, Elementwise) and terms.operation.name == "multiply":
            axes = range(np.ndim(terms.value))
            factors: list[Factor] = [
                (o, axes[len(axes) - np.ndim(o.value) :]) for o in terms.operands
            ]
            return factors, [axis for axis in axes if axis not in node.axes]
    return None


def _weights(
    factors: list[Factor], output: Sequence[int], places: Any, x: Node, takes: tuple[int, int]
) -> Squares | None:
    """The squares of the weights, if the factors are these and the input.

    Args:
        factors: Two arrays.
        output: The labels of their product.
        places: For each sample and neuron the place of its sum in that product.
        x: The input.
        takes: Samples and features of the input.
    """
    sources = [_moved(array, x) for array, _ in factors]
    order = [i for i in (0, 1) if sources[i][0] is x and sources[1 - i][0] is not x]
    if not order:
        return None
    own, other = order[0], 1 - order[0]
    leaf, cells = sources[other]
    if not isinstance(leaf, Leaf):
        return None
    sizes: dict[int, int] = {}
    for array, labels in factors:
        for label, size in zip(labels, np.shape(array.value), strict=True):
            sizes[label] = max(size, sizes.get(label, 1))
    spans = [sizes[label] for label in output]
    at = dict(zip(output, np.unravel_index(places, spans), strict=True)) if spans else {}
    summed = [label for label in sizes if label not in at]
    taken, rows_taken = _terms(sources[own][1], factors[own][1], at, summed, sizes)
    weights, rows = _terms(cells, factors[other][1], at, summed, sizes)
    rows_taken, rows = (np.broadcast_to(each, places.shape) for each in (rows_taken, rows))
    samples, inputs = takes
    features = taken[rows_taken[0, 0]]  # the feature in each term of the first sum
    starts = np.arange(samples)[:, None] * inputs
    if (
        len(features) != inputs
        or not _is_in_order(np.sort(features))
        or (taken - taken[:, :1] != features - features[0]).any()
        or (taken[rows_taken, 0] != starts + features[0]).any()
        or (rows != rows[0]).any()
    ):
        return None
    squares = weights if _is_in_order(rows[0]) else weights[rows[0]]
    if not _is_in_order(features):
        squares = squares[:, np.argsort(features)]
    return Squares(leaf.variable, leaf.value, squares)


def _terms(
    places: Any,
    labels: Sequence[int],
    at: dict[int, Any],
    summed: Sequence[int],
    sizes: dict[int, int],
) -> tuple[Any, Any]:
    """A factor's cells, a row for each sum that it has a part in; and which row each sum takes."""
    kept = [label for label in labels if label in at]
    axes = [labels.index(label) for label in (*kept, *summed) if label in labels]
    own = dict(zip(labels, places.shape, strict=True))
    heights = [own[label] for label in kept]
    table = places.transpose(axes).reshape(heights + [own.get(label, 1) for label in summed])
    table = np.broadcast_to(table, heights + [sizes[label] for label in summed])
    row: Any = np.zeros(1, int)
    for label, height in zip(kept, heights, strict=True):
        row = row * height + (at[label] if height > 1 else 0)
    return table.reshape(prod(heights), -1), row


def _moved(node: Node, x: Node) -> tuple[Node, Any]:
    """The array whose cells these are, only moved about, and the place of each in it."""
    source, places = _source(node, x)
    return source, _in_order(np.shape(node.value)) if places is None else places


def _source(node: Node, x: Node) -> tuple[Node, Any]:
    """The same, with None for places in order: those of a large matrix are made only once."""
    if node is x:
        return node, None
    if isinstance(node, Cast) or (isinstance(node, Named) and node.operands):
        return _source(node.operands[0], x)
    if isinstance(node, Move) and len(node.operands) == 1 and node.places.all():
        source, places = _source(node.operands[0], x)
        here = node.places - 1
        return source, here if places is None else places.ravel()[here]
    return node, None


def _in_order(shape: tuple[int, ...]) -> Any:
    return np.arange(prod(shape)).reshape(shape)


def _is_in_order(places: Any) -> bool:
    return np.array_equal(places, _in_order(np.shape(places)))
