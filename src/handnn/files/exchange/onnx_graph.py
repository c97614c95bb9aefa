"""A graph of ONNX, node by node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

OPSET = 18
"""The version of ONNX's operators that is written (ONNX 1.13, of December 2022)."""
IR_VERSION = 8  # of the same release


class Batch(NamedTuple):
    """Where the samples of an array are.

    Attributes:
        axis: The axis.
        run: How many places of the axis belong to each sample: more than 1 where it was merged
            with another axis.
        inner: Whether neighbours on the axis belong to different samples.
    """

    axis: int
    run: int = 1
    inner: bool = False


class Value(NamedTuple):
    """A tensor of the graph: its name, its shape with the recorded number of samples, its dtype."""

    name: str
    shape: tuple[int, ...]
    dtype: Any
    batch: Batch | None = None


class Graph:
    """Nodes and initializers, with names that are told apart.

    Args:
        onnx: The package.
    """

    def __init__(self, onnx: Any) -> None:
        self.onnx = onnx
        self.nodes: list[Any] = []
        self.initializers: dict[str, Any] = {}
        self.path = ""  # of the step to which the next nodes belong
        self._constants: dict[Any, str] = {}
        self._counts: Counter[str] = Counter()

    def unique(self, name: str) -> str:
        """The name, or the name and a number where it is taken."""
        self._counts[name] += 1
        count = self._counts[name]
        return name if count == 1 else self.unique(f"{name}_{count}")

    def add(self, op_type: str, *inputs: str, **attributes: Any) -> str:
        """Append a node; the name of its output."""
        name = self.unique(f"{self.path}/{op_type}" if self.path else op_type)
        made = self.onnx.helper.make_node(op_type, list(inputs), [name], name, **attributes)
        self.nodes.append(made)
        return name

    def name_last(self, value: str, name: str) -> str:
        """Give the output of the last node another name; others keep theirs."""
        if not self.nodes or self.nodes[-1].output[0] != value:
            return value
        name = self.unique(name)
        self.nodes[-1].output[0] = name
        return name

    def initializer(self, name: str, array: Any) -> str:
        """An array under a name of its own."""
        name = self.unique(name)
        self.initializers[name] = np.ascontiguousarray(array).reshape(np.shape(array))
        return name

    def constant(self, value: Any, dtype: Any = np.int64) -> str:
        """Plain values; the same ones are written once."""
        array = np.asarray(value).astype(dtype)
        key = (array.shape, array.dtype.str, array.tobytes())
        if key not in self._constants:
            self._constants[key] = self.initializer("constant", array)
        return self._constants[key]

    def cast(self, name: str, dtype: Any) -> str:
        """A tensor in another dtype."""
        return self.add("Cast", name, to=self.type_of(dtype))

    def type_of(self, dtype: Any) -> int:
        """ONNX's number for a dtype."""
        number: int = self.onnx.helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
        return number

    def model(self, inputs: Sequence[Any], outputs: Sequence[Any], producer: str) -> Any:
        """The whole model, checked."""
        onnx = self.onnx
        used = {name for node in self.nodes for name in node.input}
        used |= {info.name for info in outputs}
        arrays = [
            onnx.numpy_helper.from_array(array, name)
            for name, array in self.initializers.items()
            if name in used
        ]
        graph = onnx.helper.make_graph(self.nodes, "network", inputs, outputs, arrays)
        model = onnx.helper.make_model(
            graph,
            opset_imports=[onnx.helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name=producer,
        )
        onnx.checker.check_model(model, full_check=True)
        return model
