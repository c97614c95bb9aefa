"""handnn practice, typed into a real terminal."""

import io
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from pseudo_terminal import PseudoTerminal

import handnn as hn
from handnn import cli
from handnn.cli.practice import data_folder, names_beginning_with
from handnn.cli.practising import GENERATED
from handnn.practice.scheduling import Card

CTRL_C, CTRL_D = "\x03", "\x04"
NEURON = "(1 of 2) z[1] = "


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where progress is kept."""
    folder = tmp_path / "data"
    monkeypatch.setenv("HANDNN_DATA", str(folder))
    return folder


def progress(data: Path) -> dict:
    return json.loads((data / "progress.json").read_text(encoding="utf-8"))


def cards(data: Path) -> dict:
    return {(card["kind"], card["slip"]): card["box"] for card in progress(data)["cards"]}


def test_a_whole_exercise_with_a_slip(data: Path) -> None:
    sheet = hn.worksheet(hn.exercise(kind="forward", seed=1))
    values = sheet.key.values
    prompts = [f"({i} of 10) {name} = " for i, name in enumerate(sheet.asked, 1)]
    slip = next(i for i in range(4) if values[f"b1[{i + 1}]"])
    with PseudoTerminal("practice", "forward") as terminal:
        start = terminal.read_to(prompts[0])
        assert sheet.title in start
        assert "10 cells to fill in." in start
        assert "│  ? │" in start
        for i, name in enumerate(sheet.asked):
            if i == slip:
                bias = f"b1[{i + 1}]"
                wrong = f"{values[name] - values[bias]:g}"
                said = terminal.type(wrong, prompts[i])
                assert f"Not yet. Count the terms of {name}: are they all there?" in said
                assert f"Not yet. {bias} was left out." in terminal.type(wrong, prompts[i])
                arithmetic = rf"\n{re.escape(name)} = .* = {values[name]:g}\n"
                assert re.search(arithmetic, terminal.type("explain", prompts[i]))
            end = terminal.type(f"{values[name]:g}", [*prompts, "\n> "][i + 1])
            assert "Right." in end
        assert "All 10 cells are right." in end
        assert "At the first try, without explain: 9." in end
        assert f"On the way: bias left out in {sheet.asked[slip]}." in end
        assert "This comes back tomorrow." in end
        assert "? │" not in end
        terminal.type("quit", "quit")
        assert terminal.end()[0] == 0
    assert cards(data) == {("forward", ""): 1, ("forward", "bias-left-out"): 1}
    assert progress(data)["unfinished"] == {}


def test_hint_skip_back_sheet_and_help(data: Path) -> None:
    with PseudoTerminal("practice", "single-neuron") as terminal:
        terminal.read_to(NEURON)
        assert "z[1] is worked out from W[1,1], x[1]" in terminal.type("hint", NEURON)
        assert "z[1] = W[1,1]·x[1] + " in terminal.type("h", f"b[1]\n{NEURON}")
        assert "This is the first cell." in terminal.type("b", NEURON)
        assert "┃-5 │ │ __ │  →   │ ? │" in terminal.type("skip", "(2 of 2) y[1] = ")
        assert "┃-5 │ │ ? │  →   │ __ │" in terminal.type("back", NEURON)
        assert "┃-5 │ │ ? │  →   │ __ │" in terminal.type("sheet", NEURON)
        assert "explain  the arithmetic of the cell" in terminal.type("?", NEURON)
        assert "Did you mean skip?" in terminal.type("skpi", NEURON)
        terminal.type("-1", "(2 of 2) y[1] = ")
        assert "All 2 cells are right." in terminal.type("0", "right.")
        assert terminal.end()[0] == 0  # an exercise of the gallery is the only one of its name


@pytest.mark.parametrize(("stop", "status"), [("quit", 0), (CTRL_D, 0), (CTRL_C, 130)])
def test_however_one_stops_it_says_how_to_go_on(data: Path, stop: str, status: int) -> None:
    with PseudoTerminal("practice", "single-neuron") as terminal:
        terminal.read_to(NEURON)
        terminal.type("-1", "(2 of 2) y[1] = ")
        terminal.type(stop, "\nFilled in: 1 of 2. handnn practice single-neuron goes on from here.")
        code, rest = terminal.end()
        assert (code, rest.strip()) == (status, "")
    assert progress(data)["unfinished"]["gallery/single-neuron"]["work"]["answers"] == {
        "z[1]": "-1"
    }


def test_killed_it_goes_on_where_it_was(data: Path) -> None:
    with PseudoTerminal("practice", "single-neuron") as terminal:
        terminal.read_to(NEURON)
        terminal.type("-1", "(2 of 2) y[1] = ")
    with PseudoTerminal("practice") as terminal:  # without a name, too
        start = terminal.read_to("(2 of 2) y[1] = ")
        assert "Going on: 1 of 2 cells are filled in." in start
        assert "│-1 │  →   │ ? │" in start
        terminal.type("0", "This comes back in 2 days.")
    with PseudoTerminal("practice", "single-neuron") as terminal:
        assert "Going on" not in terminal.read_to(NEURON)


def test_new_begins_another_exercise(data: Path) -> None:
    starts = []
    for args in ([], [], ["--new"]):
        with PseudoTerminal("practice", "forward", *args) as terminal:
            starts.append(terminal.read_to("z1[1] = ").partition("\n\n")[2])
            terminal.type("q", "here.")
            terminal.end()
    assert starts[0] == starts[1] != starts[2]
    assert progress(data)["started"] == {"forward": 2}


@pytest.mark.parametrize("exercise", ["forward", "backward", "attention", "seven-layers"])
def test_in_60_columns_no_line_is_longer(data: Path, exercise: str) -> None:
    with PseudoTerminal("practice", exercise, columns=60, lines=30) as terminal:
        terminal.read_to(" = ")
        terminal.type("help", "sqrt(2).")
        terminal.type("1234567", "Not yet.")
        terminal.type("sheet", "= ")
        terminal.type("q", "here.")
        code, _ = terminal.end()
        assert code == 0
        lines = re.sub(r"\x1b\[\d*m", "", terminal.output).splitlines()
        assert max(map(len, lines)) <= 60


def test_plain(data: Path) -> None:
    with PseudoTerminal("practice", "single-neuron", "--plain") as terminal:
        terminal.read_to("z[1], 1 of 2: ")
        terminal.type("4", "z[1], 1 of 2: ")
        terminal.type("-1", "y[1], 2 of 2: ")
        terminal.type("0", "All 2 cells are right.")
        terminal.end()
        assert terminal.output.isascii()
        assert "\x1b" not in terminal.output
        assert terminal.output.splitlines() == [
            "Single neuron",
            hn.worksheet(hn.gallery["single-neuron"]).task,
            "2 cells to fill in. Type a number, or hint, explain, skip, back, sheet, help or quit.",
            "z is worked out with the weights and biases of W.",
            "x: 2, 1, 3.",
            "W: 1, minus 1, 1, bias minus 5.",
            "z: asked.",
            "z[1], 1 of 2: 4",
            "Not yet. Count the terms of z[1]: are they all there?",
            "z[1], 1 of 2: -1",
            "Right.",
            "y is worked out by ReLU.",
            "z: minus 1.",
            "y: asked.",
            "y[1], 2 of 2: 0",
            "Right.",
            "All 2 cells are right.",
            "At the first try, without explain: 1.",
            "On the way: bias left out in z[1].",
            "This comes back tomorrow.",
        ]


def test_without_colours_the_words_are_the_same(data: Path) -> None:
    said = []
    for args, env in (([], {}), ([], {"NO_COLOR": "1"}), (["--no-color"], {})):
        with PseudoTerminal("practice", "single-neuron", *args, env=env) as terminal:
            terminal.read_to(NEURON)
            said.append(terminal.type("4", NEURON))
            assert ("\x1b[" in terminal.output) == (not args and not env)
    coloured, *plain = said
    assert plain == [re.sub(r"\x1b\[\d*m", "", coloured)] * 2


def test_ascii(data: Path) -> None:
    with PseudoTerminal("practice", "backward", "--ascii") as terminal:
        terminal.read_to("z1[1] = ")
        terminal.type("q", "here.")
        terminal.end()
        assert terminal.output.isascii()


def test_a_slip_comes_back(data: Path) -> None:
    data.mkdir()
    yesterday = date.today() - timedelta(days=1)
    card = Card("batch", "sign-lost", 1, yesterday)
    content = {
        "format": "handnn progress",
        "version": 1,
        "cards": [
            {"kind": card.kind, "slip": card.slip, "box": 1, "last": yesterday.isoformat()},
            {"kind": "of a newer version", "slip": "", "box": 1, "last": "2001-01-01"},
        ],
        "started": {"batch": 1},
        "unfinished": {},
    }
    content["cards"][1]["kind"] = "newer-kind"
    (data / "progress.json").write_text(json.dumps(content))
    with PseudoTerminal("practice") as terminal:
        start = terminal.read_to(" = ")
        assert hn.exercise(kind="batch", seed=2).title in start
        assert "It is time again for this, because of a slip: sign lost." in start


def test_one_exercise_after_the_other(data: Path) -> None:
    data.mkdir()
    sheet = hn.worksheet(hn.exercise(kind="missing-weight", seed=1))
    with PseudoTerminal("practice", "missing-weight") as terminal:
        terminal.read_to(" = ")
        end = terminal.type(f"{sheet.key.values[sheet.asked[0]]:g}", "\n> ")
        assert "It is right." in end
        assert "This comes back in 2 days." in end
        terminal.type("12", "Press Enter for the next exercise, or type quit.\n> ")
        again = terminal.type("", " = ")
        assert hn.worksheet(hn.exercise(kind="missing-weight", seed=2)).asked[0] in again
    assert cards(data) == {("missing-weight", ""): 2}
    assert progress(data)["started"] == {"missing-weight": 2}


def test_a_damaged_file_stops_nothing(data: Path) -> None:
    data.mkdir()
    (data / "progress.json").write_text("{")
    with PseudoTerminal("practice", "single-neuron") as terminal:
        start = terminal.read_to(NEURON)
        assert start.startswith("Your progress could not be read: ")
        terminal.type("-1", "(2 of 2) y[1] = ")
    assert (data / "progress-damaged-1.json").read_text() == "{"
    assert progress(data)["unfinished"]["gallery/single-neuron"]["work"]["answers"] == {
        "z[1]": "-1"
    }


def test_work_that_does_not_fit_any_more_is_told(data: Path) -> None:
    with PseudoTerminal("practice", "single-neuron") as terminal:
        terminal.read_to(NEURON)
    content = progress(data)
    content["unfinished"]["gallery/single-neuron"]["code"] = "another"
    (data / "progress.json").write_text(json.dumps(content))
    with PseudoTerminal("practice", "single-neuron") as terminal:
        assert "cannot be read any more: here is another one." in terminal.read_to(NEURON)


def test_where_nothing_can_be_kept_one_practises_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    env = {"HANDNN_DATA": str(tmp_path / "file/data")}
    with PseudoTerminal("practice", "single-neuron", env=env) as terminal:
        start = " ".join(terminal.read_to(NEURON).split())
        assert start.count("Your progress is not kept this time: ") == 1
        assert "goes on from here" not in terminal.type("q", "Filled in: 0 of 2.")
        assert terminal.end()[0] == 0


# -- without a terminal ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("foward", 'There is no exercise "foward" to practise. Did you mean "forward"? '),
        ("gallery/forward", 'There is no exercise "gallery/forward" to practise. '),
        ("xyz", 'There is no exercise "xyz" to practise. The kinds: '),
    ],
)
def test_names_that_are_none(complaint, data: Path, name: str, message: str) -> None:
    said = complaint("practice", name)
    assert said.startswith(message)
    assert said.endswith(f"The kinds: {', '.join(GENERATED)}. Those of the gallery: handnn list.")


def test_every_kind_of_the_generator_is_in_the_help(handnn) -> None:
    text = " ".join(handnn("practice", "--help").split())
    assert ", ".join(GENERATED) in text


def test_lines_from_a_pipe(handnn, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("4\n-1\n0\n"))
    text = handnn("practice", "single neuron")
    assert "All 2 cells are right.\n" in text
    assert "│-1 │  →   │ ? │" in text
    monkeypatch.setattr("sys.stdin", io.StringIO("-1\n"))
    text = handnn("practice", "Single_Neuron", "--plain")
    assert text.endswith("\nFilled in: 1 of 2. handnn practice single-neuron goes on from here.\n")


def test_ctrl_c(data: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    def interrupt(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupt)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["practice", "single-neuron"])
    assert stopped.value.code == 130
    assert capsys.readouterr().out.endswith("goes on from here.\n")


def test_names_are_completed() -> None:
    assert names_beginning_with("back") == ["backward", "backpropagation"]


def test_by_default_progress_is_in_the_users_data_folder(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HANDNN_DATA", raising=False)
    assert data_folder().name == "handnn"
    monkeypatch.setenv("HANDNN_DATA", str(tmp_path))
    assert data_folder() == tmp_path
