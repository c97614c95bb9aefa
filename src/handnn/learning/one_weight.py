"""The loss as a function of one weight, and the steps that gradient descent would take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from handnn import notebook, terminal
from handnn.arithmetic import format_number, to_ascii
from handnn.arrays import Array, freeze
from handnn.backward import Backward
from handnn.errors import ArgumentError, NoSuchStepError
from handnn.layers import Layer
from handnn.learning.sgd import SGD
from handnn.learning.update import Change
from handnn.parameters import buffer_owners, parameter_owners
from handnn.settings import positive
from handnn.step import Step

USUAL = 0.1  # the learning rate that is always among those chosen here
SMALLER, LARGER = 14, 3  # learning rates to each side of the best one
MARGIN = 0.1  # of the range of the weights, on each side of it
POINTS = 200  # of the curve, besides those where a step ends
NOISE = 1e-9  # of the loss: what is no change of it

_RATES = [
    float(f"{digits}e{exponent}") for exponent in range(-6, 2) for digits in (1, 1.5, 2, 3, 5, 7)
]


class Descent(NamedTuple):
    """One step of gradient descent, of one weight alone.

    Attributes:
        learning_rate: The learning rate.
        arithmetic: The step in hand arithmetic.
        weight: The new weight.
        loss: The loss with it.
    """

    learning_rate: float
    arithmetic: str
    weight: float
    loss: float


@dataclass(frozen=True, repr=False, eq=False)
class LossCurve:
    """The loss for many values of one weight; made by `loss_curve`.

    `print` it, or show it in a notebook: the figure has a slider for the learning rate.

    Attributes:
        symbol: What the weight is called on paper.
        weight: The weight as it is.
        loss: The loss with it.
        gradient: The gradient of the loss with respect to it: the slope of the curve there.
        weights: The values of the weight, in order; read-only.
        losses: The loss for each of them; read-only.
        steps: The steps of gradient descent, by their learning rates, the smallest first.
    """

    symbol: str
    weight: float
    loss: float
    gradient: float
    weights: Array
    losses: Array
    steps: tuple[Descent, ...]

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """The steps as a table of text.

        Args:
            width: Not used: a table of numbers is not broken.
            ascii: Whether to keep to ASCII; by default what the terminal can draw.
        """
        rows = [("learning rate", "step", "loss")]
        rows += [(_written(s.learning_rate), s.arithmetic, _written(s.loss)) for s in self.steps]
        ascii = terminal.is_plain() if ascii is None else ascii
        text = "\n".join([self._title(), "", *terminal.table(rows, ascii)])
        return to_ascii(text) if ascii else text

    def _title(self) -> str:
        return (
            f"The loss if only {self.symbol} changes. Now {self.symbol} = {_written(self.weight)}, "
            f"the loss is {_written(self.loss)}, its gradient {_written(self.gradient)}."
        )

    def _words(self, step: Descent) -> str:
        """A step and what it leads to; the two losses are not parted at the end of a line."""
        losses = f"{_written(self.loss)}\N{NO-BREAK SPACE}→\N{NO-BREAK SPACE}{_written(step.loss)}"
        rate, verdict = _written(step.learning_rate), self._verdict(step)
        words = f"learning rate {rate}: {step.arithmetic}, loss {losses}: {verdict}"
        return words.replace("-", "−")

    def _verdict(self, step: Descent) -> str:
        """Whether a step is a good one: it may be so long that it leads down and up again."""
        noise = NOISE * abs(self.loss)
        if not step.loss <= self.loss + noise:
            return "worse than before"
        if step.loss >= self.loss - noise:
            return "no better than before"
        first, last = sorted((self.weight, step.weight))
        on_the_way = self.losses[(first <= self.weights) & (self.weights <= last)]
        is_past = np.nanmin(on_the_way) < step.loss - noise
        return "better, but past the lowest point" if is_past else "better than before"

    def _repr_html_(self) -> str:
        """The figure for a notebook, with a slider for the learning rate, and the table."""
        from handnn.learning.figures.descent import Step, descent

        shown = [Step(self._words(step), step.weight, step.loss) for step in self.steps]
        rates = [step.learning_rate for step in self.steps]
        figure = descent(
            self._title(),
            self.symbol,
            (self.weights, self.losses),
            (self.weight, self.loss),
            self.gradient,
            shown,
            rates.index(USUAL) if USUAL in rates else -1,
        )
        return notebook.with_figure(
            figure, notebook.arithmetic("Loss curve", self.text(None, False))
        )

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


def loss_curve(
    back: Backward,
    name: str,
    index: Any = (),
    *,
    learning_rates: Sequence[float] | None = None,
) -> LossCurve:
    """See how the loss depends on one weight, and where a step of gradient descent leads.

    The network is run again for every value, with all other parameters, the input and the target as
    they were in the run that `back` is of. The gradient is that of `back`.

    Args:
        back: A backward pass from a loss.
        name: The parameter, such as ``"output.W"``.
        index: The cell of it, indexed as in NumPy, such as ``(1, 2)``.
        learning_rates: The learning rates to try; by default about 20, from one that hardly changes
            the loss to some that step too far, 0.1 among them.

    Returns:
        A `LossCurve`; `print` it, or show it in a notebook.

    Raises:
        ArgumentError: If `back` is no record of a backward pass from a finite loss, the index is
            not that of a single cell, or there is no learning rate.
        NoSuchStepError: If there is no such parameter or cell.
        SettingError: If a learning rate is not a number above 0.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[1, -1]], [0], name="only"))
        >>> back = net.trace([2, 3]).backward(hn.SquaredError(), target=[1])
        >>> print(hn.loss_curve(back, "only.W", (0, 0), learning_rates=[0.01, 0.1, 0.25, 1]))
        The loss if only W[1,1] changes. Now W[1,1] = 1, the loss is 2, its gradient -4.
        <BLANKLINE>
        learning rate  step                               loss
        ────────────────────────────────────────────────────────
        0.01           new W[1,1] = 1 - 0.01·(-4) = 1.04  1.8432
        0.1            new W[1,1] = 1 - 0.1·(-4) = 1.4    0.72
        0.25           new W[1,1] = 1 - 0.25·(-4) = 2     0
        1              new W[1,1] = 1 - 1·(-4) = 5        18
    """
    loss = back.loss if isinstance(back, Backward) else None  # type: ignore[redundant-expr]
    if loss is None:
        raise ArgumentError(
            "loss_curve takes the record of a backward pass from a loss, "
            f"trace.backward(hn.SquaredError(), target=[1, 0]); got {back!r:.60}."
        )
    if not np.isfinite(loss):
        raise ArgumentError(f"The loss of this run is {loss}: no curve leads through that.")
    line = _Line(back, name, index)
    if learning_rates is None:
        learning_rates = _chosen(lambda rate: line.loss(line.new(rate)))
    rates = sorted({positive("loss_curve", "a learning rate", rate) for rate in learning_rates})
    if not rates:
        raise ArgumentError("loss_curve needs at least one learning rate.")
    steps = tuple(line.step(rate) for rate in rates)
    weights = line.around([step.weight for step in steps])
    losses = freeze(np.array([line.loss(weight) for weight in weights]))
    return LossCurve(line.symbol, line.weight, loss, line.gradient, freeze(weights), losses, steps)


class _Line:
    """All networks that differ from the one that ran in a single weight."""

    def __init__(self, back: Backward, name: str, index: Any) -> None:
        if name not in back.gradients:
            known = ", ".join(map(repr, back.gradients)) or "none"
            raise NoSuchStepError(
                f"This backward pass has no gradient of a parameter {name!r}. It has: {known}."
            )
        self.back, self.name = back, name
        self.network = _as_it_ran(back.run)
        self.array, self.gradients = self.network.parameters[name], back.gradients[name]
        self.index = _cell(self.array, name, index)
        self.symbol = back.variable(name).cell(self.index)
        self.weight = float(self.array[self.index])
        self.gradient = float(self.gradients[self.index])

    def loss(self, weight: float) -> float:
        """The loss if the weight is this one."""
        array = self.array.copy()
        array[self.index] = weight
        run, loss = self.back.run, self.back.loss_function
        assert loss is not None
        with np.errstate(all="ignore"):
            output = self.network.with_parameters({self.name: array}).replay(run, run.input)
            return float(loss.forward(output, self.back.target))

    def change(self, rate: float) -> Change:
        """What gradient descent does to the parameter."""
        rule = SGD(lr=rate)
        state = rule.init_state(self.array)
        new, _ = rule.apply_rule(self.array, self.gradients, state)
        variable = self.back.variable(self.name)
        return Change(self.name, self.array, self.gradients, new, variable, rule, state)

    def new(self, rate: float) -> float:
        """The weight after a step."""
        return float(self.change(rate).new[self.index])

    def step(self, rate: float) -> Descent:
        """A step, and what it leads to."""
        change = self.change(rate)
        weight = float(change.new[self.index])
        return Descent(rate, change.explain(self.index)[0].in_numbers(), weight, self.loss(weight))

    def around(self, steps: Sequence[float]) -> Array:
        """Weights in a range that has the present one and those after the steps in it."""
        places = np.array([self.weight, *steps])
        low, high = float(places.min()), float(places.max())
        margin = MARGIN * (high - low) or 1.0
        return np.unique([*np.linspace(low - margin, high + margin, POINTS), *places])


def _as_it_ran(run: Step) -> Layer:
    """The network with the parameters and buffers of a run, even if it has learned since."""
    arrays: dict[str, Array] = {}
    for owners_in, held in ((parameter_owners, "parameters"), (buffer_owners, "buffers")):
        names = {place: name for name, place in owners_in(run.layer).items()}
        for leaf in run.leaves():
            for own, place in owners_in(leaf.layer).items():
                arrays[names[place]] = getattr(leaf, held)[own]
    network: Layer = run.layer.with_parameters(arrays)
    return network


def _cell(array: Array, name: str, index: Any) -> tuple[int, ...]:
    """The index of a single cell, each part counted from the beginning."""
    places = np.arange(array.size).reshape(array.shape)
    try:
        place = places[index]
    except (IndexError, TypeError, ValueError):
        raise NoSuchStepError(
            f"{name} has shape {array.shape}; there is no cell {index!r}."
        ) from None
    if np.ndim(place):
        example = ", ".join(["0"] * array.ndim)
        raise ArgumentError(
            f"loss_curve changes a single number, but {name} has shape {array.shape}: give the "
            f"index of a cell, such as ({example}{',' * (array.ndim == 1)}); got {index!r}."
        )
    return tuple(int(i) for i in np.unravel_index(place, array.shape))


def _chosen(loss_after: Callable[[float], float]) -> list[float]:
    """Learning rates around the last before the loss rises again, and the usual one."""
    losses = [loss_after(rate) for rate in _RATES]
    noise = NOISE * abs(losses[0])
    rises = (i for i, (one, after) in enumerate(pairwise(losses)) if after > one + noise)
    best = next(rises, len(_RATES) - 1)
    return [*_RATES[max(0, best - SMALLER) : best + 1 + LARGER], USUAL]


def _written(value: float) -> str:
    return format_number(value).text
