"""A learning rate that falls along a cosine."""

from typing import Any, ClassVar

import numpy as np

from handnn.learning.schedules.base import Schedule
from handnn.settings import count, setting


class CosineSchedule(Schedule):
    """The learning rate falls slowly, then fast, then slowly again: along half a wave of a cosine.

    ``lowest + (lr - lowest)·(1 + cos(π·t / steps)) / 2``, and `lowest` from then on. Source:
    Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts" (2017). As
    PyTorch's ``CosineAnnealingLR``, which would rise again after `steps` updates.

    Args:
        lr: The learning rate at the beginning.
        steps: How many updates it falls for.
        lowest: The learning rate at the end.

    Raises:
        SettingError: If a setting is out of its range.

    Examples:
        >>> import handnn as hn
        >>> schedule = hn.CosineSchedule(0.1, steps=4)
        >>> [round(schedule(t), 4) for t in range(6)]
        [0.1, 0.0854, 0.05, 0.0146, 0.0, 0.0]
        >>> print(schedule.explain(1))
        lr (CosineSchedule(lr=0.1, steps=4), after 1 update)
          lr ≈ 0.1·(1 + cos(3.142·min(4, t) / 4)) / 2
          lr ≈ 0.1·(1 + cos(3.142·min(4, 1) / 4)) / 2 ≈ 0.08536
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("lr", "steps", "lowest")

    def __init__(self, lr: float, steps: int, lowest: float = 0) -> None:
        self.lr = setting("CosineSchedule", "lr", lr)
        self.steps = count("CosineSchedule: steps", steps)
        self.lowest = setting("CosineSchedule", "lowest", lowest)

    def rate(self, t: Any) -> Any:
        """``lowest + (lr - lowest)·(1 + cos(π·t / steps)) / 2``."""
        wave = 1 + np.cos(np.pi * np.minimum(t, self.steps) / self.steps)
        above = (self.lr - self.lowest) * wave / 2
        return self.lowest + above if self.lowest else above
