"""Learning: optimizers that update the parameters, and the training loop."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy
from handnn.learning.adam import Adam
from handnn.learning.callback import Callback
from handnn.learning.fitting import fit
from handnn.learning.history import History
from handnn.learning.optimizer import Optimizer
from handnn.learning.prediction import accuracy, predict
from handnn.learning.schedules import Schedule
from handnn.learning.sgd import SGD
from handnn.learning.update import Change, Update

if TYPE_CHECKING:
    from handnn.learning.adagrad import AdaGrad
    from handnn.learning.adamw import AdamW
    from handnn.learning.boundary import DecisionBoundary, decision_boundary
    from handnn.learning.boundary_history import BoundaryHistory
    from handnn.learning.checkpoint import Checkpoint
    from handnn.learning.confusion import ConfusionMatrix, confusion_matrix
    from handnn.learning.early_stopping import EarlyStopping
    from handnn.learning.one_weight import LossCurve, loss_curve
    from handnn.learning.rmsprop import RMSProp
    from handnn.learning.schedules import (
        ConstantSchedule,
        CosineSchedule,
        ExponentialSchedule,
        PiecewiseSchedule,
        StepSchedule,
        WarmUpSchedule,
    )
    from handnn.learning.weights import WeightPictures, weight_pictures

__all__ = [
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamW",
    "BoundaryHistory",
    "Callback",
    "Change",
    "Checkpoint",
    "ConfusionMatrix",
    "ConstantSchedule",
    "CosineSchedule",
    "DecisionBoundary",
    "EarlyStopping",
    "ExponentialSchedule",
    "History",
    "LossCurve",
    "Optimizer",
    "PiecewiseSchedule",
    "RMSProp",
    "Schedule",
    "StepSchedule",
    "Update",
    "WarmUpSchedule",
    "WeightPictures",
    "accuracy",
    "confusion_matrix",
    "decision_boundary",
    "fit",
    "loss_curve",
    "predict",
    "weight_pictures",
]

# The others are imported when they are first used, so that a training starts fast.
__getattr__ = lazy(
    __name__,
    {
        "handnn.learning.adagrad": ("AdaGrad",),
        "handnn.learning.adamw": ("AdamW",),
        "handnn.learning.boundary": ("DecisionBoundary", "decision_boundary"),
        "handnn.learning.boundary_history": ("BoundaryHistory",),
        "handnn.learning.checkpoint": ("Checkpoint",),
        "handnn.learning.confusion": ("ConfusionMatrix", "confusion_matrix"),
        "handnn.learning.early_stopping": ("EarlyStopping",),
        "handnn.learning.one_weight": ("LossCurve", "loss_curve"),
        "handnn.learning.rmsprop": ("RMSProp",),
        "handnn.learning.schedules": (
            *("ConstantSchedule", "CosineSchedule", "ExponentialSchedule"),
            *("PiecewiseSchedule", "StepSchedule", "WarmUpSchedule"),
        ),
        "handnn.learning.weights": ("WeightPictures", "weight_pictures"),
    },
)
