"""Learning: optimizers that update the parameters, and the training loop."""

from handnn.learning.adam import Adam
from handnn.learning.fitting import fit
from handnn.learning.history import History
from handnn.learning.optimizer import Optimizer
from handnn.learning.prediction import accuracy, predict
from handnn.learning.sgd import SGD
from handnn.learning.update import Change, Update

__all__ = ["SGD", "Adam", "Change", "History", "Optimizer", "Update", "accuracy", "fit", "predict"]
