"""The record of an update: what it holds, and its arithmetic."""

import json
import pickle

import backpropagation as exercise
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.render.html.program import program_of


def test_the_classical_update():
    net = exercise.network()
    back = net.trace(exercise.X).backward(hn.CrossEntropy(), target=exercise.TARGET)
    before = dict(net.parameters)
    update = hn.SGD(lr=0.1).update(net, back)
    assert str(update.explain("first.W", (1, 0))) == (
        "new W1[2,1] = W1[2,1] - 0.1·∂L/∂W1[2,1]\nnew W1[2,1] = 1 - 0.1·(-4) = 1.4"
    )
    for name, old in before.items():
        change = update[name]
        assert change.old is old
        assert change.new is net.parameters[name]
        np.testing.assert_array_equal(change.gradient, back.gradients[name])
        np.testing.assert_allclose(change.new, old - 0.1 * back.gradients[name])


OPTIMIZERS = {
    "plain": lambda: hn.SGD(0.1, weight_decay=0.1),
    "momentum": lambda: hn.SGD(0.1, momentum=0.9),
    "nesterov": lambda: hn.SGD(0.1, momentum=0.9, nesterov=True, weight_decay=0.1),
    "adam": lambda: hn.Adam(0.1, weight_decay=0.1),
    "adamw": lambda: hn.AdamW(0.1, weight_decay=0.1),
    "rmsprop": lambda: hn.RMSProp(0.1, momentum=0.5, weight_decay=0.1),
    "adagrad": lambda: hn.AdaGrad(0.1, weight_decay=0.1),
    "by norm": lambda: hn.SGD(0.1, clip_norm=1.5),
    "by value": lambda: hn.Adam(0.1, clip_value=0.5),
    "scheduled": lambda: hn.AdamW(hn.WarmUpSchedule(hn.CosineSchedule(0.1, 5), 2), clip_norm=1),
}


@given(seed=st.integers(0, 999), kind=st.sampled_from(sorted(OPTIMIZERS)))
def test_every_explained_number_is_the_new_parameter(seed, kind):
    rng = np.random.default_rng(seed)
    optimizer = OPTIMIZERS[kind]()
    net = hn.Sequential(hn.Dense(rng.normal(size=(2, 2)), rng.normal(size=2)))
    for _ in range(3):
        update = optimizer.update(
            net, net.trace(rng.normal(size=2)).backward(grad=rng.normal(size=2))
        )
        for cell in update.explain():
            assert cell.number.value == pytest.approx(cell.value, rel=1e-12, abs=1e-15)


@pytest.fixture
def update():
    net = exercise.network()
    return hn.SGD(0.1).update(net, net.trace(exercise.X).backward(hn.CrossEntropy(), target=1))


def test_a_record_of_an_update(update):
    assert list(update) == list(exercise.GRADIENTS)
    assert len(update) == 6
    assert repr(update) == (
        "Update by SGD(lr=0.1): first.W, first.b, second.W, second.b, third.W, third.b"
    )
    assert repr(update["first.W"]) == "Change of first.W by SGD(lr=0.1)"
    assert str(update).startswith(f"{update!r}\n\n new W1 by SGD(lr=0.1)\n ┌──")
    assert str(update).endswith(f"\n\n{update.explain()}")
    assert str(update["first.b"]) == str(update.explain("first.b"))
    net = exercise.network()
    assert update == hn.SGD(0.1).update(
        net, net.trace(exercise.X).backward(hn.CrossEntropy(), target=1)
    )
    assert update != hn.SGD(0.1).update(
        net, net.trace(exercise.X).backward(hn.CrossEntropy(), target=1)
    )
    assert update != 1
    assert update["first.W"] != 1
    for record in (update, update["first.W"]):
        with pytest.raises(TypeError, match="unhashable"):
            hash(record)
        with pytest.raises(AttributeError):
            record.new = 1


def test_an_update_can_be_pickled(update):
    again = pickle.loads(pickle.dumps(update))
    assert again == update
    assert str(again) == str(update)
    with pytest.raises(ValueError, match="read-only"):
        again["first.W"].new[0, 0] = 1


