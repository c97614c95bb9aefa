"""Recorded runs of a network as a graph of operators.

No layer has a case of its own. Each node of a recorded run becomes one or more operators, named
after the step that it belongs to; parameters and buffers become initializers under their names.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, NamedTuple, Protocol

import numpy as np

from handnn.arithmetic import Cast, Contracted, Elementwise, Move, Node, Reduced
from handnn.arithmetic.moves import Written, numbered
from handnn.errors import UnexplainedError
from handnn.graph.graph import Batch, Graph, Value
from handnn.graph.moves import BatchMatters, Moves, by_sample, sample_places
from handnn.graph.recording import SIZES, Part, Run

_REDUCE = {"sum": "ReduceSum", "product": "ReduceProd", "max": "ReduceMax", "min": "ReduceMin"}
_REDUCE |= {"and": "ReduceMin", "or": "ReduceMax"}
_COMPARE = {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal"}
_COMPARE |= {"isnan", "isinf", "isfinite"}
_CONDITIONS = {"and", "or", "not"}


class Elements(Protocol):
    """How operations that go element by element are written, on tensors of one dtype."""

    def operation(self, name: str, *operands: str) -> str:
        """Append what an operation of handnn's takes; the name of the result."""


class NetworkGraph(NamedTuple):
    """A network as a graph.

    Attributes:
        graph: The graph.
        arrays: What parameters and buffers are called in it, by their names in the network.
        input: Its input.
        output: Its output.
    """

    graph: Graph
    arrays: dict[str, str]
    input: Value
    output: Value


