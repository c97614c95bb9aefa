"""Checks of what a layer's methods take and return, and the errors to raise."""

from collections.abc import Mapping
from inspect import signature
from typing import Any

import numpy as np

from handnn.arrays import is_batch, sum_to
from handnn.errors import ArgumentError, LayerError, ShapeError
from handnn.step import RecordedLayer, Step


def fits(layer: RecordedLayer, x: Any, output: Any) -> bool:
    """Whether an output is one sample or as many samples as its input, as the layer says."""
    try:
        axes: int = output.ndim
    except AttributeError:
        return False
    if axes == x.ndim and (output.shape[0] == x.shape[0] if axes > 1 else layer.sample_ndim != 0):
        return True  # at once, as nearly always
    return _fits(layer, x, output, is_batch(x, layer.sample_ndim))


def _fits(layer: RecordedLayer, x: Any, output: Any, batched: bool) -> bool:
    """The same of an input that is a batch or not, whatever the layer says of its samples."""
    axes = getattr(output, "ndim", 0) - batched
    if not 1 <= axes <= _most_axes(layer, x.ndim - batched):
        return False
    if not batched or x.shape[0] != x.shape[0]:  # NaN, where Dask does not know how many
        return True
    return bool(output.shape[0] == x.shape[0])


def _most_axes(layer: RecordedLayer, ndim: int) -> int:
    """How many axes a sample of the output may have where one of the input has `ndim`."""
    return max(1, ndim + layer.takes_whole_numbers, layer.output_ndim or 0)


def check_output(title: str, layer: RecordedLayer, x: Any, output: Any, batched: bool) -> None:
    """Check that an output is an array of one sample, or of as many samples as its input.

    Args:
        title: What the message calls the layer.
        layer: The layer.
        x: The input.
        output: The output.
        batched: Whether the input is a batch.
    """
    if _fits(layer, x, output, batched):
        return
    axes = np.ndim(output) - batched
    ndim = x.ndim - batched
    most = _most_axes(layer, ndim)
    actual = f"shape {output.shape}" if hasattr(output, "shape") else f"a {type(output).__name__}"
    rest = "features" if most == 1 else "..., features"
    expected = f"({x.shape[0]}, {rest})" if batched else f"({rest}{',' * (most == 1)})"
    if most == 1:
        advice = "Let forward return one row of features per sample."
    elif axes > most:
        advice = (
            "If a sample of the output has more axes than one of the input, say how many: "
            f"output_ndim = {axes}."
        )
        expected = f"at most {most + batched} axes"
    else:
        advice = (
            "Let forward keep the samples of a batch in front, and count the other axes from the "
            "end: axis=-1 is the features."
        )
    raise LayerError(
        f"{title} gave {actual} for an input of shape {x.shape}; expected {expected}. {advice}"
    )


def failed(title: str, x: Any, error: Exception) -> LayerError:
    """The error to raise when a layer's own code has raised one."""
    if "read-only" in str(error):
        return LayerError(
            f"{title} tried to write into its input or into a parameter. forward must leave "
            "them as they are: work on a copy, x = x.copy()."
        )
    shape = tuple(x.shape) if hasattr(x, "shape") else "?"
    return LayerError(
        f"{title} could not run on an input of shape {shape}: {type(error).__name__}: {error}"
    )


def check_gradients(
    title: str, step: Step, input_gradient: Any, parameter_gradients: Mapping[str, Any]
) -> None:
    """Check that no gradient is missing, and that each has, or sums to, the shape of its array."""
    rule = "The gradient with respect to an array has that array's shape"
    shape = step.input.shape
    if input_gradient is not None and getattr(input_gradient, "shape", None) != shape:
        raise ShapeError(
            f"input_gradient of {title} gave {described(input_gradient)}, but its input has shape "
            f"{shape}. {rule}."
        )
    for name, parameter in step.parameters.items():
        if name not in parameter_gradients:
            raise LayerError(
                f"parameter_gradients of {title} gave nothing for {name!r}. "
                "It returns a gradient for every name in parameter_names."
            )
        gradient = parameter_gradients[name]
        if not _sums_to(gradient, parameter.shape):
            raise ShapeError(
                f"parameter_gradients of {title} gave {described(gradient)} for {name!r}, which "
                f"has shape {parameter.shape}. {rule}; the batch axis may still be in front."
            )


def _sums_to(gradient: Any, shape: tuple[int, ...]) -> bool:
    """Whether it is an array from which that of a shape comes by summing axes."""
    if getattr(gradient, "ndim", -1) < len(shape):
        return False
    return bool(sum_to(gradient, shape).shape == shape)


def described(thing: Any) -> str:
    """What a method returned, for an error message: ``shape (2, 3)``, ``a list``, ``None``.

    Args:
        thing: What it returned.
    """
    if thing is None:
        return "None"
    return f"shape {thing.shape}" if hasattr(thing, "shape") else f"a {type(thing).__name__}"


def check_backward_method(cls: type) -> None:
    """Check that a class with a `backward` of its own takes what it is called with.

    In other libraries, `backward` takes the gradient alone, or with what a run has kept.

    Args:
        cls: The class of a layer.

    Raises:
        LayerError: If it does not.
    """
    takes = signature(vars(cls)["backward"])
    try:
        takes.bind("self", "step", "grad", "needs_input_grad")
    except TypeError:
        raise LayerError(
            f"{cls.__name__} has a method backward{takes}, as layers of other libraries have. Here "
            "a layer keeps nothing of a run, and needs no backward: leave it out, and its "
            "gradients are derived from forward. To write them yourself, write two methods: "
            "input_gradient(self, step, grad), which returns the gradient with respect to "
            "step.input, and parameter_gradients(self, step, grad), which returns a dict with one "
            "for each parameter."
        ) from None


def several_inputs(title: str, call: str, inputs: tuple[Any, ...]) -> ArgumentError:
    """The error to raise when a layer is called with several arguments.

    Args:
        title: What the message calls the layer.
        call: The code of the call, without its arguments.
        inputs: The arguments.
    """
    if all(np.ndim(x) == 0 for x in inputs):
        numbers = ", ".join(map(str, inputs))
        return ArgumentError(
            f"{title} takes one input, not {len(inputs)} numbers. Put them in a list: "
            f"{call}([{numbers}])."
        )
    return ArgumentError(
        f"{title} takes one input, not {len(inputs)}. Several samples are the rows of one array: "
        f"{call}(np.stack([x1, x2]))."
    )


def backward_without_a_run() -> ArgumentError:
    """The error to raise when a network is asked for a backward pass as in other libraries."""
    return ArgumentError(
        "A network keeps no run to go back through; a trace does: "
        "net.trace(x).backward(hn.SquaredError(), target=[1, 0])."
    )
