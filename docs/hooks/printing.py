"""Pages to print, each a worksheet and its key: one of each kind, and of each gallery exercise.

``<!-- pages to print -->`` is replaced by a list of those that are generated, one of each kind.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "src"))

import handnn as hn
from handnn.practice.exercise import Exercise
from handnn.practice.generator.kinds import KINDS
from handnn.practice.paper.printing import pdf

DIRECTIVE = "<!-- pages to print -->"
SEED = 7


def on_files(files: Files, config: Any) -> Files:
    """Write a PDF file for each exercise."""
    exercises = {_address(kind): _of_kind(kind) for kind in KINDS}
    exercises |= {f"gallery/{name}.pdf": exercise for name, exercise in hn.gallery.items()}
    for address, exercise in exercises.items():
        content = pdf([hn.worksheet(exercise).paper()])
        files.append(File.generated(config, address, content=content))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace the comment by the list."""
    entries = [f"* [{_of_kind(kind).title}]({_address(kind)})" for kind in KINDS]
    return markdown.replace(DIRECTIVE, "\n".join(entries))


def _address(kind: str) -> str:
    return f"print/{kind}.pdf"


@cache
def _of_kind(kind: str) -> Exercise:
    return hn.exercise(kind=kind, seed=SEED)
