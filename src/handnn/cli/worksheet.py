"""The command `handnn worksheet`: worksheets to hand out, with their keys."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handnn.cli.completion import exercises_beginning_with
from handnn.cli.options import Ascii, NoColor
from handnn.cli.progress import progress
from handnn.cli.screen import Screen
from handnn.elision import visible
from handnn.errors import ArgumentError

if TYPE_CHECKING:
    from handnn.practice.blanking import Blank
    from handnn.practice.paper import PaperSize

MANY_FILES = 8  # before the middle ones are left out

EXAMPLES = """\b
Examples:
  handnn worksheet --sizes 3,4,2 --seed 7
  handnn worksheet self-attention -o monday/
  handnn worksheet --kind backward --variants 30 -o class/
  handnn check answers/ --key class/keys/"""


def worksheet(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="An exercise of the gallery, see handnn list; without a name, one is generated.",
            autocompletion=exercises_beginning_with,
        ),
    ] = None,
    sizes: Annotated[
        str | None,
        typer.Option("--sizes", metavar="3,4,2", help="The sizes of the exercise, with commas."),
    ] = None,
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="KIND",
            help="forward, batch, backward, update, softmax, parameters, missing-weight, "
            "attention, rnn, normalisation or convolution.",
        ),
    ] = "forward",
    level: Annotated[int, typer.Option("--level", help="1, 2 or 3: the higher, the larger.")] = 1,
    seed: Annotated[int, typer.Option("--seed", help="Another seed gives another exercise.")] = 0,
    blank: Annotated[
        str | None,
        typer.Option(
            "--blank",
            metavar="WHAT",
            help="What is left blank: all, outputs, one-per-layer, parameters, a share such as "
            "0.5, or cells and arrays with spaces between them.",
        ),
    ] = None,
    on_paper: Annotated[
        str | None,
        typer.Option(
            "--on-paper",
            metavar="links,code,why",
            help="Further tasks on printed sheets: draw the links, write the code, say why.",
        ),
    ] = None,
    n: Annotated[int, typer.Option("--variants", help="How many different ones, for a class.")] = 1,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="pdf,html",
            help="What to write: pdf, html, docx, tex, md, txt, xlsx to fill in, or xml for "
            "Moodle.",
        ),
    ] = None,
    moodle: Annotated[
        bool, typer.Option("--moodle", help="Write questions for Moodle, as --format xml does.")
    ] = False,
    paper: Annotated[str, typer.Option("--paper", help="A4 or Letter.")] = "A4",
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="The folder to write into.")
    ] = Path("worksheets"),
    no_color: NoColor = False,
    ascii: Ascii = False,
) -> None:
    """Make worksheets to fill in, and their keys."""
    from handnn.practice.handing_out import Plan, hand_out, variants  # only this command needs it

    screen = ctx.obj | Screen(no_color, ascii)
    tasks = _names(on_paper or "")
    plan = Plan(name, _sizes(sizes), kind, level, (seed,), _blank(blank), tasks)
    if n != 1:
        plan = variants(plan, n)
    with progress("Writing", len(plan.seeds), screen) as done:
        files = hand_out(
            plan,
            output,
            ("xml",) if moodle else _formats(formats),
            _paper_size(paper),
            processes=os.cpu_count() or 1,
            done=done,
        )
    for i in visible(len(files), MANY_FILES):
        screen.text("…" if i is None else f"{files[i]} is written.")
    keys = output / "keys"
    screen.text(f"The answers, for handnn check --key {keys}, are in {keys}.")
    if formats is None and not moodle and not find_spec("reportlab"):
        screen.text('To print them: pip install "handnn[pdf]", and ask again for --format pdf.')


def _sizes(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    parts = text.replace(",", " ").replace("-", " ").split()
    if not parts or not all(part.isdecimal() for part in parts):
        raise ArgumentError(f'--sizes: write whole numbers with commas, "3,4,2"; got "{text}".')
    return tuple(map(int, parts))


def _blank(text: str | None) -> Blank | None:
    if text is None or text in {"all", "outputs", "one-per-layer", "parameters"}:
        return text
    try:
        return float(text)
    except ValueError:
        return tuple(text.split())


def _formats(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ("pdf", "html") if find_spec("reportlab") else ("html", "txt")
    return tuple(part.lstrip(".") for part in _names(text))


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())


def _paper_size(text: str) -> PaperSize:
    if text.lower() == "a4":
        return "A4"
    if text.lower() == "letter":
        return "Letter"
    raise ArgumentError(f'--paper is "A4" or "Letter"; got "{text}".')
