"""Batch normalisation: every feature with a mean of 0 and a variance of 1 over the batch."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from handnn.arrays import is_batch
from handnn.errors import SettingError, ShapeError
from handnn.layers.base import Layer
from handnn.layers.initialisation import check_sizes
from handnn.layers.shapes import check_shapes
from handnn.naming import layer_title
from handnn.settings import setting


class BatchNorm(Layer):
    """Normalise every feature over the batch, then scale and shift it.

    ``gamma·(x - mean) / √(variance + eps) + beta``. In training, mean and variance are those of the
    batch; running averages of them are kept for use, as buffers. Source: Ioffe and Szegedy, "Batch
    Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift" (2015).
    It is PyTorch's ``BatchNorm1d``, whose ``weight`` is `gamma` and ``bias`` is `beta`; for
    pictures, ``BatchNorm2d``.

    Args:
        gamma: The scale of each feature, shape ``(features,)``; of each channel for pictures.
        beta: The shift of each; 0 by default.
        running_mean: The mean of each that is used after training; 0 by default.
        running_variance: The variance of each that is used after training; 1 by default.
        momentum: How much of a running average each batch replaces.
        eps: What keeps a division by 0 away.
        sample_ndim: 1 for features; 3 for pictures, where each channel is normalised.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If the arrays do not have one number for each feature. In training, if the input
            is not a batch.
        SettingError: If `momentum` or `eps` is no number of at least 0, or `sample_ndim` is
            neither 1 nor 3.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.BatchNorm([2, 1], eps=0))
        >>> trace = net.trace([[1, 5], [3, 5.5]], training=True)
        >>> trace.output
        array([[-2., -1.],
               [ 2.,  1.]])
        >>> trace[0].new_buffers["running_mean"]
        array([0.2  , 0.525])
        >>> net([1, 5])
        array([2., 5.])
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("gamma", "beta")
    buffer_names: ClassVar[tuple[str, ...]] = ("running_mean", "running_variance")
    hyperparameter_names: ClassVar[tuple[str, ...]] = ("momentum", "eps", "sample_ndim")
    same_width: ClassVar[bool] = True

    gamma: Any
    beta: Any
    running_mean: Any
    running_variance: Any

    def __init__(
        self,
        gamma: ArrayLike,
        beta: ArrayLike | None = None,
        running_mean: ArrayLike | None = None,
        running_variance: ArrayLike | None = None,
        momentum: float = 0.1,
        eps: float = 1e-5,
        sample_ndim: int = 1,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        if sample_ndim not in (1, 3):
            raise SettingError(
                "BatchNorm: sample_ndim must be 1, for features, or 3, for pictures with channels, "
                f"not {sample_ndim!r}."
            )
        self.gamma = gamma
        self.beta = np.zeros_like(self.gamma) if beta is None else beta
        self.running_mean = np.zeros_like(self.gamma) if running_mean is None else running_mean
        self.running_variance = (
            np.ones_like(self.gamma) if running_variance is None else running_variance
        )
        self.momentum = setting("BatchNorm", "momentum", momentum)
        self.eps = setting("BatchNorm", "eps", eps)
        self.sample_ndim = sample_ndim
        arrays = (*self.parameter_names, *self.buffer_names)
        sizes = check_shapes(self, **dict.fromkeys(arrays, "features"))
        if sample_ndim == 1:
            self.in_features = self.out_features = sizes["features"]

    @classmethod
    def random(
        cls,
        features: int,
        rng: int | np.random.Generator | None = None,
        sample_ndim: int = 1,
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> BatchNorm:
        """A layer of a given size, as one begins to learn with: nothing in it is random.

        Args:
            features: How many features it normalises; channels, for pictures.
            rng: Not used; every layer's `random` takes it.
            sample_ndim: 1 for features, 3 for pictures.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If `features` is not a positive whole number.
            SettingError: If `sample_ndim` is neither 1 nor 3.

        Examples:
            >>> import handnn as hn
            >>> hn.BatchNorm.random(3)
            BatchNorm 3
        """
        check_sizes("BatchNorm.random", features=features)
        return cls(np.ones(features, dtype), sample_ndim=sample_ndim, name=name)

    def forward(self, x: Any) -> Any:
        """``gamma·(x - mean) / √(variance + eps) + beta``."""
        mean, variance = self._level(self.running_mean), self._level(self.running_variance)
        if self.training:
            axes = self._counted_axes(x)
            mean = x.mean(axis=axes)
            variance = x.var(axis=axes)
            self._take_note(mean, variance, x.size // mean.size)
            mean, variance = self._level(mean), self._level(variance)
        gamma, beta = self._level(self.gamma), self._level(self.beta)
        normalised = (x - mean) / np.sqrt(variance + self.eps)
        return gamma * normalised + beta

    def _counted_axes(self, x: Any) -> tuple[int, ...]:
        """The axes over which a batch is normalised."""
        if not is_batch(x, self.sample_ndim):
            raise ShapeError(
                f"{layer_title(self)} normalises over a batch while it trains, but the input is a "
                f"single sample, of shape {x.shape}. Give several."
            )
        return (0,) if self.sample_ndim == 1 else (0, 2, 3)

    def _take_note(self, mean: Any, variance: Any, n: int) -> None:
        """Let the running averages move towards the mean and the variance of `n` numbers."""
        kept, new = 1 - self.momentum, self.momentum
        unbiased = n / (n - 1) if n > 1 else 1.0  # as PyTorch keeps it
        self.update_buffers(
            running_mean=kept * self.running_mean + new * mean,
            running_variance=kept * self.running_variance + new * unbiased * variance,
        )

    def _level(self, array: Any) -> Any:
        """An array with a number for each feature, so that it meets these in the input."""
        return array if self.sample_ndim == 1 else array[:, np.newaxis, np.newaxis]

    @property
    def label(self) -> str:
        """``BatchNorm 3``."""
        gamma: Any = vars(self).get("gamma")
        return type(self).__name__ + (f" {np.size(gamma)}" if np.ndim(gamma) == 1 else "")
