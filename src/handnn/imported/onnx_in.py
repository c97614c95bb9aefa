"""Networks from ONNX models.

A model is cut where a single array goes on: what lies between two cuts is a layer. Where it is one
of handnn's, that is used; otherwise it is a layer that runs the nodes with NumPy, so that it is
traced, explained and drawn as any other. In a model that handnn wrote, the names of the nodes say
which of them are a step.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import partial
from math import prod
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np

from handnn import layers
from handnn.errors import FileFormatError
from handnn.files.exchange.contents import LARGEST, contents
from handnn.files.exchange.onnx_extra import onnx_package
from handnn.files.exchange.onnx_out import onnx_model
from handnn.imported.onnx_operators import OPERATORS
from handnn.imported.pattern import pattern
from handnn.layers.base import Layer
from handnn.sequential import Sequential

_MOST = LARGEST // 8  # numbers in one array
_WRITTEN_OUT = (
    *(layers.Softmax, layers.Sigmoid, layers.SiLU, layers.Softplus, layers.ELU),
    *(layers.LeakyReLU, layers.GELU, partial(layers.GELU, "tanh")),
)  # layers that handnn writes as several nodes; those with other settings stay nodes
_TOKENS = 2  # where a model leaves a size other than the number of samples open


class Node(NamedTuple):
    """One node of a model."""

    name: str
    op_type: str
    attributes: dict[str, Any]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def run(self, arrays: dict[str, Any]) -> None:
        """Compute its outputs from its inputs, all by name."""
        given = [arrays[name] if name else None for name in self.inputs]
        made = OPERATORS[self.op_type](self.attributes, *given)
        several = made if isinstance(made, tuple) else (made,)
        arrays.update(zip(self.outputs, several, strict=False))


class Nodes(Layer):
    """Nodes of an ONNX model, run with NumPy.

    Args:
        nodes: The nodes, in order.
        source: The name of the array that comes in.
        result: The name of the array that goes out.
        constants: The arrays of the model that are no parameters.
        named: For each parameter its name in the model.
        n_axes: How many axes the input has, the batch's included.
        parameters: The parameters by name.
        name: What the layer is called in its network.
    """

    same_width = False
    saved_as = ".onnx"  # and in no other kind of file

    def __init__(
        self,
        nodes: Sequence[Node],
        source: str,
        result: str,
        constants: dict[str, Any],
        named: dict[str, str],
        n_axes: int,
        parameters: dict[str, Any],
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self._nodes, self._source, self._result = tuple(nodes), source, result
        self._constants, self._named = constants, named
        self.sample_ndim = n_axes - 1
        for key, array in parameters.items():
            setattr(self, key, array)

    def forward(self, x: Any) -> Any:
        """What the nodes make of a batch; a sample alone is a batch of one."""
        is_one = x.ndim == self.sample_ndim
        arrays: dict[str, Any] = {
            **self._constants,
            **{theirs: getattr(self, own) for own, theirs in self._named.items()},
            self._source: x[None] if is_one else x,
        }
        for node in self._nodes:
            node.run(arrays)
        made = arrays[self._result]
        return made[0] if is_one else made

    @property
    def label(self) -> str:
        """The operators."""
        kinds = list(dict.fromkeys(node.op_type for node in getattr(self, "_nodes", ())))
        return " ".join(kinds[:4]) + " …" * (len(kinds) > 4)


def load_onnx(path: str | os.PathLike[str]) -> Sequential:
    """Read an ONNX model as a network; see `load`.

    Raises:
        FileFormatError: If it is not one, or has something that is not known here; the message
            names the node.
        MissingFileError: If there is no such file.
        FileAccessError: If it cannot be read.
        MissingExtraError: If the onnx package is not installed.
    """
    name = Path(path).name
    onnx = onnx_package(f'hn.load("{name}")')
    data = contents(path)
    try:
        model = onnx.load_model_from_string(data)
    except Exception as error:  # of the library that reads it
        raise FileFormatError(f"{name} is not an ONNX model, or not all of one.") from error
    return _Reader(onnx, model, name).network()


class _Reader:
    """Reads one model."""

    def __init__(self, onnx: Any, model: Any, name: str) -> None:
        self._onnx, self._model, self._graph, self._name = onnx, model, model.graph, name
        self._arrays: dict[str, Any] = {}
        self._axes: dict[str, int] = {}
        self._dtypes: dict[str, Any] = {}
        self._is_own = model.producer_name.startswith("handnn ")

    def _fail(self, message: str) -> NoReturn:
        raise FileFormatError(f"{self._name}: {message}.")

    def network(self) -> Sequential:
        """The network."""
        nodes, info, result = self._read()
        source = info.name
        whole = self._try_out(nodes, info)
        nodes, result = self._without_empty_steps(nodes, result)
        made: list[Layer] = []
        taken: set[str] = set()
        for part, start, end in self._parts(nodes, source, result):
            called = _free(_called(part[-1].name or end), taken)
            made.append(self._layer(part, start, end, called, whole and start == source))
        return Sequential(*made)

    def _read(self) -> tuple[list[Node], Any, str]:
        """The nodes that work on the input, the input, and the name of the output."""
        graph = self._graph
        self._check_sizes()
        for tensor in graph.initializer:
            if tensor.data_location == self._onnx.TensorProto.EXTERNAL or tensor.external_data:
                self._fail(
                    f'the numbers of "{tensor.name}" are in another file. Save the model in one '
                    "file"
                )
            self._arrays[tensor.name] = self._array(tensor)
        inputs = [i for i in graph.input if i.name not in self._arrays]
        if len(inputs) != 1 or len(graph.output) != 1 or not graph.node:
            self._fail(
                f"it has {len(inputs)} inputs, {len(graph.output)} outputs and {len(graph.node)} "
                "nodes; a network has one input, one output and at least one node"
            )
        nodes = [self._node(node, i) for i, node in enumerate(graph.node)]
        result = graph.output[0].name
        return self._needed(nodes, inputs[0].name, result), inputs[0], result

    def _check_sizes(self) -> None:
        """Refuse a small file that would make large arrays, before anything is run."""
        try:
            inferred = self._onnx.shape_inference.infer_shapes(self._model, data_prop=True)
        except Exception:  # of the library; when the nodes are run, they say more
            return
        for value in (*inferred.graph.value_info, *inferred.graph.output):
            shape = value.type.tensor_type.shape.dim
            self._check_size(value.name, [d.dim_value or _TOKENS for d in shape])

    def _check_size(self, name: str, shape: Sequence[int]) -> None:
        if prod(shape) > _MOST:
            self._fail(f'"{name}" has the shape {(*shape,)}, more than {_MOST:,} numbers')

    def _array(self, tensor: Any) -> Any:
        try:
            return self._onnx.numpy_helper.to_array(tensor)
        except Exception as error:  # of the library that reads it
            raise FileFormatError(
                f'{self._name}: the numbers of "{tensor.name}" cannot be read.'
            ) from error

    def _node(self, node: Any, i: int) -> Node:
        name = node.name or f"node {i + 1}"
        if node.op_type == "Constant" and node.domain in ("", "ai.onnx"):
            return Node(name, "Constant", self._attributes(node), (), tuple(node.output))
        if node.op_type not in OPERATORS or node.domain not in ("", "ai.onnx"):
            self._fail(
                f'the node "{name}" is a {node.op_type}, an operation that handnn does not know. '
                f"It knows {len(OPERATORS)}, such as Gemm, Conv, Relu and Softmax"
            )
        attributes = self._attributes(node)
        if node.op_type == "Split":
            attributes["n_outputs"] = len(node.output)
        return Node(name, node.op_type, attributes, tuple(node.input), tuple(node.output))

    def _attributes(self, node: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for attribute in node.attribute:
            value = self._onnx.helper.get_attribute_value(attribute)
            if isinstance(value, bytes):
                value = value.decode("utf-8", "replace")
            elif isinstance(value, self._onnx.TensorProto):
                value = self._array(value)
            found[attribute.name] = value
        if node.op_type == "Cast":
            found["to"] = self._onnx.helper.tensor_dtype_to_np_dtype(found["to"])
        return found

    def _needed(self, nodes: list[Node], source: str, result: str) -> list[Node]:
        """The nodes that work on the input; what rests on the model's own arrays is worked out."""
        known, kept = {source, "", *self._arrays}, []
        for node in nodes:
            missing = [name for name in node.inputs if name not in known]
            if missing:
                self._fail(
                    f'the node "{node.name}" reads "{missing[0]}" before anything has made it: '
                    "the graph is cyclic, out of order or not complete"
                )
            known.update(node.outputs)
            if node.op_type == "Constant":
                value = next(iter(node.attributes.values()))
                self._arrays[node.outputs[0]] = np.asarray(value)
            elif all(name in self._arrays or not name for name in node.inputs):
                self._run(node, self._arrays)
            else:
                kept.append(node)
        if result not in known:
            self._fail(f'nothing makes the output "{result}"')
        needed, used = {result}, []
        for node in reversed(kept):
            if needed & set(node.outputs):
                needed |= set(node.inputs)
                used.append(node)
        return used[::-1]

    def _run(self, node: Node, arrays: dict[str, Any]) -> None:
        try:
            with np.errstate(all="ignore"):
                node.run(arrays)
            for name in node.outputs:
                if name in arrays:
                    self._check_size(name, np.shape(arrays[name]))
        except FileFormatError:
            raise
        except Exception as error:  # whatever NumPy says of it
            self._fail(
                f'the node "{node.name}" ({node.op_type}) cannot be run: {str(error).rstrip(".")}'
            )

    def _try_out(self, nodes: list[Node], info: Any) -> bool:
        """Run the model once, to know how many axes every array has."""
        tensor = info.type.tensor_type
        dtype = self._onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type)
        sizes = [d.dim_value or _TOKENS for d in tensor.shape.dim]
        if not sizes or np.prod(sizes, dtype=float) > LARGEST or min(sizes) < 0:
            self._fail(f'the input "{info.name}" has no shape with an axis for the samples')
        arrays = {**self._arrays, info.name: np.ones(sizes, dtype)}
        for node in nodes:
            self._run(node, arrays)
        self._axes = {name: np.ndim(array) for name, array in arrays.items()}
        self._dtypes = {name: np.asarray(array).dtype for name, array in arrays.items()}
        return bool(dtype.kind in "iu")

    def _without_empty_steps(self, nodes: list[Node], result: str) -> tuple[list[Node], str]:
        """The nodes without those that change nothing, which some exporters write between all."""
        same: dict[str, str] = {}
        kept = []
        for node in nodes:
            inputs = tuple(same.get(name, name) for name in node.inputs)
            is_empty = node.op_type in ("Cast", "Dropout", "Identity")
            if is_empty and self._dtypes[inputs[0]] == self._dtypes[node.outputs[0]]:
                same[node.outputs[0]] = inputs[0]
            else:
                kept.append(node._replace(inputs=inputs))
        return (kept, same.get(result, result)) if kept else (nodes, result)

    def _parts(
        self, nodes: list[Node], source: str, result: str
    ) -> list[tuple[list[Node], str, str]]:
        """The nodes between places where a single array goes on, with that before and behind."""
        last = {name: i for i, node in enumerate(nodes) for name in node.inputs}
        last[result] = len(nodes)
        parts, part, start, alive = [], [], source, {source}
        for i, node in enumerate(nodes):
            part.append(node)
            alive = {n for n in (*alive, *node.outputs) if last.get(n, -1) > i}
            if len(alive) == 1 and (end := next(iter(alive))) in node.outputs:
                goes_on = i + 1 < len(nodes) and (
                    self._is_bias(part, nodes[i + 1]) or self._is_one_step(node, nodes[i + 1])
                )
                if self._axes[end] and not goes_on:
                    parts.append((part, start, end))
                    part, start = [], end
        return parts

    def _is_bias(self, part: list[Node], following: Node) -> bool:
        """Whether a node adds a bias to a product."""
        return (
            len(part) == 1
            and part[0].op_type == "MatMul"
            and following.op_type == "Add"
            and any(name in self._arrays for name in following.inputs)
        )

    def _is_one_step(self, node: Node, following: Node) -> bool:
        """Whether handnn wrote both nodes for the same step, after which they are called."""
        return self._is_own and _step_of(node.name) == _step_of(following.name)

    def _layer(self, part: list[Node], start: str, end: str, name: str, whole: bool) -> Layer:
        """One of handnn's layers, or one that runs the nodes."""
        known = self._known(part, start, name) or self._written_out(part, start, name)
        if known is not None:
            return known
        used = {n for node in part for n in node.inputs if n in self._arrays}
        named: dict[str, str] = {}
        for theirs in sorted(used):
            if self._arrays[theirs].dtype.kind == "f" and self._arrays[theirs].size > 1:
                own = _called(theirs.split(".")[-1])
                own = f"p{own}" if own[0].isdigit() else own
                named[_free(own, {*named, *dir(Nodes)})] = theirs
        kind = type(
            "Nodes",
            (Nodes,),
            {"parameter_names": tuple(named), "takes_whole_numbers": whole},
        )
        constants = {n: self._arrays[n] for n in used - set(named.values())}
        parameters = {own: self._arrays[theirs] for own, theirs in named.items()}
        made: Layer = kind(part, start, end, constants, named, self._axes[start], parameters, name)
        return made

    def _known(self, part: list[Node], start: str, name: str) -> Layer | None:
        """The layer of handnn's that nodes are; None if there is none."""
        node, a = part[0], part[0].attributes
        others: list[Any] = [self._arrays.get(n) for n in node.inputs[1:]]
        if node.op_type == "Max" and len(part) == 1:  # of 0, before or behind, as handnn writes it
            beside = [np.ravel(self._arrays[n]).tolist() for n in node.inputs if n in self._arrays]
            return layers.ReLU(name=name) if beside == [[0]] and len(node.inputs) == 2 else None
        if node.inputs[0] != start or any(array is None for array in others):
            return None
        if node.op_type == "MatMul" and np.ndim(others[0]) == 2 and self._axes[start] > 1:
            if len(part) == 1:
                return layers.Dense(others[0].T, name=name)
            if len(part) > 2 or part[1].op_type != "Add":
                return None
            b = next(self._arrays[n] for n in part[1].inputs if n in self._arrays)
            return layers.Dense(others[0].T, b, name=name) if b.ndim == 1 else None
        if len(part) > 1:
            return None
        if node.op_type == "Gemm" and not a.get("transA"):
            if a.get("alpha", 1) != 1 or a.get("beta", 1) != 1:
                return None
            W = others[0] if a.get("transB") else others[0].T
            b = others[1] if len(others) > 1 else None
            if b is not None and b.shape != (len(W),):
                return None
            return layers.Dense(W, b, name=name)
        simple = {"Relu": layers.ReLU, "Sigmoid": layers.Sigmoid, "Tanh": layers.Tanh}
        simple |= {"Softplus": layers.Softplus}
        if node.op_type in simple:
            return simple[node.op_type](name=name)
        if node.op_type == "Softmax" and a.get("axis", -1) in (-1, self._axes[start] - 1):
            return layers.Softmax(name=name)
        if node.op_type == "Gelu":
            return layers.GELU(a.get("approximate", "none"), name=name)
        if node.op_type == "LayerNormalization" and len(others) == 2 and others[0].ndim == 1:
            gamma, beta = others
            return layers.LayerNorm(gamma, beta, float(a.get("epsilon", 1e-5)), name=name)
        if node.op_type == "BatchNormalization" and self._axes[start] in (2, 4):
            gamma, beta, mean, variance = others
            eps, n_axes = float(a.get("epsilon", 1e-5)), self._axes[start] - 1
            return layers.BatchNorm(
                gamma, beta, mean, variance, eps=eps, sample_ndim=n_axes, name=name
            )
        if node.op_type == "LeakyRelu":
            return layers.LeakyReLU(float(a.get("alpha", 0.01)), name=name)
        if node.op_type == "Flatten" and a.get("axis", 1) == 1 and self._axes[start] > 2:
            return layers.Flatten(self._axes[start] - 1, name=name)
        if node.op_type in ("Conv", "MaxPool") and self._axes[start] == 4:
            return self._of_pictures(node, others, name)
        return None

    def _written_out(self, part: list[Node], start: str, name: str) -> Layer | None:
        """The layer for which handnn itself would write these nodes; None if there is none."""
        if not self._is_own or self._dtypes[start].kind != "f":
            return None
        found = pattern(part, start, self._arrays)
        sample = np.ones([1] * self._axes[start])
        for kind in _WRITTEN_OUT:
            layer: Layer = kind(name=name)
            model = onnx_model(Sequential(layer), sample, self._dtypes[start], self._name)
            written = _Reader(self._onnx, model, self._name)
            nodes, info, _ = written._read()
            if pattern(nodes, info.name, written._arrays) == found:
                return layer
        return None

    def _of_pictures(self, node: Node, others: list[Any], name: str) -> Layer | None:
        a = node.attributes
        pads = list(a.get("pads", [0] * 4))
        if pads[:2] != pads[2:] or a.get("auto_pad", "NOTSET") != "NOTSET" or a.get("group", 1) > 1:
            return None
        if any(step != 1 for step in a.get("dilations", [])) or a.get("ceil_mode"):
            return None
        stride = tuple(a.get("strides", (1, 1)))
        if node.op_type == "Conv":
            K, b = (*others, None)[:2]
            return layers.Conv2D(K, b, stride, tuple(pads[:2]), name=name)
        if any(pads) or len(node.outputs) > 1:
            return None
        return layers.MaxPool2D(tuple(a["kernel_shape"]), stride=stride, name=name)


def _step_of(name: str) -> str:
    """The step that a node of a model that handnn wrote belongs to."""
    return name.rpartition("/")[0]


def _called(name: str) -> str:
    """A name of the model as one of a layer or of an attribute."""
    return re.sub(r"\W+", "_", _step_of(name) or name).strip("_") or "layer"


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name and a number where it is taken."""
    found, count = name, 1
    while found in taken:
        count += 1
        found = f"{name}_{count}"
    taken.add(found)
    return found
