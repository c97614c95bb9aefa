"""The base class of callbacks that follow a training from its beginning to its end."""

from __future__ import annotations

from typing import Any

from handnn.layers import Layer
from handnn.learning.history import History


class Callback:
    """What `fit` calls after each epoch. Subclass it for one that needs the network.

    A plain function, ``callback(epoch, history)``, is a callback too. One of this class is told of
    the beginning and of the end as well; those of handnn are `EarlyStopping` and `Checkpoint`.

    Examples:
        >>> import handnn as hn
        >>> class Watch(hn.Callback):
        ...     '''Print a weight after each epoch.'''
        ...
        ...     def on_start(self, network, history):
        ...         self.network = network
        ...
        ...     def __call__(self, epoch, history):
        ...         print(epoch, self.network.parameters["only.W"].round(4))
        >>> net = hn.Sequential(hn.Dense([[0.0]], name="only"))
        >>> history = hn.fit(net, [[1]], [2], loss=hn.SquaredError(), optimizer=hn.SGD(lr=0.5),
        ...     epochs=3, callbacks=Watch())
        0 [[1.]]
        1 [[1.5]]
        2 [[1.75]]
    """

    def on_start(self, network: Layer, history: History) -> None:
        """Called before the first epoch, with the network that learns and the empty history."""

    def __call__(self, epoch: int, history: History) -> Any:
        """Called after each epoch; `epoch` counts from 0. A true value ends the training."""

    def on_end(self, history: History) -> None:
        """Called after the last epoch, also where a callback or Ctrl-C has ended the training."""