class Writer:
    """Writes one recorded network.

    Args:
        dtype: The dtype of all real numbers; None leaves each as it was recorded.
        elements: What writes the operations that go element by element, for a graph and a dtype.
        runs: Two runs, on different numbers of samples; one alone, where the number is fixed.
    """

    def __init__(
        self, dtype: Any, elements: Callable[[Graph, Any], Elements], runs: list[Run]
    ) -> None:
        self._dtype = None if dtype is None else np.dtype(dtype)
        self._elements = elements
        self._run, self._other = runs[0], runs[-1]
        self._is_free = len(runs) > 1
        self._graph = Graph()
        self._values: dict[int, Value] = {}
        self._twins: dict[int, Node] = {}  # the same node of the other run, by the node's id
        self._moves = Moves(self._graph, None)

    def written(self) -> NetworkGraph:
        """The graph, and where a network's arrays are in it.

        Raises:
            BatchMatters: If the number of samples is to be free and cannot be.
            UnexplainedError: If something has no operator.
        """
        graph, start = self._graph, self._run.input
        source = Value(
            graph.unique("input"),
            start.value.shape,
            self._kind(start.value.dtype),
            Batch(0) if self._is_free else None,
        )
        self._pair(start, self._other.input)
        self._values[id(start)] = source
        arrays = {}
        for name, node in self._run.arrays.items():
            self._pair(node, self._other.arrays[name])
            array = node.value.astype(self._kind(node.value.dtype))
            arrays[name] = graph.initializer(name, array)
            self._values[id(node)] = Value(arrays[name], array.shape, array.dtype)
        if self._is_free:
            self._moves = Moves(graph, source.name)
        for part, other in zip(self._run.parts, self._other.parts, strict=True):
            self._write(part, other)
        result = self._value(self._run.parts[-1].output)
        if result.name == source.name or result.name in graph.initializers:
            result = result._replace(name=graph.add("Identity", result.name))
        if self._is_free and result.batch != Batch(0):
            raise BatchMatters("its output has not one row for each sample")
        return NetworkGraph(graph, arrays, source, result)

    def _kind(self, dtype: Any) -> Any:
        """The dtype that the graph has for a recorded one."""
        dtype = np.dtype(dtype)
        if dtype.kind == "f":
            return self._dtype or dtype
        return dtype if dtype.kind == "b" else np.dtype(np.int64)

    def _write(self, part: Part, other: Part) -> None:
        """The nodes of one step; its output has the step's name."""
        if len(part.nodes) != len(other.nodes):
            raise BatchMatters("its code takes other steps for another number of samples")
        self._graph.path = part.path
        for node, twin in zip(part.nodes, other.nodes, strict=True):
            self._pair(node, twin)
            if not node.is_constant:
                self._values[id(node)] = self._made(node)
        output = self._value(part.output)
        name = self._graph.name_last(output.name, part.path)
        self._values[id(part.output)] = output._replace(name=name)

    def _pair(self, node: Node, twin: Node) -> None:
        if type(node) is not type(twin) or np.ndim(node.value) != np.ndim(twin.value):
            raise BatchMatters("its code takes other steps for another number of samples")
        self._twins[id(node)] = twin

    def _value(self, node: Node) -> Value:
        """The tensor of a node; plain values become one when somebody needs them."""
        found = self._values.get(id(node))
        if found is None:
            found = self._values[id(node)] = self._plain(node)
        return found

    def _plain(self, node: Node) -> Value:
        """Plain values, which must be the same for every sample."""
        value = np.asarray(node.value)
        twin = np.asarray(self._twins[id(node)].value)
        dtype = self._kind(value.dtype)
        axis = self._sample_axis(node)
        if axis is None:
            if not np.array_equal(value, twin, equal_nan=value.dtype.kind == "f"):
                raise BatchMatters("a number in it depends on how many samples there are")
            return Value(self._graph.constant(value, dtype), value.shape, dtype)
        for inner in (False, True):
            batch = Batch(axis, value.shape[axis] // SIZES[0], inner)
            rows = by_sample(value, batch, SIZES[0])
            others = by_sample(twin, batch, SIZES[1])
            if (rows == rows[0]).all() and (others == rows[0]).all():
                sample = Value(self._graph.constant(rows[0], dtype), rows[0].shape, dtype)
                places = np.arange(1, rows.shape[1] + 1)
                name = self._moves.move([sample], places, value.shape, batch)
                return Value(name, value.shape, dtype, batch)
        raise BatchMatters("plain numbers in it differ from sample to sample")

    def _sample_axis(self, node: Node) -> int | None:
        """The axis that is longer where there are more samples; None if there is none."""
        shapes = np.shape(node.value), np.shape(self._twins[id(node)].value)
        axes = [i for i, sizes in enumerate(zip(*shapes, strict=True)) if sizes[0] != sizes[1]]
        if not axes:
            return None
        (axis, *more) = axes
        runs = [shape[axis] / n for shape, n in zip(shapes, SIZES, strict=True)]
        if more or runs[0] != runs[1] or runs[0] % 1:
            raise BatchMatters("samples are put together with other samples")
        return axis

    # -- the kinds of nodes -----------------------------------------------------------------------

    def _made(self, node: Node) -> Value:
        """The tensor that a node makes of its operands."""
        if isinstance(node, Elementwise):
            return self._elementwise(node)
        if isinstance(node, Contracted):
            return self._contracted(node)
        if isinstance(node, Reduced):
            return self._reduced(node)
        if isinstance(node, Cast):
            value = self._value(node.operands[0])
            dtype = self._kind(np.asarray(node.value).dtype)
            return self._as(value, dtype)._replace(shape=np.shape(node.value))
        if isinstance(node, Move):
            return self._moved(node, node.places, self._twin(node, Move).places)
        if isinstance(node, Written):
            places = [_places_written(each) for each in (node, self._twin(node, Written))]
            return self._moved(node, *places)
        raise UnexplainedError(
            f'"{self._graph.path}" does something that only handnn can work out: '
            f"{type(node).__name__}."
        )

    def _twin(self, node: Node, kind: type) -> Any:
        twin = self._twins[id(node)]
        assert isinstance(twin, kind)
        return twin

    def _as(self, value: Value, dtype: Any) -> Value:
        """A tensor in a dtype."""
        if value.dtype == dtype:
            return value
        return value._replace(name=self._graph.cast(value.name, dtype), dtype=np.dtype(dtype))

    def _elementwise(self, node: Elementwise) -> Value:
        name = node.operation.name
        if name != self._twin(node, Elementwise).operation.name:
            raise BatchMatters("its code takes other steps for another number of samples")
        shape, dtype = np.shape(node.value), self._kind(np.asarray(node.value).dtype)
        of = dtype
        if name in _COMPARE:
            of = self._kind(np.result_type(*[operand.value for operand in node.operands]))
            if of.kind == "b" and name not in ("equal", "not_equal"):
                of = np.dtype(np.int64)
        elif name in _CONDITIONS:
            of = np.dtype(bool)
        values = [self._value(operand) for operand in node.operands]
        kinds = [np.dtype(bool), dtype, dtype] if name == "where" else [of] * len(values)
        names = [self._as(v, kind).name for v, kind in zip(values, kinds, strict=True)]
        batch = self._broadcast(node, values)
        made = (
            names[0]
            if name == "bracket"
            else self._elements(self._graph, of).operation(name, *names)
        )
        return Value(made, shape, dtype, batch)

    def _broadcast(self, node: Node, values: list[Value]) -> Batch | None:
        """Where the samples are in what is made of tensors cell by cell."""
        axis, ndim = self._sample_axis(node), np.ndim(node.value)
        found = {
            v.batch._replace(axis=v.batch.axis + ndim - len(v.shape)) for v in values if v.batch
        }
        if len(found) > 1 or any(batch.axis != axis for batch in found):
            raise BatchMatters("samples are put together with other samples")
        return next(iter(found), None)

    def _contracted(self, node: Contracted) -> Value:
        twin = self._twin(node, Contracted)
        if (list(map(list, node.labels)), list(node.output)) != (
            list(map(list, twin.labels)),
            list(twin.output),
        ):
            raise BatchMatters("its code takes other steps for another number of samples")
        dtype = self._kind(np.asarray(node.value).dtype)
        values = [self._as(self._value(operand), dtype) for operand in node.operands]
        labels, output = [list(own) for own in node.labels], list(node.output)
        marked = {
            (own[v.batch.axis], v.batch.run, v.batch.inner)
            for v, own in zip(values, labels, strict=True)
            if v.batch
        }
        batch = None
        if marked:
            ((label, run, inner), *more) = marked
            if more or label not in output:
                raise BatchMatters("it adds samples up")
            batch = Batch(output.index(label), run, inner)
        names = [v.name for v in values]
        for first, second in ((0, 1), (1, 0)) if len(values) == 2 else ():
            if _is_matmul(labels[first], labels[second], output):
                name = self._graph.add("MatMul", names[first], names[second])
                return Value(name, np.shape(node.value), dtype, batch)
        longest: dict[int, int] = {}
        for v, own in zip(values, labels, strict=True):
            for at, size in zip(own, v.shape, strict=True):
                longest[at] = max(longest.get(at, 1), size)
        for i, (v, own) in enumerate(zip(values, labels, strict=True)):
            alone = [k for k, at in enumerate(own) if v.shape[k] != longest[at]]
            if alone:  # an axis of 1 is stretched: without it, the sum is the same
                names[i] = self._graph.add("Squeeze", v.name, self._graph.constant(alone))
                labels[i] = [at for k, at in enumerate(own) if k not in alone]
        letter = {at: chr(ord("a") + i) for i, at in enumerate(longest)}
        terms = ["".join(letter[at] for at in own) for own in (*labels, output)]
        equation = ",".join(terms[:-1]) + "->" + terms[-1]
        name = self._graph.add("Einsum", *names, equation=equation)
        return Value(name, np.shape(node.value), dtype, batch)

    def _reduced(self, node: Reduced) -> Value:
        twin = self._twin(node, Reduced)
        if (node.name, node.axes) != (twin.name, twin.axes):
            raise BatchMatters("its code takes other steps for another number of samples")
        shape, dtype = np.shape(node.value), self._kind(np.asarray(node.value).dtype)
        value = self._value(node.operands[0])
        batch = value.batch
        keepdims = len(shape) == len(value.shape)
        if batch is not None and batch.axis in node.axes:
            raise BatchMatters("it adds samples up")
        if batch is not None and not keepdims:
            before = sum(axis < batch.axis for axis in node.axes)
            batch = batch._replace(axis=batch.axis - before)
        if node.name in ("and", "or"):
            value = self._as(self._as(value, bool), np.int64)
        else:
            value = self._as(value, np.int64 if dtype.kind == "b" else dtype)
        name = value.name
        if node.axes:
            axes = self._graph.constant(list(node.axes))
            name = self._graph.add(_REDUCE[node.name], name, axes, keepdims=int(keepdims))
        return self._as(Value(name, shape, value.dtype, batch), dtype)

    def _moved(self, node: Node, places: Any, twin_places: Any) -> Value:
        shape, dtype = np.shape(node.value), self._kind(np.asarray(node.value).dtype)
        values = [self._as(self._value(operand), dtype) for operand in node.operands]
        axis = self._sample_axis(node)
        if axis is None:
            used = np.unique(places)
            start = 1
            for value in values:
                end = start + prod(value.shape)
                if value.batch and ((used >= start) & (used < end)).any():
                    raise BatchMatters("cells of one sample are used for all")
                start = end
            if not np.array_equal(places, twin_places):
                looked_up = self._looked_up(node, places, twin_places)
                if looked_up is None:
                    raise BatchMatters("cells are taken from other places for other samples")
                return looked_up
            return Value(self._moves.move(values, places, shape, None), shape, dtype)
        looked_up = self._looked_up(node, places, twin_places)
        if looked_up is not None:
            return looked_up
        reason = BatchMatters("cells of several samples are put together")
        twins = [np.shape(self._twins[id(operand)].value) for operand in node.operands]
        for inner in (False, True):
            batch = Batch(axis, shape[axis] // SIZES[0], inner)
            try:
                own = sample_places(places, [(v.shape, v.batch) for v in values], batch, SIZES[0])
                other = sample_places(
                    twin_places,
                    [(s, v.batch) for s, v in zip(twins, values, strict=True)],
                    batch,
                    SIZES[1],
                )
            except BatchMatters as mixed:
                reason = mixed
                continue
            if np.array_equal(own, other):
                batch = batch._replace(inner=inner and batch.run > 1)
                return Value(self._moves.move(values, own, shape, batch), shape, dtype, batch)
        raise reason

    def _looked_up(self, node: Node, places: Any, twin_places: Any) -> Value | None:
        """Rows of a table chosen by the whole numbers of the input: a Gather; None if it is not."""
        ids, twin_ids = self._run.input.value, self._other.input.value
        if ids.dtype.kind not in "iu" or len(node.operands) != 1:
            return None
        table = self._value(node.operands[0])
        if table.batch or not table.shape:
            return None
        rows = numbered(node.operands[0].value, 1)
        for chosen, found in ((ids, places), (twin_ids, twin_places)):
            if not np.array_equal(rows[chosen], found):
                return None
        source = self._values[id(self._run.input)]
        name = self._graph.add("Gather", table.name, source.name, axis=0)
        return Value(name, np.shape(node.value), table.dtype, source.batch)


def _places_written(node: Written) -> Any:
    """For every cell its place in what was there before and in what was written, in one row."""
    before, new = (np.size(operand.value) for operand in node.operands)
    places = np.arange(1, before + 1).reshape(np.shape(node.value))
    np.put(places, node.places, np.arange(before + 1, before + new + 1))
    return places


def _is_matmul(left: list[int], right: list[int], output: list[int]) -> bool:
    """Whether a product of two arrays is what ``@`` means."""
    if not left or not right:
        return False
    inner, rows, stack = left[-1], left[-2:-1], left[:-2]
    columns, other = ([], []) if len(right) == 1 else (right[-1:], right[:-2])
    if right[-2 if len(right) > 1 else -1] != inner or inner in output:
        return False
    longer, shorter = (stack, other) if len(stack) >= len(other) else (other, stack)
    if longer[len(longer) - len(shorter) :] != shorter:
        return False
    return output == [*longer, *rows, *columns] and len(set(output)) == len(output)
