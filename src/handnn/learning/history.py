"""The history of a training: loss and accuracy of every epoch."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from handnn import notebook
from handnn.elision import visible
from handnn.learning.figures.curves import Curve, curves
from handnn.learning.plotting import axes

MANY_EPOCHS = 12  # in a table, before the middle is left out


@dataclass
class History:
    """Loss and accuracy, epoch by epoch; made by `fit`.

    Attributes:
        loss: The mean loss of each epoch over its samples, each measured before the update that it
            contributed to; their sum for a loss that adds up.
        accuracy: The fraction of samples that the network classified correctly, measured likewise;
            None if the loss is not about classes.
        validation_loss: The loss on the validation data after each epoch; None without such data.
        validation_accuracy: The accuracy on the validation data after each epoch; None likewise.
        interrupted: Whether Ctrl-C ended the training.

    Examples:
        >>> import handnn as hn
        >>> hn.History(loss=[0.693, 0.25], accuracy=[0.5, 1.0])
        History of 2 epochs: loss 0.693 → 0.25, accuracy 50 % → 100 %
    """

    loss: list[float] = field(default_factory=list)
    accuracy: list[float] | None = None
    validation_loss: list[float] | None = None
    validation_accuracy: list[float] | None = None
    interrupted: bool = False

    def __len__(self) -> int:
        """How many epochs were completed."""
        return len(self.loss)

    def plot(self, ax: Any = None) -> Any:
        """Draw loss (and accuracy, where there is any) over the epochs, with matplotlib.

        Args:
            ax: The axes to draw on; new ones by default.

        Returns:
            The axes.

        Raises:
            MissingExtraError: If matplotlib is not installed.
        """
        ax = axes("history.plot()", ax)
        epochs = range(1, len(self) + 1)
        lines = [ax.plot(epochs, values, label=name)[0] for name, values in self._series("loss")]
        ax.set_xlabel("epoch")
        ax.set_ylabel("loss")
        if self.accuracy or self.validation_accuracy:
            right = ax.twinx()
            right.set_ylabel("accuracy")
            for i, (name, values) in enumerate(self._series("accuracy"), start=len(lines)):
                lines += right.plot(epochs, values, "--", color=f"C{i}", label=name)
        ax.legend(handles=lines, loc="center right")
        return ax

    def _series(self, what: str) -> list[tuple[str, list[float]]]:
        both = {
            what: getattr(self, what),
            f"validation {what}": getattr(self, f"validation_{what}"),
        }
        return [(name, values) for name, values in both.items() if values]

    def _repr_html_(self) -> str:
        """The curves for a notebook, and a table of the first epochs and the last ones."""
        series = self._series("loss") + self._series("accuracy")
        rows = [
            ["…"] * (len(series) + 1)
            if epoch is None
            else [str(epoch + 1), *(written(name, values[epoch]) for name, values in series)]
            for epoch in visible(len(self), MANY_EPOCHS, MANY_EPOCHS // 2)
        ]
        table = notebook.table(repr(self), ["epoch", *(name for name, _ in series)], rows)
        losses = [each for _, values in self._series("loss") for each in values if isfinite(each)]
        if len(self) < 2 or not losses:
            return table
        highest = {"loss": max(losses), "accuracy": 1.0}
        shown = [Curve(name, values, highest[name.split()[-1]]) for name, values in series]
        right = (
            (written("accuracy", 0), written("accuracy", 1)) if self._series("accuracy") else None
        )
        return notebook.with_figure(curves(repr(self), shown, right), table)

    def __repr__(self) -> str:
        parts = [
            f"{name} {written(name, values[0])} → {written(name, values[-1])}"
            for name, values in self._series("loss") + self._series("accuracy")
        ]
        epochs = f"History of {len(self)} epoch" + "s" * (len(self) != 1)
        summary = ", ".join(parts + ["interrupted"] * self.interrupted)
        return f"{epochs}: {summary}" if summary else epochs


def written(name: str, value: float) -> str:
    """A figure as people write it: an accuracy in percent, a loss with four digits."""
    return f"{100 * value:.4g} %" if "accuracy" in name else f"{value:.4g}"