def test_a_network_without_parameters_has_nothing_to_learn():
    net = hn.Sequential(hn.ReLU())
    update = hn.SGD(0.1).update(net, net.trace([1.0]).backward(grad=[1.0]))
    assert str(update) == repr(update) == "Update by SGD(lr=0.1): no parameters"
    assert update.describe() == "Update by SGD(lr=0.1): no parameters."
    assert update._repr_html_() == f"<p><strong>{update!r}</strong></p><pre></pre>"
    with pytest.raises(hn.ArgumentError) as caught:
        update.sheet()
    assert str(caught.value) == "There is no sheet: the update changed no parameters."


def test_what_did_not_change_is_said(update):
    with pytest.raises(hn.NoSuchStepError) as caught:
        update["first.w"]
    assert str(caught.value) == (
        "The update has no parameter 'first.w'. It changed: 'first.W', 'first.b', 'second.W', "
        "'second.b', 'third.W', 'third.b'."
    )


@pytest.mark.parametrize("index", [None, 0, (1, 2)])
def test_a_change_is_explained_by_the_name_of_its_parameter(update, index):
    assert str(update.explain("first.W", index)) == str(update["first.W"].explain(index))


@pytest.mark.parametrize(
    ("name", "index", "kind", "said"),
    [
        (
            None,
            (0, 0),
            hn.ArgumentError,
            "explain needs the name of a parameter to find a cell in: "
            "update.explain('first.W', (0, 0)).",
        ),
        (
            "first.w",
            None,
            hn.NoSuchStepError,
            "The update has no parameter 'first.w'. It changed: 'first.W', 'first.b', 'second.W', "
            "'second.b', 'third.W', 'third.b'.",
        ),
        (
            "first.b",
            4,
            hn.NoSuchStepError,
            '"first.b" has an array of shape (4,) here: indices 0 to 3. There is no cell 4.',
        ),
    ],
)
def test_what_cannot_be_explained_is_said(update, name, index, kind, said):
    with pytest.raises(kind) as caught:
        update.explain(name, index)
    assert str(caught.value) == said


@pytest.fixture
def scheduled():
    net = exercise.network()
    optimizer = hn.SGD(hn.StepSchedule(0.1, every=1, factor=0.5), clip_norm=0.5)
    for _ in range(2):
        update = optimizer.update(net, net.trace(exercise.X).backward(hn.CrossEntropy(), target=1))
    return update


def test_an_update_says_which_learning_rate_it_used(scheduled):
    assert (scheduled.number, scheduled.lr) == (2, 0.05)
    assert repr(scheduled) == (
        "Update 2 by SGD(lr=StepSchedule(lr=0.1, every=1, factor=0.5), clip_norm=0.5), lr 0.05: "
        "first.W, first.b, second.W, second.b, third.W, third.b"
    )
    assert repr(scheduled["first.b"]) == "Change of first.b by SGD(lr=0.05, clip_norm=0.5)"
    assert str(scheduled.explain("lr")) == (
        "lr (StepSchedule(lr=0.1, every=1, factor=0.5), after 1 update)\n"
        "  lr = 0.1·0.5^floor(t / 1)\n"
        "  lr = 0.1·0.5^floor(1 / 1) = 0.05"
    )


def test_of_clipped_gradients_the_norm_is_explained_and_used(scheduled):
    gradients = [change.gradient for change in scheduled.changes.values()]
    norm = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))
    assert scheduled.norm == pytest.approx(norm, rel=1e-14)
    (cell,) = scheduled.explain("norm")
    assert cell.symbol == "norm"
    assert cell.number.value == pytest.approx(norm, rel=1e-14)
    change = scheduled["second.b"]
    np.testing.assert_allclose(change.new, change.old - 0.05 * change.gradient * 0.5 / norm)
    symbols = str(scheduled.explain("second.b", 0)).splitlines()[0]
    assert symbols == "new b2[1] = b2[1] - 0.05·∂L/∂b2[1]·(0.5 / max(0.5, norm))"
    headings = [line for line in str(scheduled.explain()).splitlines() if line[0] != " "]
    assert headings[:2] == [
        "lr (StepSchedule(lr=0.1, every=1, factor=0.5), after 1 update)",
        "norm (of all gradients together)",
    ]
    assert len(headings) == 2 + len(scheduled)


