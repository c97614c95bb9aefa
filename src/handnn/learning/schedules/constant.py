"""A learning rate that stays the same."""

from typing import Any, ClassVar

from handnn.learning.schedules.base import Schedule
from handnn.settings import setting


class ConstantSchedule(Schedule):
    """The same learning rate for every update, as a number given to an optimizer is.

    Args:
        lr: The learning rate.

    Raises:
        SettingError: If `lr` is not a number of at least 0.

    Examples:
        >>> import handnn as hn
        >>> schedule = hn.ConstantSchedule(0.1)
        >>> schedule(0), schedule(100)
        (0.1, 0.1)
    """

    hyperparameter_names: ClassVar[tuple[str, ...]] = ("lr",)

    def __init__(self, lr: float) -> None:
        self.lr = setting("ConstantSchedule", "lr", lr)

    def rate(self, t: Any) -> Any:
        """Always ``lr``."""
        return self.lr
