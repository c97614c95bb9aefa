"""The best epoch of a training."""

import pytest

import handnn as hn
from handnn.learning.best_epoch import BestEpoch


def epochs_taken_for_the_best(monitor, values, min_delta=0):
    best, history = BestEpoch("Test", monitor, min_delta), hn.History(**{monitor: []})
    best.start(history)
    found = []
    for epoch, value in enumerate(values):
        getattr(history, monitor).append(value)
        if best.is_now(epoch, history):
            found.append(epoch)
            assert (best.epoch, best.value) == (epoch, value)
    return found


def test_a_loss_falls_and_an_accuracy_rises():
    assert epochs_taken_for_the_best("loss", [3, 2, 2, 4, 1]) == [0, 1, 4]
    assert epochs_taken_for_the_best("validation_loss", [3, 2, 2, 4, 1]) == [0, 1, 4]
    assert epochs_taken_for_the_best("accuracy", [0.5, 0.75, 0.75, 0.25, 1]) == [0, 1, 4]


def test_a_little_progress_may_count_as_none():
    assert epochs_taken_for_the_best("loss", [4, 3.75, 3, 2.5, 1], min_delta=1) == [0, 2, 4]


def test_by_default_the_validation_data_decide_where_there_are_some():
    for history, figure in (
        (hn.History(), "loss"),
        (hn.History(validation_loss=[]), "validation_loss"),
    ):
        best = BestEpoch("Test", None, 0)
        best.start(history)
        assert best.figure == figure


@pytest.mark.parametrize(
    ("monitor", "history", "text"),
    [
        (
            "validation_loss",
            hn.History(),
            "Test watches the validation loss, but this training has none. Give fit "
            "validation=(Xv, yv).",
        ),
        (
            "accuracy",
            hn.History(validation_loss=[]),
            "Test watches the accuracy, but this training has none. Watch a loss.",
        ),
    ],
)
def test_a_figure_that_a_training_does_not_have(monitor, history, text):
    with pytest.raises(hn.ArgumentError) as caught:
        BestEpoch("Test", monitor, 0).start(history)
    assert str(caught.value) == text


def test_a_figure_that_no_training_has():
    with pytest.raises(hn.SettingError) as caught:
        BestEpoch("EarlyStopping", "losses", 0)
    assert str(caught.value) == (
        "EarlyStopping: monitor must be 'loss' or 'accuracy' or 'validation_loss' or "
        "'validation_accuracy'; got 'losses'."
    )
