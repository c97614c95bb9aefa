"""The command `handnn practice`: exercises worked cell by cell, and what to practise next."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

from handnn.cli.options import Ascii, NoColor
from handnn.cli.screen import Screen

INTERRUPTED = 130  # the exit status of a program that was stopped with Ctrl-C

EXAMPLES = """\b
Examples:
  handnn practice
  handnn practice backward
  handnn practice hidden-layer --plain"""


def data_folder() -> Path:
    """Where progress is kept: in the user's data folder, or where HANDNN_DATA says."""
    own = os.environ.get("HANDNN_DATA")
    return Path(own) if own else platformdirs.user_data_path("handnn", appauthor=False)


def names_beginning_with(start: str) -> list[str]:
    """The names for the completion in the shell."""
    from handnn.cli.practising import GENERATED
    from handnn.practice.gallery import gallery

    return [name for name in (*GENERATED, *gallery) if name.startswith(start)]


def practice(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            help="A kind of exercise, such as backward, or an exercise of the gallery, see handnn "
            "list. By default what is due.",
            autocompletion=names_beginning_with,
        ),
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help="Begin anew, where an exercise was not finished.")
    ] = False,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", help="For a screen reader: nothing is drawn, and each message is one line."
        ),
    ] = False,
    no_color: NoColor = False,
    ascii: Ascii = False,
) -> None:
    """Practise: work an exercise cell by cell, with hints; slips come back later.

    The exercises of a kind never end: forward, parameters, missing-weight, batch, softmax,
    backward, update, convolution, normalisation, rnn, attention. Those of the gallery always have
    the same numbers; where both have a name, gallery/softmax is the gallery's. Without a name, it
    goes on with what was not finished, or chooses what is due.

    Progress is kept in the user's data folder, or in the folder that the environment variable
    HANDNN_DATA names.
    """
    from handnn.cli.conversation import Terminal  # which the other commands do without
    from handnn.cli.practising import Practice, kind_called
    from handnn.practice.progress import ProgressFile

    kind = None if name is None else kind_called(name)
    screen = ctx.obj | Screen(no_color or plain, ascii or plain)
    talk = Terminal(screen, plain)
    with suppress(ImportError):  # where there is one, it lets the learner edit a line
        import readline  # noqa: F401
    try:
        Practice(talk, ProgressFile(data_folder(), talk.say), date.today()).run(kind, new)
    except EOFError:
        pass
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
