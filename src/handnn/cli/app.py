"""The command line: `handnn` works the classical exercise; its commands run your own network."""

from __future__ import annotations

import os
import sys
import tempfile
import webbrowser
from contextlib import suppress
from math import prod
from pathlib import Path
from typing import Annotated, NoReturn

import numpy as np
import typer

from handnn import terminal
from handnn._version import __version__
from handnn.arithmetic import format_number
from handnn.backward import Backward
from handnn.cli import check, practice, train, usage_errors, work, worksheet
from handnn.cli.completion import exercises_beginning_with
from handnn.cli.options import SUFFIXES, Ascii, NoColor, Output
from handnn.cli.parsing import explain_cell, near_the_end, numbers
from handnn.cli.picture import picture
from handnn.cli.screen import Screen, print_error
from handnn.errors import ArgumentError, FileAccessError, HandnnError, NoSuchExerciseError
from handnn.files import save as save_network
from handnn.hidden_layer import hidden_layer_exercise
from handnn.loading import NetworkFile, load_file
from handnn.render.speech import largest_output
from handnn.trace import Trace
from handnn.worked import Work, WorkBackward

_MANY_SAMPLES = 10  # of the output, before the rest is left out

_ABOUT = """Neural networks worked by hand: every number shows the arithmetic it came from.

Without a command it works the classical hidden-layer exercise: the sheet, the arithmetic of every
cell, and the parameter count.

\b
  handnn new net.json                           a network file to start from
  handnn run net.json --input "2 1 3"           run it, and see every number
  handnn explain net.json --cell "hidden[0]"    where does this number come from?
  handnn summary net.json                       its layers and parameters
  handnn work script.py                         your own NumPy code, worked by hand
  handnn work script.py --backward              and its gradients
  handnn list                                   the gallery of classical exercises
  handnn show self-attention -o page.html       one of them
  handnn worksheet --sizes 3,4,2 --variants 30  make worksheets for a class
  handnn practice                               work exercises cell by cell, with hints
  handnn check answers/ --key key.json          check what a class handed in
  handnn train digits                           learn to read handwritten digits
"""


