"""Checks that a layer's gradients are right, on its own and among other layers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any

import numpy as np

from handnn.arrays import Array, same
from handnn.checks.forward import WRITES, counting_axes, keeping_axes
from handnn.checks.gradients import check_gradients, gradients_of
from handnn.checks.rules import right_rules
from handnn.checks.subject import Outcome, Subject, failed, note, ok, skipped
from handnn.derivation import derived_gradients
from handnn.errors import UnexplainedError
from handnn.layers.base import Layer
from handnn.layers.dense import Dense
from handnn.layers.results import described
from handnn.naming import layer_title
from handnn.sequential import Sequential
from handnn.step import Step

_ARRAYS = (np.ndarray, np.generic)  # a sum of all cells is one of NumPy's numbers
_RAISES = "raises"
_SHAPE_RULE = "The gradient with respect to an array has that array's shape"


def check_gradient_methods(subject: Subject) -> Outcome:
    """The gradient methods return arrays of the right shapes, or forward can be followed."""
    layer, cls = subject.layer, type(subject.layer)
    steps = map(layer.run, subject.forms)  # each asked before the next runs
    found = [(step, *_first_complaint(subject, step)) for step in steps]
    wrong = [(inner, method, text) for _, inner, method, text in found if text]
    subject.without_gradients = [step.input for step, _, _, text in found if text]
    if not wrong and cls.backward is not Layer.backward:
        return ok("it has its own backward")
    if not wrong and not (methods := _written(layer)):
        layer.backward(subject.step, subject.grad(subject.step))
        return ok("derived from forward")
    if not wrong:
        return ok(f"{' and '.join(methods)}: the right shapes")
    step, method, text = wrong[0]
    one_form = len(wrong) < len(found)
    whose = "" if step.layer is layer else f" of {layer_title(step.layer)}"
    right = _right(
        subject, method, [inner for _, inner, _, _ in found if inner.layer is step.layer]
    )
    advice = [
        _given(step) if one_form or right or text.startswith(_RAISES) else "",
        _general_advice(step.layer, method) if one_form else "",
        f"Right {'for both' if one_form else 'would be'}: {right}" if right else "",
    ]
    return failed("\n".join([f"{method}{whose} {text}", " ".join(filter(None, advice))]).strip())


def _written(layer: Any) -> list[str]:
    """The gradient methods that the layer's author wrote."""
    return [name for name in _COMPLAINTS if getattr(type(layer), name) is not getattr(Layer, name)]


def _first_complaint(subject: Subject, run: Step) -> tuple[Step, str, str]:
    """The first method in a run that is wrong, and what is wrong with it; empty if none is."""
    for step in run.leaves():
        for method in _written(step.layer):
            complaint = _complaint_about(step.layer, method, step, subject.grad(step))
            if complaint:
                return step, method, complaint
    return run, "", ""


def _complaint_about(layer: Any, method: str, step: Step, grad: Array) -> str:
    """What is wrong with one gradient method; empty if nothing is."""
    given = (step, grad, True) if method == "gradients" else (step, grad)
    try:
        signature(getattr(layer, method)).bind(*given)
    except TypeError:
        takes = "self, step, grad" + ", needs_input_grad=True" * (method == "gradients")
        return f"takes other arguments. Write: def {method}({takes})"
    try:
        return _COMPLAINTS[method](getattr(layer, method)(*given), step)
    except UnexplainedError:
        raise
    except Exception as error:
        return WRITES if "read-only" in str(error) else _raised(error)


def _raised(error: Exception) -> str:
    return f"{_RAISES} {type(error).__name__}: {error}".strip() + keeping_axes(error)


def _given(step: Step) -> str:
    """What a gradient method had to work with."""
    form = "a batch" if step.batched else "one sample"
    arrays = {"step.input has": step.input, "grad": step.output, **step.parameters}
    shapes = ", ".join(f"{name} shape {array.shape}" for name, array in arrays.items())
    return f"That is for {form}: {shapes}."


def _general_advice(layer: Any, method: str) -> str:
    """How to write a method that is right for one sample, or for a batch, but not for both."""
    if method == "gradients":
        return "input_gradient and parameter_gradients may leave the sum over the samples out."
    if method == "parameter_gradients":
        return "Leave the sum or mean over the samples out: they are added for you."
    return counting_axes(layer)


def _right(subject: Subject, method: str, steps: list[Step]) -> str:
    """What a method may return in each of some runs of a layer; empty if it is nothing common."""
    first, *others = (right_rules(step.layer, step, subject.grad(step)) for step in steps)
    rules = {name: rule for name, rule in first.items() if all(o.get(name) == rule for o in others)}
    if method == "input_gradient":
        return f"return {rules['input']}" if "input" in rules else ""
    names = steps[0].parameters
    if method == "gradients" or any(name not in rules for name in names):
        return ""
    return "return {" + ", ".join(f'"{name}": {rules[name]}' for name in names) + "}"


