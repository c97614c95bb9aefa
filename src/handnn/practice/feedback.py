"""What a checker says of the answers: what is right, and the first real mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from handnn import terminal
from handnn.arithmetic import format_number, to_ascii
from handnn.frozen import frozen

Depth = Literal["hint", "cause", "arithmetic"]
NOT_CLEAR = "not-clear"


@dataclass(frozen=True)
class Mistake:
    """A cell that is wrong by itself, not because of an earlier one.

    Attributes:
        cell: Its name on paper, ``z1[1]``.
        answer: The number in it.
        expected: What it should be, with the learner's own earlier cells.
        slip: The name of the slip that gives this number, ``bias-left-out``; ``not-clear`` if none
            does.
        also: Other slips that give the same number.
        hint: Where to look.
        cause: What happened.
        arithmetic: The cell as it should be, with the learner's own earlier numbers.
    """

    cell: str
    answer: float
    expected: float
    slip: str
    also: tuple[str, ...]
    hint: str
    cause: str
    arithmetic: str

    @property
    def text(self) -> str:
        """All that is to be said: where to look, what happened, and the cell as it should be."""
        return "\n".join((self.hint, self.cause, self.arithmetic))


@frozen("right", "mistakes", "open", "unreadable", "unknown")
class Feedback:
    """What is right and what is wrong in the answers to a worksheet. It never changes.

    Each cell is judged by the learner's own earlier cells, so a slip counts once. Where every cell
    is right, it counts as true.

    Attributes:
        right: The cells that are right, by their names on paper.
        mistakes: The cells that are wrong by themselves, in the order of the work.
        open: The cells without an answer: they are not wrong.
        unreadable: What was written into cells and is no number.
        unknown: The names among the answers that the worksheet does not ask for.

    Examples:
        >>> import handnn as hn
        >>> sheet = hn.worksheet(hn.gallery["hidden-layer"])
        >>> feedback = sheet.check({"z1[1]": 4, "h[1]": 4, "z1[2]": 3})
        >>> feedback.right
        ('z1[2]', 'h[1]')
        >>> feedback.first.cell, feedback.first.slip
        ('z1[1]', 'bias-left-out')
        >>> print(feedback.first.text)
        Count the terms of z1[1]: are they all there?
        b1[1] was left out.
        z1[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1
    """

    right: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    open: tuple[str, ...]
    unreadable: Mapping[str, str]
    unknown: tuple[str, ...]

    @property
    def first(self) -> Mistake | None:
        """The first real mistake; None if there is none."""
        return self.mistakes[0] if self.mistakes else None

    @property
    def score(self) -> float:
        """The share of all cells asked for that are right, from 0 to 1."""
        return len(self.right) / self.n_cells if self.n_cells else 1.0

    @property
    def n_cells(self) -> int:
        """How many cells are asked for."""
        return len(self.right) + len(self.mistakes) + len(self.open) + len(self.unreadable)

    def __bool__(self) -> bool:
        return len(self.right) == self.n_cells

    def require(self) -> None:
        """Do nothing if all cells are right; otherwise fail with a hint, as a test does.

        Raises:
            AssertionError: If a cell is wrong, unreadable or open; its message says where to look.
        """
        if not self:
            raise AssertionError(self.text("hint"))

    def text(self, depth: Depth = "arithmetic", ascii: bool | None = None) -> str:
        """What there is to say, down to a depth.

        Args:
            depth: ``"hint"`` says where to look first, ``"cause"`` also what happened there, and
                ``"arithmetic"`` also how it should be.
            ascii: Whether to keep to ASCII; by default what the terminal can draw.
        """
        ascii = terminal.is_plain() if ascii is None else ascii
        text = "\n".join(self._lines(depth))
        return to_ascii(text) if ascii else text

    def _lines(self, depth: Depth) -> Iterable[str]:
        if self.n_cells and self:
            yield f"All {self.n_cells} cells are right." if self.n_cells > 1 else "It is right."
            return
        yield self._count()
        for cell, answer in self.unreadable.items():
            yield f"{cell}: {answer!r} is not read as a number."
        if self.unknown:
            yield f"Not asked for: {', '.join(self.unknown)}."
        if self.first is not None:
            mistake = self.first
            written = format_number(mistake.answer, digits=6).text
            yield f"Look at {mistake.cell} first, where you have {written}."
            yield f"  {mistake.hint}"
            if depth != "hint":
                yield f"  {mistake.cause}"
            if depth == "arithmetic":
                yield f"  {mistake.arithmetic}"

    def _count(self) -> str:
        counts = [f"{len(self.right)} of {self.n_cells} cells right"]
        if self.mistakes:
            counts.append(f"{len(self.mistakes)} mistake{'s' * (len(self.mistakes) != 1)}")
        if self.open:
            counts.append(f"{len(self.open)} open")
        return ", ".join(counts) + "."

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__
