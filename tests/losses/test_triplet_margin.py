"""The triplet margin loss: triples, their order, and training with them."""

import numpy as np
import pytest

import handnn as hn

THREE = [[0, 0], [3, 4], [6, 0]]  # at distances 5 and 6 from the first


def test_values_by_hand():
    assert hn.TripletMargin(margin=2)(THREE) == 1
    assert hn.TripletMargin(margin=1)(THREE) == 0
    assert hn.TripletMargin(margin=2)(THREE + THREE[::-1]) == pytest.approx((1 + 5 - 6 + 2) / 2)
    assert hn.TripletMargin(margin=2, reduction="sum")(THREE + THREE) == 2


def test_the_gradient_by_hand():
    gradient = hn.TripletMargin(margin=2).gradient(np.array(THREE, float))
    np.testing.assert_allclose(gradient, [[0.4, -0.8], [0.6, 0.8], [-1, 0]], rtol=1e-15)
    assert not hn.TripletMargin(margin=0.5).gradient(np.array(THREE, float)).any()


def test_every_number_of_an_explanation_is_the_stored_one():
    output = np.random.default_rng(0).normal(size=(6, 2))
    loss = hn.TripletMargin(margin=3)
    for cell in loss.explain(output):
        assert cell.number.value == pytest.approx(cell.value, rel=1e-12)
    assert len(loss.explain(output)) == 1 + 12


def test_two_equal_outputs_have_no_direction():
    output = np.array([[1.0, 1], [1, 1], [2, 1]])
    loss = hn.TripletMargin(margin=2)
    assert loss(output) == 1
    np.testing.assert_array_equal(loss.gradient(output), [[1, 0], [0, 0], [-1, 0]])


def test_a_backward_pass_without_a_target():
    net = hn.Sequential(hn.Dense([[1, 0], [0, 1]], [0, 0], name="place"))
    back = net.trace(THREE).backward(hn.TripletMargin(margin=2))
    assert back.loss == 1
    assert back.target is None
    assert str(back.explain("output", (1, 0))).splitlines()[-1].endswith("5)")
    assert "Backward from the loss 1, TripletMargin(margin 2, mean over the triples)" in str(back)


@pytest.mark.parametrize("suffix", ["html", "svg", "md", "tex", "txt", "json"])
def test_it_is_drawn_by_every_pen(suffix, tmp_path):
    net = hn.Sequential(hn.Dense([[1, 0], [0, 1]], [0, 0], name="place"))
    back = net.trace(THREE).backward(hn.TripletMargin(margin=2))
    back.save(tmp_path / f"triple.{suffix}")
    text = (tmp_path / f"triple.{suffix}").read_text(encoding="utf-8")
    assert "Given gradient" not in text
    assert "Target" not in text


def test_fit_keeps_triples_together():
    """Points of two kinds along a line, hidden in two features: the network learns to part them."""
    rng = np.random.default_rng(0)
    kinds = np.tile([0, 0, 1, 1, 1, 0], 40)  # anchor, positive, negative; and the other way round
    X = np.stack([rng.normal(size=240), kinds + rng.normal(0, 0.1, 240)], axis=1)
    net = hn.Sequential(hn.Dense([[1, 0.1]], name="place"))
    settings = {"loss": hn.TripletMargin(), "epochs": 30, "batch_size": 8, "rng": 0}
    history = hn.fit(net, X, None, optimizer=hn.SGD(0.1), validation=(X[:60], None), **settings)
    assert history.loss[-1] < 0.1 < 1 < history.loss[0]
    assert history.validation_loss[-1] < 0.1
    assert history.accuracy is None


def test_triples_are_shuffled_whole():
    seen = []

    class Order(hn.Identity):
        def forward(self, x):
            seen.append(x[:, 0].tolist())
            return x

    X = np.arange(15.0)[:, None]
    hn.fit(
        hn.Sequential(Order()),
        X,
        None,
        loss=hn.TripletMargin(),
        optimizer=hn.SGD(0.1),
        batch_size=2,
        rng=1,
    )
    batches = [batch for batch in seen if len(batch) > 1]
    assert [len(batch) for batch in batches[-3:]] == [6, 6, 3]
    triples = [batch[i : i + 3] for batch in batches[-3:] for i in range(0, len(batch), 3)]
    assert all(triple == [triple[0], triple[0] + 1, triple[0] + 2] for triple in triples)
    assert sorted(triple[0] for triple in triples) == [0, 3, 6, 9, 12]
    assert [triple[0] for triple in triples] != [0, 3, 6, 9, 12]


WRONG = {
    "a target": (
        lambda: hn.TripletMargin()(THREE, [1, 1, 0]),
        hn.ArgumentError,
        "TripletMargin takes no target: the samples themselves say what is alike, anchor, "
        "positive, negative. Leave it out; in fit it is None.",
    ),
    "two samples": (
        lambda: hn.TripletMargin()([[1, 2], [3, 4]]),
        hn.ShapeError,
        "TripletMargin takes samples in triples, anchor, positive, negative, so that their number "
        "is a multiple of 3; the output has shape (2, 2).",
    ),
    "a single sample": (
        lambda: hn.TripletMargin()([1, 2, 3]),
        hn.ShapeError,
        "TripletMargin takes samples in triples, anchor, positive, negative, so that their number "
        "is a multiple of 3; the output has shape (3,).",
    ),
    "a negative margin": (
        lambda: hn.TripletMargin(-1),
        hn.SettingError,
        "TripletMargin: margin must be a number, at least 0; got -1.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_answered(case):
    call, kind, text = WRONG[case]
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == text


def test_what_it_is_is_said():
    assert repr(hn.TripletMargin(2, 1e-6, "sum")) == (
        "TripletMargin(margin 2, eps 1e-06, sum over the triples)"
    )
