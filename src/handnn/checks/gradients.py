"""A layer's gradients compared with measured slopes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from handnn.arrays import Array, as_input
from handnn.backward import Backward
from handnn.checks.report import Finding, Report
from handnn.checks.rules import right_rules
from handnn.checks.subject import as_layer
from handnn.layers.base import Layer
from handnn.naming import layer_title
from handnn.step import Step
from handnn.trace import Trace
from handnn.training import TrainingRun, during

SHOWN = 24  # the most numbers of an input, or of a gradient, that are written in a report

# The first step balances rounding against the curvature of the function; the smaller ones avoid a
# kink nearby.
STEPS = (6e-6, 1e-7, 2e-9)
TOLERANCE = 1e-6  # relative to the steepest slope of the same array
JUMP = 1e5  # a larger difference of slopes is not a kink: the output jumps


@dataclass(frozen=True, slots=True)
class Slope:
    """One coordinate: the gradient that the layer computes, and the measured slope.

    Attributes:
        array: ``"input"``, or the name of a parameter.
        index: Its index in that array.
        computed: The gradient with respect to it that the layer's `backward` computes.
        measured: The central difference.
        sides: The slopes to its left and right if they differ: at a kink, or at a jump, where
            neither is meaningful.
        agrees: Whether `computed` is the slope, or at a kink lies between the two.
    """

    array: str
    index: tuple[int, ...]
    computed: float
    measured: float
    sides: tuple[float, float] | None
    agrees: bool

    @property
    def cell(self) -> str:
        """Its name in Python: ``W[0, 1]``, or ``w`` for a single number."""
        return f"{self.array}[{', '.join(map(str, self.index))}]" if self.index else self.array


class GradientReport(Report):
    """Every coordinate of a layer's gradients, with its measured slope.

    Attributes:
        slopes: One `Slope` for every coordinate of the input and of the parameters.
    """

    def __init__(
        self, title: str, findings: Sequence[Finding], slopes: Mapping[str, Sequence[Slope]]
    ) -> None:
        super().__init__(title, findings)
        self.slopes = tuple(slope for found in slopes.values() for slope in found)

    @property
    def kinks(self) -> tuple[Slope, ...]:
        """The coordinates where the slopes to the left and to the right differ."""
        return tuple(slope for slope in self.slopes if slope.sides)


def check_gradients(layer: Layer, x: ArrayLike, training: bool = False) -> GradientReport:
    """Compare the gradients that a layer computes with measured slopes.

    Every coordinate of the input (unless it is whole numbers) and of the parameters is moved a
    little to both sides, in float64, and the change of the output (a fixed random weighting of its
    cells) is compared with the result of `layer.backward`. At a kink, such as ReLU's at 0, any
    value between the slopes of the two sides is accepted, and the report says so.

    Args:
        layer: A layer or a network.
        x: Shape ``(features,)`` or ``(batch, features)``.
        training: Whether the run is a training run; what it draws stays the same all the time.

    Returns:
        A report: true when all agree, readable when printed.

    Raises:
        LayerTypeError: If `layer` is not a layer.
        ShapeError: If `x` does not fit the layer, or a gradient does not have its array's shape.
        InputError: If `x` does not hold real numbers.

    Examples:
        >>> import handnn as hn
        >>> layer = hn.Dense([[1, -1, 1], [1, 1, 0]], [-5, 0])
        >>> report = hn.check_gradients(layer, [2, 1, 3])
        >>> bool(report)
        True
        >>> [finding.check for finding in report]
        ['input', 'W', 'b']
    """
    layer = as_layer(layer, "check_gradients")
    x = as_input(x, layer, title=layer_title(layer))
    x = np.array(x, None if layer.takes_whole_numbers else np.float64)
    doubles = {name: a.astype(np.float64) for name, a in layer.parameters.items()}
    buffers = {name: a.astype(np.float64) for name, a in layer.buffers.items()}
    layer = layer.with_parameters({**doubles, **buffers})
    with np.errstate(all="ignore"):
        measured = _Measured(layer, x, training)
        findings = [_finding(measured, name) for name in measured.slopes]
    title = f"Gradients of {layer_title(layer)} for an input of shape {x.shape}"
    return GradientReport(title, findings, measured.slopes)


class _Measured:
    """A run of a layer, and the slopes of its gradients.

    Args:
        layer: The layer, its parameters in float64.
        x: The input.
        training: Whether it is a training run.
        only: The one array to move; by default all.
    """

    def __init__(self, layer: Layer, x: Array, training: bool, only: str | None = None) -> None:
        self.layer, self.x, self.training = layer, x, training
        with during(TrainingRun(0) if training else None):
            self.step = step = layer.run(x)
        self.samples = len(x) if step.batched else 1
        self.grad = _incoming_gradient(step.output.shape)
        computed = gradients_of(layer, step, self.grad)
        self.slopes = {
            name: _slopes(name, start, computed[name], _output_of(layer, step, name), self.grad)
            for name, start in {"input": x, **layer.parameters}.items()
            if name in computed and only in (None, name)
        }

    def with_another_sample(self, name: str) -> _Measured | None:
        """The same for one array and a batch with one sample more, if there is a batch."""
        if self.samples == 1:
            return None
        x = np.concatenate([self.x, self.x[:1]])
        try:
            return _Measured(self.layer, x, self.training, only=name)
        except Exception:  # a layer for batches of one size
            return None


def _incoming_gradient(shape: tuple[int, ...]) -> Array:
    """The gradient with respect to the output: a weight for each of its cells.

    Of both signs, and between 0.6 and 1 in size, so that every cell counts, and no cell as much as
    another; of two digits, so that a rule can be worked out with a pencil.
    """
    cells = math.prod(shape)
    order = np.random.default_rng(0).permutation(cells)
    weights: Array = (0.6 + 0.4 * order / cells).round(2)
    weights[1::2] *= -1
    return weights.reshape(shape)


def gradients_of(layer: Layer, step: Step, grad: Array) -> dict[str, Array]:
    """The gradients with respect to the input (``"input"``) and every parameter, by name.

    With respect to an input of whole numbers there is none.
    """
    run = layer.backward(step, grad)
    by_input = {} if run.input_gradient is None else {"input": run.input_gradient}
    return {**by_input, **Backward(Trace(step), run).gradients}


def _output_of(layer: Layer, step: Step, name: str) -> Callable[[Array], Array]:
    """The output as a function of one array, with everything else as in `step`."""
    if name == "input":
        return lambda value: layer.replay(step, value)
    return lambda value: layer.with_parameters({name: value}).replay(step, step.input)


def _slopes(
    name: str, start: Array, computed: Array, output: Callable[[Array], Array], weights: Array
) -> list[Slope]:
    """Measure every coordinate of one array."""
    middle = output(start)
    size = float(np.sum(np.abs(weights * middle), where=np.isfinite(middle)))

    def moved(index: tuple[int, ...], distance: float) -> Array:
        value = start.copy()
        value[index] += distance
        return output(value)

    def rise(before: Array, after: Array) -> float:
        return float(np.sum(weights * (after - before), where=before != after))

    def measure(index: tuple[int, ...], step: float) -> _Sides:
        h = step * max(1.0, abs(start[index]))
        left = rise(moved(index, -h), middle) / h
        right = rise(middle, moved(index, h)) / h
        return _Sides(left, right, blur=8 * np.finfo(float).eps * size / h)

    first = {index: measure(index, STEPS[0]) for index in np.ndindex(start.shape)}
    steepest = max((abs(s.central) for s in first.values() if np.isfinite(s.central)), default=0.0)
    tolerance = TOLERANCE * steepest
    return [
        _compare(name, index, float(computed[index]), sides, partial(measure, index), tolerance)
        for index, sides in first.items()
    ]


@dataclass(frozen=True, slots=True)
class _Sides:
    """The slopes on both sides of a point, and how far rounding may have changed them."""

    left: float
    right: float
    blur: float

    @property
    def central(self) -> float:
        return (self.left + self.right) / 2

    @property
    def gap(self) -> float:
        return abs(self.right - self.left)


def _compare(
    name: str,
    index: tuple[int, ...],
    computed: float,
    first: _Sides,
    measure: Callable[[float], _Sides],
    tolerance: float,
) -> Slope:
    """The verdict on one coordinate; a kink is a gap that remains when the step shrinks."""
    if abs(computed - first.central) <= tolerance + first.blur:
        return Slope(name, index, computed, first.central, None, True)
    closer = [measure(step) for step in STEPS[1:]]
    for sides in closer:
        if abs(computed - sides.central) <= tolerance + sides.blur:
            return Slope(name, index, computed, sides.central, None, True)
    near = closer[0]
    if near.gap > 0.5 * first.gap and near.gap > 10 * (tolerance + near.blur):
        low, high = sorted((near.left, near.right))
        between = low - tolerance - near.blur <= computed <= high + tolerance + near.blur
        jump = near.gap > JUMP
        return Slope(name, index, computed, near.central, (near.left, near.right), between or jump)
    return Slope(name, index, computed, first.central, None, False)


def _finding(measured: _Measured, name: str) -> Finding:
    """The finding on one array's gradient."""
    slopes = measured.slopes[name]
    wrong = [slope for slope in slopes if not slope.agrees]
    count = f"{len(slopes)} coordinate" + "s" * (len(slopes) != 1)
    if wrong:
        method = "input_gradient" if name == "input" else "parameter_gradients"
        if type(measured.layer).gradients is not Layer.gradients:
            method = "gradients"
        text = f"{len(wrong)} of {count} differ from the measured slope. {_difference(wrong[0])}"
        advice = _pattern(measured, name) or _rule(measured, name)
        return Finding(name, "FAILED", f"{text}\n{_numbers(measured)}\n{advice} See {method}.")
    off = max((abs(s.computed - s.measured) for s in slopes if not s.sides), default=0.0)
    kinks = [_kink(slope) for slope in slopes if slope.sides]
    if len(kinks) > 3:
        kinks[3:] = [f"... and {len(kinks) - 3} more"]
    return Finding(name, "ok", "\n".join([f"{count}, at most {off:.0e} off", *kinks]))


