"""What is wrong with a chain of layers, and where: checks for when it is built or fails."""

from __future__ import annotations

from typing import Any

from handnn.arrays import is_batch, sample_axes, shape_text
from handnn.errors import HandnnError, InputError, LayerTypeError, NetworkError, ShapeError
from handnn.layers.base import Layer
from handnn.layers.results import check_output, failed
from handnn.naming import layer_title


def check_layers(layers: tuple[Any, ...], kind: str = "Sequential") -> None:
    """Check that the arguments of a layer that holds others are layers.

    Args:
        layers: The arguments.
        kind: What an error calls the class that takes them.

    Raises:
        NetworkError: If there is no layer.
        LayerTypeError: If something is not a layer.
    """
    if not layers:
        what = "A network" if kind == "Sequential" else kind
        raise NetworkError(f"{what} needs at least one layer: {kind}(Dense(W, b), ReLU()).")
    for i, layer in enumerate(layers):
        if not isinstance(layer, Layer):
            raise LayerTypeError(_not_a_layer(i, layer, kind))


def check_neighbours(network: Any) -> None:
    """Check features and axes from layer to layer, as far as they are known in advance.

    Raises:
        ShapeError: If a layer takes another number of features than the one before it gives, or
            samples of more axes, or whole numbers.
    """
    width: int | None = None
    giver = 0
    for i, layer in enumerate(network.layers):
        takes = layer.in_features
        if None not in (takes, width) and width != takes:
            advice = f"Give it weights with {width} columns, or the other {takes} rows."
            if layer.parameter_names and "W" not in layer.parameter_names:
                advice = "One of them needs another size."
            raise ShapeError(
                f"{place(network, i)} takes {takes} features, "
                f"but {place(network, giver)} gives {width}. {advice}"
            )
        if not layer.same_width:
            width, giver = layer.out_features, i
        elif width is None:
            width = takes
    _check_axes(network)


def _check_axes(network: Any) -> None:
    """Check that no layer takes samples of more axes than those before it can give."""
    axes: int | None = None
    first = 0  # the layer that says so
    for i, layer in enumerate(network.layers):
        if i and layer.takes_whole_numbers:
            raise ShapeError(
                f"{place(network, i)} takes whole numbers, but {place(network, i - 1)} gives other "
                "ones. It can only be the first layer."
            )
        needs = layer.sample_ndim
        if axes is not None and needs is not None and needs > axes:
            giver = network.layers[first]
            advice = (
                "A layer that works on any number of axes says so, sample_ndim = None; one that "
                f"gives samples of more axes than it takes, output_ndim = {needs}."
            )
            if giver.takes_whole_numbers:
                advice = f"If its samples are sequences, let it say so: sample_ndim = {needs - 1}."
            raise ShapeError(
                f"{place(network, i)} takes samples of shape {shape_text(sample_axes(layer))}, but "
                f"{place(network, first)} takes samples of shape {shape_text(sample_axes(giver))}. "
                f"{advice}"
            )
        if axes is None and needs is not None:
            axes, first = needs, i
        if axes is not None:
            axes = max(axes + layer.takes_whole_numbers, layer.output_ndim or 0)


def place(network: Any, i: int) -> str:
    """What error messages call the layer at position `i`: ``layer 0 "hidden" (Dense 3 → 4)``."""
    return f'layer {i} "{network.step_names()[i]}" ({network.layers[i].label})'


def failure(network: Any, i: int, start: Any, x: Any, error: Exception) -> HandnnError:
    """The error to raise when a layer has raised one: it says which layer, and why.

    Args:
        network: The chain.
        i: The position of the layer that raised the error.
        start: The input of the chain.
        x: The input of that layer.
        error: The error.

    Raises:
        LayerError: If an earlier layer returned something that cannot be an output: the cause.
    """
    if not hasattr(start, "ndim"):
        return InputError(
            "forward takes an array, as layers pass it on. Call the network itself, which takes "
            f"lists too: net({start!r:.60})."
        )
    check_outputs(network, start, i)
    layer, where = network.layers[i], place(network, i)
    if isinstance(error, HandnnError):
        title, text = layer_title(layer), str(error)
        if text.startswith(f"{title} "):  # it is the layer itself that says it
            return type(error)(where + text.removeprefix(title))
        return type(error)(f"{where} › {text}")
    shape = getattr(x, "shape", ())
    features = shape[-1] if shape else None
    if layer.in_features not in (None, features):
        giver = f"{place(network, i - 1)} gave" if i else "the input has"
        return ShapeError(f"{where} takes {layer.in_features} features, but {giver} {features}.")
    return failed(where, x, error)


def check_outputs(network: Any, x: Any, until: int | None = None) -> None:
    """Find the first layer that returns something that cannot be an output.

    Raises:
        LayerError: If there is one.
    """
    batched = is_batch(x, network.sample_ndim)
    for i, layer in enumerate(network.layers[:until]):
        output = layer.forward(x)
        check_output(place(network, i), layer, x, output, batched)
        x = output


def _not_a_layer(i: int, thing: Any, kind: str) -> str:
    if isinstance(thing, list | tuple):
        hint = f"Write the layers one after the other: {kind}(*layers)."
    elif isinstance(thing, type) and issubclass(thing, Layer):
        hint = f"That is the class; create a layer: {thing.__name__}(...)."
    elif callable(thing) or isinstance(thing, str):
        hint = "A layer is an object, such as ReLU() or Dense(W, b)."
    else:
        hint = "A layer is an object of a class that subclasses handnn.Layer."
    text = repr(thing)
    short = text if len(text) <= 60 else f"{text[:57]}..."
    return f"Argument {i} of {kind} is not a layer but {short}. {hint}"
