"""What a network answers at every point of a plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from handnn import notebook, terminal
from handnn.arithmetic import to_ascii
from handnn.arrays import Array, as_numbers, freeze
from handnn.errors import ArgumentError, ShapeError
from handnn.layers import Layer
from handnn.learning.figures.regions import COLUMNS, ROWS, regions
from handnn.learning.plotting import axes
from handnn.learning.prediction import class_indices, predict, true_classes

Range = tuple[float, float]

_MARGIN = 0.1  # of the samples' range, on each side of them
_WIDEST = 72  # characters of a picture as text
_REGIONS = "·░▒▓█abcdefghijklmnopqrstuvwxyz"
_PLAIN_REGIONS = ".:+x#abcdefghijklmnopqrstuvwxyz"
_SAMPLES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, repr=False, eq=False)
class DecisionBoundary:
    """The regions into which a network divides a plane; made by `decision_boundary`.

    `print` it, show it in a notebook, or draw it with `plot`. It stays true when the network learns
    afterwards.

    Attributes:
        network: The network as it was.
        X: The samples in it, shape ``(samples, 2)``; there may be none.
        classes: Their true classes; None if they are not known.
        across: The range of the first feature.
        upwards: The range of the second feature.
        threshold: See `predict`.
    """

    network: Layer
    X: Array
    classes: Array | None
    across: Range
    upwards: Range
    threshold: float | None = None

    def grid(self, columns: int, rows: int) -> Array:
        """The classes at the points of a grid, shape ``(rows, columns)``, the topmost row first."""
        x, y = self._ticks(columns, rows)
        points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        return self.classes_at(points).reshape(rows, columns)

    def classes_at(self, points: ArrayLike) -> Array:
        """The classes of points of the plane.

        Args:
            points: The points, shape ``(points, 2)``.
        """
        classes: Array = predict(self.network, points, self.threshold)
        return classes

    def _ticks(self, columns: int, rows: int) -> tuple[Array, Array]:
        """The coordinates of the columns and of the rows: the middles of the cells."""
        return _middles(*self.across, columns), _middles(*self.upwards, rows)[::-1]

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """The regions as characters, and the samples in them as the digits of their classes.

        Args:
            width: The longest line; by default the terminal's width, but no more than 72.
            ascii: Whether to keep to ASCII; by default what the terminal can draw.
        """
        ascii = terminal.is_plain() if ascii is None else ascii
        low, high = (f"{value:.3g}" for value in self.upwards)
        margin = max(len(low), len(high)) + 1
        columns = max(10, (min(terminal.width(), _WIDEST) if width is None else width) - margin)
        (left, right), (bottom, top) = self.across, self.upwards
        rows = int(np.clip(round(columns * (top - bottom) / (right - left) / 2), 5, columns))
        grid = self.grid(columns, rows)
        regions = _PLAIN_REGIONS if ascii else _REGIONS
        cells = [[regions[each % len(regions)] for each in row] for row in grid]
        for (x, y), mark in zip(self.X, self._marks(), strict=True):
            column = int((x - left) / (right - left) * columns)
            row = int((top - y) / (top - bottom) * rows)
            if 0 <= row < rows and 0 <= column < columns:
                cells[row][column] = mark
        beside = [high, *[""] * (rows - 2), low]
        lines = [
            f"{tick:>{margin - 1}} {''.join(row)}" for tick, row in zip(beside, cells, strict=True)
        ]
        first, last = (f"{value:.3g}" for value in self.across)
        lines.append(" " * margin + first + last.rjust(columns - len(first)))
        found = sorted(set(grid.ravel().tolist()))
        legend = "   ".join(f"{regions[each % len(regions)]} class {each}" for each in found)
        lines += ["across x[1], upwards x[2]", legend + self._legend_of_samples()]
        return to_ascii("\n".join(lines)) if ascii else "\n".join(lines)

    def _marks(self) -> list[str]:
        """A character for each sample."""
        if self.classes is None:
            return ["o"] * len(self.X)
        return [_SAMPLES[each % len(_SAMPLES)] for each in self.classes]

    def _legend_of_samples(self) -> str:
        if not len(self.X):
            return ""
        return "   o a sample" if self.classes is None else "   a digit: a sample of that class"

    def plot(self, ax: Any = None, resolution: int = 200) -> Any:
        """Draw the regions and the samples with matplotlib.

        Args:
            ax: The axes to draw on; new ones by default.
            resolution: How many points the grid has in each direction.

        Returns:
            The axes.

        Raises:
            MissingExtraError: If matplotlib is not installed.
        """
        ax = axes("boundary.plot()", ax)
        grid = self.grid(resolution, resolution)
        n = 1 + max(int(grid.max()), -1 if self.classes is None else int(self.classes.max()))
        look = {"cmap": "tab10" if n <= 10 else "tab20", "vmin": 0, "vmax": 9 if n <= 10 else 19}
        ax.imshow(grid, extent=(*self.across, *self.upwards), aspect="auto", alpha=0.3, **look)
        if n > 1:
            x, y = self._ticks(resolution, resolution)
            for each in range(n):  # a line around each region: colour alone does not tell them
                if 0 < np.count_nonzero(grid == each) < grid.size:
                    ax.contour(x, y, grid == each, levels=[0.5], colors="black", linewidths=0.8)
        for each in range(n) if self.classes is not None else ():
            marker = "o^sDvP*X<>"[each % 10]
            chosen = self.X[self.classes == each]
            if len(chosen):
                colour = [ax.images[-1].cmap(each % 20)]
                label = f"class {each}"
                ax.scatter(*chosen.T, c=colour, marker=marker, edgecolors="black", label=label)
        if self.classes is not None:
            ax.legend()
        elif len(self.X):
            ax.scatter(*self.X.T, color="black")
        ax.set_xlabel("x[1]")
        ax.set_ylabel("x[2]")
        return ax

    def _repr_html_(self) -> str:
        """The figure for a notebook, and the same as text."""
        there = np.unique(self.grid(COLUMNS, ROWS)).tolist()
        title = "Decision boundary: the regions of " + ", ".join(f"class {each}" for each in there)
        place = self.X, self.classes, self.across, self.upwards
        figure = regions(title, self.classes_at, *place)
        text = notebook.arithmetic("Decision boundary", self.text(_WIDEST, False))
        return notebook.with_figure(figure, text)

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


def decision_boundary(
    network: Layer,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    across: Sequence[float] | None = None,
    upwards: Sequence[float] | None = None,
    threshold: float | None = None,
) -> DecisionBoundary:
    """See what a network of two features answers at every point of the plane.

    Args:
        network: The network.
        X: Samples to show in it, shape ``(samples, 2)``.
        y: Their true classes, whole numbers of shape ``(samples,)`` or one-hot rows.
        across: The lowest and the highest value of the first feature; by default so that all
            samples are in the picture.
        upwards: The same for the second feature.
        threshold: See `predict`.

    Returns:
        A `DecisionBoundary`; `print` it, or call its `plot`.

    Raises:
        ShapeError: If the network or the samples do not have two features, or `y` does not have one
            class per sample.
        InputError: If they do not hold numbers, or `y` holds something that is no class.
        ArgumentError: If there are neither samples nor ranges, or a range is none.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, 1]], [-1.5]))  # yes if both are 1
        >>> X, y = [[0, 0], [1, 0], [0, 1], [1, 1]], [0, 0, 0, 1]
        >>> print(hn.decision_boundary(net, X, y).text(26))
         1.1 ·0········░░░░░░░░░1░
             ············░░░░░░░░░
             ··············░░░░░░░
             ················░░░░░
             ··················░░░
             ····················░
             ·····················
             ·····················
             ·····················
        -0.1 ·0·················0·
             -0.1              1.1
        across x[1], upwards x[2]
        · class 0   ░ class 1   a digit: a sample of that class
    """
    check_features(network)
    plane = plane_of("decision_boundary", "net, ", X, y, across, upwards)
    return DecisionBoundary(network.with_parameters({}), *plane, threshold)


def check_features(network: Layer) -> None:
    """Refuse a network whose input is no point of a plane.

    Raises:
        ShapeError: If it does not take two features.
    """
    if network.in_features not in (None, 2):
        raise ShapeError(
            "A decision boundary is drawn in a plane, so the network takes 2 features; this one "
            f"takes {network.in_features}."
        )


def plane_of(
    maker: str, before: str, X: Any, y: Any, across: Any, upwards: Any
) -> tuple[Array, Array | None, Range, Range]:
    """The samples in a plane, their classes, and the ranges of both features.

    Args:
        maker: What makes something of them, for the errors.
        before: The arguments that it takes before these, as code.
        X: See `decision_boundary`.
        y: See `decision_boundary`.
        across: See `decision_boundary`.
        upwards: See `decision_boundary`.
    """
    samples = np.empty((0, 2)) if X is None else as_numbers(X, "X")
    if samples.ndim != 2 or samples.shape[1] != 2:
        raise ShapeError(f"X has shape (samples, 2) here, not {samples.shape}.")
    if not len(samples) and (across is None or upwards is None):
        raise ArgumentError(
            f"{maker} needs samples, or ranges of both features: "
            f"{maker}({before}across=(-1, 1), upwards=(-1, 1))."
        )
    classes = None
    if y is not None:
        classes = true_classes(as_numbers(y, "y"), samples.shape[:1])
        if classes.shape != samples.shape[:1]:
            raise ShapeError(
                f"There are {len(samples)} samples, but y has shape {np.shape(y)}: give one class "
                "for each."
            )
        classes = freeze(class_indices(classes))
    ranges = _range("across", across, samples[:, 0]), _range("upwards", upwards, samples[:, 1])
    return freeze(samples.copy()), classes, *ranges


def _range(name: str, given: Any, values: Array) -> Range:
    """A range that was given, or one in which all values lie."""
    if given is None:
        low, high = float(values.min()), float(values.max())
        margin = _MARGIN * (high - low) or 1.0
        return low - margin, high + margin
    if np.shape(given) != (2,) or not given[0] < given[1]:
        raise ArgumentError(
            f"{name} is the lowest and the highest value, such as (-1, 1); got {given!r}."
        )
    return float(given[0]), float(given[1])


def _middles(low: float, high: float, n: int) -> Array:
    """The middles of n equal parts of a range."""
    return low + (np.arange(n) + 0.5) * (high - low) / n