def _rule(measured: _Measured, name: str) -> str:
    rules = right_rules(measured.layer, measured.step, measured.grad)
    if name in rules:
        return f"The slopes are those of {rules[name]}."
    return "Work out the rule by hand for this one coordinate."


def _numbers(measured: _Measured) -> str:
    """What the gradient methods were given, to follow them by hand."""
    if max(measured.x.size, measured.grad.size) > SHOWN:
        return "Check a smaller layer to be shown x and grad, and to follow it by hand."
    return f"Here x = {_written(measured.x)} and grad = {_written(measured.grad)}."


def _written(array: Array) -> str:
    """The numbers as in Python, in short: ``[[2, 1], [0.5, -3]]``."""
    if array.ndim:
        return f"[{', '.join(map(_written, array))}]"
    return f"{array:.4g}"


def _kink(slope: Slope) -> str:
    left, right = slope.sides or (0.0, 0.0)
    if abs(right - left) > JUMP:
        return f"{slope.cell} is at a jump, where there is no slope: not compared"
    return (
        f"{slope.cell} is at a kink: slope {left:.4g} to its left, {right:.4g} to its right; "
        f"{slope.computed + 0.0:.4g} is accepted"
    )


def _difference(slope: Slope) -> str:
    if not np.isfinite(slope.measured):
        return f"{slope.cell}: the output is not finite near this x. Check at another x."
    start = f"{slope.cell}: backward gives {slope.computed:.4g}, "
    if slope.sides:
        left, right = slope.sides
        return f"{start}but the slope is {left:.4g} to its left and {right:.4g} to its right."
    return f"{start}but the slope is {slope.measured:.4g}."


