"""A network's forward, recorded so that its graph holds for any number of samples.

The number of samples is not part of a recorded operation, but of its arrays. So the network is run
twice, on two and on three samples: an axis that is longer in the second run is that of the samples,
and whatever else differs depends on their number.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from handnn.arithmetic import (
    Given,
    Leaf,
    Node,
    RecordedArray,
    Recording,
    Variable,
    as_result,
    followed,
    in_order,
    record,
    recording,
)
from handnn.step import RecordedLayer, Step

SIZES = (2, 3)  # of the recorded batches
INPUT = Variable("the input", "input")


class Part(NamedTuple):
    """What one layer of a network added to the record: its nodes, operands first."""

    path: str
    nodes: list[Node]
    output: Node


class Run(NamedTuple):
    """A recorded run: the input, the arrays by name, the parts, and who took decisions."""

    input: Leaf
    arrays: dict[str, Node]
    parts: list[Part]
    deciding: list[str]


def recorded_runs(network: RecordedLayer, sample: Any) -> list[Run]:
    """Run a network on batches of two sizes, from which a graph for any size is written.

    Args:
        network: The network.
        sample: One sample.

    Raises:
        UnexplainedError: If a layer's arithmetic cannot be followed.
    """
    whole = network.takes_whole_numbers
    return [recorded_run(network, _batch_of(sample, n, whole, n)) for n in SIZES]


def recorded_run(network: RecordedLayer, x: Any) -> Run:
    """Run a network on arrays that remember, layer by layer.

    Args:
        network: The network.
        x: A batch.

    Raises:
        UnexplainedError: If a layer's arithmetic cannot be followed.
    """
    arrays = {**network.parameters, **network.buffers}
    recorded = {name: record(a, Variable(name, "parameter")) for name, a in arrays.items()}
    start = record(x, INPUT, network.takes_whole_numbers)
    whole = network.takes_whole_numbers
    nodes = {name: array.node for name, array in recorded.items()}
    seen = {id(start.node), *map(id, nodes.values())}
    parts, deciding = [], []
    value: Any = start
    step = network.run(start.value)  # which says what fails, and which layers are chains
    for path, layer, own in _leaves(network.with_parameters(recorded), step, ""):
        with recording() as noted:
            value = followed(partial(_replayed, layer, own, value))
        if _decides(noted, whole):
            deciding.append(path)
        parts.append(Part(path, _new(value.node, seen), value.node))
    input_node = start.node
    assert isinstance(input_node, Leaf)
    return Run(input_node, nodes, parts, deciding)


def _leaves(layer: Any, step: Step, path: str) -> Iterator[tuple[str, Any, Step]]:
    """The layers of a chain, and of chains inside it, with their paths and steps."""
    if not step.steps:
        yield path, layer, step
    for name, own in zip(layer.step_names() if step.steps else (), step.steps, strict=True):
        yield from _leaves(layer.children[name], own, f"{path}.{name}".removeprefix("."))


def _replayed(layer: Any, step: Step, x: Any) -> RecordedArray:
    return as_result(layer.replay(step, x))


def _decides(noted: Recording, whole_numbers: bool) -> bool:
    """Whether a decision rests on numbers that another input would change."""
    for guard in noted.guards if len(noted) else ():
        read = {n.variable for n in in_order([guard.condition]) if isinstance(n, Given)}
        if whole_numbers != (INPUT in read):  # of whole numbers, rows of parameters are chosen
            return True
    return False


def _new(output: Node, seen: set[int]) -> list[Node]:
    """The nodes behind one that have not been seen, operands first."""
    found: list[Node] = []
    stack: list[tuple[Node, bool]] = [(output, False)]
    while stack:
        node, is_ready = stack.pop()
        if is_ready:
            found.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack += [(operand, False) for operand in reversed(node.operands)]
    return found


def _batch_of(sample: Any, n: int, whole_numbers: bool, seed: int) -> Any:
    """A sample several times; of whole numbers, others up to the largest of them."""
    if not whole_numbers:
        return np.stack([sample] * n)
    rng = np.random.default_rng(seed)
    return rng.integers(0, int(np.max(sample, initial=0)) + 1, (n, *np.shape(sample)))
