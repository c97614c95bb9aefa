"""Describe the command line from its own parser.

``<!-- commands -->`` is replaced by a section for each command: what it does, its usage, its
arguments and options, and the examples of its ``--help``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from textwrap import dedent
from typing import Any

import typer

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "src"))

from handnn.cli.app import app

DIRECTIVE = "<!-- commands -->"
KEPT = re.compile(r"^\x08\n(?:Examples:\n)?", re.MULTILINE)  # what follows stays as it is


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace the comment by the sections."""
    if DIRECTIVE not in markdown:
        return markdown
    return markdown.replace(DIRECTIVE, "\n\n".join(_sections(typer.main.get_command(app))))


def _sections(command: Any, name: str = "handnn") -> Iterator[str]:
    """The section of a command, then those of the commands that it has itself."""
    context = typer.Context(command, info_name=name)
    usage = command.get_usage(context).removeprefix("Usage: ")
    records = [each.get_help_record(context) for each in command.get_params(context)]
    rows = [f"| `{sign}` | {_cell(text)} |" for sign, text in filter(None, records)]
    yield "\n\n".join(
        [
            f"## `{name}` {{ #{name.replace(' ', '-')} }}",
            *_paragraphs(command.help or "", "text"),
            f"```text\n{usage}\n```",
            "\n".join(["| Argument or option | What it is |", "|---|---|", *rows]),
            *_paragraphs(command.epilog or "", "sh"),
        ]
    )
    for inside in getattr(command, "commands", {}).values():
        yield from _sections(inside, f"{name} {inside.name}")


def _paragraphs(text: str, language: str) -> list[str]:
    """A text of the parser; what it keeps as it is stands in a fence."""
    prose, *kept = KEPT.split(text)
    fences = [f"```{language}\n{dedent(each).strip()}\n```" for each in kept]
    return [*filter(None, [escape(prose.strip(), quote=False)]), *fences]


def _cell(text: str) -> str:
    return escape(text, quote=False).replace("|", "\\|")
