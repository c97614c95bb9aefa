"""Learning: optimizers that update the parameters, and the training loop."""

from handnn.learning.adagrad import AdaGrad
from handnn.learning.adam import Adam
from handnn.learning.adamw import AdamW
from handnn.learning.fitting import fit
from handnn.learning.history import History
from handnn.learning.optimizer import Optimizer
from handnn.learning.prediction import accuracy, predict
from handnn.learning.rmsprop import RMSProp
from handnn.learning.schedules import (
    ConstantSchedule,
    CosineSchedule,
    ExponentialSchedule,
    PiecewiseSchedule,
    Schedule,
    StepSchedule,
    WarmUpSchedule,
)
from handnn.learning.sgd import SGD
from handnn.learning.update import Change, Update

__all__ = [
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Change",
    "ConstantSchedule",
    "CosineSchedule",
    "ExponentialSchedule",
    "History",
    "Optimizer",
    "PiecewiseSchedule",
    "RMSProp",
    "Schedule",
    "StepSchedule",
    "Update",
    "WarmUpSchedule",
    "accuracy",
    "fit",
    "predict",
]
