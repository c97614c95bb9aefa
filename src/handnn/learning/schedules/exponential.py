"""A learning rate that falls by the same share with every update."""

from typing import Any, ClassVar

from handnn.learning.schedules.base import Schedule
from handnn.settings import positive, setting


class ExponentialSchedule(Schedule):
    """The learning rate is multiplied by a factor after every update: ``lr·factor^t``.

    As PyTorch's ``ExponentialLR``.

    Args:
        lr: The learning rate at the beginning.
        factor: What it is multiplied by, such as 0.99.

    Raises:
        SettingError: If a setting is out of its range.

    Examples:
        >>> import handnn as hn
        >>> print(hn.ExponentialSchedule(0.8, factor=0.5).explain(3))
        lr (ExponentialSchedule(lr=0.8, factor=0.5), after 3 updates)
          lr = 0.8·0.5^t
          lr = 0.8·0.5^3 = 0.1
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("lr", "factor")

    def __init__(self, lr: float, factor: float) -> None:
        self.lr = setting("ExponentialSchedule", "lr", lr)
        self.factor = positive("ExponentialSchedule", "factor", factor)

    def rate(self, t: Any) -> Any:
        """``lr·factor^t``."""
        return self.lr * self.factor**t
