"""How a decision boundary moved: what is kept, and how it is shown."""

import numpy as np
import pytest
from drawings import drawn

import handnn as hn
from handnn.learning.boundary_history import MANY_FRAMES

X = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
Y = [0, 1, 1, 0]


def network():
    rng = np.random.default_rng(3)
    return hn.Sequential(hn.Dense.random(2, 6, rng=rng), hn.Tanh(), hn.Dense.random(6, 2, rng=rng))


def trained(epochs, callbacks=(), net=None):
    net = network() if net is None else net
    adam, loss = hn.Adam(lr=0.1), hn.CrossEntropy()
    settings = {"epochs": epochs, "batch_size": 2, "rng": 7, "callbacks": callbacks}
    return net, hn.fit(net, X, Y, loss=loss, optimizer=adam, **settings)


@pytest.mark.parametrize("epochs", [1, 3, 8])
def test_each_boundary_is_that_of_the_network_trained_so_far(epochs):
    boundaries = hn.BoundaryHistory(X, Y)
    trained(8, boundaries)
    so_far, _ = trained(epochs)
    then = hn.decision_boundary(so_far, X, Y)
    assert len(boundaries) == 9
    assert (boundaries[epochs].grid(30, 20) == then.grid(30, 20)).all()
    assert boundaries[epochs].text(40) == then.text(40)
    assert boundaries[epochs - 9].text(40) == then.text(40)  # counted from the end


def test_the_first_is_from_before_the_training():
    boundaries = hn.BoundaryHistory(X, Y)
    trained(4, boundaries)
    assert boundaries[0].text(40) == hn.decision_boundary(network(), X, Y).text(40)
    assert [b.text(30) for b in boundaries][-1] == boundaries[4].text(30)


def test_a_second_training_begins_anew():
    boundaries = hn.BoundaryHistory(X, Y)
    net, _ = trained(4, boundaries)
    trained(2, boundaries, net)
    assert len(boundaries) == 3


def test_ranges_and_threshold_are_those_of_a_decision_boundary():
    net = hn.Sequential(hn.Dense([[1.0, 1.0]], [0]))
    boundaries = hn.BoundaryHistory(across=(0, 2), upwards=(-1, 3), threshold=1.5)
    boundaries.on_start(net, hn.History())
    then = hn.decision_boundary(net, across=(0, 2), upwards=(-1, 3), threshold=1.5)
    assert (boundaries[0].grid(9, 7) == then.grid(9, 7)).all()


def test_as_text_it_says_what_is_shown_and_how_to_see_the_others():
    boundaries = hn.BoundaryHistory(X, Y)
    _, history = trained(8, boundaries)
    first, *picture, last = boundaries.text(40).splitlines()
    accuracy = f"{100 * history.accuracy[-1]:.4g} %"
    assert first == f"after epoch 8 of 8: loss {history.loss[-1]:.4g}, accuracy {accuracy}"
    assert "\n".join(picture) == boundaries[-1].text(40)
    assert last == "There are 9: [0] is from before the training, [1] from after epoch 1."
    assert repr(boundaries) == "BoundaryHistory of 9 boundaries"
    assert boundaries.text(40, ascii=True).isascii()


def frames(boundaries):
    return drawn(boundaries._repr_html_()).findall("g")


@pytest.mark.parametrize("epochs", [1, 5, 23, 24, 60])
def test_the_figure_has_few_frames_and_always_the_first_and_the_last(epochs):
    boundaries = hn.BoundaryHistory(X, Y)
    trained(epochs, boundaries)
    words = [frame.find("desc").text for frame in frames(boundaries)]
    assert len(words) == min(epochs + 1, MANY_FRAMES)
    assert words[0] == "before the training"
    assert words[-1] == boundaries.text(40).splitlines()[0]
    told = f"{MANY_FRAMES} of the {epochs + 1} boundaries are shown"
    assert (told in boundaries._repr_html_()) == (epochs + 1 > MANY_FRAMES)


def test_a_frame_is_the_figure_of_its_boundary():
    boundaries = hn.BoundaryHistory(X, Y)
    trained(5, boundaries)
    for frame, boundary in zip(frames(boundaries), boundaries, strict=True):
        still = drawn(boundary._repr_html_())
        assert [p.get("d") for p in frame.iter("path")] == [p.get("d") for p in still[0]]


def test_the_figure_stays_small():
    rng = np.random.default_rng(0)
    points = rng.uniform(-1, 1, size=(200, 2))
    classes = (points[:, 1] > points[:, 0] ** 2 - 0.5).astype(int)
    boundaries = hn.BoundaryHistory(points, classes)
    adam, loss = hn.Adam(lr=0.02), hn.CrossEntropy()
    settings = {"epochs": 60, "rng": 0, "callbacks": boundaries}
    hn.fit(network(), points, classes, loss=loss, optimizer=adam, **settings)
    assert len(boundaries._repr_html_()) < 150_000


NOTHING = (
    "A BoundaryHistory keeps nothing before a training: "
    "boundaries = hn.BoundaryHistory(X, y); hn.fit(..., callbacks=boundaries)."
)


def test_before_a_training_it_says_what_to_do():
    boundaries = hn.BoundaryHistory(X, Y)
    assert str(boundaries) == repr(boundaries) == NOTHING
    assert "hn.fit(..., callbacks=boundaries)" in boundaries._repr_html_()
    assert len(boundaries) == 0


def test_before_the_first_epoch_there_is_one():
    boundaries = hn.BoundaryHistory(X, Y)
    boundaries.on_start(network(), hn.History())
    first, *_, last = boundaries.text(40).splitlines()
    assert first == "before the training"
    assert last == "There are 1: [0] is from before the training."
    assert len(frames(boundaries)) == 1


def of_three_features():
    net = hn.Sequential(hn.Dense([[1.0, 2.0, 3.0]]))
    settings = {"loss": hn.SquaredError(), "optimizer": hn.SGD(lr=0.1)}
    hn.fit(net, [[1, 2, 3]], [[1]], **settings, callbacks=hn.BoundaryHistory(X, Y))


def after(epoch):
    boundaries = hn.BoundaryHistory(X, Y)
    trained(2, boundaries)
    return boundaries[epoch]


WRONG = {
    "three features": (
        of_three_features,
        hn.ShapeError,
        "A decision boundary is drawn in a plane, so the network takes 2 features; this one "
        "takes 3.",
    ),
    "neither samples nor ranges": (
        lambda: hn.BoundaryHistory(across=(0, 1)),
        hn.ArgumentError,
        "BoundaryHistory needs samples, or ranges of both features: "
        "BoundaryHistory(across=(-1, 1), upwards=(-1, 1)).",
    ),
    "no training": (lambda: hn.BoundaryHistory(X, Y)[0], hn.ArgumentError, NOTHING),
    "an epoch that was not": (
        lambda: after(3),
        hn.NoSuchStepError,
        "There were 2 epochs, so there is no boundary [3]. "
        "[0] is from before the training, [-1] the last one.",
    ),
    "too few classes": (
        lambda: hn.BoundaryHistory(X, [0, 1]),
        hn.ShapeError,
        "There are 4 samples, but y has shape (2,): give one class for each.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_answered(case):
    call, kind, text = WRONG[case]
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == text
