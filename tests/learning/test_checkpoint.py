"""Checkpoints: which files there are, and that they are whole."""

import pytest
from one_weight import one_weight

import handnn as hn
from handnn.files import atomic

SETTINGS = {"loss": hn.SquaredError(), "optimizer": hn.SGD(0.5), "validation": ([[1]], [3])}


def weights(folder):
    """What is in the files of a folder."""
    return {
        file.name: hn.load(file).parameters["only.W"].item() for file in sorted(folder.iterdir())
    }


@pytest.mark.parametrize(
    ("name", "settings", "found"),
    [
        ("net.json", {}, {"net.json": 3.75}),
        ("net-{epoch}.json", {"every": 2}, {"net-2.json": 3, "net-4.json": 3.75}),
        ("best.json", {"only_best": True}, {"best.json": 3}),
        ("best.json", {"only_best": True, "monitor": "loss"}, {"best.json": 3.75}),
        ("{epoch}.json", {"only_best": True}, {"1.json": 2, "2.json": 3}),
    ],
)
def test_the_files_of_a_training(tmp_path, name, settings, found):
    checkpoint = hn.Checkpoint(tmp_path / name, **settings)
    hn.fit(one_weight(0.0), [[1]], [4], epochs=4, callbacks=checkpoint, **SETTINGS)
    assert weights(tmp_path) == found
    assert checkpoint.path == tmp_path / list(found)[-1]


def test_a_layer_alone_can_be_written_too(tmp_path):
    layer = hn.Dense([[0.0]])
    hn.fit(layer, [[1]], [4], callbacks=hn.Checkpoint(tmp_path / "net.json"), **SETTINGS)
    assert (tmp_path / "net.json").is_file()


def test_if_writing_fails_the_last_file_is_still_whole(tmp_path, monkeypatch):
    path = tmp_path / "net.json"
    one_weight(7.0).save(path)

    def full(self, *_, **__):
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.Path, "write_text", full)
    with pytest.raises(hn.FileAccessError):
        hn.fit(one_weight(0.0), [[1]], [4], callbacks=hn.Checkpoint(path), **SETTINGS)
    monkeypatch.undo()
    assert weights(tmp_path) == {"net.json": 7}


def test_mistakes_are_found_before_the_training(tmp_path):
    with pytest.raises(hn.ArgumentError, match=r"^A network is written as JSON"):
        hn.Checkpoint("net.txt")
    with pytest.raises(hn.SettingError) as caught:
        hn.Checkpoint("net.json", every=0)
    assert str(caught.value) == "Checkpoint: every must be a positive whole number; got 0."
    with pytest.raises(hn.ArgumentError) as caught:
        hn.Checkpoint("net.json", monitor="loss")
    assert str(caught.value) == "Checkpoint watches the loss only if only_best=True."
    net, path = one_weight(0.0), tmp_path / "none" / "net.json"
    with pytest.raises(hn.MissingFileError) as caught:
        hn.fit(net, [[1]], [4], callbacks=hn.Checkpoint(path), **SETTINGS)
    assert str(caught.value) == f"{path} cannot be written: there is no folder {path.parent}."
    assert net.parameters["only.W"].item() == 0


def test_what_it_does_is_said():
    assert repr(hn.Checkpoint("a.json")) == "Checkpoint('a.json')"
    assert repr(hn.Checkpoint("a.json", 5, True)) == "Checkpoint('a.json', every=5, only_best=True)"
