"""Tables, for the terminal and in Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.timing import Timing


@dataclass
class Table:
    """What one benchmark found."""

    title: str
    columns: Sequence[str]
    note: str = ""
    rows: list[Sequence[str]] = field(default_factory=list)

    def markdown(self) -> str:
        """The table in Markdown; wide enough to read as plain text too."""
        widths = [max(map(len, column)) for column in zip(self.columns, *self.rows, strict=True)]

        def line(cells: Sequence[str]) -> str:
            first, *rest = zip(cells, widths, strict=True)
            padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]
            return "| " + " | ".join(padded) + " |"

        dashes = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
        rule = "| " + " | ".join(dashes) + " |"
        text = [f"### {self.title}", "", line(self.columns), rule, *map(line, self.rows)]
        return "\n".join([*text, "", self.note] if self.note else text)


def duration(seconds: float) -> str:
    """A time in a suitable unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.{1 if seconds < 100 * size else 0}f} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def ratio(timing: Timing | None) -> str:
    """The time relative to bare NumPy's; empty for a library that was not measured."""
    return "" if timing is None else f"{timing.ratio:.2f}x"
