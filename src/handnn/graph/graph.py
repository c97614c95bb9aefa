"""A graph of operators, one after the other.

The operators are named as ONNX names them, and take what they take there.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

import numpy as np


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


class Operator(NamedTuple):
    """One application of an operator.

    Attributes:
        kind: Its name, such as ``"MatMul"``.
        inputs: The names of what it takes.
        output: The name of what it makes.
        name: What it is called itself.
        attributes: Its settings.
    """

    kind: str
    inputs: tuple[str, ...]
    output: str
    name: str
    attributes: dict[str, Any]


class Graph:
    """Operators and initializers, with names that are told apart."""

    def __init__(self) -> None:
        self.operators: list[Operator] = []
        self.initializers: dict[str, Any] = {}
        self.path = ""  # of the step to which the next operators belong
        self._constants: dict[Any, str] = {}
        self._counts: Counter[str] = Counter()

    def unique(self, name: str) -> str:
        """The name, or the name and a number where it is taken."""
        self._counts[name] += 1
        count = self._counts[name]
        return name if count == 1 else self.unique(f"{name}_{count}")

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Append an operator; the name of its output."""
        name = self.unique(f"{self.path}/{kind}" if self.path else kind)
        self.operators.append(Operator(kind, inputs, name, name, attributes))
        return name

    def name_last(self, value: str, name: str) -> str:
        """Give the output of the last operator another name; others keep theirs."""
        if not self.operators or self.operators[-1].output != value:
            return value
        name = self.unique(name)
        self.operators[-1] = self.operators[-1]._replace(output=name)
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
        return self.add("Cast", name, to=np.dtype(dtype))
