"""Saving records: the suffix decides, files are there whole or not at all."""

import json
from pathlib import Path

import numpy as np
import pytest

import handnn as hn
from handnn.hidden_layer import hidden_layer_exercise

SUFFIXES = [".html", ".svg", ".md", ".tex", ".txt", ".json"]
BEGINNINGS = {
    ".html": "<!DOCTYPE html>",
    ".svg": "<svg ",
    ".md": "# ",
    ".tex": "\\documentclass",
    ".txt": "",
    ".json": "{",
}


def records() -> dict[str, object]:
    trace = hidden_layer_exercise()
    return {"trace": trace, "backward": trace.backward(hn.SquaredError(), target=[1, 2])}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", ["trace", "backward"])
def test_the_suffix_says_what_is_written(tmp_path: Path, kind: str, suffix: str) -> None:
    file = tmp_path / f"sheet{suffix.upper()}"
    records()[kind].save(file)
    text = file.read_text(encoding="utf-8")
    assert text.startswith(BEGINNINGS[suffix])
    assert text.endswith("\n")
    assert list(tmp_path.iterdir()) == [file]


def with_picture() -> list[object]:
    net = hn.Sequential(hn.Dense([[1, 0, 0, -1], [0, 1, 1, 0]]))
    trace = net.trace([0, 4, 2, 1])
    back = trace.backward(hn.SquaredError(), target=[1, 2])
    return [trace, back, hn.SGD(lr=1).update(net, back)]


def test_a_page_opens_with_the_input_as_a_picture_where_its_shape_is_given(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    for record in with_picture():
        record.save(file)
        assert 'class="hn-pictures"' not in file.read_text(encoding="utf-8")
        record.save(file, input_shape=(2, 2))
        assert 'class="hn-pictures"' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", [".svg", ".json", ".txt"])
def test_a_shape_that_would_not_be_used_is_answered(tmp_path: Path, suffix: str) -> None:
    for record in with_picture():
        with pytest.raises(hn.ArgumentError) as error:
            record.save(tmp_path / f"page{suffix}", input_shape=(2, 2))
        assert str(error.value) == (
            "input_shape= is for a page, which opens with the input as a picture: 'page.html'."
        )
        with pytest.raises(hn.ShapeError) as wrong:
            record.save(tmp_path / "page.html", input_shape=(2, 3))
        assert str(wrong.value) == ("input_shape (2, 3) has 6 places, but a sample has 4 features.")
    assert list(tmp_path.iterdir()) == []


def test_text_is_what_print_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for record in records().values():
        record.save(tmp_path / "sheet.txt")
        assert str(record) in (tmp_path / "sheet.txt").read_text(encoding="utf-8")


def test_json_is_the_run_as_data(tmp_path: Path) -> None:
    back = records()["backward"]
    back.save(tmp_path / "back.json")
    content = json.loads((tmp_path / "back.json").read_text(encoding="utf-8"))
    assert content["input"] == [2, 1, 3]
    assert [step["output"] for step in content["steps"]] == [
        [-1, 3, 5, 3], [0, 3, 5, 3], [-2, 3], [0, 3],
    ]  # fmt: skip
    assert content["output"] == [0, 3]
    assert content["loss"] == back.loss
    assert content["target"] == [1, 2]
    for name, gradient in back.gradients.items():
        np.testing.assert_array_equal(content["gradients"][name], gradient)


def test_json_knows_numbers_that_are_not_finite(tmp_path: Path) -> None:
    with np.errstate(all="ignore"):
        hn.Sequential(hn.Identity()).trace([np.nan, np.inf]).save(tmp_path / "run.json")
    content = json.loads(
        (tmp_path / "run.json").read_text(encoding="utf-8"), parse_constant=pytest.fail
    )
    assert content["output"] == ["NaN", "Infinity"]


@pytest.mark.parametrize(
    ("name", "found"),
    [("a.pdf", "the suffix .pdf"), ("a", "no suffix"), ("a.html.x", "the suffix .x")],
)
def test_another_suffix(tmp_path: Path, name: str, found: str) -> None:
    with pytest.raises(hn.ArgumentError) as error:
        hidden_layer_exercise().save(tmp_path / name)
    assert str(error.value) == (
        "The suffix of the file's name says what to write: .html, .svg, .md, .tex, .txt, .json, "
        ".xlsx. "
        f"{name!r} has {found}."
    )


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(hn.MissingFileError):
        hidden_layer_exercise().save(tmp_path / "nowhere" / "sheet.html")


def test_a_layer_that_cannot_be_followed_leaves_the_old_file(tmp_path: Path) -> None:
    class Sorted(hn.Layer):
        def forward(self, x):
            return np.array([float(x[0]) * 2])

    file = tmp_path / "sheet.tex"
    file.write_text("old")
    with pytest.raises(hn.UnexplainedError):
        hn.Sequential(Sorted()).trace([1.0]).save(file)
    assert file.read_text() == "old"


def test_describe_tells_the_loss(tmp_path: Path) -> None:
    trace, back = records().values()
    assert back.describe().startswith(trace.describe())
    assert "The loss, SquaredError, is 1." in back.describe()


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("trace", ["format", "version", "input", "steps", "output"]),
        (
            "backward",
            [
                *("format", "version", "input", "steps", "output"),
                *("loss", "loss_function", "target", "output_gradient", "gradients"),
            ],
        ),
    ],
)
def test_json_says_what_it_is_and_in_which_version(tmp_path: Path, kind: str, keys) -> None:
    records()[kind].save(tmp_path / "run.json")
    content = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert (content["format"], content["version"]) == (f"handnn {kind}", 1)
    assert list(content) == keys
    assert list(content["steps"][0]) == ["name", "layer", "parameters", "output"]
    with pytest.raises(hn.FileFormatError):  # a run is no network
        hn.load(tmp_path / "run.json")


def test_json_of_a_given_gradient_has_no_loss(tmp_path: Path) -> None:
    hidden_layer_exercise().backward(grad=[1, 2]).save(tmp_path / "run.json")
    content = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert [content[key] for key in ("loss", "loss_function", "target")] == [None] * 3
    assert content["output_gradient"] == [1, 2]
    assert content["version"] == 1
