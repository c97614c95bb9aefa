"""Which epoch of a training was the best so far, by a figure of its history."""

from __future__ import annotations

import math

from handnn.errors import ArgumentError
from handnn.learning.history import History
from handnn.settings import one_of, setting

FIGURES = ("loss", "accuracy", "validation_loss", "validation_accuracy")


class BestEpoch:
    """The best epoch so far: the one of the lowest loss, or of the highest accuracy.

    Args:
        owner: What asks, for the errors.
        monitor: Which figure of the history decides; by default the loss on the validation data, or
            the loss where there are none.
        min_delta: By how much an epoch must be better than the best one.

    Raises:
        SettingError: If there is no such figure, or `min_delta` is negative.

    Attributes:
        epoch: The best epoch, counted from 0; None before the first.
        value: Its figure.
    """

    def __init__(self, owner: str, monitor: str | None, min_delta: float) -> None:
        self._owner = owner
        self._monitor = None if monitor is None else one_of(owner, "monitor", monitor, FIGURES)
        self._min_delta = setting(owner, "min_delta", min_delta)
        self.figure = monitor or "loss"
        self.epoch: int | None = None
        self.value = math.nan

    def start(self, history: History) -> None:
        """Forget everything, and choose the figure.

        Raises:
            ArgumentError: If the training does not have it.
        """
        validated = history.validation_loss is not None
        self.figure = self._monitor or ("validation_loss" if validated else "loss")
        self.epoch, self.value = None, math.nan
        if getattr(history, self.figure) is None:
            raise ArgumentError(
                f"{self._owner} watches the {self.figure.replace('_', ' ')}, but this training has "
                f"none. {'Give fit validation=(Xv, yv)' if not validated else 'Watch a loss'}."
            )

    def is_now(self, epoch: int, history: History) -> bool:
        """Whether the epoch that has just ended is the best one; remembered if so."""
        value = getattr(history, self.figure)[-1]
        gain = value - self.value if "accuracy" in self.figure else self.value - value
        if self.epoch is not None and not (gain > 0 and gain >= self._min_delta):
            return False
        self.epoch, self.value = epoch, value
        return True
