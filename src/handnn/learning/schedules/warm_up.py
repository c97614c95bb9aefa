"""A learning rate that rises at first."""

from __future__ import annotations

from typing import Any, ClassVar

from handnn.learning.schedules.base import Schedule
from handnn.learning.schedules.constant import ConstantSchedule
from handnn.settings import count


class WarmUpSchedule(Schedule):
    """The learning rate rises in equal steps at first; then another schedule begins.

    The first gradients of a network with random weights say little, and a large step along them can
    do harm. So of the first `steps` updates, number ``t + 1`` has ``(t + 1) / steps`` of the
    learning rate. Source: Goyal et al., "Accurate, Large Minibatch SGD" (2017).

    Args:
        lr: The learning rate after that: a number, or a `Schedule`, which then begins.
        steps: How many updates it rises for.

    Raises:
        SettingError: If a setting is out of its range.

    Examples:
        >>> import handnn as hn
        >>> schedule = hn.WarmUpSchedule(hn.ExponentialSchedule(0.8, 0.5), steps=4)
        >>> [round(schedule(t), 4) for t in range(7)]
        [0.2, 0.4, 0.6, 0.8, 0.8, 0.4, 0.2]
        >>> print(schedule.explain(2))
        lr (WarmUpSchedule(lr=ExponentialSchedule(lr=0.8, factor=0.5), steps=4), after 2
             updates)
          lr = 0.8·(t + 1) / 4
          lr = 0.8·(2 + 1) / 4 = 0.6
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("lr", "steps")

    def __init__(self, lr: float | Schedule, steps: int) -> None:
        self.lr = lr
        self.steps = count("WarmUpSchedule: steps", steps)
        self._after = lr if isinstance(lr, Schedule) else ConstantSchedule(lr)

    def rate(self, t: Any) -> Any:
        """``lr·(t + 1) / steps``, then that of the schedule."""
        if t < self.steps:
            return self._after(0) * (t + 1) / self.steps
        return self._after.rate(t - self.steps)
