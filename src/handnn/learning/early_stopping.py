"""Ending a training that no longer helps."""

from __future__ import annotations

from collections.abc import Mapping

from handnn.arrays import Array
from handnn.layers import Layer
from handnn.learning.best_epoch import BestEpoch
from handnn.learning.callback import Callback
from handnn.learning.history import History
from handnn.parameters import by_owner, rebind, rebind_buffers
from handnn.settings import count


class EarlyStopping(Callback):
    """End a training when it has not become better for some epochs.

    With more and more epochs a network begins to learn its samples by heart, and is worse on
    others: the loss on the validation data rises again.

    Args:
        patience: How many epochs without progress end the training.
        monitor: The figure of the history that decides: ``"loss"``, ``"accuracy"``,
            ``"validation_loss"`` or ``"validation_accuracy"``. By default the loss on the
            validation data, or the loss where there are none.
        min_delta: By how much an epoch must be better than the best one to count as progress.
        restore_best: Whether the network ends with the parameters that it had after the best epoch.

    Raises:
        SettingError: If a setting is out of its range.

    Attributes:
        best_epoch: The best epoch, counted from 0; None before the first.
        best: Its figure.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[0.0]], name="only"))
        >>> stopping = hn.EarlyStopping(patience=2, restore_best=True)
        >>> hn.fit(net, [[1]], [4], validation=([[1]], [3]), loss=hn.SquaredError(),
        ...     optimizer=hn.SGD(lr=0.5), epochs=100, callbacks=stopping)
        History of 4 epochs: loss 8 → 0.125, validation loss 0.5 → 0.2812
        >>> stopping.best_epoch, net.parameters["only.W"]
        (1, array([[3.]]))
    """

    def __init__(
        self,
        patience: int = 10,
        monitor: str | None = None,
        min_delta: float = 0,
        restore_best: bool = False,
    ) -> None:
        self.patience = count("EarlyStopping: patience", patience)
        self.monitor = monitor
        self.restore_best = bool(restore_best)
        self._best = BestEpoch("EarlyStopping", monitor, min_delta)
        self._network: Layer | None = None
        self._kept: tuple[Mapping[str, Array], Mapping[str, Array]] | None = None

    @property
    def best_epoch(self) -> int | None:
        """The best epoch, counted from 0; None before the first."""
        return self._best.epoch

    @property
    def best(self) -> float:
        """The figure of the best epoch."""
        return self._best.value

    def on_start(self, network: Layer, history: History) -> None:
        """Begin anew.

        Raises:
            ArgumentError: If the training does not have the figure that decides.
        """
        self._best.start(history)
        self._network, self._kept = network, None

    def __call__(self, epoch: int, history: History) -> bool:
        """Whether the training should end."""
        assert self._network is not None
        if self._best.is_now(epoch, history):  # arrays are never written into: no copy is needed
            self._kept = dict(self._network.parameters), dict(self._network.buffers)
        assert self._best.epoch is not None
        return epoch - self._best.epoch >= self.patience

    def on_end(self, history: History) -> None:
        """Give the network the parameters of the best epoch, if that is asked for."""
        if self.restore_best and self._network is not None and self._kept is not None:
            parameters, buffers = self._kept
            rebind(by_owner(self._network, parameters))
            rebind_buffers(self._network, buffers)

    def __repr__(self) -> str:
        return f"EarlyStopping(patience={self.patience}, watching the {_words(self._best.figure)})"


def _words(figure: str) -> str:
    return figure.replace("_", " ")
