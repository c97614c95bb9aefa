"""Tasks for the pencil, which no program checks: links to draw, code to write, whys to answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from handnn.arithmetic import in_numbers
from handnn.as_code import to_code
from handnn.backward import Backward
from handnn.errors import ArgumentError
from handnn.explanation import MANY_TERMS
from handnn.layers.base import Layer
from handnn.practice.exercise import Recorded
from handnn.practice.key import Key, KeyCell
from handnn.practice.paper import Gap, Line
from handnn.sheet.diagram import Diagram, diagram, has_diagram
from handnn.trace import Trace

LINKS, CODE, WHY = "links", "code", "why"
TASKS = (LINKS, CODE, WHY)
DRAW = "Draw the links of the network: dashed where a weight is negative, and none where it is 0."
MANY = 4  # of the questions which cells are 0
WRITE = "The same in NumPy: write what is missing."
ROOM = 24  # for characters of code
_ASSIGNED = re.compile(r"(\s*\w+ = )(.*?)(?:  # .*)?")
_CHOICES = frozenset({"max", "min", "maximum", "minimum", "where"})


def checked_tasks(tasks: str | Sequence[str], record: Recorded) -> tuple[str, ...]:
    """Tasks by their names, one or several.

    Args:
        tasks: The names.
        record: What the worksheet shows.

    Raises:
        ArgumentError: If there is no such task, or the record has none of the kind.
    """
    tasks = (tasks,) if isinstance(tasks, str) or not isinstance(tasks, Sequence) else tuple(tasks)
    for each in tasks:
        if each not in TASKS:
            names = ", ".join(f'"{task}"' for task in TASKS)
            raise ArgumentError(f"The tasks on paper are {names}; got {each!r}.")
    if LINKS in tasks and not (isinstance(record, Trace | Backward) and has_diagram(record.run)):
        raise ArgumentError(
            f'on_paper="{LINKS}" needs a network with a diagram: a trace or a backward pass of '
            "layers of units."
        )
    if CODE in tasks and not isinstance(record, Trace | Backward):
        raise ArgumentError(
            f'on_paper="{CODE}" needs a network, a trace or a backward pass: code is there already.'
        )
    return tasks


def diagram_to_draw(record: Recorded) -> Diagram:
    """The diagram whose links are left to the learner."""
    assert isinstance(record, Trace | Backward)
    return diagram(record.run)


def code_to_write(record: Recorded) -> Iterator[Line]:
    """The network in NumPy, without what stands right of its equals signs.

    Raises:
        LayerTypeError: If there are no such lines for one of its layers.
    """
    network = record.run.layer
    assert isinstance(network, Layer)
    yield Line((WRITE,))
    before, _, function = to_code(network, "numpy").partition("def net")
    for line in filter(None, before.splitlines()):
        yield Line((line,), is_code=True)
    for line in f"def net{function}".splitlines():
        assigned = _ASSIGNED.fullmatch(line)
        if assigned is None:
            yield Line((line,), is_code=True)
        else:
            yield Line((assigned[1], Gap(assigned[2], ROOM)), is_code=True)


def whys(key: Key) -> Iterator[Line]:
    """Questions for the reasons of numbers, without telling the numbers, and their answers.

    Args:
        key: The answers of the worksheet.
    """
    off: dict[str, list[KeyCell]] = {}
    for cell in key.cells:
        if cell.value == 0 and cell.number.operation in _CHOICES:  # as ReLU makes it
            off.setdefault(cell.variable.name, []).append(cell)
    for name, cells in islice(off.items(), MANY):
        question = f"Which cells of {name} are 0, and why? "
        yield Line((question, Gap(", ".join(map(_equation, cells)), lines=2)))
    last = key.cells[-1]
    yield Line((f"How is {last.symbol} worked out? ", Gap(_equation(last), lines=2)))


def _equation(cell: KeyCell) -> str:
    return in_numbers(cell.symbol, cell.number, cell.value, terms=MANY_TERMS)
