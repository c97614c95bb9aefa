"""Files are there whole or not at all."""

from pathlib import Path

import pytest
from exercises import EXERCISES, hidden_layer

import handnn as hn


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
