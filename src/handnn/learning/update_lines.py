"""An update as code worked by hand: a line for every new parameter, drawn as any code is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from handnn.arithmetic import Leaf, RecordedArray, Variable, as_recorded, followed, recording
from handnn.arrays import Array
from handnn.code import Code, CodeStep, Line, line
from handnn.step import Place
from handnn.symbols import Symbols


class _Known(Leaf):
    """An array that was computed before, and with which an update begins."""

    is_given = True


def known(array: Any, variable: Variable) -> RecordedArray:
    """An array that remembers, whatever its role is one that is given."""
    values = np.asarray(array)
    return RecordedArray(
        _Known(values if values.dtype.kind == "f" else values.astype(float), variable)
    )


def line_of(
    compute: Callable[[], Any], variable: Variable, path: str, position: int, label: str
) -> Line:
    """What a computation gives as a line of code.

    Args:
        compute: Computes it, on arrays that remember.
        variable: What it is called on paper.
        path: The line's path.
        position: Its place among the lines.
        label: What stands above it.

    Raises:
        UnexplainedError: If the computation cannot be followed.
    """
    with recording() as noted:
        made = as_recorded(followed(compute))
    decide = partial(noted.repeat, 0, len(noted))
    return line(variable, made.node, path, position, label, decide)


def as_code(title: str, lines: Sequence[Line], given: Mapping[Variable, Array]) -> CodeStep:
    """Lines as the step of the whole.

    Args:
        title: What they are in a few words.
        lines: The lines.
        given: The arrays with which they begin, at least one.
    """
    (first, x), *others = given.items()
    symbols = Symbols(
        first.name,
        lines[-1].symbols.output,
        {variable.name: variable.name for variable, _ in others},
    )
    return CodeStep(
        Code(title, [each.name for each in lines]),
        x,
        lines[-1].output,
        MappingProxyType({variable.name: array for variable, array in others}),
        steps=tuple(lines),
        place=Place(title, 0, symbols, batched=False),
    )
