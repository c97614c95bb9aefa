"""The way of the classical sheets: simpler operations stand in for those that need a calculator.

It is asked for explicitly; an exercise is exact otherwise. What the simpler operations give stands
beside what is true.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from os import PathLike
from pathlib import Path

import numpy as np

from handnn import terminal
from handnn.arithmetic import format_number, to_ascii
from handnn.backward import Backward
from handnn.errors import ArgumentError
from handnn.files.atomic import write_atomic
from handnn.markup import element, escaped
from handnn.render.html.page import html
from handnn.render.save import pen_for
from handnn.trace import Trace
from handnn.worked import Work, work_script

COMPARED = "By hand, and ≈ what is true:"
MOST = 8  # values of an array in the comparison, before the rest is left out


class ByHand:
    """An exercise worked with operations that a pencil can do, and the true values beside them.

    Attributes:
        title: What it is called.
        says: What stands for what.
        record: The exercise with these operations.
        exact: The exercise as it is.

    Examples:
        >>> import handnn as hn
        >>> by_hand = hn.gallery["softmax"].by_hand()
        >>> by_hand.record["e"].output
        array([ 3.        ,  1.        ,  0.33333333, 27.        ])
        >>> print(by_hand.comparison().splitlines()[0])
        e      3, 1, 0.3333, 27                   ≈ 2.718, 1, 0.3679, 20.09
    """

    def __init__(
        self, title: str, says: str, by_hand: Work | Backward, exact: Work | Backward
    ) -> None:
        self.title = title
        self.says = says
        self.record = by_hand
        self.exact = exact

    def comparison(self) -> str:
        """A line for every array that is another one: its name, its values, and the true ones."""
        rows = list(self._differing())
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else []
        return "\n".join(
            "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )

    def text(self, ascii: bool = False) -> str:
        """What stands for what, the sheet and its arithmetic, and the comparison."""
        parts = [terminal.wrap(self.says), self.record.text(ascii=ascii), self._compared()]
        return "\n\n".join(to_ascii(part) if ascii else part for part in parts)

    def save(self, path: str | PathLike[str]) -> None:
        """Write it into a file, as `Trace.save` does; on a page, with the true values below."""
        if pen_for(path) is not html:
            self.record.save(path)
            return
        above = element("h1", escaped(self.title)) + element("p", escaped(self.says))
        below = element("p", COMPARED) + element("pre", escaped(self.comparison()), tabindex=0)
        write_atomic(Path(path), html(self.record, self.title, above, below))

    def _compared(self) -> str:
        return f"{COMPARED}\n{self.comparison()}"

    def _differing(self) -> Iterator[tuple[str, str, str]]:
        exact = _arrays(self.exact)
        for name, values in _arrays(self.record).items():
            true = exact[name]
            if not np.allclose(values, true):
                yield name, _listed(values), f"≈ {_listed(true)}"

    def __str__(self) -> str:
        return self.text()


def worked_by_hand(title: str, code: str, says: str, stand_ins: Mapping[str, str]) -> ByHand:
    """Work code as it is, and with some of its lines replaced.

    Args:
        title: What it is called.
        code: The code.
        says: What stands for what.
        stand_ins: The new lines, each by the one that it replaces.

    Raises:
        ArgumentError: If the code has no such line.
    """
    lines = code.splitlines()
    for old, new in stand_ins.items():
        if old not in lines:
            raise ArgumentError(f"{title} has no line {old!r} for {new!r} to stand in for.")
        lines[lines.index(old)] = new
    return ByHand(title, says, _worked(title, "\n".join(lines)), _worked(title, code))


def rounded_by_hand(title: str, exact: Backward, says: str, decimals: int) -> ByHand:
    """Work the gradients of a network from a rounded gradient with respect to its output.

    Args:
        title: What it is called.
        exact: The gradients as they are.
        says: What stands for what.
        decimals: How many decimals are left.
    """
    assert isinstance(exact.trace, Trace)
    rounded = exact.trace.backward(grad=np.round(exact.output_gradient, decimals))
    return ByHand(title, says, rounded, exact)


def _worked(title: str, code: str) -> Work:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "by_hand.py"
        path.write_text(code, encoding="utf-8")
        return work_script(path, title)


def _arrays(record: Work | Backward) -> dict[str, list[float]]:
    """The values of everything that is worked out, by its name on paper."""
    given = {}
    if isinstance(record, Backward):  # a gradient to start from is not worked out
        given[record.run.variable("output").gradient.name] = record.output_gradient.ravel().tolist()
    parts = record.explain().parts
    return given | {part.cells[0].variable.name: [c.value for c in part.cells] for part in parts}


def _listed(values: list[float]) -> str:
    texts = [format_number(value).text for value in values[:MOST]]
    return ", ".join(texts) + (", …" if len(values) > MOST else "")
