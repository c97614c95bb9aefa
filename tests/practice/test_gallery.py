"""The gallery: every exercise has everything, gives its true values, and opens in every pen."""

import json
from pathlib import Path

import numpy as np
import pytest

import handnn as hn
from handnn.practice.entry import FOLDER, GalleryExercise

TRUE_VALUES = json.loads((Path(__file__).parent / "true_values.json").read_text(encoding="utf-8"))
NAMES = list(hn.gallery)


def record_of(exercise):
    return exercise.backward() if exercise.has_backward else exercise.trace()


def value_of(record, name):
    """An array of a record: a step's output, or the gradient with respect to a parameter."""
    if name.startswith("∂L/∂"):
        return record.gradients[name.removeprefix("∂L/∂")]
    return (record.trace if isinstance(record, hn.Backward) else record)[name].output


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_gives_its_true_values(name):
    """The true values are those of the sources, worked out again with NumPy alone."""
    record = record_of(hn.gallery[name])
    assert TRUE_VALUES[name], name
    for step, true in TRUE_VALUES[name].items():
        np.testing.assert_allclose(value_of(record, step), true, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_has_everything(name):
    exercise = hn.gallery[name]
    for text in (exercise.title, exercise.group, exercise.teaches, exercise.source, exercise.story):
        assert text
    assert exercise.teaches.endswith(".")
    assert 2 <= len(exercise.story.split("\n\n")) <= 4
    assert len(exercise.questions) == 3
    assert all("{" not in question.answer for question in exercise.questions)
    assert (exercise.code is None) != (exercise.network is None)


def test_in_the_hidden_layer_the_first_neuron_is_off():
    exercise = hn.gallery["hidden-layer"]
    assert "that is the first neuron" in " ".join(exercise.story.split())
    assert (exercise.trace()["hidden"].output < 0).tolist() == [True, False, False, False]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_needed_before_comes_before(name):
    assert all(NAMES.index(before) < NAMES.index(name) for before in hn.gallery[name].before)


@pytest.mark.parametrize("suffix", ["html", "svg", "md", "tex", "txt", "json"])
@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_opens_in_every_pen(name, suffix, tmp_path):
    path = tmp_path / f"{name}.{suffix}"
    hn.gallery[name].save(path)
    assert path.stat().st_size > 300


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_is_left_without_arithmetic(name):
    assert all(cell.number is not None for cell in record_of(hn.gallery[name]).explain())


def test_the_order_lists_every_file():
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(NAMES)
    scripts = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py")}
    assert scripts == {name for name in NAMES if hn.gallery[name].code}


def test_names_are_found_however_they_are_written():
    assert hn.gallery["Hidden layer"] is hn.gallery["hidden-layer"]
    assert "hidden-layer" in hn.gallery
    assert "nothing" not in hn.gallery


@pytest.mark.parametrize(
    ("name", "hint"), [("hiden-layer", ' Did you mean "hidden-layer"?'), ("quantum", "")]
)
def test_a_name_that_does_not_exist(name, hint):
    with pytest.raises(hn.NoSuchExerciseError) as error:
        hn.gallery[name]
    assert str(error.value) == (
        f'The gallery has no exercise "{name}".{hint} All of them: print(hn.gallery), or '
        "handnn list."
    )


def test_the_gallery_lists_itself():
    assert repr(hn.gallery) == f"Gallery of {len(NAMES)} exercises"
    text = str(hn.gallery)
    assert all(f"  {name} " in text for name in NAMES)
    assert all(group in text.splitlines() for group in hn.gallery.groups)


def test_a_search_finds_every_word():
    assert [e.name for e in hn.gallery.search("Leaky relu")] == ["leaky-relu"]
    assert hn.gallery.search("no such thing") == []


def test_an_exercise_without_gradients_says_so():
    with pytest.raises(hn.ArgumentError) as error:
        hn.gallery["hidden-layer"].backward()
    assert str(error.value) == (
        'The exercise "hidden-layer" ends with its output. Start from a loss of your own: '
        'hn.gallery["hidden-layer"].trace().backward(hn.SquaredError(), target=...).'
    )


def test_a_network_of_the_gallery_is_new_every_time():
    network = hn.gallery["hidden-layer"].network
    network["hidden"].b = [0, 0, 0, 0]
    assert hn.gallery["hidden-layer"].trace().output.tolist() == [0, 3]


def test_a_change_in_a_question_is_worked_out():
    answers = [question.answer for question in hn.gallery["single-neuron"].questions]
    assert answers[1] == "The neuron is on: 4."


@pytest.mark.parametrize(
    ("cell", "close"),
    [("z1[9]", "z1[4], z1[3], z1[2]"), ("probability", "z1[1], z1[2], z1[3]")],
)
def test_an_answer_that_names_no_cell(cell, close, monkeypatch):
    exercise = GalleryExercise("hidden-layer")
    question = {"ask": "What is it?", "answer": f"It is {{{cell}}}."}
    monkeypatch.setattr(exercise, "_data", exercise._data | {"questions": [question]})
    with pytest.raises(hn.NoSuchStepError) as error:
        _ = exercise.questions
    assert str(error.value) == (
        f'An answer of the exercise "hidden-layer" names the cell {{{cell}}}, but the arithmetic '
        f"has no such cell. It has {close}, for example."
    )


@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_of_the_gallery_is_an_exercise(name):
    exercise = hn.gallery[name]
    assert isinstance(exercise, hn.Exercise)
    assert isinstance(exercise.record(), type(record_of(exercise)))
    assert exercise.task.endswith(".")
    assert exercise.asked is None
