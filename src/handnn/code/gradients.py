"""Going back through lines of code: each gradient in terms of those of the arrays made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from handnn.arithmetic import Leaf, RecordedArray, differentiate, record
from handnn.arrays import Array
from handnn.code.steps import Line, line, sources_of
from handnn.step import Step


def gradient_lines(
    lines: Sequence[Line], given: Sequence[Leaf], result: Leaf, start: Any, path: str = ""
) -> Iterator[tuple[Leaf, Any, Line | None]]:
    """Go back through lines of code: the gradient with respect to each array, in terms of others.

    Args:
        lines: The lines, in the order of the code.
        given: The arrays that the code was given.
        result: The array to start from.
        start: The gradient with respect to it: an array that remembers.
        path: The path of the step that the lines belong to, or "".

    Yields:
        Each array, from the last to the first, with the gradient with respect to it (None if none
        reaches it) and that gradient as a line.
    """
    parts: dict[int, Any] = {id(result): start}
    leaves = [(each.leaf, each.array) for each in reversed(lines)]
    leaves += [(leaf, None) for leaf in given]
    for i, (leaf, array) in enumerate(leaves):
        gradient = parts.get(id(leaf))
        if gradient is None:
            yield leaf, None, None
            continue
        variable = leaf.variable.gradient
        node = gradient.node
        if node.is_constant or (isinstance(node, Leaf) and node.variable == variable):
            yield leaf, gradient, None
        else:
            own = f"{path}.{variable.name}" if path else variable.name
            yield leaf, gradient, line(variable, node, own, i, variable.name)
            gradient = RecordedArray(Leaf(node.value, variable))
        if array is not None:
            sources = list(sources_of(array.node))
            wrt = [RecordedArray(source) for source in sources]
            for source, part in zip(sources, differentiate([array], [gradient], wrt), strict=True):
                known = parts.get(id(source))
                parts[id(source)] = part if known is None else known + part


def gradients_in(step: Step, grad: Array) -> tuple[tuple[Line, ...], dict[str, RecordedArray]]:
    """Go back through the lines of a layer's code.

    Args:
        step: The run of a single layer, which has lines.
        grad: The gradient of the loss with respect to the step's output.

    Returns:
        The gradients with respect to the arrays that have a name in the code, as lines; and those
        with respect to the step's input and parameters, by their symbols, each in terms of these.
    """
    lines = [each for each in step.parts() if isinstance(each, Line)]
    named = {id(each.leaf) for each in lines}
    given = {id(leaf): leaf for each in lines for leaf in each.sources if id(leaf) not in named}
    result = lines[-1].leaf
    start = record(grad, step.variable("output").gradient)
    inside: list[Line] = []
    outside: dict[str, RecordedArray] = {}
    for leaf, gradient, explained in gradient_lines(
        lines, list(given.values()), result, start, step.path
    ):
        if id(leaf) not in named:
            if gradient is not None:
                outside[leaf.variable.name] = gradient
        elif explained is not None:
            inside.append(explained)
    return tuple(inside), outside
