"""Hand arithmetic of the cells of an array: symbols, then numbers, then the result."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

import numpy as np

from handnn import arithmetic, terminal
from handnn.arithmetic import (
    Guard,
    Number,
    RecordedArray,
    Variable,
    as_result,
    followed,
    recording,
    to_ascii,
)
from handnn.arithmetic.node import place_at
from handnn.arrays import Array, alike
from handnn.errors import HandnnError, NoSuchStepError, UnexplainedError

MANY_CELLS = 12  # of one array, before the rest is only counted
MANY_TERMS = 12  # of one sum, before only the largest are written

_LEFT = re.compile("(new )?[^ ]* ")  # what stands left of the equals sign
_INDEX_HINT = ": cells are indexed by whole numbers, as in NumPy: .explain(0)."


@dataclass(frozen=True, slots=True)
class CellExplanation:
    """One number and where it comes from.

    Attributes:
        variable: The name of its array on paper.
        index: Its index in that array, counted from 0.
        number: The expression, as the layer's own code computed it.
        value: The value that the run stored.
        guards: The branches that plain Python took on the way; the expression holds only as long as
            each is taken again.
    """

    variable: Variable
    index: tuple[int, ...]
    number: Number
    value: float
    guards: tuple[Guard, ...]

    @property
    def symbol(self) -> str:
        """The cell's name on paper: ``z1[2]``."""
        return self.variable.cell(self.index)

    def lines(self, terms: int | None = None, ascii: bool = False) -> list[str]:
        """The equation in symbols and in numbers; a single line where the two are the same.

        Args:
            terms: How many terms of a long sum to write out; all by default.
            ascii: Whether to keep to ASCII.
        """
        left = self.variable.cell(self.index, ascii=ascii)
        return arithmetic.equation(left, self.number, self.value, terms=terms, ascii=ascii)

    def in_numbers(self, terms: int | None = None, ascii: bool = False) -> str:
        """The last of the `lines`, alone."""
        left = self.variable.cell(self.index, ascii=ascii)
        return arithmetic.in_numbers(left, self.number, self.value, terms=terms, ascii=ascii)


@dataclass(frozen=True, slots=True)
class Part:
    """The requested cells of one array, under a heading; `ask` is code that explains one cell."""

    heading: str
    ask: str
    cells: Sequence[CellExplanation]


class Cells(Sequence[CellExplanation]):
    """The requested cells, each explained when it is read: of a wide array few ever are."""

    def __init__(self, places: Array, explain: Callable[[int], CellExplanation]) -> None:
        self._places = places
        self._explain = explain

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, position: int) -> CellExplanation: ...

    @overload
    def __getitem__(self, position: slice) -> Sequence[CellExplanation]: ...

    def __getitem__(self, position: int | slice) -> CellExplanation | Sequence[CellExplanation]:
        if isinstance(position, slice):
            return Cells(self._places[position], self._explain)
        return self._explain(int(self._places[position]))


class Explanation:
    """Hand arithmetic of some cells; `print` it, or iterate over its cells.

    Each cell is a `CellExplanation`.

    Args:
        parts: The arrays explained, in order.
        chosen: Whether these very cells were requested: then every term is written out.
        note: What stands below the arithmetic, where the question had two meanings.

    Examples:
        >>> import handnn as hn
        >>> explanation = hn.ReLU().run([-1, 3]).explain()
        >>> print(explanation)
        relu (ReLU)
          y[1] = max(0, x[1])
          y[1] = max(0, -1) = 0
          y[2] = max(0, 3) = 3
        >>> for cell in explanation:
        ...     print(cell.symbol, cell.value, cell.lines())
        y[1] 0.0 ['y[1] = max(0, x[1])', 'y[1] = max(0, -1) = 0']
        y[2] 3.0 ['y[2] = max(0, x[2])', 'y[2] = max(0, 3) = 3']
    """

    def __init__(self, parts: Sequence[Part], chosen: bool = False, note: str = "") -> None:
        self.parts = tuple(parts)
        self.chosen = chosen
        self.note = note

    @classmethod
    def joined(cls, explanations: Sequence[Explanation]) -> Explanation:
        """Several explanations in sequence."""
        parts = [part for explanation in explanations for part in explanation.parts]
        notes = [explanation.note.strip() for explanation in explanations if explanation.note]
        return cls(parts, all(e.chosen for e in explanations), "\n".join(notes))

    def about(self, variable: Variable) -> Explanation:
        """The same arithmetic with another name for the array on paper."""
        parts = [
            replace(part, cells=[replace(cell, variable=variable) for cell in part.cells])
            for part in self.parts
        ]
        return Explanation(parts, self.chosen, self.note)

    def noting(self, note: str) -> Explanation:
        """The same arithmetic with a note below it."""
        return Explanation(self.parts, self.chosen, note)

    def __iter__(self) -> Iterator[CellExplanation]:
        return (cell for part in self.parts for cell in part.cells)

    def __len__(self) -> int:
        return sum(len(part.cells) for part in self.parts)

    def __getitem__(self, position: int) -> CellExplanation:
        return list(self)[position]

    def text(self, width: int | None = None, ascii: bool | None = None) -> str:
        """The arithmetic as lines of text.

        The first cell of each array is written in symbols too. Of an array with many cells only
        some are written, and the text says how to ask for one.

        Args:
            width: The longest line; the terminal's width by default.
            ascii: Whether to keep to ASCII; by default what the terminal can draw.
        """
        width = terminal.width() if width is None else width
        ascii = terminal.is_plain() if ascii is None else ascii
        note = to_ascii(self.note) if ascii else self.note
        return "\n".join((*self._lines(width, ascii), *filter(None, [note])))

    def _lines(self, width: int, ascii: bool) -> Iterator[str]:
        if self.chosen and len(self) == 1:
            yield from _wrapped(self[0].lines(ascii=ascii), width, indent="")
            return
        for part in self.parts:
            yield from self._part_lines(part, width, ascii)

    def _part_lines(self, part: Part, width: int, ascii: bool) -> Iterator[str]:
        heading = to_ascii(part.heading) if ascii else part.heading
        yield from _wrapped([heading], width, indent="")
        terms = None if self.chosen else MANY_TERMS
        shown = part.cells if self.chosen else part.cells[:MANY_CELLS]
        for i, cell in enumerate(shown):
            lines = [cell.in_numbers(terms, ascii)] if i else cell.lines(terms, ascii)
            yield from _wrapped(lines, width, indent="  ")
        if left := len(part.cells) - len(shown):
            asked = index_text(part.cells[-1].index)
            ask = asked.join(part.ask.rsplit("{}", 1))  # a name may have braces too
            more = f"  … {left} more; ask for one: {ask}"
            if len(more) > width:  # the code stays whole, to be copied
                more = f"  … {left} more; ask for one:\n    {ask}"
            yield to_ascii(more) if ascii else more

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


