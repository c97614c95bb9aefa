"""Training: the loop of run, loss, backward and update."""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from handnn.arrays import Array, as_numbers, as_whole_numbers, sample_axes, shape_text
from handnn.errors import (
    ArgumentError,
    HandnnWarning,
    InputError,
    ShapeError,
    TrainingError,
)
from handnn.layers import Layer
from handnn.learning.callback import Callback
from handnn.learning.history import History
from handnn.learning.optimizer import Optimizer
from handnn.learning.update import assign_new_buffers
from handnn.losses import Loss, as_loss
from handnn.parameters import by_owner, rebind, rebind_buffers
from handnn.settings import count
from handnn.step import Step
from handnn.training import TrainingRun, during

Watcher = Callable[[int, History], Any]


def fit(
    network: Layer,
    X: ArrayLike,
    y: ArrayLike | None,
    *,
    loss: Loss,
    optimizer: Optimizer,
    epochs: int = 1,
    batch_size: int | None = 32,
    shuffle: bool = True,
    rng: int | np.random.Generator | None = None,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    callbacks: Watcher | Iterable[Watcher] = (),
    progress: bool = True,
) -> History:
    """Train a network: run a batch, backpropagate, update the parameters; repeat.

    The network's parameters are rebound to new arrays. Ctrl-C ends the training early; the
    network remains usable, and the history up to then is returned.

    Args:
        network: The network.
        X: The samples, shape ``(samples, features)``; ``(samples, tokens, features)`` for a network
            that takes sequences. Converted to the network's own dtype, so that a float32 network
            learns in float32.
        y: The targets, one per sample, in a form that the loss accepts (class indices, say; for
            sequences one per token). None for a loss that takes none.
        loss: Such as ``CrossEntropy()``.
        optimizer: Such as ``SGD(lr=0.1)``.
        epochs: How many times to go through all samples.
        batch_size: How many samples make one update; None for all. Where samples belong together,
            as those of `TripletMargin` do, so many groups.
        shuffle: Whether to take the samples in a new random order in each epoch.
        rng: A seed or a `numpy.random.Generator` for that order. The same seed gives the same
            result, bit for bit.
        validation: Samples and targets that are not used for learning, ``(Xv, yv)``: their loss is
            computed after each epoch.
        callbacks: One function or several, called as ``callback(epoch, history)`` after each epoch;
            `epoch` counts from 0, so that ``history.loss[epoch]`` is its loss. If it returns a true
            value, training ends. `EarlyStopping` and `Checkpoint` are such; see `Callback`.
        progress: Whether to show a progress bar if standard error is a terminal.

    Returns:
        The `History`: loss and accuracy per epoch.

    Warns:
        HandnnWarning: If the network ends in an activation that the loss applies itself: a softmax
            for `CrossEntropy`, a sigmoid for `BinaryCrossEntropy`.

    Raises:
        ArgumentError: If `loss` is not a loss, `optimizer` not an optimizer, or a callback not a
            function.
        SettingError: If `epochs` or `batch_size` is not a positive whole number.
        ShapeError: If `X` and `y` do not fit each other or the network.
        InputError: If they hold something that is not a finite number.
        TrainingError: If the loss is no longer finite. That update is not applied.

    Examples:
        >>> import handnn as hn
        >>> net = hn.Sequential(hn.Dense([[0.0]], [0]))
        >>> hn.fit(net, [[1], [2], [3]], [2, 4, 6], loss=hn.MeanSquaredError(),
        ...     optimizer=hn.SGD(lr=0.1), epochs=100, rng=0)
        History of 100 epochs: loss 18.67 → 0.0006301
    """
    if not isinstance(network, Layer):
        raise ArgumentError(f"fit trains a network; got {network!r}.")
    loss = as_loss(loss)
    if not isinstance(optimizer, Optimizer):
        raise ArgumentError(_not_an_optimizer(optimizer))
    count("epochs", epochs)
    data = _prepared(network, X, y, loss, "X", "y")
    _warn_if_applied_twice(network, loss, data.X[:1])
    n = len(data.X) // loss.together
    size = n if batch_size is None else count("batch_size", batch_size)
    held_out = None if validation is None else _validation(network, validation, loss)
    history = History(
        accuracy=None if data.classes is None else [],
        validation_loss=None if held_out is None else [],
        validation_accuracy=None if held_out is None or held_out.classes is None else [],
    )
    generator = np.random.default_rng(rng)
    watchers = _watchers(callbacks)
    followers = [watcher for watcher in watchers if isinstance(watcher, Callback)]
    for follower in followers:
        follower.on_start(network, history)
    with _progress_bar(progress, epochs, math.ceil(n / size)) as bar:
        run = TrainingRun(generator.spawn(1)[0])  # whose numbers are not those of the order
        rows, done = size * loss.together, bar and bar.batch_done
        training = _Training(network, loss, optimizer, data, rows, done, run)
        try:
            for epoch in range(epochs):
                order = generator.permutation(n) if shuffle else np.arange(n)
                if loss.together > 1:
                    order = (order[:, None] * loss.together + np.arange(loss.together)).ravel()
                with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                    training.run_epoch(order, history)
                    if held_out is not None:
                        _validate(network, loss, held_out, history)
                answers = [watcher(epoch, history) for watcher in watchers]
                if any(answers):
                    break
        except KeyboardInterrupt:
            training.undo()
            history.interrupted = True
    for follower in followers:
        follower.on_end(history)
    return history


