"""Tasks for the pencil, which no program checks: links to draw, and whys to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from handnn.arithmetic import in_numbers
from handnn.backward import Backward
from handnn.errors import ArgumentError
from handnn.practice.exercise import Recorded
from handnn.practice.key import Key, KeyCell
from handnn.practice.paper import Gap, Line
from handnn.sheet.diagram import Diagram, diagram, has_diagram
from handnn.trace import Trace

LINKS, WHY = "links", "why"
TASKS = (LINKS, WHY)
DRAW = "Draw the links of the network, those of weights that are 0 left out."
MANY = 4  # of the questions which cells are 0
MANY_TERMS = 12  # of a sum, before its middle is left out
_CHOICES = frozenset({"max", "min", "maximum", "minimum", "where"})


def check_tasks(tasks: Sequence[str], record: Recorded) -> None:
    """Check that a record has such tasks.

    Raises:
        ArgumentError: If it has not.
    """
    for each in tasks:
        if each not in TASKS:
            names = " and ".join(f'"{task}"' for task in TASKS)
            raise ArgumentError(f"The tasks on paper are {names}; got {each!r}.")
    if LINKS in tasks and not (isinstance(record, Trace | Backward) and has_diagram(record.run)):
        raise ArgumentError(
            f'on_paper="{LINKS}" needs a network with a diagram: a trace or a backward pass of '
            "layers of units."
        )


def diagram_to_draw(record: Recorded) -> Diagram:
    """The diagram whose links are left to the learner."""
    assert isinstance(record, Trace | Backward)
    return diagram(record.run)


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
