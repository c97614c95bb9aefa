"""A learning rate that is given piece by piece."""

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from handnn.errors import SettingError
from handnn.learning.schedules.base import Schedule
from handnn.settings import count, setting


class PiecewiseSchedule(Schedule):
    """One learning rate until some update, another one until some later one, and so on.

    Args:
        rates: The learning rates in order.
        until: For each of them but the last, after how many updates the next one follows.

    Raises:
        SettingError: If there is not one number of updates for each change, or these do not rise,
            or a learning rate is out of its range.

    Examples:
        >>> import handnn as hn
        >>> schedule = hn.PiecewiseSchedule([0.1, 0.01, 0.001], until=[2, 4])
        >>> [schedule(t) for t in range(6)]
        [0.1, 0.1, 0.01, 0.01, 0.001, 0.001]
        >>> print(schedule.explain(3))
        lr (PiecewiseSchedule(rates=(0.1, 0.01, 0.001), until=(2, 4)), after 3 updates)
          lr = 0.01 (since t ≥ 2, t < 4)
          lr = 0.01 (since 3 ≥ 2, 3 < 4)
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("rates", "until")

    def __init__(self, rates: Sequence[float], until: Sequence[int]) -> None:
        if len(rates) != len(until) + 1:
            raise SettingError(
                f"PiecewiseSchedule: {len(rates)} learning rates change {len(rates) - 1} times, "
                f"so until needs {len(rates) - 1} numbers of updates; got {until!r}."
            )
        kind = "PiecewiseSchedule"
        self.rates = tuple(setting(kind, f"rates[{i}]", lr) for i, lr in enumerate(rates))
        self.until = tuple(count(f"{kind}: until[{i}]", t) for i, t in enumerate(until))
        if list(self.until) != sorted(set(self.until)):
            raise SettingError(f"{kind}: until must rise, such as [100, 200]; got {until!r}.")

    def rate(self, t: Any) -> Any:
        """The learning rate of the piece in which `t` lies."""
        lr: Any = self.rates[-1]
        for rate, until in zip(self.rates[-2::-1], self.until[::-1], strict=True):
            lr = np.where(t < until, rate, lr)
        return lr
