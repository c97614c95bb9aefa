"""A learning rate that falls in steps."""

from typing import Any, ClassVar

import numpy as np

from handnn.learning.schedules.base import Schedule
from handnn.settings import count, positive, setting


class StepSchedule(Schedule):
    """The learning rate is multiplied by a factor after every so many updates.

    ``lr·factor^⌊t / every⌋``, as PyTorch's ``StepLR``.

    Args:
        lr: The learning rate at the beginning.
        every: How many updates have the same one.
        factor: What it is multiplied by then.

    Raises:
        SettingError: If a setting is out of its range.

    Examples:
        >>> import handnn as hn
        >>> schedule = hn.StepSchedule(0.8, every=2, factor=0.5)
        >>> [schedule(t) for t in range(6)]
        [0.8, 0.8, 0.4, 0.4, 0.2, 0.2]
        >>> print(schedule.explain(5))
        lr (StepSchedule(lr=0.8, every=2, factor=0.5), after 5 updates)
          lr = 0.8·0.5^floor(t / 2)
          lr = 0.8·0.5^floor(5 / 2) = 0.2
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("lr", "every", "factor")

    def __init__(self, lr: float, every: int, factor: float = 0.1) -> None:
        self.lr = setting("StepSchedule", "lr", lr)
        self.every = count("StepSchedule: every", every)
        self.factor = positive("StepSchedule", "factor", factor)

    def rate(self, t: Any) -> Any:
        """``lr·factor^⌊t / every⌋``."""
        return self.lr * self.factor ** np.floor(t / self.every)
