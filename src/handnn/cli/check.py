"""The command `handnn check`: grading what a class handed in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from handnn.cli.options import Ascii, NoColor
from handnn.cli.progress import progress
from handnn.cli.screen import Screen

EXAMPLES = """\b
Examples:
  handnn check answers/ --key key.json
  handnn check answers/ --key worksheets/ -o report.csv -o report.html
  handnn check class.csv --key key.json"""


def check(
    ctx: typer.Context,
    answers: Annotated[
        list[Path],
        typer.Argument(
            metavar="ANSWERS",
            help="A folder of what learners handed in, or its files: .json and codes in .txt from "
            "worksheets in a browser, worksheets filled in as .xlsx, tables (.csv, .xlsx) with a "
            "row for each learner.",
        ),
    ],
    key: Annotated[
        list[Path],
        typer.Option(
            "--key",
            "-k",
            metavar="KEY.json",
            help="The key of the worksheet, or a folder of keys; may be given several times.",
        ),
    ],
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="REPORT",
            help="Write the report to a file: .csv, .xlsx, .html or .txt; may be given several "
            "times.",
        ),
    ] = None,
    no_color: NoColor = False,
    ascii: Ascii = False,
) -> None:
    """Check what a class handed in: who has what right, and what went wrong most often.

    Each cell is judged by the learner's own earlier cells, so that a slip counts once. A file that
    cannot be read is listed in the report, and the others are checked all the same.
    """
    from handnn.practice.classroom import grade  # which the other commands do without
    from handnn.practice.classroom.collecting import files_in
    from handnn.practice.classroom.saving import pen_for

    screen = ctx.obj | Screen(no_color, ascii)
    for path in output or ():
        pen_for(path)  # a suffix without one is told before anything is read
    files = [file for path in answers for file in files_in(path)]
    with progress("Checking", len(files), screen) as done:
        report = grade(answers, key, processes=os.cpu_count() or 1, done=done)
    for path in output or ():
        report.save(path)
    screen.text(report.text(ascii=screen.ascii))
    for path in output or ():
        screen.text(f"{path} is written.")
