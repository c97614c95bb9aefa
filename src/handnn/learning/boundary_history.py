"""How a decision boundary moved while the network learned."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from handnn import notebook
from handnn.errors import ArgumentError, NoSuchStepError
from handnn.layers import Layer
from handnn.learning.boundary import DecisionBoundary, check_features, plane_of
from handnn.learning.callback import Callback
from handnn.learning.figures.regions import moving_regions
from handnn.learning.history import History, written

MANY_FRAMES = 24  # of a figure, before some epochs are left out
_NOTHING = (
    "A BoundaryHistory keeps nothing before a training: "
    "boundaries = hn.BoundaryHistory(X, y); hn.fit(..., callbacks=boundaries)."
)


class BoundaryHistory(Callback):
    """Keep the decision boundary from before the first epoch, and after each one.

    Give it to `fit` as a callback. Then show it in a notebook: the figure has a slider for the
    epochs. ``boundaries[3]`` is the `DecisionBoundary` after three epochs, ``boundaries[0]`` that
    from before the training, and ``boundaries[-1]`` the last one.

    Args:
        X: Samples to show in it, shape ``(samples, 2)``; they need not be those that are learned.
        y: Their true classes, whole numbers of shape ``(samples,)`` or one-hot rows.
        across: The lowest and the highest value of the first feature; by default so that all
            samples are in the picture.
        upwards: The same for the second feature.
        threshold: See `predict`.

    Raises:
        ShapeError: If the samples do not have two features, or `y` does not have one class per
            sample; when the training starts, if the network does not take two features.
        InputError: If they do not hold numbers, or `y` holds something that is no class.
        ArgumentError: If there are neither samples nor ranges, or a range is none.

    Examples:
        >>> import handnn as hn
        >>> X, y = [[0, 0], [1, 0], [0, 1], [1, 1]], [[0], [0], [0], [1]]
        >>> net = hn.Sequential(hn.Dense([[1.0, -1.0]], [0]))
        >>> boundaries = hn.BoundaryHistory(X, y)
        >>> history = hn.fit(net, X, y, loss=hn.BinaryCrossEntropy(), optimizer=hn.SGD(lr=2),
        ...     epochs=30, callbacks=boundaries)
        >>> print(boundaries.text(26))
        after epoch 30 of 30: loss 0.2054, accuracy 100 %
         1.1 ·0··········░░░░░░░1░
             ··············░░░░░░░
             ················░░░░░
             ··················░░░
             ····················░
             ·····················
             ·····················
             ·····················
             ·····················
        -0.1 ·0·················0·
             -0.1              1.1
        across x[1], upwards x[2]
        · class 0   ░ class 1   a digit: a sample of that class
        There are 31: [0] is from before the training, [1] from after epoch 1.
    """

    def __init__(
        self,
        X: ArrayLike | None = None,
        y: ArrayLike | None = None,
        *,
        across: Sequence[float] | None = None,
        upwards: Sequence[float] | None = None,
        threshold: float | None = None,
    ) -> None:
        self._plane = plane_of("BoundaryHistory", "", X, y, across, upwards)
        self._threshold = threshold
        self._network: Layer | None = None
        self._history = History()
        self._kept: list[DecisionBoundary] = []

    def on_start(self, network: Layer, history: History) -> None:
        """Begin anew, and keep the boundary of the network as it is.

        Raises:
            ShapeError: If the network does not take two features.
        """
        check_features(network)
        self._network, self._history, self._kept = network, history, []
        self._keep()

    def __call__(self, epoch: int, history: History) -> None:
        """Keep the boundary after an epoch."""
        self._keep()

    def _keep(self) -> None:
        assert self._network is not None
        network = self._network.with_parameters({})
        self._kept.append(DecisionBoundary(network, *self._plane, self._threshold))

    def __len__(self) -> int:
        """How many boundaries were kept: one more than epochs."""
        return len(self._kept)

    def __iter__(self) -> Iterator[DecisionBoundary]:
        return iter(self._kept)

    def __getitem__(self, epoch: int) -> DecisionBoundary:
        """The boundary after so many epochs, counted from the end if negative.

        Raises:
            ArgumentError: If nothing has been kept yet.
            NoSuchStepError: If there were not as many epochs.
        """
        if not self._kept:
            raise ArgumentError(_NOTHING)
        try:
            return self._kept[operator.index(epoch)]
        except IndexError:
            raise NoSuchStepError(
                f"There were {len(self) - 1} epochs, so there is no boundary [{epoch}]. "
                "[0] is from before the training, [-1] the last one."
            ) from None

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """The last boundary as characters, and how to see the others.

        Args:
            width: The longest line of the picture; by default the terminal's width, but no more
                than 72.
            ascii: Whether to keep to ASCII; by default what the terminal can draw.
        """
        if not self._kept:
            return _NOTHING
        others = f"There are {len(self)}: [0] is from before the training"
        others += ", [1] from after epoch 1." if len(self) > 1 else "."
        return "\n".join([self._words(len(self) - 1), self[-1].text(width, ascii), others])

    def _words(self, epoch: int) -> str:
        """What was true after an epoch."""
        if not epoch:
            return "before the training"
        figures = [("loss", self._history.loss), ("accuracy", self._history.accuracy)]
        told = ", ".join(f"{name} {written(name, of[epoch - 1])}" for name, of in figures if of)
        return f"after epoch {epoch} of {len(self) - 1}: {told}"

    def _repr_html_(self) -> str:
        """The figure for a notebook, with a slider for the epochs, and the last one as text."""
        if not self._kept:
            return notebook.arithmetic("Boundary history", _NOTHING)
        epochs = np.unique(np.linspace(0, len(self) - 1, MANY_FRAMES).astype(int)).tolist()
        moments = [(self._words(epoch), self[epoch].classes_at) for epoch in epochs]
        title = "Decision boundary: the regions of the classes after an epoch"
        left_out = len(self) - len(epochs)
        legend = f"{len(epochs)} of the {len(self)} boundaries are shown" if left_out else ""
        figure = moving_regions(title, "epoch", moments, *self._plane, legend=legend)
        text = notebook.arithmetic("Boundary history", self.text(72, False))
        return notebook.with_figure(figure, text)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"BoundaryHistory of {len(self)} boundaries" if self._kept else _NOTHING
