"""The report on a class as text: the learners, the problems, and bars for what went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handnn import terminal
from handnn.arithmetic import to_ascii
from handnn.elision import shortened, visible
from handnn.practice.classroom.results import Graded, Results

MANY = 40  # learners, before the middle ones are left out
MOST_BARS = 10
LONGEST_NAME = 30  # characters
BAR = 30  # characters of the longest bar


def text(results: Results, ascii: bool) -> str:
    """The report as text.

    Args:
        results: What the class handed in, checked.
        ascii: Whether to keep to ASCII.
    """
    lines = "\n".join(_lines(results, "#" if ascii else "█"))
    return to_ascii(lines) if ascii else lines


def _lines(results: Results, mark: str) -> Iterator[str]:
    yield results.summary
    if results.learners:
        yield ""
        yield from _table(results)
    for title, counts in (
        ("Wrong most often", results.cells),
        ("The most common slips", results.slips),
    ):
        if counts:
            yield f"\n{title}"
            yield from _bars(counts, mark)
    if results.problems:
        yield f"\nNot checked: {len(results.problems)}"
        for i in visible(len(results.problems), MANY, 1):
            if i is None:
                yield "  …"
            else:
                problem = results.problems[i]
                yield terminal.wrap(f"  {problem.source}: {problem.message}", "    ")


def _table(results: Results) -> Iterator[str]:
    rows = [
        ("Name", "Right", "Open", "First mistake"),
        *(
            ("…", "", "", "") if i is None else _row(results.learners[i])
            for i in visible(len(results.learners), MANY, 1)
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, right, left, first in rows:
        start = f"{name:<{widths[0]}}  {right:>{widths[1]}}  {left:>{widths[2]}}  "
        yield f"{start}{first}".rstrip()


def _row(graded: Graded) -> tuple[str, str, str, str]:
    feedback = graded.feedback
    first = ""
    if feedback.first is not None:
        first = f"{feedback.first.cell}: {feedback.first.slip}"
    elif feedback.unreadable:
        first = f"{next(iter(feedback.unreadable))}: not read as a number"
    return (
        shortened(graded.name, LONGEST_NAME),
        f"{len(feedback.right)}/{feedback.n_cells}",
        str(len(feedback.open) or ""),
        first,
    )


def _bars(counts: Mapping[str, int], mark: str) -> Iterator[str]:
    """A bar for each of the most common things, with its number."""
    shown = [*counts.items()][:MOST_BARS]
    width = max(len(name) for name, _ in shown)
    most = shown[0][1]
    for name, n in shown:
        yield f"  {name:<{width}}  {mark * max(1, round(BAR * n / most))} {n}"
    if len(counts) > len(shown):
        yield f"  and {len(counts) - len(shown)} more"
