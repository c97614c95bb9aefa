"""Class weights, and the weight of yes."""

import numpy as np
import pytest

import handnn as hn


def test_class_weights_by_hand():
    """Logits of 0: log 2 for either class; the second counts three times."""
    loss = hn.CrossEntropy(class_weights=[1, 3])
    output, target = [[0, 0], [0, np.log(3)]], [0, 1]
    weighted = 1 * np.log(2) + 3 * np.log(4 / 3)
    assert loss(output, target) == pytest.approx(weighted / 4, rel=1e-14)
    total = hn.CrossEntropy(class_weights=[1, 3], reduction="sum")(output, target)
    assert total == pytest.approx(weighted, rel=1e-14)
    assert loss([1, 2], 1) == pytest.approx(
        hn.CrossEntropy()([1, 2], 1)
    )  # of one sample: no matter


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("smoothing", [0, 0.2])
def test_the_gradient_is_what_forward_derives_and_every_number_is_explained(reduction, smoothing):
    loss = hn.CrossEntropy(smoothing, [1, 2, 0.5], reduction)
    output = np.random.default_rng(0).normal(size=(4, 3))
    target = loss.prepare_target([0, 2, 1, 1], output.shape, float)
    value, gradient = loss.forward_and_gradient(output, target)
    assert value == loss(output, target)
    np.testing.assert_allclose(gradient, hn.Loss.gradient(loss, output, target), atol=1e-14)
    for cell in loss.explain(output, target):
        assert cell.number.value == pytest.approx(cell.value)


def test_of_an_epoch_the_loss_is_the_weighted_mean_too():
    X, y = np.random.default_rng(0).normal(size=(20, 3)), np.arange(20) % 3
    net = hn.Sequential(hn.Dense(np.eye(3)))
    for loss in (
        hn.CrossEntropy(class_weights=[1, 5, 2]),
        hn.CrossEntropy(class_weights=[1, 5, 2], reduction="sum"),
        hn.CrossEntropy(reduction="sum"),
    ):
        history = hn.fit(net, X, y, loss=loss, optimizer=hn.SGD(0), batch_size=7, rng=0)
        assert history.loss[0] == pytest.approx(loss(net(X), y), rel=1e-12)


def test_float32_stays_float32():
    loss, output = hn.CrossEntropy(0.1, [1, 2]), np.array([[1, -2], [3, 0.5]], dtype=np.float32)
    target = loss.prepare_target([0, 1], output.shape, output.dtype)
    value, gradient = loss.forward_and_gradient(output, target)
    assert gradient.dtype == np.result_type(value) == np.float32


def test_the_weight_of_yes_may_differ_from_output_to_output():
    loss = hn.BinaryCrossEntropy(pos_weight=[1, 3])
    assert loss([0, 0], [1, 1]) == pytest.approx((1 + 3) * np.log(2) / 2)
    assert repr(loss) == (
        "BinaryCrossEntropy(on logits, pos_weight [1, 3], mean over features and over the batch)"
    )


WRONG = {
    "not above 0": (
        lambda: hn.CrossEntropy(class_weights=[1, 0]),
        hn.SettingError,
        "CrossEntropy: class_weights must be numbers above 0 in a list, such as [1, 2, 1]; "
        "got [1, 0].",
    ),
    "a single number": (
        lambda: hn.CrossEntropy(class_weights=2),
        hn.SettingError,
        "CrossEntropy: class_weights must be numbers above 0 in a list, such as [1, 2, 1]; got 2.",
    ),
    "text": (
        lambda: hn.CrossEntropy(class_weights=["a"]),
        hn.InputError,
        "CrossEntropy: class_weights must hold numbers, but holds 'a'.",
    ),
    "of other classes": (
        lambda: hn.CrossEntropy(class_weights=[1, 2])([1, 2, 3], 0),
        hn.ShapeError,
        "CrossEntropy has 2 class weights, but the output has 3 classes: give one weight for each.",
    ),
    "of other outputs": (
        lambda: hn.BinaryCrossEntropy(pos_weight=[1, 2])([1, 2, 3], [0, 0, 1]),
        hn.ShapeError,
        "BinaryCrossEntropy has 2 positive weights, but there are 3 outputs: give one weight for "
        "each, or a single number.",
    ),
    "too much smoothing": (
        lambda: hn.CrossEntropy(label_smoothing=1),
        hn.SettingError,
        "CrossEntropy: label_smoothing must be a number, at least 0 and below 1; got 1.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_answered(case):
    call, kind, text = WRONG[case]
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == text