def _input_complaint(gradient: Any, step: Step) -> str:
    """What is wrong with the result of `input_gradient`; empty if nothing is."""
    if isinstance(gradient, _ARRAYS) and gradient.shape == step.input.shape:
        return ""
    if gradient is None:
        return "returns None. End it with: return ..."
    said = f"returns {described(gradient)} for an input of shape {step.input.shape}."
    return f"{said} {_advice_on_shape(gradient, step.input.shape)}."


def _parameter_complaint(gradients: Any, step: Step, sums: bool = False) -> str:
    """The same for `parameter_gradients`; that of `gradients` sums over the samples, too."""
    if not isinstance(gradients, Mapping):
        what = described(gradients)
        return f"returns {what}. It must return a dict: a gradient for every parameter."
    for name, parameter in step.parameters.items():
        if name not in gradients:
            other = next((key for key in gradients if key not in step.parameters), None)
            instead = "" if other is None else f', but one for "{other}"'
            return (
                f'returns no gradient for "{name}"{instead}. Its dict must have one for every '
                "parameter."
            )
        gradient = gradients[name]
        leading = () if sums else step.output.shape[:-1]
        allowed = [(*leading[:n], *parameter.shape) for n in range(len(leading) + 1)]
        if not isinstance(gradient, _ARRAYS) or gradient.shape not in allowed:
            samples = "sum over the samples" if sums else "the batch axis may still be in front"
            return (
                f'returns {described(gradient)} for "{name}", which has shape {parameter.shape}. '
                f"{_advice_on_shape(gradient, parameter.shape, samples)}."
            )
    return ""


def _advice_on_shape(gradient: Any, shape: tuple[int, ...], samples: str = "") -> str:
    """What to do where a gradient has another shape than its array, or is no array."""
    if isinstance(gradient, list | tuple):
        return "It must be an array: np.array(...)"
    if len(shape) > 1 and np.shape(gradient)[-2:] == shape[-2:][::-1] != shape[-2:]:
        samples = "this one is transposed"
    return f"{_SHAPE_RULE}; {samples}" if samples else _SHAPE_RULE


def _complaint(both: Any, step: Step) -> str:
    """The same for `gradients`."""
    if not isinstance(both, tuple) or len(both) != 2:
        return (
            f"returns {described(both)}. It must return two things: the gradient with respect to "
            "the input, and a dict with one for every parameter."
        )
    return _input_complaint(both[0], step) or _parameter_complaint(both[1], step, sums=True)


_COMPLAINTS: Mapping[str, Callable[[Any, Step], str]] = {
    "input_gradient": _input_complaint,
    "parameter_gradients": _parameter_complaint,
    "gradients": _complaint,
}


def check_slopes(subject: Subject) -> Outcome:
    """Hand-written, derived and measured gradients are the same, for one sample and for a batch."""
    layer = subject.layer
    kinks = 0
    broken = subject.without_gradients
    forms = [x for x in subject.forms if not any(same(x, b) for b in broken)]
    if not forms:
        return skipped("methods")
    runs = [(x, False) for x in forms]
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
    step = layer.run(forms[0])
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
    if broken:
        form = "a batch" if step.batched else "one sample"
        remark += f" on {form}; on the other form they are not checked: see methods"
    elif not kinks and (name := _wrong_elsewhere(subject)):
        return failed(
            f"The gradient with respect to {name} is right for this input and these parameters, "
            "but not for one sample more and other parameters: what in the rule depends on the "
            "number of samples, or on numbers that happen to be the same here?"
        )
    return ok(f"computed, derived and measured gradients agree{remark}")


def _wrong_elsewhere(subject: Subject) -> str:
    """The array whose gradient is wrong for one sample more and other parameters; empty if none."""
    noise = np.random.default_rng(0).uniform
    parameters = {
        name: array + (0.1 * noise(0.5, 1.5, array.shape)).astype(array.dtype)
        for name, array in subject.layer.parameters.items()
    }
    try:
        layer = subject.layer.with_parameters(parameters)
        step = layer.run(np.concatenate([subject.batch, subject.batch[:1]]))
        grad = subject.grad(step)
        computed = gradients_of(layer, step, grad)
        by_input, derived = derived_gradients(layer, step, grad, "input" in computed)
    except Exception:  # a layer for batches of one size, or for some parameters only
        return ""
    wanted = {**derived, "input": by_input}
    wrong = (name for name in computed if not subject.close(computed[name], wanted[name]))
    return next(wrong, "")


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
