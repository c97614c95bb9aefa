"""The transformer block: attention, then a small network for each token."""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

import numpy as np

from handnn.diagnosis import check_layers
from handnn.errors import SettingError, ShapeError
from handnn.layers.base import Layer
from handnn.layers.dense import Dense
from handnn.layers.gelu import GELU
from handnn.layers.initialisation import check_sizes
from handnn.layers.layer_norm import LayerNorm
from handnn.layers.multi_head_attention import MultiHeadAttention
from handnn.layers.relu import ReLU
from handnn.layers.shapes import label_with_widths
from handnn.naming import layer_title


class TransformerBlock(Layer):
    """A block of a transformer: attention, and a network of two dense layers, both residual.

    With the norms before, as in most models today::

        h = x + attention(norm1(x))
        y = h + linear2(activation(linear1(norm2(h))))

    With the norms behind, as in the paper::

        h = norm1(x + attention(x))
        y = norm2(h + linear2(activation(linear1(h))))

    Sources: Vaswani et al., "Attention Is All You Need" (2017); for the norms before, Xiong et al.,
    "On Layer Normalization in the Transformer Architecture" (2020).

    It is PyTorch's ``TransformerEncoderLayer`` without dropout and with ``batch_first=True``. The
    layers have their names there; `attention` is its ``self_attn``.

    Args:
        attention: The attention, such as a `MultiHeadAttention`; causal, for a decoder.
        norm1: The norm of the attention, such as a `LayerNorm`.
        linear1: The first dense layer.
        activation: What stands between the dense layers, such as `ReLU` or `GELU`.
        linear2: The second dense layer.
        norm2: The norm of the dense layers.
        norm_first: Whether the norms stand before attention and dense layers, or behind.
        name: What the layer is called in its network.

    Raises:
        LayerTypeError: If something is not a layer.
        ShapeError: If a layer takes or gives another number of features than the others.

    Examples:
        >>> import handnn as hn
        >>> block = hn.TransformerBlock.random(4, heads=2, rng=0, name="block")
        >>> trace = block.trace([[1, 0, 2, 0], [0, 1, 1, 3]])
        >>> [step.name for step in trace["block"]]
        ['norm1', 'attention', 'h', 'norm2', 'linear1', 'activation', 'linear2', 'z']
        >>> print(trace["block"].explain((0, 0)))
        z[1,1] = h[1,1] + linear2[1,1]
        z[1,1] ≈ 2.013 + 0.3751 ≈ 2.389
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("norm_first",)
    sample_ndim = 2

    def __init__(
        self,
        attention: Layer,
        norm1: Layer,
        linear1: Layer,
        activation: Layer,
        linear2: Layer,
        norm2: Layer,
        norm_first: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        kind = type(self).__name__
        check_layers((attention, norm1, linear1, activation, linear2, norm2), kind)
        self.attention, self.norm1 = attention, norm1
        self.linear1, self.activation, self.linear2 = linear1, activation, linear2
        self.norm2 = norm2
        self.norm_first = bool(norm_first)
        self._check_widths()

    @classmethod
    def random(
        cls,
        features: int,
        heads: int,
        hidden: int | None = None,
        rng: int | np.random.Generator | None = None,
        activation: Literal["relu", "gelu"] = "gelu",
        norm_first: bool = True,
        causal: bool = False,
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> Self:
        """A block of a given size with random weights.

        Args:
            features: How many features a token has.
            heads: How many heads, which are to divide the features.
            hidden: How many neurons the first dense layer has; four times the features by default.
            rng: A seed or a `numpy.random.Generator`; a fresh one by default.
            activation: ``"relu"`` or ``"gelu"``.
            norm_first: Whether the norms stand before attention and dense layers, or behind.
            causal: Whether a token looks only at itself and at those before it.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If a size is not a positive whole number.
            SettingError: If `heads` does not divide the features, or `activation` is not known.

        Examples:
            >>> import handnn as hn
            >>> hn.TransformerBlock.random(4, heads=2, rng=0)
            TransformerBlock 4 → 4
        """
        maker = "TransformerBlock.random"
        hidden = 4 * features if hidden is None else hidden
        check_sizes(maker, features=features, hidden=hidden)
        if activation not in ("relu", "gelu"):
            raise SettingError(f'{maker}: activation must be "relu" or "gelu", not {activation!r}.')
        generator = np.random.default_rng(rng)
        return cls(
            MultiHeadAttention.random(features, heads, generator, causal, dtype=dtype),
            LayerNorm.random(features, dtype=dtype),
            Dense.random(features, hidden, generator, dtype=dtype),
            ReLU() if activation == "relu" else GELU(),
            Dense.random(hidden, features, generator, "glorot", dtype=dtype),
            LayerNorm.random(features, dtype=dtype),
            norm_first,
            name=name,
        )

    def forward(self, x: Any) -> Any:
        """What attention and the dense layers add to each token."""
        if self.norm_first:
            n = self.norm1.forward(x)
            a = self.attention.forward(n)
            h = x + a
            n = self.norm2.forward(h)
            return h + self._feed(n)
        a = self.attention.forward(x)
        s = x + a
        h = self.norm1.forward(s)
        s = h + self._feed(h)
        return self.norm2.forward(s)

    def _feed(self, x: Any) -> Any:
        """The dense layers, with the activation in between."""
        f = self.linear1.forward(x)
        f = self.activation.forward(f)
        return self.linear2.forward(f)

    @property
    def label(self) -> str:
        """``TransformerBlock 4 → 4``."""
        return label_with_widths(self)

    def _check_widths(self) -> None:
        """Check that all layers work on the same features."""
        width = self.attention.in_features
        hidden = self.linear1.out_features
        for name, takes, gives in (
            ("attention", width, width),
            ("norm1", width, width),
            ("linear1", width, hidden),
            ("linear2", hidden, width),
            ("norm2", width, width),
        ):
            layer = self.children[name]
            for verb, expected, n in (
                ("takes", takes, layer.in_features),
                ("gives", gives, layer.out_features),
            ):
                if None not in (expected, n) and n != expected:
                    raise ShapeError(
                        f"{name} of {layer_title(self)} {verb} {n} features; expected {expected}. "
                        "The tokens keep their number of features through the block, and linear2 "
                        "takes what linear1 gives."
                    )
        self.in_features = self.out_features = width
