"""Networks as ONNX models: the recorded operations are the graph.

The graph is `handnn.graph`'s, whose operators are ONNX's; here it becomes a model.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from handnn._version import __version__
from handnn.arrays import is_batch
from handnn.errors import ArgumentError, HandnnWarning, UnexplainedError
from handnn.files.atomic import write_atomic
from handnn.files.exchange.onnx_extra import onnx_package
from handnn.files.exchange.onnx_operations import Elements
from handnn.graph.graph import Value
from handnn.graph.moves import BatchMatters
from handnn.graph.recording import recorded_run, recorded_runs
from handnn.graph.writer import NetworkGraph, Writer
from handnn.step import RecordedLayer

OPSET = 18
"""The version of ONNX's operators that is written (ONNX 1.13, of December 2022)."""
IR_VERSION = 8  # of the same release


def save_onnx(
    network: RecordedLayer, path: str | os.PathLike[str], input: Any = None, dtype: Any = None
) -> None:
    """Write a network as an ONNX model; see `Sequential.save`.

    Args:
        network: The network.
        path: The file.
        input: A sample, or a batch, for what a network does not say of its samples.
        dtype: float32 or float64; by default that of the network's own arithmetic.

    Raises:
        MissingExtraError: If the onnx package is not installed.
        ArgumentError: If the shape of a sample is not known, or `dtype` is another one.
        UnexplainedError: If a layer's arithmetic cannot be followed, or depends on decisions and no
            `input` is given.
        FileAccessError: If the file cannot be written.
    """
    name = Path(path).name
    onnx_package(f'net.save("{name}")')
    write_atomic(Path(path), onnx_model(network, input, dtype, name).SerializeToString())


def onnx_model(
    network: RecordedLayer, input: Any = None, dtype: Any = None, name: str = "net.onnx"
) -> Any:
    """The ONNX model of a network; see `save_onnx`.

    Args:
        network: The network.
        input: A sample, or a batch.
        dtype: float32 or float64.
        name: The file, for messages.
    """
    onnx = onnx_package(f'net.save("{name}")')
    if dtype is not None and np.dtype(dtype) not in (np.float32, np.float64):
        raise ArgumentError(f"{name}: dtype must be float32 or float64, not {dtype!r}.")
    samples = _samples(network, input, name)
    whole = network.takes_whole_numbers
    runs = recorded_runs(network, samples[0])
    if runs[0].deciding:
        _tell_decisions(runs[0].deciding, input, name)
    try:
        return _model(onnx, Writer(dtype, Elements, runs).written())
    except BatchMatters as reason:
        warnings.warn(
            f"{name} takes exactly {_counted(len(samples))} at a time: {reason}.",
            HandnnWarning,
            stacklevel=4,
        )
    if whole and np.ptp(samples):
        raise UnexplainedError(
            f"{name}: the rows that whole numbers choose are not found by E[x] alone, so that the "
            "model would hold for this input only. Look them up in a layer of their own, such as "
            "Embedding."
        )
    run = recorded_run(network, samples)
    return _model(onnx, Writer(dtype, Elements, [run]).written())


def _samples(network: RecordedLayer, input: Any, name: str) -> Any:
    """A batch to record: the one given, or one sample of random numbers."""
    if input is not None:
        x = np.asarray(input)
        return x if is_batch(x, network.sample_ndim) else x[None]
    width = network.in_features
    if network.sample_ndim not in (None, 1) or width is None or network.takes_whole_numbers:
        raise ArgumentError(
            f"{name}: an ONNX model is recorded from a run, and this network does not say how "
            f'large a sample is. Give one: net.save("{name}", input=x).'
        )
    return np.random.default_rng(0).normal(size=(1, width))


def _tell_decisions(paths: Sequence[str], input: Any, name: str) -> None:
    """Say that only one way through a layer's code is exported; refuse if nobody chose it."""
    one = f'"{paths[0]}"'
    if input is None:
        raise UnexplainedError(
            f"{name}: {one} takes decisions in plain Python (if, sort, argmax, ...), which ONNX "
            "does not record: it would hold for some inputs only. np.where stays a choice. To "
            f'export only the way that one input takes, give it: net.save("{name}", input=x).'
        )
    warnings.warn(
        f"{name} holds only for inputs that take the same decisions as this one: {one} takes them "
        "in plain Python (if, sort, argmax, ...), which ONNX does not record.",
        HandnnWarning,
        stacklevel=4,
    )


def _counted(n: int) -> str:
    return f"{n} sample{'s' * (n != 1)}"


def _model(onnx: Any, written: NetworkGraph) -> Any:
    """The whole model, checked."""
    helper, graph = onnx.helper, written.graph
    nodes = [
        helper.make_node(kind, inputs, [output], name, **_settings(onnx, attributes))
        for kind, inputs, output, name, attributes in graph.operators
    ]
    used = {name for operator in graph.operators for name in operator.inputs}
    used.add(written.output.name)
    arrays = [
        onnx.numpy_helper.from_array(array, name)
        for name, array in graph.initializers.items()
        if name in used
    ]
    inputs, outputs = ([_info(onnx, value)] for value in (written.input, written.output))
    model = helper.make_model(
        helper.make_graph(nodes, "network", inputs, outputs, arrays),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name=f"handnn {__version__}",
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def _settings(onnx: Any, attributes: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a node, dtypes by ONNX's numbers."""
    return {
        name: _type_of(onnx, value) if isinstance(value, np.dtype) else value
        for name, value in attributes.items()
    }


def _type_of(onnx: Any, dtype: Any) -> int:
    number: int = onnx.helper.np_dtype_to_tensor_dtype(dtype)
    return number


def _info(onnx: Any, value: Value) -> Any:
    sizes: list[int | str] = list(value.shape)
    if value.batch:
        sizes[value.batch.axis] = "batch"
    return onnx.helper.make_tensor_value_info(value.name, _type_of(onnx, value.dtype), sizes)
