"""Learning-rate schedules: one idea per file."""

from handnn.learning.schedules.base import Schedule
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
