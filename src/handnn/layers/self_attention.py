"""Self-attention: every token looks at the tokens of its own sequence."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from handnn.layers.affine import affine
from handnn.layers.attention import Attention
from handnn.layers.initialisation import check_sizes, random_weights
from handnn.layers.shapes import check_shapes


class SelfAttention(Attention):
    """Self-attention of one head: every token takes something from the tokens that fit it.

    ``softmax(q kᵀ / √n) v`` with the queries ``q = x Wqᵀ``, the keys ``k = x Wkᵀ``, the values
    ``v = x Wvᵀ`` and n numbers in a key. Source: Vaswani et al., "Attention Is All You Need"
    (2017).

    Args:
        Wq: The weights of the queries, shape ``(keys, features)``.
        Wk: The weights of the keys, shape ``(keys, features)``.
        Wv: The weights of the values, shape ``(values, features)``.
        Wo: The weights of the output, shape ``(outputs, values)``; by default the weighted sums of
            the values are the output.
        causal: Whether a token looks only at itself and at those before it. Then the scores of the
            later ones are -∞, and their weights 0.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If the parameters do not fit each other.
        InputError: If one is missing, or does not hold real numbers.

    Examples:
        The first token can look only at itself; the second looks at both alike, since its query is
        0:

        >>> import handnn as hn
        >>> layer = hn.SelfAttention([[1, 0]], [[1, 1]], [[2, 4]], causal=True, name="attention")
        >>> layer([[1, 0], [0, 1]])
        array([[2.],
               [3.]])
        >>> print(layer.trace([[1, 0], [0, 1]])["attention"].explain((1, 0)))
        z[2,1] = weights[2,1]·v[1,1] + weights[2,2]·v[2,1]
        z[2,1] = 0.5·2 + 0.5·4 = 3
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("Wq", "Wk", "Wv", "Wo")
    hyperparameter_names: ClassVar[tuple[str, ...]] = ("causal",)

    Wq: Any
    Wk: Any
    Wv: Any
    Wo: Any

    def __init__(
        self,
        Wq: ArrayLike,
        Wk: ArrayLike,
        Wv: ArrayLike,
        Wo: ArrayLike | None = None,
        causal: bool = False,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self.Wq, self.Wk, self.Wv, self.Wo = Wq, Wk, Wv, Wo
        self.causal = bool(causal)
        sizes = check_shapes(
            self,
            ("Wo",),
            Wq="keys, features",
            Wk="keys, features",
            Wv="values, features",
            Wo="outputs, values",
        )
        self.in_features = sizes["features"]
        self.out_features = sizes.get("outputs", sizes["values"])

    @classmethod
    def random(
        cls,
        features: int,
        size: int | None = None,
        rng: int | np.random.Generator | None = None,
        causal: bool = False,
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> Self:
        """A layer of a given size with random weights, and no `Wo`.

        The weights are drawn as Glorot and Bengio do (2010).

        Args:
            features: How many features a token has.
            size: How many numbers a query, a key and a value have; as many as features by default.
            rng: A seed or a `numpy.random.Generator`; a fresh one by default.
            causal: Whether a token looks only at itself and at those before it.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If a size is not a positive whole number.

        Examples:
            >>> import handnn as hn
            >>> hn.SelfAttention.random(4, 3, rng=0)
            SelfAttention 4 → 3
        """
        maker = "SelfAttention.random"
        size = features if size is None else size
        check_sizes(maker, features=features, size=size)
        generator = np.random.default_rng(rng)
        Wq, Wk, Wv = (
            random_weights(maker, (size, features), generator, "glorot").astype(dtype)
            for _ in range(3)
        )
        return cls(Wq, Wk, Wv, causal=causal, name=name)

    def forward(self, x: Any) -> Any:
        """The weighted sums of the values, and what `Wo` makes of them."""
        q = affine(x, self.Wq)
        k = affine(x, self.Wk)
        v = affine(x, self.Wv)
        mixed = self.attend(q, k, v)
        return mixed if self.Wo is None else affine(mixed, self.Wo)
