"""What the terminal, or wherever else the output goes, can show."""

import os
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

from handnn._lazy import lazy

# Lazy, because it imports the compression libraries, which only printing needs.
_shutil = lazy("shutil", {"shutil": ("get_terminal_size",)})


def width() -> int:
    """How many characters a line may have; 80 where that is unknown."""
    columns: int = _shutil("get_terminal_size")().columns
    return columns


def height() -> int:
    """How many lines are seen at once; 24 where that is unknown."""
    lines: int = _shutil("get_terminal_size")().lines
    return lines


def wrap(text: str, indent: str = "") -> str:
    """Prose, its lines broken at the terminal's width; a longer word stays whole.

    Args:
        text: The prose.
        indent: What the lines begin with that follow on a broken one.
    """
    options: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}
    return "\n".join(
        textwrap.fill(line, width(), subsequent_indent=indent, **options)
        for line in text.splitlines()
    )


def is_plain() -> bool:
    """Whether only ASCII can be drawn: the output's encoding knows no boxes, or TERM is dumb."""
    if os.environ.get("TERM") == "dumb":
        return True
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        "┌╊≈·∂⁽²⁾→".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def table(rows: Sequence[Sequence[str]], ascii: bool) -> list[str]:
    """The lines of a table, with a rule below its headings.

    Args:
        rows: The cells of each row; the first row has the headings.
        ascii: Whether the rule keeps to ASCII.

    Examples:
        >>> for line in table([("name", "layer"), ("z", "Dense 3 → 1")], ascii=False):
        ...     print(line)
        name  layer
        ─────────────────
        z     Dense 3 → 1
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(n) for cell, n in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    rule = ("-" if ascii else "─") * (sum(widths) + 2 * (len(widths) - 1))
    return [lines[0], rule, *lines[1:]]
