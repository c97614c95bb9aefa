"""Learning-rate schedules: one idea per file."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy
from handnn.learning.schedules.base import Schedule

if TYPE_CHECKING:
    from handnn.learning.schedules.constant import ConstantSchedule
    from handnn.learning.schedules.cosine import CosineSchedule
    from handnn.learning.schedules.exponential import ExponentialSchedule
    from handnn.learning.schedules.piecewise import PiecewiseSchedule
    from handnn.learning.schedules.step import StepSchedule
    from handnn.learning.schedules.warm_up import WarmUpSchedule

__all__ = [
    "ConstantSchedule",
    "CosineSchedule",
    "ExponentialSchedule",
    "PiecewiseSchedule",
    "Schedule",
    "StepSchedule",
    "WarmUpSchedule",
]

__getattr__ = lazy(
    __name__,
    {
        "handnn.learning.schedules.constant": ("ConstantSchedule",),
        "handnn.learning.schedules.cosine": ("CosineSchedule",),
        "handnn.learning.schedules.exponential": ("ExponentialSchedule",),
        "handnn.learning.schedules.piecewise": ("PiecewiseSchedule",),
        "handnn.learning.schedules.step": ("StepSchedule",),
        "handnn.learning.schedules.warm_up": ("WarmUpSchedule",),
    },
)
