"""A conversation about a worksheet, without a terminal."""

import pytest
from talking import Script

import handnn as hn
from handnn.cli.dialogue import Dialogue, command_in
from handnn.practice.session import Session


def held(*lines: str, exercise: str = "single-neuron", plain: bool = False) -> Script:
    """A conversation about an exercise in which these lines are typed, to its end or to quit."""
    script = Script(*lines, plain=plain)
    Dialogue(Session(hn.worksheet(hn.gallery[exercise])), script, lambda: None).run()
    return script


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("hint", "hint"),
        ("h", "hint"),
        ("he", "help"),
        ("s", "skip"),
        ("sh", "sheet"),
        ("Q", "quit"),
        (" back ", "back"),
        ("e", "explain"),
        ("?", "help"),
        ("-1", None),
        ("", None),
        ("hints", None),
        ("1/2", None),
    ],
)
def test_commands(typed: str, command: str | None) -> None:
    assert command_in(typed) == command


def test_a_whole_exercise() -> None:
    script = held("4", "-1", "0")
    assert script.asked == ["(1 of 2) z[1] = "] * 2 + ["(2 of 2) y[1] = "]
    assert script.said == [
        "Not yet. Count the terms of z[1]: are they all there?",
        "Right.",
        "Right.",
        "All 2 cells are right.",
        "At the first try, without explain: 1.",
        "On the way: bias left out in z[1].",
    ]
    assert ["?" in drawing for drawing in script.drawn] == [True, True, False]


def test_after_the_hint_comes_the_cause_and_then_where_the_arithmetic_is() -> None:
    assert held("4", "4", "4", "h", "e", "q").said == [
        "Not yet. Count the terms of z[1]: are they all there?",
        "Not yet. b[1] was left out.",
        "Not yet. b[1] was left out. explain shows the arithmetic.",
        "b[1] was left out.",
        "z[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1",
    ]


def test_a_clean_exercise_has_a_short_end() -> None:
    assert held("-1", "0").said == ["Right.", "Right.", "All 2 cells are right."]


def test_what_is_neither_a_number_nor_a_command() -> None:
    assert held("one", "hnit", "a\x1b[2Jb", "x" * 99, "", "q").said == [
        '"one" is no number and no command. help lists the commands.',
        '"hnit" is no number and no command. Did you mean hint?',
        '"a?[2Jb" is no number and no command. help lists the commands.',
        f'"{"x" * 30}" is no number and no command. help lists the commands.',
        "Type a number and press Enter. help lists the commands.",
    ]


def test_back_and_keep() -> None:
    script = held("back", "-1", "b", "", "q")
    assert script.asked[-3:] == ["(2 of 2) y[1] = ", "(1 of 2) z[1] = ", "(2 of 2) y[1] = "]
    assert script.said == [
        "This is the first cell.",
        "Right.",
        "You have -1 in z[1]. Type another number, or press Enter to keep it.",
    ]


def test_what_is_skipped_twice_stays_open() -> None:
    script = held("skip", "0", "skip")
    assert script.asked == ["(1 of 2) z[1] = ", "(2 of 2) y[1] = ", "(1 of 2) z[1] = "]
    assert script.said[-2:] == [
        "1 of 2 cells right, 1 open.",
        "At the first try, without explain: 1.",
    ]


def test_plain_nothing_is_drawn_and_the_cells_around_are_told() -> None:
    script = held("-1", "sheet", "help", "0", plain=True)
    assert script.drawn == []
    assert script.asked[0] == "z[1], 1 of 2: "
    assert script.said[:13] == [
        "z is worked out with the weights and biases of W.",
        "x: 2, 1, 3.",
        "W: 1, minus 1, 1, bias minus 5.",
        "z: asked.",
        "Right.",
        "y is worked out by ReLU.",
        "z: minus 1.",
        "y: asked.",
        "x: 2, 1, 3.",
        "W: 1, minus 1, 1, bias minus 5.",
        "z is worked out with the weights and biases of W.",
        "z: minus 1.",
        "y is worked out by ReLU.",
    ]
    assert "hint: where to look; once more, the cell in letters." in script.said
    assert not any("\n" in line for line in script.said)


def test_plain_how_a_block_is_worked_out_is_told_once() -> None:
    said = held("skip", "skip", "skip", "skip", "q", exercise="hidden-layer", plain=True).said
    assert said.count("z1 is worked out with the weights and biases of W1.") == 1
    assert said.count("h is worked out by ReLU.") == 1


def test_of_a_sheet_higher_than_the_screen_the_part_around_the_cell_is_shown(monkeypatch) -> None:
    monkeypatch.setenv("LINES", "18")
    script = held("sheet", "q", exercise="hidden-layer")
    part, whole = (drawing.splitlines() for drawing in script.drawn)
    assert len(part) == 12
    assert any("?" in line for line in part)
    assert len(whole) > 20
    assert "\n".join(part) in "\n".join(whole)
    assert script.said == ["x: 2, 1, 3.", "W1, row 1: 1, -1, 1, bias -5.", "z1: ?, __, __, __."]


def test_counts_have_no_place_on_the_sheet_and_stand_below_it() -> None:
    sheet = hn.worksheet(hn.exercise(kind="parameters", seed=1))
    first = sheet.asked[0]
    script = Script(f"{sheet.key.values[first]:g}", "sheet", "q")
    Dialogue(Session(sheet), script, lambda: None).run()
    assert f"{first}: {sheet.key.values[first]:g}" in script.drawn[-1]


def test_all_that_is_new_is_kept() -> None:
    kept = []
    session = Session(hn.worksheet(hn.gallery["single-neuron"]))
    script = Script("4", "hint", "-1", "explain", "skip", "q")
    assert Dialogue(session, script, lambda: kept.append(session.to_json())).run() is False
    assert [work["answers"] for work in kept] == [{}, *[{"z[1]": "-1"}] * 3]
    assert kept[0]["slips"] == {"z[1]": "bias-left-out"}
    assert kept[-1]["skips"] == {"y[1]": 1}
