"""The losses: one idea per file."""

from typing import TYPE_CHECKING

from handnn._lazy import lazy
from handnn.losses.base import Loss, as_loss
from handnn.losses.binary_cross_entropy import BinaryCrossEntropy
from handnn.losses.cross_entropy import CrossEntropy
from handnn.losses.squared_error import MeanSquaredError, SquaredError

if TYPE_CHECKING:
    from handnn.losses.absolute_error import MeanAbsoluteError
    from handnn.losses.huber import Huber
    from handnn.losses.kl_divergence import KLDivergence
    from handnn.losses.triplet_margin import TripletMargin

__all__ = [
    "BinaryCrossEntropy",
    "CrossEntropy",
    "Huber",
    "KLDivergence",
    "Loss",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SquaredError",
    "TripletMargin",
    "as_loss",
]

# The others are imported when they are first used, so that handnn starts fast.
__getattr__ = lazy(
    __name__,
    {
        "handnn.losses.absolute_error": ("MeanAbsoluteError",),
        "handnn.losses.huber": ("Huber",),
        "handnn.losses.kl_divergence": ("KLDivergence",),
        "handnn.losses.triplet_margin": ("TripletMargin",),
    },
)
