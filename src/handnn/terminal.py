"""What the terminal, or whatever else the text goes to, can show."""

import os
import sys
import textwrap

from handnn._lazy import lazy

# It brings the compression libraries along, which nobody needs who prints nothing.
_shutil = lazy("shutil", {"shutil": ("get_terminal_size",)})


def width() -> int:
    """How many characters a line may have; 80 where nobody knows."""
    columns: int = _shutil("get_terminal_size")().columns
    return columns


def wrap(text: str) -> str:
    """Prose, its lines broken at the terminal's width; a longer word stays whole."""
    return "\n".join(
        textwrap.fill(line, width(), break_long_words=False, break_on_hyphens=False)
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
