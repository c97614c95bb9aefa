"""The dense layer: every neuron has a weight for every input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from handnn._lazy import unknown_attribute
from handnn.arrays import sum_samples
from handnn.errors import InputError, ShapeError
from handnn.layers.base import Layer
from handnn.layers.initialisation import Initialisation, check_sizes, random_weights
from handnn.step import Step


class Dense(Layer):
    """A dense (fully connected) layer: ``z = W x + b``, one row of weights per neuron.

    Args:
        W: The weights, shape ``(outputs, inputs)``.
        b: The bias, shape ``(outputs,)``; by default there is none.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If `W` is not a matrix, or `b` does not have one value per row of `W`.
        InputError: If they do not hold real numbers.

    Examples:
        >>> import handnn as hn
        >>> layer = hn.Dense([[1, -1, 1], [1, 1, 0]], [-5, 0])
        >>> layer([2, 1, 3])
        array([-1.,  3.])
        >>> layer
        Dense 3 → 2
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("W", "b")
    shown_names: ClassVar[tuple[str, ...] | None] = ()
    sample_ndim = None

    W: Any  # any array-like may be assigned; reading gives a read-only array
    b: Any

    def __init__(self, W: ArrayLike, b: ArrayLike | None = None, name: str | None = None) -> None:
        super().__init__(name=name)
        if W is None:
            raise InputError(
                "A dense layer needs weights, Dense([[1, -1, 1]]), or sizes, Dense.random(3, 1)."
            )
        self.W = W
        self.b = b
        self._check_shapes()
        self.out_features, self.in_features = self.W.shape

    @classmethod
    def random(
        cls,
        inputs: int,
        outputs: int,
        rng: int | np.random.Generator | None = None,
        init: Initialisation = "he",
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> Dense:
        """A layer of a given size with random weights and a bias of zeros.

        Args:
            inputs: How many features it takes.
            outputs: How many neurons it has.
            rng: A seed or a `numpy.random.Generator`; a fresh one by default.
            init: ``"he"``: normal, variance 2 / inputs (He et al., "Delving Deep into Rectifiers",
                2015), which suits ReLU. ``"glorot"``: uniform, variance 2 / (inputs + outputs)
                (Glorot and Bengio, 2010), which suits sigmoid and tanh. ``"zeros"``: all zero.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If a size is not a positive whole number, or `init` is not known.

        Examples:
            >>> import handnn as hn
            >>> hn.Dense.random(3, 4, rng=0)
            Dense 3 → 4
        """
        check_sizes("Dense.random", inputs=inputs, outputs=outputs)
        generator = np.random.default_rng(rng)
        W = random_weights("Dense.random", (outputs, inputs), generator, init)
        return cls(W.astype(dtype), np.zeros(outputs, dtype), name=name)

    def forward(self, x: Any) -> Any:
        """``W x + b`` for one sample, the same for each row of a batch or of a sequence."""
        z = x.dot(self.W.T) if x.ndim < 3 else np.matmul(x, self.W.T)  # where each is faster
        b = self.b
        if b is not None:
            z += b  # z is a fresh array, safe to modify
        return z

    def input_gradient(self, step: Step, grad: Any) -> Any:
        """An input affects every neuron through its column of `W`: ``grad W``."""
        return grad.dot(self.W) if grad.ndim < 3 else np.matmul(grad, self.W)

    def parameter_gradients(self, step: Step, grad: Any) -> Mapping[str, Any]:
        """For a weight, the neuron's gradient times the input; for a bias, the former alone."""
        x = step.input
        if grad.ndim == 1:
            W_gradient, b_gradient = np.multiply.outer(grad, x), grad
        else:
            if grad.ndim > 2:  # every token counts as a sample
                grad, x = grad.reshape(-1, grad.shape[-1]), x.reshape(-1, x.shape[-1])
            W_gradient, b_gradient = grad.T.dot(x), sum_samples(grad)
        return {"W": W_gradient} if self.b is None else {"W": W_gradient, "b": b_gradient}

    @property
    def label(self) -> str:
        """``Dense 3 → 4``."""
        if self.in_features is None:  # still being built
            return type(self).__name__
        return f"{type(self).__name__} {self.in_features} → {self.out_features}"

    if not TYPE_CHECKING:  # where a misspelt attribute is to be reported

        def __getattr__(self, name):
            unknown_attribute(self, name, "unknown_in_dense")

    def _check_shapes(self) -> None:
        if self.W.ndim != 2 or not self.W.size:
            raise ShapeError(
                f"W of a dense layer is a matrix with one row of weights per neuron; "
                f"got shape {self.W.shape}. {self._advice()}"
            )
        if self.b is not None and self.b.shape != (len(self.W),):
            raise ShapeError(
                f"b of a dense layer has one value per neuron: W of shape {self.W.shape} needs "
                f"a b of shape ({len(self.W)},), but got {self.b.shape}."
            )

    def _advice(self) -> str:
        """What was probably intended by a `W` that is not a matrix."""
        if self.W.ndim == 0 and self.b is not None and self.b.ndim == 0:
            sizes = f"{self.W:g}, {self.b:g}"
            return f"For random weights of a given size write Dense.random({sizes})."
        return "A single neuron has one row: [[1, -1, 1]]."
