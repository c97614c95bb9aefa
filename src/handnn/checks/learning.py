"""Checks that a layer's gradients are right, on its own and among other layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from handnn.arrays import Array
from handnn.checks.gradients import check_gradients, gradients_of
from handnn.checks.subject import Outcome, Subject, failed, note, ok
from handnn.derivation import derived_gradients
from handnn.errors import UnexplainedError
from handnn.layers.base import Layer
from handnn.layers.dense import Dense
from handnn.sequential import Sequential
from handnn.step import Step

_ARRAYS = (np.ndarray, np.generic)  # a sum of all cells is one of NumPy's numbers
_SHAPE_RULE = "The gradient with respect to an array has that array's shape"


def check_gradient_methods(subject: Subject) -> Outcome:
    """The gradient methods return arrays of the right shapes, or forward can be followed."""
    layer, cls = subject.layer, type(subject.layer)
    if cls.backward is not Layer.backward:
        return ok("it has its own backward")
    written = [
        method
        for method in ("input_gradient", "parameter_gradients")
        if getattr(cls, method) is not getattr(Layer, method)
    ]
    steps = [subject.step, layer.run(subject.other_form)]
    for step in steps:
        grad = subject.grad(step)
        if "input_gradient" in written:
            gradient = layer.input_gradient(step, grad)
            if not isinstance(gradient, _ARRAYS) or gradient.shape != step.input.shape:
                return failed(
                    f"input_gradient returns {_what(gradient)} for an input of shape "
                    f"{step.input.shape}. {_SHAPE_RULE}."
                )
        if "parameter_gradients" in written:
            complaint = _complaint(layer.parameter_gradients(step, grad), step)
            if complaint:
                return failed(f"parameter_gradients {complaint}")
    if not written:
        layer.backward(subject.step, subject.grad(subject.step))
        return ok("derived from forward")
    return ok(f"{' and '.join(written)}: the right shapes")


def _complaint(gradients: Any, step: Step) -> str:
    """What is wrong with the result of `parameter_gradients`; empty if nothing is."""
    if not isinstance(gradients, Mapping):
        return f"returns {_what(gradients)}. It must return a dict: a gradient for every parameter."
    for name, parameter in step.parameters.items():
        if name not in gradients:
            return f'returns no gradient for "{name}". Its dict must have one for every parameter.'
        gradient = gradients[name]
        leading = step.output.shape[:-1]
        allowed = [(*leading[:n], *parameter.shape) for n in range(len(leading) + 1)]
        if not isinstance(gradient, _ARRAYS) or gradient.shape not in allowed:
            return (
                f'returns {_what(gradient)} for "{name}", which has shape {parameter.shape}. '
                f"{_SHAPE_RULE}; the batch axis may still be in front."
            )
    return ""


def _what(thing: Any) -> str:
    if thing is None:
        return "None"
    return f"shape {thing.shape}" if hasattr(thing, "shape") else f"a {type(thing).__name__}"


def check_slopes(subject: Subject) -> Outcome:
    """Hand-written, derived and measured gradients are the same, for one sample and for a batch."""
    layer = subject.layer
    kinks = 0
    runs = [(subject.x, False), (subject.other_form, False)]
    if subject.trained:
        runs.append((subject.batch, True))
    for x, training in runs:
        report = check_gradients(layer, x, training)
        if report.failures:
            where = "in a training run, " if training else ""
            return failed("\n".join(f"{where}{f.check}: {f.text}" for f in report.failures))
        kinks += len(report.kinks)
    remark = f" ({kinks} at kinks)" if kinks else ""
    if layer.children:
        return ok(f"computed and measured gradients agree{remark}")
    step = subject.step
    computed = gradients_of(layer, step, subject.grad(step))
    try:
        wanted = "input" in computed
        by_input, by_parameter = derived_gradients(layer, step, subject.grad(step), wanted)
    except UnexplainedError:
        return note(
            f"computed and measured gradients agree{remark}; none can be derived: see explanation"
        )
    derived_ones = {"input": by_input} | by_parameter if wanted else by_parameter
    for name, derived in derived_ones.items():
        if not kinks and not subject.close(computed[name], derived):
            return failed(
                f"The gradient with respect to {name} is the measured slope, but not the one "
                "derived from forward."
            )
    return ok(f"computed, derived and measured gradients agree{remark}")


def check_in_a_network(subject: Subject) -> Outcome:
    """It works inside another network and at two places, where its gradients add up."""
    layer, x = subject.layer, subject.x
    output = subject.step.output
    again: tuple[Layer, ...] = ()
    bridge: tuple[Layer, ...] = ()
    if not layer.takes_whole_numbers and output.shape[:-1] == x.shape[:-1]:
        again = (layer,)
        wide, narrow = x.shape[-1], output.shape[-1]
        bridge = () if wide == narrow else (Dense.random(narrow, wide, rng=0),)
    network = Sequential(Sequential(layer, *bridge), *again)
    step = network.run(x)
    if not np.isfinite(step.output).all():
        return note("applied again to its own output it gives NaN or infinity: not compared")
    by_hand: Array = x
    if not subject.draws:
        for one in (layer, *bridge, *again):
            by_hand = one.forward(by_hand)
        if not subject.close(step.output, by_hand):
            return failed(
                "Nested and used twice it gives another output than when its layers run one by one."
            )
    report = check_gradients(network, x)
    if any(not slope.agrees and not slope.sides for slope in report.slopes):
        return failed("\n".join(f"{f.check}: {f.text}" for f in report.failures))
    if report.failures:
        return note("there is no slope where two kinks meet: not compared")
    if not again:
        return ok("it works nested; its output is no input for it, to use it twice")
    added = "; its gradients add up" if layer.parameters else ""
    return ok(f"it works nested and used twice{added}")
