"""Which classes a network takes for which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from handnn import notebook, terminal
from handnn.arithmetic import to_ascii
from handnn.arrays import Array, freeze
from handnn.errors import ShapeError
from handnn.layers import Layer
from handnn.learning.plotting import axes
from handnn.learning.prediction import class_indices, classified
from handnn.markup import element

_CSS = (
    ".hn-confusion{overflow-x:auto}.hn-confusion table{border-collapse:collapse}"
    ".hn-confusion caption{padding:0 0 .6em;text-align:start;white-space:nowrap}"
    ".hn-confusion :is(th,td){padding:.5em 1em;text-align:end;font-weight:normal;"
    "border:1px solid color-mix(in srgb,currentcolor 30%,transparent)}"
)


@dataclass(frozen=True, repr=False, eq=False)
class ConfusionMatrix:
    """How often each class was taken for each; made by `confusion_matrix`.

    `print` it, show it in a notebook, draw it with `plot`, or read its counts.

    Attributes:
        counts: A row for each true class, a column for each class that the network predicted;
            read-only. The diagonal is what is right.
        names: The names of the classes.
    """

    counts: Array
    names: tuple[str, ...]

    @property
    def accuracy(self) -> float:
        """The fraction that is right, from 0 to 1."""
        return float(np.trace(self.counts) / self.counts.sum())

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """The matrix as a table of text.

        Args:
            width: Not used: a table of numbers is not broken.
            ascii: Whether to keep to ASCII; by default what the terminal can draw.
        """
        ascii = terminal.is_plain() if ascii is None else ascii
        table = [["true", *self.names, "total"], *self._rows()]
        if ascii:
            table = [[to_ascii(cell) for cell in row] for row in table]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = [
            "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])])
            for row in table
        ]
        rule = ("-" if ascii else "─") * len(lines[0])
        above = " " * (widths[0] + 2) + "predicted"
        return "\n".join([above, lines[0], rule, *lines[1:-1], rule, lines[-1], "", self._right()])

    def _rows(self) -> list[list[str]]:
        """The counts with their sums."""
        sums = [*self.counts.sum(axis=0).tolist(), int(self.counts.sum())]
        rows = [
            [name, *map(str, row.tolist()), str(row.sum())]
            for name, row in zip(self.names, self.counts, strict=True)
        ]
        return [*rows, ["total", *map(str, sums)]]

    def _right(self) -> str:
        right, all_of_them = int(np.trace(self.counts)), int(self.counts.sum())
        return f"{right} of {all_of_them} are right: {100 * self.accuracy:.4g} %"

    def plot(self, ax: Any = None) -> Any:
        """Draw the matrix with matplotlib: the darker a cell, the more often.

        Args:
            ax: The axes to draw on; new ones by default.

        Returns:
            The axes.

        Raises:
            MissingExtraError: If matplotlib is not installed.
        """
        ax = axes("matrix.plot()", ax)
        ax.imshow(self.counts, cmap="Blues", vmin=0)
        middle = self.counts.max() / 2
        for (row, column), times in np.ndenumerate(self.counts):
            colour = "white" if times > middle else "black"
            ax.text(column, row, str(times), ha="center", va="center", color=colour)
        places = range(len(self.names))
        ax.set_xticks(places, self.names)
        ax.set_yticks(places, self.names)
        ax.set_xlabel("predicted")
        ax.set_ylabel("true")
        ax.set_title(self._right())
        return ax

    def _repr_html_(self) -> str:
        """The table for a notebook; what is right, on the diagonal, is framed."""
        headers = ["true ╲ predicted", *self.names, "total"]
        table = notebook.table(f"Confusion matrix: {self._right()}", headers, self._rows())
        diagonal = ",".join(
            f".hn-confusion tr:nth-child({i}) td:nth-child({i + 1})"
            for i in range(1, len(self.names) + 1)
        )
        rules = f"{_CSS}{diagonal}{{outline:2px solid;outline-offset:-4px}}"
        return element("style", rules) + element("div", table, class_="hn-confusion")

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


def confusion_matrix(
    network: Layer,
    X: ArrayLike,
    y: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    threshold: float | None = None,
) -> ConfusionMatrix:
    """Count how often a network takes each class for each.

    Args:
        network: The network.
        X: Shape ``(batch, features)``.
        y: The true classes as whole numbers, shape ``(batch,)``; or one-hot rows.
        names: The names of the classes; their numbers by default.
        threshold: See `predict`.

    Returns:
        A `ConfusionMatrix`; `print` it, or call its `plot`.

    Raises:
        ShapeError: If `X` does not fit the network, or `y` does not have one class per sample, or
            there are not as many names as classes.
        InputError: If they do not hold real numbers, or `y` holds something that is no class.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, 0], [0, 1]]))
        >>> X, y = [[3, 1], [0, 2], [1, 0], [2, 1], [1, 4]], [0, 1, 0, 1, 1]
        >>> print(hn.confusion_matrix(net, X, y, names=["cat", "dog"]))
               predicted
        true   cat  dog  total
        ──────────────────────
        cat      2    0      2
        dog      1    2      3
        ──────────────────────
        total    3    2      5
        <BLANKLINE>
        4 of 5 are right: 80 %
    """
    predicted, true = (
        each.ravel() for each in classified("confusion_matrix", network, X, y, threshold)
    )
    true = class_indices(true)
    n = max(_outputs(network, X), int(true.max()) + 1, int(predicted.max()) + 1)
    if names is not None and len(names) != n:
        raise ShapeError(f"There are {n} classes, but {len(names)} names: {list(names)!r}.")
    counts = np.zeros((n, n), dtype=np.intp)
    np.add.at(counts, (true, predicted), 1)
    return ConfusionMatrix(freeze(counts), tuple(names or map(str, range(n))))


def _outputs(network: Layer, X: ArrayLike) -> int:
    """How many classes a network tells apart: 2 if it has a single output."""
    return max(2, int(network(X).shape[-1]))
