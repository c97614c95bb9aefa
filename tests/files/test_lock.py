"""Locks: one program at a time."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handnn import FileAccessError
from handnn.files import lock
from handnn.files.lock import locked

COUNT = """
import sys
from pathlib import Path
from handnn.files.lock import locked
file = Path(sys.argv[1])
for _ in range(40):
    with locked(file):
        file.write_text(str(int(file.read_text()) + 1))
"""


def test_programs_that_count_together_miss_nothing(tmp_path: Path) -> None:
    file = tmp_path / "count"
    file.write_text("0")
    programs = [subprocess.Popen([sys.executable, "-c", COUNT, str(file)]) for _ in range(3)]
    assert [program.wait(60) for program in programs] == [0, 0, 0]
    assert file.read_text() == "120"
    assert [*tmp_path.iterdir()] == [file]


def test_it_is_let_go_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "a"):
        raise ZeroDivisionError
    assert not [*tmp_path.iterdir()]


def test_one_that_was_left_behind_is_taken_away(tmp_path: Path) -> None:
    left = tmp_path / ".a.lock"
    left.touch()
    os.utime(left, (time.time() - 60,) * 2)
    with locked(tmp_path / "a"):
        assert left.exists()
    assert not left.exists()


def test_one_that_is_held_is_waited_for_and_then_told(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    file = tmp_path / "a"
    with (
        locked(file),
        pytest.raises(FileAccessError, match=r"^Another program does not let go of .*a\.$"),
        locked(file),
    ):
        raise AssertionError("held twice")
