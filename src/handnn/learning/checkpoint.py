"""Writing a network into a file while it is trained."""

from __future__ import annotations

import os
from pathlib import Path

from handnn import files
from handnn.errors import ArgumentError, MissingFileError
from handnn.layers import Layer
from handnn.learning.best_epoch import BestEpoch
from handnn.learning.callback import Callback
from handnn.learning.history import History
from handnn.settings import count


class Checkpoint(Callback):
    """Write the network into a file after each epoch, or whenever it has become better.

    The file is one that `load` reads. It is written completely or not at all: whatever happens,
    there is a whole file of the last time.

    Args:
        path: The file, ``"net.json"``. With ``{epoch}`` in it, as in ``"net-{epoch}.json"``, each
            has a name of its own; epochs count from 1 there.
        every: After how many epochs it is written.
        only_best: Whether it is written only after an epoch that is the best one so far.
        monitor: The figure of the history by which one is; see `EarlyStopping`.

    Raises:
        SettingError: If a setting is out of its range.
        ArgumentError: If the file's suffix is another one than ``.json``.

    Attributes:
        path: The file that was written last; None before the first.

    Examples:
        >>> import tempfile
        >>> import handnn as hn
        >>> folder = tempfile.TemporaryDirectory()
        >>> net = hn.Sequential(hn.Dense([[0.0]], name="only"))
        >>> checkpoint = hn.Checkpoint(folder.name + "/net-{epoch}.json", every=2)
        >>> history = hn.fit(net, [[1]], [2], loss=hn.SquaredError(), optimizer=hn.SGD(lr=0.5),
        ...     epochs=5, callbacks=checkpoint)
        >>> checkpoint.path.name, hn.load(checkpoint.path).parameters["only.W"]
        ('net-4.json', array([[1.875]]))
        >>> folder.cleanup()
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        every: int = 1,
        only_best: bool = False,
        monitor: str | None = None,
    ) -> None:
        files.check_suffix(path)
        self.pattern = os.fspath(path)
        self.every = count("Checkpoint: every", every)
        self.only_best = bool(only_best)
        self.path: Path | None = None
        self._best = BestEpoch("Checkpoint", monitor, 0)
        self._network: Layer | None = None
        if monitor is not None and not only_best:
            raise ArgumentError(
                f"Checkpoint watches the {monitor.replace('_', ' ')} only if only_best=True."
            )

    def on_start(self, network: Layer, history: History) -> None:
        """Begin anew, and see whether the file could be written.

        Raises:
            MissingFileError: If its folder does not exist.
            ArgumentError: If the training does not have the figure that decides.
        """
        folder = Path(self.pattern).parent
        if not folder.is_dir():
            raise MissingFileError(
                f"{self.pattern} cannot be written: there is no folder {folder}."
            )
        if self.only_best:
            self._best.start(history)
        self._network, self.path = network, None

    def __call__(self, epoch: int, history: History) -> None:
        """Write the file, if it is time.

        Raises:
            FileFormatError: If a layer has a setting that a file cannot hold.
            FileAccessError: If the file cannot be written.
        """
        assert self._network is not None
        if (epoch + 1) % self.every or (self.only_best and not self._best.is_now(epoch, history)):
            return
        path = Path(self.pattern.replace("{epoch}", str(epoch + 1)))
        files.save(self._network.with_parameters({}), path)  # a copy is of one moment
        self.path = path

    def __repr__(self) -> str:
        often = "" if self.every == 1 else f", every={self.every}"
        return f"Checkpoint({self.pattern!r}{often}{', only_best=True' * self.only_best})"