def _examples(*lines: str) -> str:
    """Lines for the end of a command's help, kept as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


app = typer.Typer(
    name="handnn",
    help=_ABOUT,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)

File = Annotated[
    Path, typer.Argument(metavar="NET.json", help="A network's file; - is the standard input.")
]
NewFile = Annotated[Path, typer.Argument(metavar="NET.json", help="The file to write.")]
Input = Annotated[
    str | None,
    typer.Option(
        "--input",
        "-i",
        metavar="NUMBERS",
        help='One sample, "2 1 3", or several, "2 1 3; 1 1 0". By default the file\'s own input.',
    ),
]


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command line; a user's mistake prints one line and exits with status 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a name may hold any character
    arguments = sys.argv[1:] if args is None else args
    try:
        with np.errstate(all="ignore"):  # the output says where NaN or infinity appears
            status = app(arguments, prog_name="handnn", standalone_mode=False)
        sys.exit(status or 0)
    except typer.TyperException as error:
        message = usage_errors.message(error, arguments)
    except HandnnError as error:
        message = str(error)
    print_error(message, "--no-color" in arguments, "--ascii" in arguments)
    sys.exit(2)


app.add_typer(train.app, name="train")
app.command("worksheet", epilog=worksheet.EXAMPLES)(worksheet.worksheet)
app.command("check", epilog=check.EXAMPLES)(check.check)
app.command("practice", epilog=practice.EXAMPLES)(practice.practice)


@app.callback(invoke_without_command=True)
def exercise(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    no_color: NoColor = False,
    ascii: Ascii = False,
) -> None:
    """Work the hidden-layer exercise, unless there is a command."""
    ctx.obj = screen = Screen(no_color, ascii)
    if version:
        screen.text(f"handnn {__version__}")
    elif ctx.invoked_subcommand is None:
        trace = hidden_layer_exercise()
        screen.title("The hidden-layer exercise: 3 inputs, 4 hidden nodes, 2 outputs")
        screen.text(trace.text(ascii=screen.ascii))
        screen.title("The parameters")
        screen.text(trace.network.summary().text(ascii=screen.ascii))
        screen.text(
            terminal.wrap(
                'Next: "handnn new net.json" writes this network into a file.\n'
                'Change its numbers and see what happens: "handnn run net.json".'
            )
        )


@app.command(
    epilog=_examples(
        "handnn run net.json",
        'handnn run net.json --input "2 1 3"',
        'handnn run net.json --input "2,1,3; 1,1,0"',
        "handnn run net.json -o sheet.html",
        "handnn run net.json --open",
    )
)
def run(
    ctx: typer.Context,
    file: File,
    input: Input = None,
    save: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            "--save",
            "-s",
            metavar="FILE",
            help=f"Write the sheet to a file: {SUFFIXES}.",
        ),
    ] = None,
    open: Annotated[
        bool, typer.Option("--open", help="Show the interactive sheet in the browser.")
    ] = False,
    no_color: NoColor = False,
    ascii: Ascii = False,
) -> None:
    """Run a network: the sheet, the arithmetic, the output."""
    screen = ctx.obj | Screen(no_color, ascii)
    if save is not None and _is_same(save, file):
        raise FileAccessError(f"{save} is the network's own file. Choose another name.")
    saved = _saved(file)
    trace = _trace(file, saved, input)
    shape = saved.input_shape
    if shape is not None and prod(shape) != trace.input.shape[-1]:
        shape = None
    if save is not None:
        _save(trace, save, shape)
    screen.title(f"{_name(file)}: {trace!r}")
    if shape is not None:
        screen.text(picture(trace.input, shape, ascii=screen.ascii))
    _print_arithmetic(screen, trace.text(ascii=screen.ascii), file, trace, input)
    screen.text(_output(trace))
    if shape is not None and (answer := "\n".join(largest_output(trace.run))):
        screen.text(terminal.wrap(answer))
    if save is not None:
        screen.text(f"{save} is written.")
    if open:
        _open(trace, Path(_name(file)).stem, shape, screen)


def _save(trace: Trace, path: Path, shape: tuple[int, int] | None) -> None:
    """Write the sheet to a file; a page opens with the input, if that is a picture."""
    trace.save(path, shape if path.suffix.lower() == ".html" else None)


def _open(trace: Trace, name: str, shape: tuple[int, int] | None, screen: Screen) -> None:
    """Show the interactive sheet in the browser; its file stays, so that it can be reloaded."""
    page = Path(tempfile.mkdtemp(prefix="handnn-")) / f"{name}.html"
    _save(trace, page, shape)
    if not webbrowser.open(page.as_uri()):
        screen.text(f"No browser could be opened. The page is here: {page}")


@app.command(
    epilog=_examples(
        'handnn explain net.json --cell "hidden[0]"',
        'handnn explain net.json --cell hidden --input "2 1 3"',
    )
)
def explain(
    ctx: typer.Context,
    file: File,
    cell: Annotated[
        str | None,
        typer.Option(
            "--cell",
            "-c",
            metavar="CELL",
            help='A step, "hidden", or a cell of its output, counted from 0: "hidden[0]"; in a '
            'batch the sample first: "hidden[1,0]". By default every cell.',
        ),
    ] = None,
    input: Input = None,
    no_color: NoColor = False,
    ascii: Ascii = False,
) -> None:
    """Say where a number comes from, in hand arithmetic."""
    screen = ctx.obj | Screen(no_color, ascii)
    trace = _trace(file, _saved(file), input)
    explanation = trace.explain() if cell is None else explain_cell(trace, cell)
    _print_arithmetic(screen, explanation.text(ascii=screen.ascii), file, trace, input)


@app.command(epilog=_examples("handnn summary net.json"))
def summary(
    ctx: typer.Context, file: File, no_color: NoColor = False, ascii: Ascii = False
) -> None:
    """Show a network's layers, and how its parameters are counted."""
    screen = ctx.obj | Screen(no_color, ascii)
    saved = _saved(file)
    screen.text(saved.network.summary(saved.input).text(ascii=screen.ascii))


app.command("work", epilog=work.EXAMPLES)(work.work)


@app.command("list", epilog=_examples("handnn list", "handnn list attention"))
def list_exercises(
    ctx: typer.Context,
    search: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="Only the exercises in which these words occur."),
    ] = None,
    no_color: NoColor = False,
    ascii: Ascii = False,
) -> None:
    """List the classical exercises of the gallery, in an order to do them in."""
    from handnn.practice.gallery import gallery  # which most commands do without

    screen = ctx.obj | Screen(no_color, ascii)
    words = " ".join(search or ())
    found = gallery.text(words)
    if not found:
        raise NoSuchExerciseError(f'No exercise mentions "{words}". All of them: handnn list')
    screen.text(found)


