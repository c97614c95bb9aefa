"""Convolution: the same weights at every place of a signal or of a picture."""

from __future__ import annotations

from math import prod
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from handnn.errors import NetworkError, ShapeError
from handnn.layers.base import Layer
from handnn.layers.initialisation import Initialisation, check_sizes, random_weights
from handnn.layers.shapes import check_shapes
from handnn.layers.windows import PerAxis, per_axis, windows_in
from handnn.naming import layer_title


class Convolution(Layer):
    """Move each kernel over the input: at every place, the sum of products with what is below it.

    Attributes:
        axes: What the axes are called over which the kernels move.
    """

    axes: ClassVar[tuple[str, ...]] = ()
    parameter_names: ClassVar[tuple[str, ...]] = ("K", "b")
    hyperparameter_names: ClassVar[tuple[str, ...]] = ("stride", "padding")
    shown_names: ClassVar[tuple[str, ...] | None] = ()  # on paper, it is one line

    K: Any
    b: Any

    def __init__(
        self,
        K: ArrayLike,
        b: ArrayLike | None = None,
        stride: PerAxis = 1,
        padding: PerAxis = 0,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self.K, self.b = K, b
        n = len(self.axes)
        axes = ", ".join(("outputs", "inputs", *self.axes))
        if self.K is not None and self.K.ndim != n + 2:
            hint = "For one kernel on one channel write [[kernel]]." if self.K.ndim == n else ""
            raise ShapeError(
                f"K of {layer_title(self)} has shape {self.K.shape}; expected ({axes}): for each "
                f"output, a kernel for each channel of the input. {hint}".rstrip()
            )
        check_shapes(self, ("b",), K=axes, b="outputs")
        self.stride = per_axis(self, "stride", stride, n)
        self.padding = per_axis(self, "padding", padding, n, least=0)

    @classmethod
    def random(
        cls,
        inputs: int,
        outputs: int,
        size: PerAxis,
        stride: PerAxis = 1,
        padding: PerAxis = 0,
        rng: int | np.random.Generator | None = None,
        init: Initialisation = "he",
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> Self:
        """A layer of a given size with random kernels and a bias of zeros.

        Args:
            inputs: How many channels it takes.
            outputs: How many kernels it has, and so how many channels it gives.
            size: The size of a kernel; a number, or one for each axis.
            stride: How far the kernels move each time.
            padding: How many zeros are added on both sides.
            rng: A seed or a `numpy.random.Generator`; a fresh one by default.
            init: ``"he"``, ``"glorot"`` or ``"zeros"``, as for `Dense.random`; here each output is
                a sum over a kernel's size times the channels.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If a size is not a positive whole number, or `init` is not known.

        Examples:
            >>> import handnn as hn
            >>> hn.Conv2D.random(1, 8, size=3, padding=1, rng=0)
            Conv2D 1 → 8, size 3 × 3
        """
        maker = f"{cls.__name__}.random"
        check_sizes(maker, inputs=inputs, outputs=outputs)
        sizes = size if isinstance(size, list | tuple) else [size] * len(cls.axes)
        for each in sizes:
            check_sizes(maker, size=each)
        if len(sizes) != len(cls.axes):
            raise NetworkError(
                f"{maker}: size must be a number, or one for each of {', '.join(cls.axes)}; not "
                f"{size!r}."
            )
        shape = (outputs, inputs, *sizes)
        cells = prod(sizes)
        K = random_weights(
            maker, shape, np.random.default_rng(rng), init, inputs * cells, outputs * cells
        )
        return cls(K.astype(dtype), np.zeros(outputs, dtype), stride, padding, name=name)

    def forward(self, x: Any) -> Any:
        """At every place of every kernel, the sum of products, plus its bias."""
        n = len(self.axes)
        channels, *sizes = self.K.shape[1:]
        if x.shape[-n - 1] != channels:
            raise ShapeError(
                f"{layer_title(self)} takes {channels} channel{'s' * (channels != 1)}, but its "
                f"input of shape {x.shape} has {x.shape[-n - 1]}."
            )
        windows = windows_in(self, x, tuple(sizes), self.stride, self.padding)
        kernels = self.K.reshape(len(self.K), channels, prod(sizes))
        z = np.moveaxis(np.tensordot(kernels, windows, ((1, 2), (-n - 2, -n - 1))), 0, -n - 1)
        return z if self.b is None else z + self.b.reshape(-1, *[1] * n)

    @property
    def label(self) -> str:
        """``Conv2D 1 → 8, size 3 × 3``."""
        K = vars(self).get("K")
        if K is None or K.ndim != len(self.axes) + 2:  # still being built
            return type(self).__name__
        outputs, inputs, *sizes = K.shape
        return f"{type(self).__name__} {inputs} → {outputs}, size {' × '.join(map(str, sizes))}"
