"""Files from elsewhere are read as far as a file can be."""

from pathlib import Path

import pytest

import handnn as hn
from handnn.files.exchange import contents as module
from handnn.files.exchange.contents import contents


def test_the_bytes(tmp_path):
    (tmp_path / "file").write_bytes(b"\0\1")
    assert contents(tmp_path / "file") == b"\0\1"


def test_what_cannot_be_read(tmp_path):
    with pytest.raises(hn.errors.MissingFileError) as raised:
        contents(tmp_path / "none")
    assert str(raised.value) == f"There is no file {tmp_path / 'none'}."
    with pytest.raises(hn.errors.FileAccessError) as raised:
        contents(tmp_path)
    assert str(raised.value) == f"{tmp_path} cannot be read: Is a directory."


def test_no_more_is_read_than_a_file_may_have(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 2**20)
    (tmp_path / "most").write_bytes(bytes(2**20))
    assert len(contents(tmp_path / "most")) == 2**20
    (tmp_path / "more").write_bytes(bytes(2**20 + 1))
    endless = Path("/dev/zero")
    for path in [tmp_path / "more", *([endless] if endless.exists() else [])]:
        with pytest.raises(hn.errors.FileFormatError) as raised:
            contents(path)
        assert str(raised.value) == f"{path.name} has more than 1 MB: too large."
