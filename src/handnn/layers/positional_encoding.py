"""Where a token stands in its sequence, as numbers."""

from typing import Any, ClassVar

import numpy as np

from handnn.layers.base import Layer
from handnn.settings import positive


class PositionalEncoding(Layer):
    """Add to each token numbers that tell where it stands: sines and cosines of its position.

    The token at position p, counted from 0, gets ``sin(p / base^(2i/d))`` in its feature 2i and
    ``cos(p / base^(2i/d))`` in its feature 2i + 1, these too counted from 0; d is the number of
    features. Source: Vaswani et al., "Attention Is All You Need" (2017).

    Args:
        base: The further from 1, the slower the last features change; a positive number.
        name: What the layer is called in its network.

    Raises:
        SettingError: If `base` is not a positive number.

    Examples:
        >>> import handnn as hn
        >>> tokens = [[0, 0, 0, 0], [0, 0, 0, 0], [5, 5, 5, 5]]
        >>> hn.PositionalEncoding()(tokens).round(2)
        array([[0.  , 1.  , 0.  , 1.  ],
               [0.84, 0.54, 0.01, 1.  ],
               [5.91, 4.58, 5.02, 6.  ]])
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("base",)
    same_width: ClassVar[bool] = True
    sample_ndim = 2

    def __init__(self, base: float = 10_000.0, name: str | None = None) -> None:
        super().__init__(name=name)
        self.base = positive("PositionalEncoding", "base", base)

    def forward(self, x: Any) -> Any:
        """``x`` plus the encoding of the positions."""
        tokens, d = x.shape[-2:]
        angles = np.arange(tokens)[:, None] / self.base ** (np.arange(0, d, 2) / d)
        encoding = np.zeros_like(x, shape=(tokens, d))
        encoding[:, 0::2] = np.sin(angles)
        encoding[:, 1::2] = np.cos(angles[:, : d // 2])
        return x + encoding
