"""The losses: one idea per file."""

from handnn.losses.base import Loss, as_loss
from handnn.losses.binary_cross_entropy import BinaryCrossEntropy
from handnn.losses.cross_entropy import CrossEntropy
from handnn.losses.squared_error import MeanSquaredError, SquaredError

__all__ = [
    "BinaryCrossEntropy",
    "CrossEntropy",
    "Loss",
    "MeanSquaredError",
    "SquaredError",
    "as_loss",
]
