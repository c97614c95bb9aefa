"""Cross-attention: every token looks at the tokens of another sequence, the memory."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from handnn.arrays import as_numbers
from handnn.layers.affine import affine
from handnn.layers.attention import Attention
from handnn.layers.initialisation import check_sizes, random_weights
from handnn.layers.shapes import check_shapes


class CrossAttention(Attention):
    """Attention to another sequence: queries of the tokens; keys and values of the memory's.

    ``softmax(q kᵀ / √n) v`` with ``q = x Wqᵀ``, ``k = memory Wkᵀ``, ``v = memory Wvᵀ`` and n
    numbers in a key. Source: Vaswani et al., "Attention Is All You Need" (2017).

    The memory, such as what an encoder gave, is a buffer: it is kept and saved but not learned. For
    another run, assign another one: ``layer.memory = encoder(text)``.

    Args:
        Wq: The weights of the queries, shape ``(keys, features)``.
        Wk: The weights of the keys, shape ``(keys, memory features)``.
        Wv: The weights of the values, shape ``(values, memory features)``.
        memory: What the tokens look at, shape ``(memory tokens, memory features)``.
        Wo: The weights of the output, shape ``(outputs, values)``; by default the weighted sums of
            the values are the output.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If the arrays do not fit each other.
        InputError: If one is missing, or does not hold real numbers.

    Examples:
        The query of the only token is 0, so it looks at both tokens of the memory alike:

        >>> import handnn as hn
        >>> memory = [[1, 0], [0, 1]]
        >>> layer = hn.CrossAttention([[0]], [[1, 1]], [[2, 4]], memory, name="attention")
        >>> print(layer.trace([[5]])["attention"].explain((0, 0)))
        z[1,1] = weights[1,1]·v[1,1] + weights[1,2]·v[2,1]
        z[1,1] = 0.5·2 + 0.5·4 = 3
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("Wq", "Wk", "Wv", "Wo")
    buffer_names: ClassVar[tuple[str, ...]] = ("memory",)

    Wq: Any
    Wk: Any
    Wv: Any
    Wo: Any
    memory: Any

    def __init__(
        self,
        Wq: ArrayLike,
        Wk: ArrayLike,
        Wv: ArrayLike,
        memory: ArrayLike,
        Wo: ArrayLike | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self.Wq, self.Wk, self.Wv, self.Wo = Wq, Wk, Wv, Wo
        self.memory = memory
        sizes = check_shapes(
            self,
            ("Wo",),
            Wq="keys, features",
            Wk="keys, memory features",
            Wv="values, memory features",
            memory="memory tokens, memory features",
            Wo="outputs, values",
        )
        self.in_features = sizes["features"]
        self.out_features = sizes.get("outputs", sizes["values"])

    @classmethod
    def random(
        cls,
        features: int,
        memory: ArrayLike,
        size: int | None = None,
        rng: int | np.random.Generator | None = None,
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> Self:
        """A layer of a given size with random weights, and no `Wo`.

        The weights are drawn as Glorot and Bengio do (2010).

        Args:
            features: How many features a token has.
            memory: What the tokens look at, shape ``(memory tokens, memory features)``.
            size: How many numbers a query, a key and a value have; as many as features by default.
            rng: A seed or a `numpy.random.Generator`; a fresh one by default.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If a size is not a positive whole number.
            ShapeError: If `memory` does not have one row for each of its tokens.
            InputError: If it does not hold real numbers.

        Examples:
            >>> import handnn as hn
            >>> hn.CrossAttention.random(4, memory=[[1, 2], [3, 4]], size=3, rng=0)
            CrossAttention 4 → 3
        """
        maker = "CrossAttention.random"
        size = features if size is None else size
        check_sizes(maker, features=features, size=size)
        looked_at = as_numbers(memory, "memory").astype(dtype)
        memory_features = looked_at.shape[-1] if looked_at.ndim else 1
        generator = np.random.default_rng(rng)
        Wq, Wk, Wv = (
            random_weights(maker, (size, columns), generator, "glorot").astype(dtype)
            for columns in (features, memory_features, memory_features)
        )
        return cls(Wq, Wk, Wv, looked_at, name=name)

    def forward(self, x: Any) -> Any:
        """The weighted sums of the memory's values, and what `Wo` makes of them."""
        q = affine(x, self.Wq)
        k = affine(self.memory, self.Wk)
        v = affine(self.memory, self.Wv)
        mixed = self.attend(q, k, v)
        return mixed if self.Wo is None else affine(mixed, self.Wo)
