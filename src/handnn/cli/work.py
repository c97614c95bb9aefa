"""The command `handnn work`: any script with NumPy, worked by hand, forward and backward."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from handnn import render
from handnn.cli.options import Ascii, NoColor, Output
from handnn.cli.parsing import explain_cell, near_the_end
from handnn.cli.screen import Screen
from handnn.cli.script import followed_advice, run_file
from handnn.errors import ArgumentError, NoSuchStepError
from handnn.worked import Work, WorkBackward

EXAMPLES = """\b
Examples:
  handnn work script.py
  handnn work script.py --function forward
  handnn work script.py --cell "h[0]"
  handnn work script.py --backward
  handnn work script.py --backward --cell "W[0,1]"
  handnn work script.py --loss cost -o page.html"""

MANY_LOSSES = 3  # before the others are not named


def work(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.py", help="A Python script with NumPy.")],
    function: Annotated[
        str | None,
        typer.Option(
            "--function",
            "-f",
            metavar="NAME",
            help="Work the first call of this function only, instead of the whole script.",
        ),
    ] = None,
    backward: Annotated[
        bool,
        typer.Option(
            "--backward",
            "-b",
            help="Work the gradients too, of the number with which the code ends.",
        ),
    ] = False,
    loss: Annotated[
        str | None,
        typer.Option(
            "--loss",
            "-l",
            metavar="NAME",
            help="Work the gradients of the number of this name, if the code does not end with it.",
        ),
    ] = None,
    cell: Annotated[
        str | None,
        typer.Option(
            "--cell",
            "-c",
            metavar="CELL",
            help='Only the arithmetic of an array, "h", or of a cell, counted from 0: "h[0]". With '
            "--backward, that of the gradient with respect to it.",
        ),
    ] = None,
    output: Output = None,
    no_color: NoColor = False,
    ascii: Ascii = False,
) -> None:
    """Run a script, then work its NumPy code by hand: the sheet, the arithmetic, the gradients."""
    screen = ctx.obj | Screen(no_color, ascii)
    if output is not None:
        render.pen_for(output)  # a suffix without one is told before the script runs
    worked = run_file(file, function)
    record = _backward(worked, file, loss) if backward or loss is not None else worked
    if output is not None:
        record.save(output)
    if cell is not None:
        try:
            explanation = explain_cell(record, cell)
        except NoSuchStepError as error:
            raise NoSuchStepError(followed_advice(worked, cell, file) or str(error)) from error
        screen.text(explanation.text(ascii=screen.ascii))
    else:
        screen.title(f"{file.name}: {_title(worked, record)}")
        text = record.text(ascii=screen.ascii)
        screen.text(text)
        if ".explain(" in text:
            options = {"--function": function, "--loss": loss}
            given = "".join(f"{name} {value} " for name, value in options.items() if value)
            given += "--backward " if backward and loss is None else ""
            screen.text(
                f'On the command line: handnn work {file} {given}--cell "{near_the_end(record)}"'
            )
        if isinstance(record, WorkBackward) and _is_flat(worked, record):
            screen.text(
                f"Every gradient is 0: {record.run.symbols.output} stays the same where what it is "
                "computed from changes a little, as after rounding or comparing."
            )
    if backward and loss is None and (others := _other_losses(worked)):
        ended = record.run.symbols.output
        screen.text(
            f"L is {ended}, the number with which {function or file.name} ends. For the "
            f"gradients of another one: {others}."
        )
    if output is not None:
        screen.text(f"{output} is written.")


def _other_losses(worked: Work) -> str:
    """How to ask for the gradients of other numbers, where the code ends with no loss."""
    ended = worked.run.symbols.output.partition("⁽")[0]
    names = (name.partition("⁽")[0] for name in reversed(worked.single_numbers))
    if _is_loss(ended):
        return ""
    others = [name for name in dict.fromkeys(names) if name != ended]
    found = list(filter(_is_loss, others)) or others  # the last one first
    return ", ".join(f"--loss {name}" for name in found[:MANY_LOSSES])


def _is_loss(name: str) -> bool:
    """Whether code calls a number as losses are called."""
    return name.lower() in ("l", "j") or name.lower().endswith(("loss", "cost", "error"))


def _backward(worked: Work, file: Path, loss: str | None) -> WorkBackward:
    """The gradients of a number that the code computes.

    Raises:
        ArgumentError: If it computes several numbers there.
        NoSuchStepError: If it computes no array of that name.
    """
    name = worked.run.symbols.output if loss is None else loss
    n = (worked.output if loss is None else worked[loss].output).size
    if n == 1:
        return worked.backward(loss=loss)
    which = f"{file.name} ends with {name}, which" if loss is None else name
    numbers = ", ".join(worked.single_numbers)
    advice = (
        f"name one with --loss: {numbers}"
        if numbers
        else "let it compute one, such as loss = ((y - t) ** 2).mean()"
    )
    raise ArgumentError(
        f"{which} has {n} numbers. Gradients are those of a single number; {advice}."
    )


def _title(worked: Work, record: Work | WorkBackward) -> str:
    if isinstance(record, Work):
        return repr(record)
    loss = record.run.symbols.output
    called = "" if loss == "L" else ", L on paper,"
    return f"the gradients of {loss}{called} with respect to {', '.join(worked.given)}"


def _is_flat(worked: Work, back: WorkBackward) -> bool:
    """Whether nothing that the code was given makes a difference, however little it changes."""
    return not any(np.any(back.gradients[name]) for name in worked.given)
