"""Options that the commands share."""

from pathlib import Path
from typing import Annotated

import typer

SUFFIXES = ".html (interactive), .svg, .md, .tex, .txt, .json or .xlsx"

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="PAGE", help=f"Write it to a file: {SUFFIXES}."),
]
NoColor = Annotated[
    bool, typer.Option("--no-color", help="Print without colours, as with NO_COLOR=1.")
]
Ascii = Annotated[bool, typer.Option("--ascii", help="Draw with plain ASCII characters only.")]
