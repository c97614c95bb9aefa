"""Files are there whole or not at all."""

import json
import os
import sys
from pathlib import Path

import pytest
from exercises import EXERCISES, hidden_layer
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.files.atomic import write_atomic

WINDOWS = sys.platform == "win32"


@given(text=st.text(st.characters(exclude_categories=["Cs"])), before=st.none() | st.binary())
def test_a_file_holds_the_text_in_utf_8_and_nothing_is_left_beside_it(
    text, before, tmp_path_factory
) -> None:
    path = tmp_path_factory.mktemp("folder") / "file.txt"
    if before is not None:
        path.write_bytes(before)
    write_atomic(path, text)
    assert path.read_bytes() == text.encode()
    assert list(path.parent.iterdir()) == [path]


def test_half_of_a_pair_becomes_the_escape_of_json(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    write_atomic(path, '"a\ud800b"')
    assert path.read_bytes() == b'"a\\ud800b"'
    assert json.loads(path.read_text(encoding="utf-8")) == "a\ud800b"


def test_what_is_written_next_to_the_file_first_is_hidden_and_of_this_process(
    tmp_path: Path, monkeypatch
) -> None:
    drafts = []

    def seen(self, target):
        drafts.append((self.name, self.parent, self.read_text(encoding="utf-8"), target.name))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", seen)
    with pytest.raises(hn.FileAccessError):
        write_atomic(tmp_path / "file.txt", "text")
    real = Path(os.path.realpath(tmp_path))
    assert drafts == [(f".file.txt.{os.getpid()}.tmp", real, "text", "file.txt")]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(hn.FileAccessError) as caught:
        write_atomic(tmp_path / "folder", "text")
    assert str(caught.value).startswith(f"{tmp_path / 'folder'} cannot be written: ")
    assert not isinstance(caught.value, hn.MissingFileError)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "net.json"
    EXERCISES["neuron"].network().save(path)
    before = path.read_text(encoding="utf-8")

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(hn.FileAccessError) as caught:
        hidden_layer().save(path)
    assert str(caught.value) == f"{path} cannot be written: No space left on device."
    assert path.read_text(encoding="utf-8") == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_save_cleans_up(tmp_path: Path, monkeypatch) -> None:
    def interrupted(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        EXERCISES["neuron"].network().save(tmp_path / "net.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(WINDOWS, reason="Windows has other rights, and links need a privilege there")
def test_saving_again_keeps_the_rights_and_follows_links(tmp_path: Path) -> None:
    path, link = tmp_path / "net.json", tmp_path / "link.json"
    EXERCISES["neuron"].network().save(path)
    path.chmod(0o640)
    link.symlink_to(path)
    hidden_layer().save(link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert hn.load(path).n_parameters == 26


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "no" / "net.json"
    with pytest.raises(hn.MissingFileError) as caught:
        EXERCISES["neuron"].network().save(path)
    assert str(caught.value) == f"{path} cannot be written: there is no folder {path.parent}."


def test_bytes_are_written_as_they_are(tmp_path: Path) -> None:
    content = bytes(range(256)) + b"\r\n"
    write_atomic(tmp_path / "file.pdf", content)
    assert (tmp_path / "file.pdf").read_bytes() == content
    assert [file.name for file in tmp_path.iterdir()] == ["file.pdf"]
