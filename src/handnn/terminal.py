"""What the terminal, or whatever else the text goes to, can show."""

import os
import shutil
import sys
import textwrap


def width() -> int:
    """How many characters a line may have; 80 where nobody knows."""
    return shutil.get_terminal_size().columns


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
