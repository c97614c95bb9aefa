"""Tables, for the terminal and in Markdown."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

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


class Measured(Protocol):
    """What a benchmark measured."""

    def markdown(self) -> str:
        """It as a table."""


def print_table(
    program: str, about: str | None, measure: Callable[[int], Measured], option: str, n: int
) -> None:
    """A benchmark as a command: measure, print the table, and write it where it is asked for.

    Args:
        program: The module's name.
        about: What it measures, for its help.
        measure: Called with how many.
        option: The name of what is counted.
        n: How many by default.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=about)
    parser.add_argument(f"--{option}", type=int, default=n, help="how many")
    parser.add_argument("--write", type=Path, metavar="FILE.md", help="write the table there too")
    options = vars(parser.parse_args())
    text = measure(options[option]).markdown()
    print(text)
    if options["write"]:
        options["write"].write_text(text + "\n", encoding="utf-8")
