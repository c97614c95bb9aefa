"""What the recurrent layers have in common: they read a sequence token by token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from handnn.layers.base import Layer
from handnn.layers.initialisation import check_sizes, random_weights
from handnn.layers.shapes import check_shapes, label_with_widths


class Recurrent(Layer):
    """A layer with a hidden state, which each token of a sequence changes."""

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("return_sequences",)
    sample_ndim = 2
    blocks: ClassVar[int] = 1  # of rows in the weights: one for the state, or one for each gate

    Wx: Any
    Wh: Any

    def __init__(
        self,
        Wx: ArrayLike,
        Wh: ArrayLike,
        biases: Mapping[str, ArrayLike | None],
        return_sequences: bool,
        name: str | None,
    ) -> None:
        super().__init__(name=name)
        self.Wx, self.Wh = Wx, Wh
        for bias, values in biases.items():
            setattr(self, bias, values)
        self.return_sequences = bool(return_sequences)
        rows = f"{self.blocks}·hidden" if self.blocks > 1 else "hidden"
        sizes = check_shapes(
            self,
            tuple(biases),
            Wx=f"{rows}, inputs",
            Wh=f"{rows}, hidden",
            **dict.fromkeys(biases, rows),
        )
        self.in_features, self.out_features = sizes["inputs"], sizes["hidden"]

    @classmethod
    def random(
        cls,
        inputs: int,
        hidden: int,
        rng: int | np.random.Generator | None = None,
        name: str | None = None,
        dtype: Any = np.float64,
        **settings: Any,
    ) -> Self:
        """A layer of a given size with random weights and biases of zeros.

        The weights are drawn as Glorot and Bengio do (2010), for each gate on its own.

        Args:
            inputs: How many features a token has.
            hidden: How many numbers the hidden state has.
            rng: A seed or a `numpy.random.Generator`; a fresh one by default.
            name: What the layer is called in its network.
            dtype: float64 or float32.
            **settings: The layer's other settings, such as ``return_sequences=False``.

        Raises:
            NetworkError: If a size is not a positive whole number.

        Examples:
            >>> import handnn as hn
            >>> hn.LSTM.random(3, 4, rng=0, return_sequences=False)
            LSTM 3 → 4
        """
        maker = f"{cls.__name__}.random"
        check_sizes(maker, inputs=inputs, hidden=hidden)
        generator = np.random.default_rng(rng)
        rows = cls.blocks * hidden
        arrays: dict[str, Any] = dict.fromkeys(cls.parameter_names, np.zeros(rows, dtype))
        for weights, columns in (("Wx", inputs), ("Wh", hidden)):
            drawn = random_weights(maker, (rows, columns), generator, "glorot", fan_out=hidden)
            arrays[weights] = drawn.astype(dtype)
        return cls(**arrays, **settings, name=name)

    def initial_state(self, x: Any) -> Any:
        """The state before the first token: zeros."""
        return np.zeros_like(x, shape=(*x.shape[:-2], self.Wh.shape[-1]))

    @property
    def label(self) -> str:
        """``LSTM 3 → 4``."""
        return label_with_widths(self)
