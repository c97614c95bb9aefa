"""Losses that are the mean of their samples, or the sum, as chosen."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from handnn.losses.base import Loss
from handnn.settings import one_of

Reduction = Literal["mean", "sum"]


class ReducedLoss(Loss):
    """A loss of which one chooses whether its samples are averaged or added up.

    Args:
        reduction: ``"mean"`` or ``"sum"``.

    Raises:
        SettingError: If it is neither.
    """

    formed: ClassVar[str] = "{} over the batch"
    """In words, how the single number is formed, with braces for the reduction."""

    def __init__(self, reduction: Reduction = "mean") -> None:
        self.reduction = one_of(type(self).__name__, "reduction", reduction, ("mean", "sum"))

    def over_samples(self, total: Any, output: Any) -> Any:
        """A sum over all samples (or its gradient), divided by their number for the mean.

        In a batch of sequences every token counts as a sample.
        """
        if self.reduction == "sum":
            return total
        samples = output.size // output.shape[-1]
        return total if samples == 1 else total / samples

    def over_numbers(self, total: Any, output: Any) -> Any:
        """A sum over all numbers (or its gradient), divided by how many there are for the mean."""
        return total / output.size if self.reduction == "mean" else total

    def divisor(self, output: Any) -> int:
        """The number of samples for the mean, 1 for the sum."""
        samples: int = output.size // output.shape[-1]
        return samples if self.reduction == "mean" else 1

    def words(self) -> list[str]:
        """What the repr says, part by part."""
        return [self.formed.format(self.reduction)]

    @property
    def label(self) -> str:
        """Its kind, and how the samples become one number if not as usual."""
        kind = type(self).__name__
        return kind if self.reduction == "mean" else f"{kind}, {self.words()[-1]}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self.words())})"