def explain_array(
    compute: Callable[[], Any],
    variable: Variable,
    stored: Array,
    index: Any,
    name: str,
    label: str,
    ask: str,
    heading: str = "",
) -> Explanation:
    """Explain cells of a stored array by computing it again on arrays that remember.

    Args:
        compute: Computes the array, as one that remembers.
        variable: The name of the array on paper.
        stored: The values of the run.
        index: Which cells of `stored`, indexed as in NumPy; None for all.
        name: The step's name, for headings and errors.
        label: The layer's label, likewise.
        ask: The code that explains one cell, with ``{}`` for its index.
        heading: What stands above the arithmetic; by default the name and the label.

    Raises:
        NoSuchStepError: If `index` names no cell.
        UnexplainedError: If the computation cannot be followed, or gives other values than the run.
    """
    asked = _asked_cells(index, stored, name)
    title = f'"{name}" ({label})'
    with recording() as record:
        made = _followed(compute, title)
    guards = tuple(record.guards)
    if made.shape != stored.shape:
        reason = f"run again it gives shape {made.shape}, not {stored.shape}"
        raise UnexplainedError(_unfollowed(title, reason))
    values = stored.ravel()
    _check_reproduced(made.value, stored, asked, variable, title)

    def explain(place: int) -> CellExplanation:
        cell = place_at(place, stored.shape)
        return CellExplanation(variable, cell, made.cell(cell), values[place].item(), guards)

    part = Part(heading or f"{name} ({label})", ask, Cells(asked, explain))
    return Explanation([part], chosen=index is not None)


def index_text(index: tuple[int, ...]) -> str:
    """An index as it is written in Python: ``2`` or ``(2, 1)``."""
    return str(index[0] if len(index) == 1 else index)


def _asked_cells(index: Any, stored: Array, name: str) -> Array:
    """The cells that an index selects, each as its position in the flattened array."""
    cells = np.arange(stored.size).reshape(stored.shape)
    try:
        chosen = cells if index is None else np.atleast_1d(cells[index])
    except (IndexError, TypeError, ValueError):
        span = " and ".join(f"0 to {n - 1}" for n in stored.shape)
        raise NoSuchStepError(
            f'"{name}" has an array of shape {stored.shape} here: indices {span}. '
            f"There is no cell {index!r}{_INDEX_HINT if isinstance(index, str) else '.'}"
        ) from None
    return chosen.ravel()


def _followed(compute: Callable[[], Any], title: str) -> RecordedArray:
    """Run the computation; an error that stops it is raised with the layer's name."""
    try:
        return followed(lambda: as_result(compute()))
    except UnexplainedError as error:
        raise UnexplainedError(_unfollowed(title, str(error))) from error
    except HandnnError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        if isinstance(error.__cause__, UnexplainedError):  # NumPy puts one of its own around it
            reason = str(error.__cause__)
        raise UnexplainedError(_unfollowed(title, reason)) from error


def _unfollowed(title: str, reason: str) -> str:
    return (
        f"The arithmetic of {title} cannot be written out: {reason.rstrip('.')}. "
        "The plain values are still there: see the step's output."
    )


def _check_reproduced(
    made: Array, stored: Array, asked: Array, variable: Variable, title: str
) -> None:
    """Raise an error where the arithmetic gives other values than the run stored."""
    again = np.asarray(made, dtype=float).ravel()[asked]
    values = stored.ravel()[asked]
    close = alike(again, values, stored)
    if not close.all():
        first = int(np.argmin(close))
        symbol = variable.cell(place_at(int(asked[first]), stored.shape))
        raise UnexplainedError(
            f"{title} gave {symbol} = {values[first]:.6g} in this run, "
            f"but {again[first]:.6g} when it was run again. forward may depend on x and the "
            "parameters only; a layer that draws random numbers "
            "keeps them in step.saved and uses them in replay."
        )


def _wrapped(lines: Sequence[str], width: int, indent: str) -> Iterator[str]:
    """Break long equations between terms; what follows hangs to the right of the equals sign."""
    for line in lines:
        left = _LEFT.match(line)
        hanging = indent + " " * (left.end() + 2 if left else 2)
        room = max(width, len(hanging) + 20)
        before, start = indent, 0
        while (end := start + room - len(before)) < len(line):
            space = line.rfind(" ", start, end + 1)
            if space < 0:  # a long term stays whole
                space = line.find(" ", end)
            if space < 0:
                break
            yield before + line[start:space]
            before, start = hanging, space + 1
        yield before + line[start:]
