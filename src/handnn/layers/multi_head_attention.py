"""Multi-head attention: several small attentions side by side."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from handnn.errors import SettingError
from handnn.layers.affine import affine
from handnn.layers.attention import Attention
from handnn.layers.blocks import blocks
from handnn.layers.initialisation import check_sizes, random_weights
from handnn.layers.shapes import check_shapes

_BIASES = ("bq", "bk", "bv", "bo")


class MultiHeadAttention(Attention):
    """Self-attention of several heads: each head looks at some of the numbers of q, k and v.

    Queries, keys and values are those of `SelfAttention`. With h heads, the first 1/h of their
    numbers are the first head's, and so on. The heads, side by side, times `Wo` are the output.
    Source: Vaswani et al., "Attention Is All You Need" (2017).

    It is PyTorch's ``MultiheadAttention`` with ``batch_first=True``: `Wq`, `Wk` and `Wv` are the
    three blocks of rows of its ``in_proj_weight``, `bq`, `bk` and `bv` those of its
    ``in_proj_bias``, and `Wo` and `bo` are its ``out_proj.weight`` and ``out_proj.bias``.

    Args:
        Wq: The weights of the queries, shape ``(keys, features)``.
        Wk: The weights of the keys, shape ``(keys, features)``.
        Wv: The weights of the values, shape ``(values, features)``.
        Wo: The weights of the output, shape ``(outputs, values)``.
        bq: The bias of the queries, shape ``(keys,)``; by default, as for the others, there is
            none.
        bk: The bias of the keys, shape ``(keys,)``.
        bv: The bias of the values, shape ``(values,)``.
        bo: The bias of the output, shape ``(outputs,)``.
        heads: How many heads; keys and values are divided among them.
        causal: Whether a token looks only at itself and at those before it.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If the parameters do not fit each other.
        InputError: If one is missing, or does not hold real numbers.
        SettingError: If `heads` is not a positive whole number that divides keys and values.

    Examples:
        Each head has one number of the token, and looks at both tokens alike:

        >>> import handnn as hn
        >>> one, none = [[1, 0], [0, 1]], [[0, 0], [0, 0]]
        >>> layer = hn.MultiHeadAttention(none, none, one, [[1, 1]], heads=2, name="attention")
        >>> step = layer.trace([[2, 4], [0, 8]])["attention"]
        >>> print(step["head⁽²⁾"].explain((0, 0)))
        head⁽²⁾[1,1] = weights⁽²⁾[1,1]·v[1,2] + weights⁽²⁾[1,2]·v[2,2]
        head⁽²⁾[1,1] = 0.5·4 + 0.5·8 = 6
        >>> print(step.explain((0, 0)))
        z[1,1] = Wo[1,1]·head⁽¹⁾[1,1] + Wo[1,2]·head⁽²⁾[1,1]
        z[1,1] = 1·1 + 1·6 = 7
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("Wq", "Wk", "Wv", "Wo", *_BIASES)
    hyperparameter_names: ClassVar[tuple[str, ...]] = ("heads", "causal")

    Wq: Any
    Wk: Any
    Wv: Any
    Wo: Any
    bq: Any
    bk: Any
    bv: Any
    bo: Any

    def __init__(
        self,
        Wq: ArrayLike,
        Wk: ArrayLike,
        Wv: ArrayLike,
        Wo: ArrayLike,
        bq: ArrayLike | None = None,
        bk: ArrayLike | None = None,
        bv: ArrayLike | None = None,
        bo: ArrayLike | None = None,
        heads: int = 1,
        causal: bool = False,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self.Wq, self.Wk, self.Wv, self.Wo = Wq, Wk, Wv, Wo
        self.bq, self.bk, self.bv, self.bo = bq, bk, bv, bo
        self.causal = bool(causal)
        sizes = check_shapes(
            self,
            _BIASES,
            Wq="keys, features",
            Wk="keys, features",
            Wv="values, features",
            Wo="outputs, values",
            bq="keys",
            bk="keys",
            bv="values",
            bo="outputs",
        )
        _check_heads("MultiHeadAttention", heads, keys=sizes["keys"], values=sizes["values"])
        self.heads = int(heads)
        self.in_features, self.out_features = sizes["features"], sizes["outputs"]

    @classmethod
    def random(
        cls,
        features: int,
        heads: int,
        rng: int | np.random.Generator | None = None,
        causal: bool = False,
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> Self:
        """A layer of a given size with random weights and biases of zeros.

        Queries, keys, values and outputs have as many numbers as the token. The weights are drawn
        as Glorot and Bengio do (2010).

        Args:
            features: How many features a token has.
            heads: How many heads, which are to divide the features.
            rng: A seed or a `numpy.random.Generator`; a fresh one by default.
            causal: Whether a token looks only at itself and at those before it.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If `features` is not a positive whole number.
            SettingError: If `heads` is not one that divides it.

        Examples:
            >>> import handnn as hn
            >>> hn.MultiHeadAttention.random(4, heads=2, rng=0)
            MultiHeadAttention 4 → 4
        """
        maker = "MultiHeadAttention.random"
        check_sizes(maker, features=features)
        _check_heads(maker, heads, features=features)
        generator = np.random.default_rng(rng)
        arrays: dict[str, Any] = dict.fromkeys(_BIASES, np.zeros(features, dtype))
        for weights in ("Wq", "Wk", "Wv", "Wo"):
            drawn = random_weights(maker, (features, features), generator, "glorot")
            arrays[weights] = drawn.astype(dtype)
        return cls(**arrays, heads=heads, causal=causal, name=name)

    def forward(self, x: Any) -> Any:
        """One head after the other, then all of them times `Wo`."""
        q = affine(x, self.Wq, self.bq)
        k = affine(x, self.Wk, self.bk)
        v = affine(x, self.Wv, self.bv)
        heads = []
        for qh, kh, vh in zip(*(blocks(a, self.heads) for a in (q, k, v)), strict=True):
            head = self.attend(qh, kh, vh)
            heads.append(head)
        return affine(np.concatenate(heads, axis=-1), self.Wo, self.bo)


def _check_heads(maker: str, heads: Any, **sizes: int) -> None:
    if not np.issubdtype(type(heads), np.integer) or heads < 1:
        raise SettingError(f"{maker}: heads must be a positive whole number, not {heads!r}.")
    for what, size in sizes.items():
        if size % heads:
            raise SettingError(
                f"{maker}: {size} {what} cannot be divided among {heads} heads. Take a number of "
                f"heads that divides {size}."
            )