def test_what_is_the_same_in_every_update_is_not_told(update):
    assert (update.number, update.lr, update.schedule, update.norm) == (1, None, None, None)
    for name in ("lr", "norm"):
        with pytest.raises(hn.NoSuchStepError, match=f"no parameter '{name}'"):
            update.explain(name)


def test_an_update_with_a_schedule_can_be_pickled(scheduled):
    again = pickle.loads(pickle.dumps(scheduled))
    assert str(again) == str(scheduled)


# -- drawn ----------------------------------------------------------------------------------------


def drawn(update):
    """The numbers on the sheet by the name of the array, and which of them are given."""
    found = {}
    for block in update.sheet().blocks:
        found[block.name] = np.array([[cell.value for cell in row] for row in block.cells])
        assert all(cell.given is not block.name.startswith("new") for cell in block.cells[0])
    return found


@pytest.mark.parametrize(
    "optimizer", [hn.SGD(0.1), hn.SGD(0.1, momentum=0.9), hn.Adam(0.1), hn.RMSProp(0.1)], ids=repr
)
def test_the_sheet_has_the_old_number_the_gradient_and_the_new_one(optimizer):
    net = exercise.network()
    update = optimizer.update(net, net.trace(exercise.X).backward(hn.CrossEntropy(), target=1))
    sheet = drawn(update)
    for change in update.changes.values():
        symbol, shape = change.variable.name, change.old.shape
        for name, array in (
            (symbol, change.old),
            (f"∂L/∂{symbol}", change.gradient),
            (f"new {symbol}", change.new),
        ):
            np.testing.assert_array_equal(sheet[name].reshape(shape), array)


def test_the_sheet_is_an_equation_for_every_parameter(update):
    (line, *_) = [step for step in update.run.steps if step.path == "third.b"]
    assert line.layer.label == "new b3 by SGD(lr=0.1)"
    marks = [mark.lines for mark in update.sheet().marks if mark.step == "third.b"]
    assert marks == [(line.layer.label,), ("b3",), ("− 0.1 ·",), ("∂L/∂b3",), ("=",), ("new b3",)]


def test_the_norm_and_the_learning_rate_stand_on_the_sheet_too(scheduled):
    assert [step.name for step in scheduled.run.steps][:3] == ["lr", "norm", "W"]
    names = [block.name for block in scheduled.sheet().blocks]
    assert names[:2] == ["t", "lr"]
    assert names.count("norm") == 7


def test_an_update_in_sentences(update):
    lines = update.describe().splitlines()
    assert lines[0] == "Update by SGD(lr=0.1) changes 6 parameters."
    assert "It is given: b3 is minus 1, minus 5 and minus 7." in lines
    assert any(line.startswith("The result new b3 is about minus 1.05") for line in lines)


def test_an_update_is_saved_in_every_format(update, tmp_path):
    for suffix in ("html", "svg", "md", "tex", "txt"):
        update.save(tmp_path / f"update.{suffix}")
        assert "new" in (tmp_path / f"update.{suffix}").read_text(encoding="utf-8")
    assert (tmp_path / "update.txt").read_text(encoding="utf-8") == (
        update.text(100, ascii=False) + "\n"
    )
    update.save(tmp_path / "update.json")
    data = json.loads((tmp_path / "update.json").read_text(encoding="utf-8"))
    assert (data["format"], data["optimizer"]) == ("handnn update", "SGD(lr=0.1)")
    for name, arrays in data["parameters"].items():
        change = update[name]
        for which in ("old", "gradient", "new"):
            np.testing.assert_array_equal(arrays[which], getattr(change, which))


def test_a_page_computes_an_update_from_what_it_is_given(scheduled):
    program = program_of(scheduled, scheduled.explain())
    assert {"W1", "∂L/∂W1", "b3", "∂L/∂b3", "t"} <= set(program["givens"])
    assert [each["name"] for each in program["computed"]][:3] == ["lr", "norm", "new W1"]
    assert "<handnn-sheet" in scheduled._repr_html_()


def test_a_rule_that_cannot_be_followed_has_no_sheet():
    class Odd(hn.Optimizer):
        def update_rule(self, parameter, gradient, state):
            return np.fft.fft(parameter).real, state

    net = exercise.network()
    back = net.trace(exercise.X).backward(hn.CrossEntropy(), target=1)
    update = Odd().update(net, back)
    with pytest.raises(hn.UnexplainedError):
        update.sheet()
