"""A progress bar for `fit`, drawn with rich; imported only if one is shown."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

_EVERY = 0.1  # seconds between updates of the bar: more would only slow the training down


class ProgressBar:
    """The progress of a training, and its loss.

    Args:
        epochs: How many epochs there will be at most.
        batches: How many batches an epoch has.
        console: Where to draw; standard error by default.
    """

    def __init__(self, epochs: int, batches: int, console: Console | None = None) -> None:
        self._progress = Progress(
            TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}"),
            BarColumn(),
            TextColumn("loss {task.fields[loss]}"),
            TimeRemainingColumn(),
            console=console or Console(stderr=True),
        )
        self._task = self._progress.add_task(
            "", total=epochs * batches, epoch=1, epochs=epochs, loss="..."
        )
        self._batches = batches
        self._done = 0
        self._next = 0.0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def batch_done(self, loss: float) -> None:
        """Count another batch, and show its loss."""
        self._done += 1
        now = time.perf_counter()
        if now < self._next and self._done % self._batches:
            return
        self._next = now + _EVERY
        epoch = (self._done - 1) // self._batches + 1
        self._progress.update(self._task, completed=self._done, epoch=epoch, loss=f"{loss:.4g}")