def _pattern(measured: _Measured, name: str) -> str:
    """What the wrong gradients have in common, if that reveals the mistake."""
    computed, slopes = _arrays(measured.slopes[name])
    if not np.isfinite(slopes).all():
        return ""
    if not computed.any():
        return "It is zero everywhere: does the rule omit this path?"
    if not slopes.any():
        return "The slope is zero everywhere: the output does not depend on it."
    if _same(-computed, slopes):
        return "Its sign is reversed everywhere."
    shape = slopes.shape
    if len(shape) == 2 and shape[0] == shape[1] and _same(computed.T, slopes):
        return "It is the transpose of the slopes: swap its axes."
    factor = _factor(computed, slopes)
    if factor is None:
        return ""
    # A batch of two hides what 1/2 comes from: a mean over it, or a factor 2 that was forgotten.
    larger = measured.with_another_sample(name)
    then = _factor(*_arrays(larger.slopes[name])) if larger else factor
    if then is None or math.isclose(factor, then, rel_tol=1e-4):
        return f"It is {factor:.4g} times the slope everywhere."
    n = measured.samples
    if np.allclose([factor * n, then * (n + 1)], 1, rtol=1e-4):
        if name == "input":
            return f"It is divided by the {n} samples: leave that out, the loss takes the mean."
        return "It is the mean over the batch: leave that out, the loss takes the mean."
    return (
        f"It is {factor:.4g} times the slope everywhere, and {then:.4g} times with one sample "
        "more: what in the rule depends on the size of the batch?"
    )


def _arrays(slopes: Sequence[Slope]) -> tuple[Array, Array]:
    """The computed gradient and the measured slopes, in the shape of their array."""
    shape = tuple(np.max([slope.index for slope in slopes], axis=0) + 1)
    computed = np.array([slope.computed for slope in slopes]).reshape(shape)
    return computed, np.array([slope.measured for slope in slopes]).reshape(shape)


def _same(array: Array, slopes: Array) -> bool:
    return np.allclose(array, slopes, rtol=1e-4, atol=1e-5 * float(np.max(np.abs(slopes))))


def _factor(computed: Array, slopes: Array) -> float | None:
    """What every slope is multiplied with in the computed gradient, if it is the same for all."""
    factor = float(np.vdot(computed, computed) / np.vdot(computed, slopes))
    return factor if _same(computed / factor, slopes) else None