@app.command(
    epilog=_examples("handnn show hidden-layer", "handnn show self-attention -o page.html")
)
def show(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="An exercise, see handnn list.",
            autocompletion=exercises_beginning_with,
        ),
    ],
    output: Output = None,
    answers: Annotated[
        bool, typer.Option("--answers", "-a", help="Answer the questions too.")
    ] = False,
    by_hand: Annotated[
        bool,
        typer.Option(
            "--by-hand",
            help="With the simpler operations of the classical sheet, such as 3 in the place of e, "
            "where it has some; the true values stand beside the results.",
        ),
    ] = False,
    no_color: NoColor = False,
    ascii: Ascii = False,
) -> None:
    """Show a classical exercise: its story, the sheet, the arithmetic, and questions."""
    from handnn.practice.by_hand import ByHand
    from handnn.practice.gallery import gallery
    from handnn.practice.story import plain_text

    screen = ctx.obj | Screen(no_color, ascii)
    exercise = gallery[name]
    record: Trace | Work | Backward | WorkBackward | ByHand
    if by_hand:
        record = exercise.by_hand()
    elif exercise.has_backward:
        record = exercise.backward()
    else:
        record = exercise.trace()
    if output is not None:
        (record if isinstance(record, ByHand) else exercise).save(output)
    screen.title(exercise.title)
    screen.text(terminal.wrap(plain_text(exercise.story)))
    screen.text(record.text(ascii=screen.ascii))
    for i, question in enumerate(exercise.questions, 1):
        lines = [f"{i}. {question.text}", *([f"   {question.answer}"] if answers else [])]
        screen.text(terminal.wrap("\n".join(lines), "   "))
    if exercise.questions and not answers:
        screen.text(f"The answers: handnn show {exercise.name} --answers")
    screen.text(terminal.wrap(f"Source: {exercise.source}"))
    if output is not None:
        screen.text(f"{output} is written.")


@app.command(epilog=_examples("handnn new net.json"))
def new(
    ctx: typer.Context,
    file: NewFile,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that exists.")] = False,
) -> None:
    """Write the hidden-layer network into a file, to start from."""
    if file.exists() and not force:
        raise FileAccessError(f"{file} already exists. Choose another name, or use --force.")
    trace = hidden_layer_exercise()
    save_network(trace.network, file, trace.input)
    ctx.obj.text(f"{file} is written. Change its numbers, then: handnn run {file}")


def _saved(file: Path) -> NetworkFile:
    """The content of a network's file, read only once, because it may be a pipe."""
    return load_file(_name(file), sys.stdin.buffer.read()) if _is_stdin(file) else load_file(file)


def _is_stdin(file: Path) -> bool:
    return str(file) == "-"


def _name(file: Path) -> str:
    return "standard input" if _is_stdin(file) else file.name


def _is_same(save: Path, file: Path) -> bool:
    """Whether the file to write is the file that is read, under whatever name."""
    with suppress(OSError, ValueError):  # one of them does not exist, or is no file
        read = os.fstat(sys.stdin.fileno()) if _is_stdin(file) else file.stat()
        return os.path.samestat(save.stat(), read)
    return False


def _trace(file: Path, saved: NetworkFile, input: str | None) -> Trace:
    """Run the network of a file on the input asked for, or on the one in the file."""
    x = saved.input if input is None else numbers(input)
    if x is None:
        wanted = saved.network.in_features or 3
        example = " ".join(map(str, range(1, wanted + 1))) if wanted < 10 else "1 2 ..."
        raise ArgumentError(f'{_name(file)} has no input. Give one: --input "{example}".')
    return saved.network.trace(x)


def _print_arithmetic(
    screen: Screen, text: str, file: Path, trace: Trace, input: str | None
) -> None:
    """Print arithmetic; where it says how to ask for more in Python, add the command for it."""
    screen.text(text)
    if ".explain(" in text:
        again = "" if input is None else ' --input "..."'
        screen.text(
            f'On the command line: handnn explain {file} --cell "{near_the_end(trace)}"{again}'
        )


def _output(trace: Trace) -> str:
    """The output, written as --input is."""
    samples = np.atleast_2d(trace.output)
    shown = [
        [format_number(value) for value in sample] for sample in samples[:_MANY_SAMPLES].tolist()
    ]
    text = "; ".join(" ".join(number.text for number in sample) for sample in shown)
    if len(samples) > _MANY_SAMPLES:
        text += f"; … ({len(samples)} samples)"
    exact = all(number.exact for sample in shown for number in sample)
    return f"Output {'=' if exact else '≈'} {text}"
