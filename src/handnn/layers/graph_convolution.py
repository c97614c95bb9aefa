"""The graph convolution: every node gathers the features of its neighbours."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from handnn.arrays import as_numbers
from handnn.errors import ShapeError
from handnn.layers.affine import affine
from handnn.layers.base import Layer
from handnn.layers.initialisation import check_sizes, random_weights
from handnn.layers.shapes import check_shapes, label_with_widths
from handnn.naming import layer_title


class GraphConvolution(Layer):
    """A graph convolution: every node gathers its neighbours' features, then ``W x + b``.

    A sample has one row of features for each node. Without normalisation::

        gathered = adjacency x
        z = gathered Wᵀ + b

    With it, each node is its own neighbour too, and the neighbours weigh the less the more
    neighbours both have::

        linked = adjacency + I
        degree = sum of each row of linked
        normed = linked[i,j] / √(degree[i] degree[j])
        gathered = normed x

    Source: Kipf and Welling, "Semi-Supervised Classification with Graph Convolutional Networks"
    (2017).

    Args:
        W: The weights, shape ``(outputs, features)``.
        adjacency: 1 where the node of a row has that of a column as its neighbour, else 0; or the
            weights of the edges. Shape ``(nodes, nodes)``. It is a buffer: kept, but not learned.
        b: The bias, shape ``(outputs,)``; by default there is none.
        normalise: Whether to normalise the adjacency matrix.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If the arrays do not fit each other.
        InputError: If one is missing, or does not hold real numbers.

    Examples:
        The second node of three has two neighbours:

        >>> import handnn as hn
        >>> path = [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
        >>> layer = hn.GraphConvolution([[10]], path, normalise=False, name="graph")
        >>> layer([[1], [2], [4]])
        array([[20.],
               [50.],
               [20.]])
        >>> print(layer.trace([[1], [2], [4]])["graph.gathered"].explain((1, 0)))
        gathered[2,1] = adjacency[2,1]·x[1,1] + adjacency[2,2]·x[2,1] +
                        adjacency[2,3]·x[3,1]
        gathered[2,1] = 1·1 + 0·2 + 1·4 = 5
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("W", "b")
    buffer_names: ClassVar[tuple[str, ...]] = ("adjacency",)
    hyperparameter_names: ClassVar[tuple[str, ...]] = ("normalise",)
    sample_ndim = 2

    W: Any
    b: Any
    adjacency: Any

    def __init__(
        self,
        W: ArrayLike,
        adjacency: ArrayLike,
        b: ArrayLike | None = None,
        normalise: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self.W, self.b = W, b
        self.adjacency = adjacency
        self.normalise = bool(normalise)
        sizes = check_shapes(
            self, ("b",), W="outputs, features", adjacency="nodes, nodes", b="outputs"
        )
        self.in_features, self.out_features = sizes["features"], sizes["outputs"]

    @classmethod
    def random(
        cls,
        inputs: int,
        outputs: int,
        adjacency: ArrayLike,
        rng: int | np.random.Generator | None = None,
        normalise: bool = True,
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> Self:
        """A layer of a given size with random weights and a bias of zeros.

        The weights are drawn as Glorot and Bengio do (2010).

        Args:
            inputs: How many features a node has.
            outputs: How many it gets.
            adjacency: The adjacency matrix, shape ``(nodes, nodes)``.
            rng: A seed or a `numpy.random.Generator`; a fresh one by default.
            normalise: Whether to normalise the adjacency matrix.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If a size is not a positive whole number.
            ShapeError: If `adjacency` does not have as many rows as columns.
            InputError: If it does not hold real numbers.

        Examples:
            >>> import handnn as hn
            >>> hn.GraphConvolution.random(3, 2, [[0, 1], [1, 0]], rng=0)
            GraphConvolution 3 → 2
        """
        maker = "GraphConvolution.random"
        check_sizes(maker, inputs=inputs, outputs=outputs)
        generator = np.random.default_rng(rng)
        W = random_weights(maker, (outputs, inputs), generator, "glorot").astype(dtype)
        b = np.zeros(outputs, dtype)
        linked = as_numbers(adjacency, "adjacency").astype(dtype)
        return cls(W, linked, b, normalise, name=name)

    def forward(self, x: Any) -> Any:
        """What each node makes of the features that it gathers."""
        if x.shape[-2] != len(self.adjacency):
            raise ShapeError(
                f"{layer_title(self)} has a graph of {len(self.adjacency)} nodes, but the input "
                f"has {x.shape[-2]}: its shape is {x.shape}. Give it one row of features for each "
                "node."
            )
        if self.normalise:
            linked = self.adjacency + np.eye(len(self.adjacency), dtype=x.dtype)
            degree = linked.sum(axis=1)
            normed = linked / np.sqrt(degree[:, np.newaxis] * degree)
            gathered = normed @ x
        else:
            gathered = self.adjacency @ x
        return affine(gathered, self.W, self.b)

    @property
    def label(self) -> str:
        """``GraphConvolution 3 → 2``."""
        return label_with_widths(self)
