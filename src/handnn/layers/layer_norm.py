"""Layer normalisation."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from handnn.errors import InputError
from handnn.layers.base import Layer
from handnn.layers.initialisation import check_sizes
from handnn.layers.shapes import check_shapes
from handnn.naming import layer_title
from handnn.settings import positive


class LayerNorm(Layer):
    """Shift and scale the features of each sample: mean 0 and variance 1, then `gamma` and `beta`.

    Of each row of features (of each token, in a sequence)::

        centred = x - mean(x)
        variance = mean(centred²)
        y = centred / √(variance + eps) · gamma + beta

    Source: Ba, Kiros and Hinton, "Layer Normalization" (2016). It is PyTorch's ``LayerNorm`` over
    the last axis; `gamma` is its ``weight``, `beta` its ``bias``.

    Args:
        gamma: The scale of each feature, shape ``(features,)``; by default there is none.
        beta: What is added to each feature, shape ``(features,)``; by default there is none.
        eps: A small positive number: where all features are the same, it prevents a division by 0.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If `gamma` and `beta` are not one number for each feature.
        InputError: If they do not hold real numbers, or there is a `beta` but no `gamma`.
        SettingError: If `eps` is not a positive number.

    Examples:
        >>> import handnn as hn
        >>> norm = hn.LayerNorm([1, 1, 10], [0, 0, 5], name="norm")
        >>> norm([2, 4, 9]).round(2)
        array([-1.02, -0.34, 18.59])
        >>> print(norm.trace([2, 4, 9])["norm"]["centred"].explain(2))
        centred[3] = x[3] - mean[1]
        centred[3] = 9 - 5 = 4
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("gamma", "beta")
    hyperparameter_names: ClassVar[tuple[str, ...]] = ("eps",)
    same_width: ClassVar[bool] = True
    sample_ndim = None

    gamma: Any
    beta: Any

    def __init__(
        self,
        gamma: ArrayLike | None = None,
        beta: ArrayLike | None = None,
        eps: float = 1e-5,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self.gamma, self.beta = gamma, beta
        self.eps = positive("LayerNorm", "eps", eps)
        if self.gamma is None and self.beta is not None:
            raise InputError(
                f"{layer_title(self)} has a beta but no gamma. For no scale, let gamma be ones."
            )
        sizes = check_shapes(self, ("gamma", "beta"), gamma="features", beta="features")
        self.in_features = self.out_features = sizes.get("features")

    @classmethod
    def random(
        cls,
        features: int,
        rng: int | np.random.Generator | None = None,
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> LayerNorm:
        """A layer of a given size, with a `gamma` of ones and a `beta` of zeros.

        Args:
            features: How many features it takes.
            rng: Not used, since nothing is drawn; it is there as in other layers.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If `features` is not a positive whole number.

        Examples:
            >>> import handnn as hn
            >>> hn.LayerNorm.random(3).gamma
            array([1., 1., 1.])
        """
        check_sizes("LayerNorm.random", features=features)
        return cls(np.ones(features, dtype), np.zeros(features, dtype), name=name)

    def forward(self, x: Any) -> Any:
        """The features of each sample, normalised."""
        mean = x.mean(axis=-1, keepdims=True)
        centred = x - mean
        variance = (centred**2).mean(axis=-1, keepdims=True)
        normed = centred / np.sqrt(variance + self.eps)
        if self.gamma is None:
            return normed
        if self.beta is None:
            return normed * self.gamma
        return normed * self.gamma + self.beta
