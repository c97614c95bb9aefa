"""The triplet margin loss: like things close together, unlike things apart."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from handnn.arrays import Array, freeze
from handnn.errors import ArgumentError, ShapeError
from handnn.losses.reduced import ReducedLoss, Reduction
from handnn.settings import setting


class TripletMargin(ReducedLoss):
    """Whether an anchor is closer to its like than to something unlike, by a margin.

    ``max(0, |a - p| - |a - n| + margin)``, where ``a`` is the anchor, ``p`` the *positive*, which
    is to be close to it, ``n`` the *negative*, which is to be far away, and ``|·|`` the distance of
    two outputs. So a network learns to place things by what they have in common. Source: Schroff et
    al., "FaceNet" (2015).

    The samples of a batch come in **triples**: anchor, positive, negative, anchor, positive,
    negative, and so on. The same network places all three. There is no target. `fit` keeps the
    three together when it shuffles, and its ``batch_size`` counts triples::

        hn.fit(net, X, None, loss=hn.TripletMargin(), ...)  # X: shape (3·triples, features)

    The loss is the mean over the triples. As PyTorch's, with ``eps`` added to every difference
    there, 1e-6 by default; here it is 0, which is exact. Where two outputs are the same, the
    gradient of their distance is 0.

    Args:
        margin: How much farther away the negative should be, above 0.
        eps: What is added to every difference before it is squared.
        reduction: ``"mean"``, or ``"sum"`` for the sum over the triples.

    Raises:
        SettingError: If a setting is out of its range.

    Examples:
        >>> import handnn as hn
        >>> loss = hn.TripletMargin(margin=2)
        >>> print(loss.explain([[0, 0], [3, 4], [6, 0]], name="loss"))
        loss (TripletMargin)
          L = max(0, √((y⁽¹⁾[1] - y⁽²⁾[1])^2 + (y⁽¹⁾[2] - y⁽²⁾[2])^2) - √((y⁽¹⁾[1] -
              y⁽³⁾[1])^2 + (y⁽¹⁾[2] - y⁽³⁾[2])^2) + 2)
          L = max(0, √((0 - 3)^2 + (0 - 4)^2) - √((0 - 6)^2 + (0 - 0)^2) + 2) = 1
    """

    formed: ClassVar[str] = "{} over the triples"
    takes_target: ClassVar[bool] = False
    together: ClassVar[int] = 3

    def __init__(
        self, margin: float = 1.0, eps: float = 0.0, reduction: Reduction = "mean"
    ) -> None:
        super().__init__(reduction)
        self.margin = setting("TripletMargin", "margin", margin)
        self.eps = setting("TripletMargin", "eps", eps)

    def forward(self, output: Any, target: Any = None) -> Any:
        """``max(0, |a - p| - |a - n| + margin)``, over the triples."""
        _, near, _, far = self._compared(output)
        return self._over_triples(np.sum(np.maximum(0.0, near - far + self.margin)), output)

    def gradient(self, output: Any, target: Any = None) -> Any:
        """Along the lines from anchor to positive and to negative, where the margin is not kept."""
        from_positive, near, from_negative, far = self._compared(output)
        from_positive, from_negative = from_positive / _not_0(near), from_negative / _not_0(far)
        is_wrong = near - far + self.margin > 0
        three = [from_positive - from_negative, -from_positive, from_negative]
        rows = np.stack([is_wrong * gradient for gradient in three], axis=1)
        return self._over_triples(np.reshape(rows, output.shape), output)

    def _compared(self, output: Any) -> tuple[Any, Any, Any, Any]:
        """Anchor minus positive, and their distance; anchor minus negative, and theirs."""
        anchor, positive, negative = output[0::3], output[1::3], output[2::3]
        from_positive, from_negative = anchor - positive, anchor - negative
        if self.eps:
            from_positive, from_negative = from_positive + self.eps, from_negative + self.eps
        return from_positive, _length(from_positive), from_negative, _length(from_negative)

    def _over_triples(self, total: Any, output: Any) -> Any:
        triples = self.divisor(output)
        return total if triples == 1 else total / triples

    def divisor(self, output: Any) -> int:
        """The number of triples for the mean, 1 for the sum."""
        return max(1, super().divisor(output) // 3)

    def prepare_target(
        self, target: ArrayLike | None, shape: tuple[int, ...], dtype: DTypeLike
    ) -> Array:
        """Check that there is no target, and that the samples come in triples.

        Raises:
            ArgumentError: If there is a target.
            ShapeError: If the samples are not a multiple of 3.
        """
        if target is not None:
            raise ArgumentError(
                "TripletMargin takes no target: the samples themselves say what is alike, anchor, "
                "positive, negative. Leave it out; in fit it is None."
            )
        if len(shape) < 2 or shape[0] % 3:
            raise ShapeError(
                "TripletMargin takes samples in triples, anchor, positive, negative, so that their "
                f"number is a multiple of 3; the output has shape {shape}."
            )
        return freeze(np.empty((shape[0], 0), dtype))

    def words(self) -> list[str]:
        """The settings, then the reduction."""
        eps = [f"eps {self.eps:g}"] * bool(self.eps)
        return [f"margin {self.margin:g}", *eps, *super().words()]


def _length(difference: Any) -> Any:
    return np.sqrt(np.sum(np.square(difference), axis=-1, keepdims=True))


def _not_0(length: Any) -> Any:
    """Lengths to divide by; a difference of length 0 is 0 in every cell, and stays so."""
    return length if np.all(length != 0) else np.where(length == 0, 1.0, length)
