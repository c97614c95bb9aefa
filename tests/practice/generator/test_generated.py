"""A generated exercise: what it is, what it records, and what it does not have."""

import pytest

import handnn as hn
from handnn.practice.generator.kinds import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_an_exercise_has_everything(kind):
    ex = hn.exercise(kind=kind, seed=2, level=2)
    assert isinstance(ex, hn.Exercise)
    assert isinstance(ex, hn.GeneratedExercise)
    assert ex.name == f"{kind}-{'-'.join(map(str, ex.sizes))}-level-2-seed-2"
    assert repr(ex) == f"Exercise {ex.name!r}: {ex.title}"
    assert ex.title.endswith("-".join(map(str, ex.sizes)))
    assert ex.task.endswith(".")
    assert (ex.code is None) == (ex.network is not None) == (ex.input is not None)
    assert (ex.target is not None) == ex.has_backward
    assert all(cell.number is not None for cell in ex.record().explain())


@pytest.mark.parametrize(
    ("kind", "record"),
    [
        *[("forward", hn.Trace), ("backward", hn.Backward), ("update", hn.Update)],
        *[("softmax", hn.Work), ("parameters", hn.Trace), ("convolution", hn.Trace)],
    ],
)
def test_the_record_is_what_the_worksheet_shows(kind, record):
    assert type(hn.exercise(kind=kind).record()) is record


def test_a_network_is_new_every_time():
    ex = hn.exercise(kind="update")
    assert ex.network is not ex.network
    network = ex.network
    network["hidden"].b = [0, 0]
    assert ex.network["hidden"].b.any()
    assert ex.numbers == hn.exercise(kind="update").numbers


@pytest.mark.parametrize("kind", ["forward", "softmax"])
def test_without_gradients_it_says_so(kind):
    with pytest.raises(hn.ArgumentError) as error:
        hn.exercise(kind=kind).backward()
    assert str(error.value) == (
        f'An exercise of the kind "{kind}" has no gradients: hn.exercise(kind="backward") has, '
        'and so has kind="update".'
    )


@pytest.mark.parametrize("kind", ["backward", "rnn"])
def test_without_an_update_it_says_so(kind):
    with pytest.raises(hn.ArgumentError) as error:
        hn.exercise(kind=kind).update()
    assert str(error.value) == (
        f'An exercise of the kind "{kind}" has no update: hn.exercise(kind="update") has.'
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["html", "svg", "md", "tex", "txt"])
def test_its_record_opens_in_every_pen(kind, suffix, tmp_path):
    path = tmp_path / f"exercise.{suffix}"
    hn.exercise(kind=kind).record().save(path)
    assert path.stat().st_size > 300


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_its_worksheet_takes_the_right_answers(kind, level):
    sheet = hn.worksheet(hn.exercise(kind=kind, level=level, seed=5))
    right = {cell.symbol: cell.value for cell in sheet.key.cells if cell.asked}
    assert right
    assert sheet.check(right).score == 1
