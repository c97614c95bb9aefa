"""Progress is kept whole or not at all, and nothing about its file stops practice."""

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handnn.practice.progress import Progress, ProgressFile, Unfinished
from handnn.practice.scheduling import HIGHEST_BOX, WHOLE, Card

CARD = Card("forward", "sign-lost", 2, date(2026, 3, 1))
SOME = Progress((CARD,), {"forward": 3}, {"forward": Unfinished(1, 3, "abc", {"answers": {}})})

names = st.sampled_from(("forward", "gallery/softmax", "missing-weight", "x2"))
progresses = st.builds(
    Progress,
    st.lists(
        st.builds(
            Card,
            names,
            st.sampled_from((WHOLE, "sign-lost")),
            st.integers(1, HIGHEST_BOX),
            st.dates(date(1950, 1, 1), date(2200, 1, 1)),
        ),
        unique_by=lambda card: (card.kind, card.slip),
    ).map(tuple),
    st.dictionaries(names, st.integers(0, 10**9)),
    st.dictionaries(
        names,
        st.builds(
            Unfinished,
            st.integers(1, 3),
            st.integers(0, 10**9),
            st.text(),
            st.dictionaries(st.text(), st.text()),
        ),
    ),
)


class Told(list):
    """What a file has told."""

    def file(self, folder: Path) -> ProgressFile:
        return ProgressFile(folder, self.append)


@pytest.fixture
def told() -> Told:
    return Told()


@given(progresses)
def test_it_is_read_as_it_was_written(progress: Progress) -> None:
    again = Progress.from_json(progress.to_json())
    assert again == progress
    assert [*again.unfinished] == [*progress.unfinished]  # the latest is the last


def test_at_first_there_is_none(told: Told, tmp_path: Path) -> None:
    assert told.file(tmp_path / "not/there").read() == Progress()
    assert not [*tmp_path.iterdir()]


def test_a_change_is_written(told: Told, tmp_path: Path) -> None:
    folder = tmp_path / "a/b"
    assert told.file(folder).change(lambda _: SOME) == SOME
    assert told.file(folder).read() == SOME
    assert [file.name for file in folder.iterdir()] == ["progress.json"]
    assert not told


def test_a_change_begins_from_what_another_practice_has_written(told: Told, tmp_path: Path) -> None:
    first, second = told.file(tmp_path), told.file(tmp_path)
    assert first.read() == second.read() == Progress()
    first.change(lambda progress: replace(progress, started={**progress.started, "forward": 1}))
    second.change(lambda progress: replace(progress, started={**progress.started, "batch": 1}))
    assert first.read().started == {"forward": 1, "batch": 1}


def test_many_at_once_lose_nothing(told: Told, tmp_path: Path) -> None:
    def practise() -> None:
        file = told.file(tmp_path)
        for _ in range(20):
            file.change(lambda p: replace(p, started={"forward": p.started.get("forward", 0) + 1}))

    threads = [Thread(target=practise) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.file(tmp_path).read().started == {"forward": 80}
    assert not told


DEEP = "[" * 100_000
GOOD = json.loads(SOME.to_json())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ("{}", "it lacks 'format'"),
        ("[]", "list indices must be integers or slices, not str"),
        (DEEP, None),
        ("\x00" * 2_000_000, "it has more than 1,000,000 bytes"),
        (json.dumps(GOOD | {"format": "handnn key"}), "it has another format"),
        (json.dumps(GOOD | {"version": "1"}), "'1' is no whole number from 1 to 10000"),
        (json.dumps(GOOD | {"cards": 3}), None),
        (json.dumps(GOOD | {"cards": [{"kind": ["x"], "slip": "", "box": 1}]}), None),
        (
            json.dumps(GOOD | {"cards": [{"kind": "f", "slip": None, "box": 1, "last": ""}]}),
            "'None' is no slip",
        ),
        (json.dumps(GOOD | {"started": {"\x1b[2J": 1}}), r"'\x1b[2J' is no name"),
        (json.dumps(GOOD | {"started": {"../../etc": 1}}), "'../../etc' is no name"),
        (json.dumps(GOOD | {"started": {"forward": True}}), None),
        (json.dumps(GOOD | {"started": {"forward": 10**30}}), None),
        (
            json.dumps(
                GOOD | {"cards": [{"kind": "f", "slip": "", "box": 1, "last": "9999-12-31"}]}
            ),
            "9999-12-31 is no day to practise on",
        ),
        (json.dumps(GOOD | {"unfinished": {"forward": {"level": 1, "seed": 1}}}), None),
        (json.dumps(GOOD | {"started": {f"x{i}": 1 for i in range(10_001)}}), None),
    ],
)
def test_a_damaged_or_hostile_file_is_set_aside(
    told: Told, tmp_path: Path, text: str, why: str | None
) -> None:
    path = tmp_path / "progress.json"
    path.write_text(text)
    file = told.file(tmp_path)
    assert file.change(lambda progress: replace(progress, started={"batch": 1})).started == {
        "batch": 1
    }
    aside = tmp_path / "progress-damaged-1.json"
    assert aside.read_text() == text
    (message,) = told
    assert message.isprintable()
    assert message.endswith(f"The file is now called {aside}, and a new one is begun.")
    if why is not None:
        assert message.startswith(f"Your progress could not be read: {why}. ")
    assert file.is_kept
    assert told.file(tmp_path).read().started == {"batch": 1}


@given(st.binary(max_size=200))
def test_whatever_is_in_the_file_practice_goes_on(tmp_path_factory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("data")
    (folder / "progress.json").write_bytes(content)
    assert Told().file(folder).change(lambda _: SOME) == SOME


def test_several_that_are_set_aside_have_names_of_their_own(told: Told, tmp_path: Path) -> None:
    for text in ("a", "b"):
        (tmp_path / "progress.json").write_text(text)
        told.file(tmp_path).read()
    kept = {file.name: file.read_text() for file in tmp_path.iterdir()}
    assert kept == {"progress-damaged-1.json": "a", "progress-damaged-2.json": "b"}


def test_that_of_a_newer_version_is_left_alone(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    path.write_text(json.dumps(GOOD | {"version": 2}))
    before = path.read_bytes()
    file = told.file(tmp_path)
    assert file.change(lambda _: SOME) == SOME
    assert file.read() == SOME  # as long as practice lasts
    assert path.read_bytes() == before
    assert not file.is_kept
    assert told == [
        f"Your progress is not kept this time: {path} was written by a newer version of handnn."
    ]


def test_where_there_is_no_folder_to_be_nothing_is_kept(told: Told, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    file = told.file(tmp_path / "file/inside")
    assert file.change(lambda _: SOME) == SOME
    assert file.change(lambda progress: progress) == SOME
    assert not file.is_kept
    (message,) = told  # once
    assert message.startswith("Your progress is not kept this time: ")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_where_nothing_can_be_written_nothing_is_kept(told: Told, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        file = told.file(tmp_path)
        assert file.change(lambda _: SOME) == SOME
        assert file.read() == SOME
        assert len(told) == 1
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_in_its_place_stops_nothing(told: Told, tmp_path: Path) -> None:
    (tmp_path / "progress.json").mkdir()
    assert told.file(tmp_path).change(lambda _: SOME) == SOME
    assert len(told) == 1
