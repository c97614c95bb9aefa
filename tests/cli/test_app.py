"""The command line: what it prints, and how it answers mistakes."""

import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import handnn as hn
from handnn import cli
from handnn.cli import app
from handnn.hidden_layer import hidden_layer_exercise

# -- the commands ---------------------------------------------------------------------------------

WINDOWS = sys.platform == "win32"


def test_alone_it_works_the_exercise(handnn, golden) -> None:
    golden("handnn.txt", handnn().rstrip("\n"))


def test_the_exercise_in_ascii(handnn, golden) -> None:
    text = handnn("--ascii")
    assert text.isascii()
    golden("handnn_ascii.txt", text.rstrip("\n"))


def test_run(handnn, net_file: Path) -> None:
    trace = hidden_layer_exercise()
    assert handnn("run", "net.json") == (f"net.json: {trace!r}\n\n{trace}\n\nOutput = 0 3\n")


@pytest.mark.parametrize(
    ("numbers", "output"),
    [
        ("2 1 3", "0 3"),
        ("2,1,3", "0 3"),
        (" 2, 1 ,3 ", "0 3"),
        ("2 1 3; 1 1 0; 0 1 1", "0 3; 0 3; 0 4"),
        ("2 1 3;", "0 3"),
        ("0.5 0 1e0", "0 3"),
        ("-1 -2 -3", "0 1"),
    ],
)
def test_an_input_of_ones_own(handnn, net_file: Path, numbers: str, output: str) -> None:
    x = [[float(n) for n in s.replace(",", " ").split()] for s in numbers.split(";") if s]
    assert hidden_layer_exercise().network(x).tolist() == [
        [float(n) for n in sample.split()] for sample in output.split(";")
    ]
    text = handnn("run", "net.json", "--input", numbers)
    assert text.splitlines()[-1] == f"Output = {output}"


