"""Checks that a layer runs as every layer does."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from handnn.arrays import Array, is_batch, same, sample_axes
from handnn.checks.gradients import gradients_of
from handnn.checks.subject import Outcome, Subject, alike, failed, note, ok, skipped
from handnn.diagnosis import check_outputs
from handnn.errors import HandnnError
from handnn.layers.base import Layer
from handnn.layers.results import check_output, fits
from handnn.parameters import BOOKKEEPING
from handnn.sequential import Sequential

WRITES = (
    "writes into grad, or into an array of the step. It must return a new array: grad * mask "
    "instead of grad *= mask"
)


def check_parameters(subject: Subject) -> Outcome:
    """The attributes listed as learned exist, and no other array or layer is hidden."""
    layer = subject.layer
    for listed in ("parameter_names", "buffer_names", "hyperparameter_names"):
        names = getattr(layer, listed)
        if isinstance(names, str):
            return failed(
                f'{listed} is the text "{names}". Make it a tuple: {listed} = ("{names}",)'
            )
        for name in names:
            if name not in vars(layer):
                return failed(
                    f'{listed} lists "{name}", but the layer has no such attribute. '
                    f"Assign it in __init__: self.{name} = {name}"
                )
    known = {*layer.parameter_names, *layer.buffer_names, *layer.hyperparameter_names}
    for name, value in vars(layer).items():
        of_a_chain = name == "layers" and isinstance(layer, Sequential)
        if isinstance(value, list | tuple | dict) and not of_a_chain and _has_layers(value):
            return failed(
                f'The attribute "{name}" is a {type(value).__name__} of layers, and their '
                "parameters are not found in it. Make one layer of them, "
                f"self.{name} = hn.Sequential(*layers), or give each an attribute of its own."
            )
        if isinstance(value, np.ndarray) and name not in known:
            return note(
                f'The attribute "{name}" is an array, but not in parameter_names: it is not '
                "learned, and it stays the same in a copy with other parameters."
            )
    return ok(", ".join(f"{n} {a.shape}" for n, a in layer.parameters.items()) or "none")


def _has_layers(value: Any) -> bool:
    values = value.values() if isinstance(value, dict) else value
    return any(isinstance(item, Layer) for item in values)


def check_run(subject: Subject) -> Outcome:
    """`forward` gives an array of floats with one row of features per sample."""
    layer, x = subject.layer, subject.x
    try:
        output = subject.step.output
    except HandnnError:
        raise
    except Exception as error:
        if "read-only" in str(error):
            return failed(
                "forward writes into its input or into a parameter. It must work on a copy: x = "
                "x.copy()"
            )
        several_axes = len(sample_axes(layer)) > 1 and subject.is_batch
        advice = f"\n{counting_axes(layer)}" if several_axes else ""
        text = f"forward raises {type(error).__name__}: {error}{advice}"
        return failed(text + keeping_axes(error))
    if output is None:
        return failed("forward returns None. End it with: return ...")
    _check_output(layer, x, output)
    if output.dtype.kind != "f":
        return failed(
            f"forward returns an array of {output.dtype}. It must return floats: 1.0 * (...)"
        )
    declared = x.shape[-1] if layer.same_width else layer.out_features
    if declared not in (None, output.shape[-1]):
        what = "same_width" if layer.same_width else "out_features"
        return failed(
            f"{what} says {declared} features, but forward returns {output.shape[-1]}. Correct one "
            "of them."
        )
    seen = f"{x.shape} → {output.shape}"
    if not np.isfinite(output).all():
        return note(f"{seen}, but with NaN or infinity: another x would test more")
    return ok(seen)


def _check_output(layer: Layer, x: Array, output: Any) -> None:
    if isinstance(layer, Sequential) and not fits(layer, x, output):
        check_outputs(layer, x)  # which says which layer is to blame
    check_output("forward", layer, x, output, is_batch(x, layer.sample_ndim))


def counting_axes(layer: Layer) -> str:
    """How to write what works on one sample and on a batch."""
    return f"Count axes from the end: axis=-1 is the features of either.{_transposing(layer)}"


def keeping_axes(error: Exception) -> str:
    """What is often forgotten where two arrays do not fit each other."""
    if "broadcast" not in str(error):
        return ""
    return "\nA sum or mean over the features fits the features again with keepdims=True."


def _transposing(layer: Layer) -> str:
    """The same for the axes of a sample that has several."""
    if len(sample_axes(layer)) == 1:
        return ""
    return (
        " k.T of a batch reverses all axes; np.swapaxes(k, -1, -2) transposes each sample, and "
        "k[..., 0, :] is the first token of each."
    )


def check_repeats(subject: Subject) -> Outcome:
    """Two runs give the same output, or the random numbers of a run are kept in its step."""
    if subject.draws:
        return note("it draws random numbers and saves them: replay reproduces each step's output")
    layer = subject.layer
    first = subject.step.output
    for _ in range(8):
        again = layer.run(subject.x).output
        if not np.array_equal(first, again, equal_nan=True):
            cell = tuple(int(i) for i in np.argwhere(first != again)[0])
            return failed(
                f"Two runs on the same input differ: output{list(cell)} is {first[cell]:.6g}, then "
                f"{again[cell]:.6g}. forward may depend on x and the parameters only. A layer that "
                "draws random numbers draws them in run, passes them to Step as saved, and uses "
                "step.saved in replay."
            )
    if not subject.close(layer.replay(subject.step, subject.x), first):
        return failed(
            "replay does not reproduce the step's output. It must use step.saved as run did."
        )
    trained = subject.trained
    if trained and not subject.close(layer.replay(trained, trained.input), trained.output):
        return failed(
            "A training run gives another output when it is repeated. What it draws at random, it "
            "must draw with self.draw."
        )
    return ok("two runs give the same output")


def check_samples(subject: Subject) -> Outcome:
    """A batch gives the same rows as its samples one by one."""
    layer, batch = subject.layer, subject.batch
    if subject.draws:
        return skipped("repeats")
    try:
        together = layer.run(batch).output
        alone = [layer.run(np.asarray(sample)).output for sample in batch]
    except Exception as error:
        takes, lacks = ("a batch", "one sample") if subject.is_batch else ("one sample", "a batch")
        text = f"It runs on {takes}, but not on {lacks}: {type(error).__name__}: {error}"
        if isinstance(error, HandnnError):
            return note(text)
        return failed(f"{text}\n{counting_axes(layer)}{keeping_axes(error)}")
    for x, output in ((batch, together), *zip(map(np.asarray, batch), alone, strict=True)):
        _check_output(layer, x, output)
    for i, (row, own) in enumerate(zip(together, alone, strict=True)):
        if not subject.close(row, own):
            if subject.close(row, layer.run(batch[i : i + 1]).output[0]):
                return failed(
                    f"Row {i} of a batch is not what sample {i} gives on its own, whatever the "
                    f"other samples are: an axis is wrong.\n{counting_axes(layer)}"
                )
            return note(
                f"It mixes samples: row {i} of a batch is not what sample {i} gives on its own. "
                "That is right for a normalisation over the batch; otherwise an axis is wrong: "
                f"axis=-1 is the features.{_transposing(layer)}"
            )
    return ok("a batch gives the same rows as its samples one by one")


def check_memory(subject: Subject) -> Outcome:
    """A call leaves nothing behind in the layer: the trace is the tape."""
    layer, step = subject.layer, subject.step
    before = _plain_attributes(layer)
    gradients: dict[str, Array] = {}

    def backward() -> None:
        gradients.update(gradients_of(layer, step, subject.grad(step)))

    for call in (lambda: layer.forward(subject.x), lambda: layer.run(subject.x), backward):
        call()
        after = _plain_attributes(layer)
        for name in {**before, **after}:
            if not alike(before.get(name), after.get(name)):
                return failed(
                    f'A call changes the attribute "{name}". A layer must keep nothing of a call: '
                    "what backward needs is in step.input, step.output and step.saved."
                )
    layer.run(subject.scaled(0.5))
    again = gradients_of(layer, step, subject.grad(step))
    for name, gradient in gradients.items():
        if not subject.close(gradient, again[name]):
            return failed(
                f"After another run the first step's gradient with respect to {name} is different. "
                "The gradient methods may depend on step, grad and the parameters only."
            )
    return ok("a call leaves nothing behind")


def _plain_attributes(layer: Layer) -> dict[str, Any]:
    plain = (np.ndarray, bool, int, float, str, tuple, list, dict, type(None))
    values = {k: v for k, v in vars(layer).items() if isinstance(v, plain) and k not in BOOKKEEPING}
    return copy.deepcopy({k: v for k, v in values.items() if k != "layers"})


def check_untouched(subject: Subject) -> Outcome:
    """The input, the parameters and the gradient are left unchanged."""
    layer, step = subject.layer, subject.step
    x: Array = subject.x.copy()
    kept = {name: (array, array.copy()) for name, array in layer.parameters.items()}
    layer.forward(x)
    if not same(x, subject.x):
        return failed("forward changes its input. It must work on a copy: x = x.copy()")
    for name, (array, copied) in kept.items():
        if layer.parameters[name] is not array or not same(array, copied):
            return failed(f"forward changes the parameter {name}. Only an optimizer may do that.")
    try:
        layer.backward(step, subject.grad(step))
    except ValueError as error:
        if "read-only" not in str(error) or subject.wrong_gradients:
            raise
        return failed(f"backward {WRITES}")
    return ok("input, parameters and gradients are left unchanged")


def check_float32(subject: Subject) -> Outcome:
    """Single-precision input gives single-precision output and gradients."""
    arrays = {**subject.layer.parameters, **subject.layer.buffers}
    single = {name: array.astype(np.float32) for name, array in arrays.items()}
    layer = subject.layer.with_parameters(single)
    step = layer.run(subject.x if layer.takes_whole_numbers else subject.x.astype(np.float32))
    advice = _precision_advice(subject.layer)
    if step.output.dtype != np.float32:
        return failed(f"forward turns float32 into {step.output.dtype}. {advice}")
    for name, gradient in gradients_of(layer, step, subject.grad(step)).items():
        if gradient.dtype != np.float32:
            return failed(
                f"The gradient with respect to {name} of a float32 run is {gradient.dtype}. "
                f"{advice}"
            )
    return ok("float32 stays float32")


def _precision_advice(layer: Layer) -> str:
    """Where float64 may come from: an attribute that is not a parameter, if there is one."""
    for name, value in vars(layer).items():
        listed = (*layer.parameter_names, *layer.buffer_names)
        if isinstance(value, np.ndarray | list) and name not in listed:
            return (
                f'The attribute "{name}" is not a parameter, so it stays float64. List it, '
                f'parameter_names = ("{name}",), if it is learned; if not, use '
                f"np.asarray(self.{name}, x.dtype)."
            )
    return "Use Python's numbers (0.5, not np.float64(0.5)), and x.dtype for new arrays."