@dataclass(frozen=True)
class _Data:
    """Samples and their targets, checked and converted for the loop."""

    X: Array
    target: Array
    classes: Array | None


@dataclass
class _Training:
    """A training: everything that stays the same from batch to batch."""

    network: Layer
    loss: Loss
    optimizer: Optimizer
    data: _Data
    batch_size: int
    batch_done: Callable[[float], None] | None
    run: TrainingRun
    step: Step | None = None  # the run whose update is not complete yet

    def run_epoch(self, order: Array, history: History) -> None:
        """Use every sample once, in this order."""
        network, loss, optimizer, data = self.network, self.loss, self.optimizer, self.data
        adds_up = loss.reduction == "sum"
        total, whole = 0.0, 0.0
        right = 0
        for start in range(0, len(order), self.batch_size):
            chosen = order[start : start + self.batch_size]
            target = data.target[chosen]
            with during(self.run):
                self.step = step = network.run(data.X[chosen])
            value, gradient = loss.forward_and_gradient(step.output, target)
            value = float(value)
            if not math.isfinite(value):
                raise self._failed(step, len(history), start // self.batch_size, value, history)
            found: dict[Layer, Any] = {}
            network.collect_gradients(step, gradient, found, needs_input_grad=False)
            optimizer.apply(found)
            if self.run.has_changed:
                assign_new_buffers(step)
            self.step = None
            weight = 1.0 if adds_up else loss.weight(target)
            total += value * weight
            whole += weight
            if data.classes is not None:
                right += int(np.count_nonzero(loss.classes(step.output) == data.classes[chosen]))
            if self.batch_done is not None:
                self.batch_done(value)
        history.loss.append(total if adds_up else total / whole)
        if history.accuracy is not None and data.classes is not None:
            history.accuracy.append(right / data.classes.size)

    def undo(self) -> None:
        """Restore the parameters and buffers of a run whose update is not complete."""
        arrays: dict[Any, Any] = {}
        for step in self.step.leaves() if self.step is not None else ():
            arrays |= by_owner(step.layer, step.parameters)
            rebind_buffers(step.layer, step.buffers)
        rebind(arrays)

    def _failed(
        self, step: Step, epoch: int, batch: int, value: float, history: History
    ) -> TrainingError:
        error = TrainingError(
            f"Epoch {epoch}, batch {batch} (counted from 0): the loss is {value}. "
            f"{_first_non_finite(step)} The parameters are as they were before this batch's "
            f"update. A smaller learning rate may help; the optimizer is {self.optimizer!r}."
        )
        error.history = history
        return error


def _first_non_finite(step: Step) -> str:
    for leaf in step.placed().leaves():
        place = f'layer {leaf.position} "{leaf.name}" ({leaf.layer.label})'
        for name, array in leaf.parameters.items():
            if not np.isfinite(array).all():
                return f"{name} of {place} is the first array that is not finite."
        if not np.isfinite(leaf.output).all():
            return f"The output of {place} is the first array that is not finite."
    return "The outputs are finite; it is the loss that overflows."


def _prepared(network: Layer, X: Any, y: Any, loss: Loss, x_name: str, y_name: str) -> _Data:
    """Check samples and targets once, so that the loop does not have to.

    Raises:
        ShapeError: If they do not fit each other or the network.
        InputError: If they hold something that is not a finite number.
    """
    samples = _finite(X, x_name)
    axes = sample_axes(network)
    if samples.ndim != 1 + len(axes):
        of_rows = axes == ("features",)
        raise ShapeError(
            f"{x_name} has {'one row per sample' if of_rows else 'one sample after the other'}, "
            f"shape {shape_text(('samples', *axes))}, but here it has shape {samples.shape}."
            f"{_as_rows(x_name, samples.ndim) if of_rows else ''}"
        )
    if not samples.size:
        raise InputError(
            f"{x_name} is empty: its shape is {samples.shape}. Give at least one sample."
        )
    targets = _finite(y, y_name) if y is not None or loss.takes_target else None
    if targets is not None and (targets.ndim == 0 or len(targets) != len(samples)):
        counted = "a single number" if targets.ndim == 0 else f"{len(targets)}"
        raise ShapeError(f"{x_name} has {len(samples)} samples, but {y_name} has {counted}.")
    parameters = network.parameters.values()
    if network.takes_whole_numbers:
        samples = as_whole_numbers(samples, x_name, network)
    elif parameters:
        samples = samples.astype(np.result_type(*parameters), copy=False)
    output = network(samples[:1])
    shape = (len(samples), *output.shape[1:])
    target = loss.prepare_target(targets, shape, output.dtype)  # type: ignore[arg-type]
    return _Data(samples, target, loss.target_classes(target))


def _as_rows(name: str, ndim: int) -> str:
    """How to turn a flat list of numbers into rows."""
    if ndim != 1:
        return ""
    return (
        f" For samples of one feature write {name}.reshape(-1, 1), or [[1], [2]] instead of "
        f"[1, 2]; for one sample of several features, [{name}]."
    )


def _warn_if_applied_twice(network: Layer, loss: Loss, sample: Array) -> None:
    """Warn if the network ends in an activation that the loss applies itself."""
    last = list(network.run(sample).placed().leaves())[-1]
    if type(last.layer).__name__ != loss.fused_activation:
        return
    kind = type(loss).__name__
    warnings.warn(
        f'The network ends in "{last.name}" ({last.layer.label}), but {kind} applies '
        f"{loss.fused_activation} itself: it would be applied twice. Leave the last layer out, so "
        "that the network gives logits.",
        HandnnWarning,
        stacklevel=3,
    )


def _not_an_optimizer(thing: Any) -> str:
    hint = "Use SGD(lr=0.1) or Adam()."
    if isinstance(thing, type) and issubclass(thing, Optimizer):
        hint = f"That is the class; create an optimizer: {thing.__name__}(lr=0.1)."
    return f"The optimizer is {thing!r}. {hint}"


def _finite(values: Any, name: str) -> Array:
    array = as_numbers(values, name)
    if not np.isfinite(array).all():
        index = [int(i) for i in np.argwhere(~np.isfinite(array))[0]]
        raise InputError(
            f"{name} holds {array[tuple(index)]} at {index}. "
            "Fill in such values, or leave out their samples, before training."
        )
    return array


def _validation(network: Layer, validation: Any, loss: Loss) -> _Data:
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        raise ArgumentError("validation takes samples and their targets: validation=(Xv, yv).")
    X, y = validation
    return _prepared(network, X, y, loss, "validation[0]", "validation[1]")


def _validate(network: Layer, loss: Loss, data: _Data, history: History) -> None:
    output = network(data.X)
    if history.validation_loss is not None:
        history.validation_loss.append(float(loss.forward(output, data.target)))
    if history.validation_accuracy is not None:
        history.validation_accuracy.append(float(np.mean(loss.classes(output) == data.classes)))


def _watchers(callbacks: Any) -> list[Watcher]:
    many = isinstance(callbacks, Iterable) and not callable(callbacks)
    watchers = list(callbacks) if many else [callbacks]
    for watcher in watchers:
        if isinstance(watcher, type) and issubclass(watcher, Callback):
            raise ArgumentError(
                f"callbacks has the class {watcher.__name__}; create a callback: "
                f"{watcher.__name__}(...)."
            )
        if not callable(watcher):
            raise ArgumentError(
                "callbacks takes a function callback(epoch, history), or several in a list; "
                f"got {watcher!r}."
            )
    return watchers


def _progress_bar(wanted: bool, epochs: int, batches: int) -> Any:
    if not (wanted and sys.stderr.isatty()):
        return nullcontext()
    from handnn.learning.progress import ProgressBar  # rich is slow to import

    return ProgressBar(epochs, batches)
