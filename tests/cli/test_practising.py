"""Exercises one after the other, without a terminal."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from talking import Script

import handnn as hn
from handnn.cli import practising
from handnn.cli.practising import GENERATED, Practice
from handnn.practice.generator.kinds import KINDS
from handnn.practice.progress import Progress, ProgressFile
from handnn.practice.scheduling import Card

TODAY = date(2026, 3, 1)
NEURON = "gallery/single-neuron"


@pytest.fixture
def practise(tmp_path: Path):
    """Practise, with the lines to type, until there are no more of them or the end is there."""

    def run(
        *lines: str, kind: str | None = None, afresh: bool = False, today: date = TODAY
    ) -> Script:
        script = Script(*lines)
        try:
            Practice(script, ProgressFile(tmp_path, script.say), today).run(kind, afresh)
        except EOFError:
            script.said.append("(end of input)")
        return script

    return run


@pytest.fixture
def progress(tmp_path: Path) -> ProgressFile:
    return ProgressFile(tmp_path, print)


def answers(kind: str, seed: int, level: int = 1) -> list[str]:
    sheet = hn.worksheet(hn.exercise(kind=kind, seed=seed, level=level))
    return [f"{sheet.key.values[name]:.2f}" for name in sheet.asked]


def test_every_kind_of_the_generator_has_its_turn() -> None:
    assert sorted(GENERATED) == sorted(KINDS)


def test_at_first_the_first_kind_is_chosen_and_then_the_next(practise, progress) -> None:
    said = practise(*answers("forward", 1), "", "q").said
    assert said[0] == "Forward pass, 3-4-2"
    assert "This comes back in 2 days." in said
    assert "Count the parameters, " in "\n".join(said)
    assert progress.read().started == {"forward": 1, "parameters": 1}
    assert [*progress.read().unfinished] == ["parameters"]


def test_without_a_name_it_goes_on_with_the_latest_that_was_not_finished(practise) -> None:
    practise("q", kind="forward")
    practise("-1", "q", kind=NEURON)
    said = practise("0").said
    assert said[:3] == [
        "Single neuron",
        hn.worksheet(hn.gallery["single-neuron"]).task,
        "Going on: 1 of 2 cells are filled in.",
    ]
    assert practise("q").said[0] == "Forward pass, 3-4-2"


def test_after_an_interruption_it_says_how_to_go_on(practise) -> None:
    assert practise("-1", kind=NEURON).said[-3:] == [
        "",
        "Filled in: 1 of 2. handnn practice single-neuron goes on from here.",
        "(end of input)",
    ]
    assert practise("q", kind="gallery/softmax").said[-1] == (
        "Filled in: 0 of 9. handnn practice gallery/softmax goes on from here."
    )


def test_a_slip_comes_back_the_next_day(practise, progress) -> None:
    right = answers("missing-weight", 1)
    practise("77.7", *right, "q", kind="missing-weight")
    assert progress.read().cards == (Card("missing-weight", "", 1, TODAY),)  # which is not clear
    practise("77.7", *right, "q", kind="forward")
    wrong = f"{-float(answers('missing-weight', 2)[0]):g}"
    practise(wrong, *answers("missing-weight", 2), "q", kind="missing-weight")
    slips = {card.slip for card in progress.read().cards if card.kind == "missing-weight"} - {""}
    assert slips
    tomorrow = TODAY + timedelta(days=1)
    progress.change(lambda p: replace(p, unfinished={}))
    said = practise("q", today=tomorrow).said
    assert said[0].startswith("The missing weight")
    assert f"because of a slip: {min(slips).replace('-', ' ')}." in "\n".join(said)


def test_the_better_mastered_the_larger_the_numbers(practise, progress) -> None:
    progress.change(lambda _: Progress((Card("forward", "", 3, TODAY),)))
    assert practise("q", kind="forward").said[0] == hn.exercise(level=2, seed=1).title


def test_where_a_seed_has_no_exercise_the_next_is_taken(practise, progress, monkeypatch) -> None:
    def made(*, kind: str, level: int, seed: int) -> hn.Exercise:
        if seed < first:
            raise hn.ArgumentError("none")
        return hn.exercise(kind=kind, level=level, seed=seed)

    monkeypatch.setattr(practising, "exercise", made)
    first = 4
    practise("q", kind="forward")
    assert progress.read().unfinished["forward"].seed == 4
    first = 99
    with pytest.raises(hn.ArgumentError, match=r"^none$"):
        practise("q", kind="forward", afresh=True)


def test_an_exercise_that_is_another_one_now_is_told(practise, progress) -> None:
    practise("q", kind="forward")

    def spoil(p: Progress) -> Progress:
        return replace(p, unfinished={"forward": replace(p.unfinished["forward"], code="other")})

    progress.change(spoil)
    assert practise("q", kind="forward").said[0].endswith("here is another one.")


def test_where_nothing_is_kept_nothing_is_promised(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    script = Script("-1", "0")
    Practice(script, ProgressFile(tmp_path / "file/in", script.say), TODAY).run(NEURON, False)
    assert script.said[0].startswith("Your progress is not kept this time: ")
    assert script.said[-1] == "All 2 cells are right."


def test_new_begins_another_one(practise, progress) -> None:
    practise("q", kind="forward")
    practise("q", kind="forward")
    assert progress.read().started == {"forward": 1}
    practise("q", kind="forward", afresh=True)
    assert progress.read().started == {"forward": 2}


def test_after_one_of_the_gallery_there_is_no_next(practise) -> None:
    assert practise("-1", "0", kind=NEURON).said[-1] == "This comes back in 2 days."


def test_what_is_typed_instead_of_enter(practise) -> None:
    said = practise(*answers("missing-weight", 1), "12", "q", kind="missing-weight").said
    assert said[-2:] == [
        "Enter: the next exercise. quit: stop.",
        "Press Enter for the next exercise, or type quit.",
    ]


@pytest.mark.parametrize("work", [{}, {"answers": {"z[1]": "\x1b"}}, {"answers": 3}])
def test_work_that_cannot_be_read_is_told(practise, progress, work) -> None:
    practise("q", kind=NEURON)

    def spoil(p: Progress) -> Progress:
        return replace(p, unfinished={NEURON: replace(p.unfinished[NEURON], work=work)})

    progress.change(spoil)
    said = practise("q", kind=NEURON).said
    assert said[0] == (
        "The exercise that was not finished cannot be read any more: here is another one."
    )


def test_kinds_that_are_not_known_are_left_alone(practise, progress) -> None:
    unknown = Card("of-the-future", "sign-lost", 1, TODAY - timedelta(days=99))
    classical = Card("gallery/no-more", "", 1, TODAY - timedelta(days=99))
    practise("q", kind="forward")
    kept = progress.read().unfinished["forward"]
    progress.change(lambda _: Progress((unknown, classical), {}, {"of-the-future": kept}))
    assert practise("q").said[0] == "Forward pass, 3-4-2"
    assert progress.read().cards == (unknown, classical)
    assert "of-the-future" in progress.read().unfinished


def test_an_exercise_of_the_gallery_comes_back_too(practise, progress) -> None:
    progress.change(lambda _: Progress((Card(NEURON, "sign-lost", 1, TODAY - timedelta(days=1)),)))
    assert practise("q").said[0] == "Single neuron"