@pytest.mark.onnx
def test_run_an_onnx_model(handnn, complaint, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    trace = hidden_layer_exercise()
    trace.network.save("model.onnx")
    text = handnn("run", "model.onnx", "--input", "2 1 3")
    assert text == f"model.onnx: {trace!r}\n\n{trace}\n\nOutput = 0 3\n"
    Path("model.onnx").write_bytes(b"no model")
    assert complaint("run", "model.onnx", "--input", "2 1 3") == (
        "model.onnx is not an ONNX model, or not all of one."
    )


def test_run_the_numbers_of_a_network(complaint, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    hidden_layer_exercise().network.save("net.safetensors")
    assert complaint("run", "net.safetensors") == (
        "net.safetensors holds the numbers of a network, but not its layers. Build the network, "
        'then fill it: net.load_parameters("net.safetensors").'
    )


def test_run_saves_the_sheet(handnn, net_file: Path) -> None:
    text = handnn("run", "net.json", "--save", "sheet.html")
    assert text.splitlines()[-1] == "sheet.html is written."
    assert Path("sheet.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_run_opens_the_sheet_in_the_browser(handnn, net_file: Path, monkeypatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: not opened.append(address))
    handnn("run", "net.json", "--open")
    (address,) = opened
    assert address.startswith("file:///")
    assert address.endswith("/net.html")


def test_run_says_where_the_page_is_when_there_is_no_browser(
    handnn, net_file: Path, monkeypatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    last = handnn("run", "net.json", "--open").splitlines()[-1]
    assert last.startswith("No browser could be opened. The page is here: ")
    assert Path(last.partition(": ")[2]).is_file()


def test_an_output_that_is_rounded_or_long(handnn, tmp_path: Path) -> None:
    hn.Sequential(hn.Dense([[1 / 3]])).save(tmp_path / "third.json")
    samples = "; ".join(["1"] * 11)
    last = handnn("run", str(tmp_path / "third.json"), "--input", samples).splitlines()[-1]
    assert last == f"Output ≈ {'; '.join(['0.3333'] * 10)}; … (11 samples)"


def test_numbers_that_are_not_finite(handnn, net_file: Path) -> None:
    lines = handnn("run", "net.json", "--input", "1e308 -1e308 1e308").splitlines()
    assert lines[-3:] == [
        'The first number that is not finite is z1[1] = ∞, in "hidden".',
        "",
        "Output = nan nan",
    ]


@pytest.mark.parametrize(
    ("cell", "index"),
    [("hidden[0]", 0), (" hidden [ 0 ] ", 0), ("hidden[-1]", -1), ("hidden", None)],
)
def test_explain(handnn, net_file: Path, cell: str, index: int | None) -> None:
    explanation = hidden_layer_exercise()["hidden"].explain(index)
    assert handnn("explain", "net.json", "--cell", cell) == f"{explanation}\n"


def test_explain_a_cell_of_a_batch(handnn, net_file: Path) -> None:
    text = handnn("explain", "net.json", "--cell", "output[1,0]", "--input", "2 1 3; 1 1 0")
    assert text.splitlines()[-1] == "z2⁽²⁾[1] = 1·0 + 1·2 + (-1)·2 + 0·0 + 0 = 0"


def test_explain_everything(handnn, net_file: Path) -> None:
    assert handnn("explain", "net.json") == f"{hidden_layer_exercise().explain()}\n"


def test_what_is_left_out_can_be_asked_for_on_the_command_line(handnn, tmp_path: Path) -> None:
    file = tmp_path / "wide.json"
    W = np.ones((64, 2))
    W[40] = 2
    net = hn.Sequential(
        hn.Dense(np.ones((2, 2)), name="first"), hn.Dense(W, name="second"), hn.ReLU()
    )
    net.save(file, [1, 2])
    ask = f'\nOn the command line: handnn explain {file} --cell "second[40]"'
    assert f"{ask}\n" in handnn("run", str(file))
    assert f"{ask}\n" in handnn("explain", str(file))
    assert f'{ask} --input "..."\n' in handnn("run", str(file), "--input", "3 4")
    answer = handnn("explain", str(file), "--cell", "second[40]")
    assert answer.rstrip("\n") == str(net.trace([1, 2])["second"].explain(40))
    net.save(file, [[1, 2], [3, 4]])
    assert '--cell "second[1,40]"\n' in handnn("run", str(file))


def test_explain_a_step_inside_a_step(handnn, tmp_path: Path) -> None:
    block = hn.Sequential(hn.Dense([[2]], name="double"), name="block")
    hn.Sequential(block).save(tmp_path / "net.json", input=[3])
    text = handnn("explain", str(tmp_path / "net.json"), "--cell", "block.double[0]")
    assert text.splitlines()[-1].endswith("= 2·3 = 6")


def test_summary(handnn, net_file: Path) -> None:
    assert handnn("summary", "net.json") == f"{hidden_layer_exercise().network.summary()}\n"


def test_new_writes_a_file_that_runs(handnn, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert handnn("new", "mine.json") == (
        "mine.json is written. Change its numbers, then: handnn run mine.json\n"
    )
    assert hn.load("mine.json").trace(hn.load_input("mine.json")) == hidden_layer_exercise()
    assert handnn("run", "mine.json").endswith("Output = 0 3\n")
    assert "is written" in handnn("new", "mine.json", "--force")


def test_version(handnn) -> None:
    assert handnn("--version") == f"handnn {hn.__version__}\n"


@pytest.mark.parametrize("args", [["--help"], ["-h"]])
def test_help_shows_each_command_and_examples(handnn, args: list[str]) -> None:
    text = handnn(*args)
    assert 'handnn explain net.json --cell "hidden[0]"' in text
    for command in ("run", "explain", "summary", "new"):
        assert f"\n  {command} " in text
        assert f"  handnn {command} net.json" in handnn(command, *args)


@pytest.mark.parametrize("args", [["--ascii", "run", "net.json"], ["run", "net.json", "--ascii"]])
def test_a_flag_may_stand_before_or_after_the_command(handnn, net_file: Path, args) -> None:
    assert handnn(*args).isascii()


def test_letters_that_ascii_lacks_are_escaped(handnn, complaint, net_file: Path) -> None:
    hn.Sequential(hn.Dense([[1, 2]], name="größe")).save("named.json", input=[1, 2])
    for command in ("run", "explain", "summary"):
        text = handnn(command, "named.json", "--ascii")
        assert text.isascii()
        assert r"gr\xf6\xdfe" in text
    said = complaint("explain", "named.json", "--cell", "größe[3]", "--ascii")
    assert said.startswith(r'"gr\xf6\xdfe" has an array')


# -- mistakes -------------------------------------------------------------------------------------

try:
    Path().read_text(encoding="utf-8")
except OSError as error:
    IS_A_FOLDER = error.strerror  # systems have other words for it

NO_ARGUMENT = (
    "Missing argument 'NET.json'. To write a network's file to start from: handnn new net.json"
)


MISTAKES = {
    "no command": (
        ["net.json"],
        '"net.json" is not a command. To run a network: handnn run net.json',
    ),
    "no quotes": (
        ["run", "net.json", "--input", "2", "1", "3"],
        'Put quotes around the numbers: --input "2 1 3".',
    ),
    "no quotes, and signs": (
        ["explain", "net.json", "--input=-2", "-1", "3", "--cell", "hidden"],
        'Put quotes around the numbers: --input "-2 -1 3".',
    ),
    "the network's file for the sheet": (
        ["run", "net.json", "--save", "./net.json"],
        "net.json is the network's own file. Choose another name.",
    ),
    "no name for the sheet": (
        ["run", "net.json", "--save", "."],
        "The suffix of the file's name says what to write: .html, .svg, .md, .tex, .txt, .json, "
        ".xlsx. "
        "'.' has no suffix.",
    ),
    "a symbol of the sheet": (
        ["explain", "net.json", "--cell", "z1[1]"],
        'z1 is the output of the step "hidden": --cell "hidden[0]".',
    ),
    "a symbol of the sheet, in a batch": (
        ["explain", "net.json", "--cell", "z2⁽²⁾[1]", "--input", "2 1 3; 1 1 0"],
        'z2 is the output of the step "output": --cell "output[1,0]".',
    ),
    "a symbol of the sheet, without a cell": (
        ["explain", "net.json", "--cell", "h"],
        'h is the output of the step "relu_1": --cell "relu_1".',
    ),
    "a symbol of the weights": (
        ["explain", "net.json", "--cell", "W1[1,2]"],
        'W1 is the parameter W of the step "hidden": parameters are given, not worked out. '
        'The step\'s output is: --cell "hidden".',
    ),
    "weights": (
        ["explain", "net.json", "--cell", "output.W"],
        'output.W is the parameter W of the step "output": parameters are given, not worked out. '
        'The step\'s output is: --cell "output".',
    ),
    "the input": (
        ["explain", "net.json", "--cell", "x[1]"],
        "x is the input of the network: it is given, not worked out.",
    ),
    "quite another step": (
        ["explain", "net.json", "--cell", "q"],
        'The trace has no step "q". Its steps: hidden, relu_1, output, relu_2.',
    ),
    "nothing inside": (
        ["explain", "net.json", "--cell", "output.q"],
        'The step "output" has no step "q". Its steps: none.',
    ),
    "no file": (["run", "no.json"], "There is no file no.json."),
    "no network": (
        ["run", "text.json"],
        "text.json: not JSON, at line 1, column 1: Expecting value.",
    ),
    "a folder": (["summary", "."], f". cannot be read: {IS_A_FOLDER}."),
    "no argument": (["run"], NO_ARGUMENT),
    "no such command": (["rnu", "net.json"], "No such command 'rnu'. Did you mean 'run'?"),
    "no value": (["run", "net.json", "--input"], "Option '--input' requires an argument."),
    "one file too many": (["run", "net.json", "b"], "Got unexpected extra argument(s) (b)"),
    "a wrong width": (
        ["run", "net.json", "--input", "2 1"],
        'layer 0 "hidden" (Dense 3 → 4) takes 3 features, but the input has 2. '
        "Got an input of shape (2,); expected (3,) or (batch, 3).",
    ),
    "no number": (
        ["run", "net.json", "--input", "2 x 3"],
        '--input: "x" is not a number. Write numbers with spaces or commas between them, "2 1 3", '
        "and ; between samples.",
    ),
    "no numbers": (
        ["run", "net.json", "--input", " "],
        '--input is empty. Write numbers: "2 1 3".',
    ),
    "samples of different lengths": (
        ["explain", "net.json", "--input", "2 1 3; 1"],
        "--input: sample 1 has 1 numbers, but sample 0 has 3.",
    ),
    "no input": (
        ["run", "bare.json"],
        'bare.json has no input. Give one: --input "1 2".',
    ),
    "no input for a wide network": (
        ["run", "wide.json"],
        'wide.json has no input. Give one: --input "1 2 ...".',
    ),
    "no such step": (
        ["explain", "net.json", "--cell", "hiden[0]"],
        'The trace has no step "hiden". Did you mean "hidden"?',
    ),
    "no such cell": (
        ["explain", "net.json", "--cell", "hidden[4]"],
        '"hidden" has an array of shape (4,) here: indices 0 to 3. There is no cell 4.',
    ),
    "no cell": (
        ["explain", "net.json", "--cell", "hidden[a]"],
        '--cell: cannot read "hidden[a]". Write a step, "hidden", or a cell counted from 0, '
        '"hidden[0]"; in a batch the sample first, "hidden[1,0]".',
    ),
    "a layer of one's own": (
        ["run", "own.json"],
        'own.json: layers[0].type: handnn has no layer "Own". If it is a class of your own, pass '
        "it to load in Python: handnn.load(path, layers=[Own]). The command line knows only the "
        "built-in "
        "layers.",
    ),
    "a file that exists": (
        ["new", "net.json"],
        "net.json already exists. Choose another name, or use --force.",
    ),
    "a suffix of another format": (
        ["new", "net.onnx"],
        "A network is written as JSON, but the suffix of 'net.onnx' names another format. Write "
        "'net.json'.",
    ),
    "a suffix of another format, before anything is learnt": (
        ["train", "digits", "--save", "digits.pt", "--epochs", "1000000"],
        "A network is written as JSON, but the suffix of 'digits.pt' names another format. Write "
        "'digits.json'.",
    ),
    "a folder that does not": (
        ["new", "no/net.json"],
        "no/net.json cannot be written: there is no folder no.",
    ),
}


@pytest.mark.parametrize(("args", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_gets_one_line(complaint, net_file: Path, args: list[str], message: str) -> None:
    class Own(hn.Layer):
        pass

    Path("text.json").write_text("hello", encoding="utf-8")
    hn.Sequential(hn.Dense([[1, 1]])).save("bare.json")
    hn.Sequential(hn.Dense(np.ones((1, 10)))).save("wide.json")
    hn.Sequential(Own()).save("own.json")
    assert complaint(*args) == message


@pytest.mark.skipif(WINDOWS, reason="links need a privilege there")
def test_the_sheet_never_replaces_the_network_behind_a_link(complaint, net_file: Path) -> None:
    before = net_file.read_bytes()
    Path("link.json").symlink_to(net_file)
    complaint("run", "net.json", "--save", "link.json")
    assert net_file.read_bytes() == before


def test_an_unknown_option(complaint) -> None:
    assert complaint("--foo").startswith("No such option: --foo")


def test_a_mistake_in_ascii(complaint, net_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert "(Dense 3 -> 4)" in complaint("run", "net.json", "--input", "1")


def test_a_mistake_of_handnn_itself_is_not_hidden(net_file: Path, monkeypatch) -> None:
    def broken(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(app, "load_file", broken)
    with pytest.raises(ZeroDivisionError):
        cli.main(["run", "net.json"])


# -- terminals ------------------------------------------------------------------------------------


def in_a_process(*args: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "handnn", *args],
        env={**os.environ, "COLUMNS": "80", **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "title"), [("-", b"standard input: "), ("/dev/stdin", b"stdin: ")]
)
def test_a_network_may_come_through_a_pipe(net_file: Path, name: str, title: bytes) -> None:
    if not (name == "-" or Path(name).exists()):
        pytest.skip("no such device here")
    done = subprocess.run(
        [sys.executable, "-m", "handnn", "run", name],
        input=net_file.read_bytes(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(title)
    assert done.stdout.decode().splitlines()[-1] == "Output = 0 3"


def test_the_sheet_never_replaces_the_standard_input(net_file: Path) -> None:
    before = net_file.read_bytes()
    with net_file.open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "handnn", "run", "-", "--save", "net.json"],
            stdin=file,
            capture_output=True,
            check=False,
        )
    assert done.returncode == 2
    assert net_file.read_bytes() == before


@pytest.mark.parametrize("columns", ["0", "-1", "many"])
def test_a_width_that_cannot_be_is_no_width(columns: str) -> None:
    assert in_a_process(COLUMNS=columns).stdout == in_a_process(COLUMNS="80").stdout != b""


def test_headings_are_wrapped(handnn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert handnn().splitlines()[:2] == [
        "The hidden-layer exercise: 3 inputs, 4",
        "hidden nodes, 2 outputs",
    ]


def test_help_is_not_cut(handnn) -> None:
    assert handnn("train", "--help").endswith("  digits  Train on handwritten digits.\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437"])
def test_any_encoding_will_do(net_file: Path, encoding: str) -> None:
    named = hn.Sequential(hn.Dense([[1, 2]], name="größe_→"))
    named.save("named.json", input=[1, 2])
    done = in_a_process("run", "named.json", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Output = 5" in done.stdout
    done = in_a_process("explain", "named.json", "--cell", "→", PYTHONIOENCODING=encoding)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1


def test_in_a_pipe_there_are_no_colours() -> None:
    done = in_a_process()
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout


@pytest.mark.skipif(WINDOWS, reason="a pipe that nobody reads is another error there")
def test_a_reader_may_leave() -> None:
    command = [sys.executable, "-m", "handnn"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""


class Terminal(io.StringIO):
    """A terminal that takes colours."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("args", "no_color", "coloured"),
    [([], None, True), (["--no-color"], None, False), ([], "1", False)],
)
def test_colours_are_for_terminals_and_can_be_turned_off(
    monkeypatch: pytest.MonkeyPatch, args: list[str], no_color: str | None, coloured: bool
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm-256color")
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)
    with pytest.raises(SystemExit):
        cli.main(args)
    assert ("\x1b[" in terminal.getvalue()) is coloured
