"""Normalisation by the root mean square."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from handnn.layers.base import Layer
from handnn.layers.initialisation import check_sizes
from handnn.layers.shapes import check_shapes
from handnn.settings import positive


class RMSNorm(Layer):
    """Divide the features of each sample by their root mean square, then scale them by `gamma`.

    Of each row of features (of each token, in a sequence)::

        rms = √(mean(x²) + eps)
        y = x / rms · gamma

    Source: Zhang and Sennrich, "Root Mean Square Layer Normalization" (2019). `gamma` is the
    ``weight`` of PyTorch's ``RMSNorm``, whose ``eps`` is smaller by default.

    Args:
        gamma: The scale of each feature, shape ``(features,)``; by default there is none.
        eps: A small positive number: where all features are 0, it prevents a division by 0.
        name: What the layer is called in its network.

    Raises:
        ShapeError: If `gamma` is not one number for each feature.
        InputError: If it does not hold real numbers.
        SettingError: If `eps` is not a positive number.

    Examples:
        >>> import handnn as hn
        >>> norm = hn.RMSNorm([1, 10], name="norm")
        >>> norm([1, 7]).round(2)
        array([ 0.2, 14. ])
        >>> print(norm.trace([1, 7])["norm"]["rms"].explain(0))
        rms[1] = √((x[1]^2 + x[2]^2) / 2 + 0.00001)
        rms[1] = √((1^2 + 7^2) / 2 + 0.00001) ≈ 5
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("gamma",)
    hyperparameter_names: ClassVar[tuple[str, ...]] = ("eps",)
    same_width: ClassVar[bool] = True
    sample_ndim = None

    gamma: Any

    def __init__(
        self, gamma: ArrayLike | None = None, eps: float = 1e-5, name: str | None = None
    ) -> None:
        super().__init__(name=name)
        self.gamma = gamma
        self.eps = positive("RMSNorm", "eps", eps)
        sizes = check_shapes(self, ("gamma",), gamma="features")
        self.in_features = self.out_features = sizes.get("features")

    @classmethod
    def random(
        cls,
        features: int,
        rng: int | np.random.Generator | None = None,
        name: str | None = None,
        dtype: Any = np.float64,
    ) -> RMSNorm:
        """A layer of a given size, with a `gamma` of ones.

        Args:
            features: How many features it takes.
            rng: Not used, since nothing is drawn; it is there as in other layers.
            name: What the layer is called in its network.
            dtype: float64 or float32.

        Raises:
            NetworkError: If `features` is not a positive whole number.

        Examples:
            >>> import handnn as hn
            >>> hn.RMSNorm.random(3).gamma
            array([1., 1., 1.])
        """
        check_sizes("RMSNorm.random", features=features)
        return cls(np.ones(features, dtype), name=name)

    def forward(self, x: Any) -> Any:
        """The features of each sample, normalised."""
        rms = np.sqrt((x**2).mean(axis=-1, keepdims=True) + self.eps)
        normed = x / rms
        if self.gamma is None:
            return normed
        return normed * self.gamma
