"""What holds of all losses: values by hand, slopes, extremes, targets, explanations, errors."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

import handnn as hn
from handnn.losses.softmax_loss import SoftmaxLoss

MEANS = [
    hn.SquaredError(),
    hn.MeanSquaredError(),
    hn.CrossEntropy(),
    hn.BinaryCrossEntropy(),
    hn.MeanAbsoluteError(),
    hn.Huber(delta=1.5),
    hn.KLDivergence(),
    hn.CrossEntropy(label_smoothing=0.1),
    hn.BinaryCrossEntropy(pos_weight=3),
]
SUMS = [
    hn.SquaredError(reduction="sum"),
    hn.MeanSquaredError(reduction="sum"),
    hn.CrossEntropy(reduction="sum"),
    hn.BinaryCrossEntropy(reduction="sum"),
    hn.MeanAbsoluteError(reduction="sum"),
    hn.Huber(reduction="sum"),
    hn.KLDivergence(reduction="sum"),
]
ALL = MEANS + SUMS


def a_target(loss, shape, rng):
    if isinstance(loss, SoftmaxLoss):
        return np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])]
    if isinstance(loss, hn.BinaryCrossEntropy):
        return rng.integers(0, 2, shape).astype(float)
    return rng.normal(size=shape)


def measured(loss, output, target, step=1e-6):
    """Central differences, cell by cell."""
    slopes = np.zeros_like(output)
    for cell in np.ndindex(output.shape):
        up, down = output.copy(), output.copy()
        up[cell] += step
        down[cell] -= step
        slopes[cell] = (loss.forward(up, target) - loss.forward(down, target)) / (2 * step)
    return slopes


@pytest.mark.parametrize(
    ("loss", "output", "target", "value"),
    [
        (hn.SquaredError(), [0, 3], [2, 2], 2.5),
        (hn.SquaredError(), [[0, 3], [2, 2]], [[2, 2], [2, 2]], 1.25),
        (hn.MeanSquaredError(), [0, 3], [2, 2], 2.5),
        (hn.MeanSquaredError(), [[0, 3], [2, 2]], [[2, 2], [2, 2]], 1.25),
        (hn.CrossEntropy(), [0, 0], 1, math.log(2)),
        (hn.CrossEntropy(), [[0, 0], [0, math.log(3)]], [1, 0], (math.log(2) + math.log(4)) / 2),
        (hn.CrossEntropy(), [0, math.log(3)], [0.5, 0.5], math.log(4) - math.log(3) / 2),
        (hn.BinaryCrossEntropy(), [0, 0], [1, 0], math.log(2)),
        (hn.BinaryCrossEntropy(), [math.log(3)], [1], math.log(4 / 3)),
        (hn.BinaryCrossEntropy(), [math.log(3)], [0.5], math.log(4) - math.log(3) / 2),
    ],
)
def test_values_by_hand(loss, output, target, value):
    assert loss(output, target) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("loss", ALL, ids=repr)
@given(data=st.data())
def test_the_gradient_is_the_slope_and_what_forward_derives(loss, data):
    shape = data.draw(array_shapes(min_dims=1, max_dims=2, min_side=2, max_side=3))
    output = data.draw(arrays(float, shape, elements=st.floats(-4, 4)))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    target = loss.prepare_target(a_target(loss, shape, rng), shape, float)
    gradient = loss.gradient(output, target)
    np.testing.assert_allclose(gradient, measured(loss, output, target), atol=1e-8)
    np.testing.assert_allclose(gradient, hn.Loss.gradient(loss, output, target), atol=1e-12)
    value, again = loss.forward_and_gradient(output, target)
    assert value == loss.forward(output, target)
    np.testing.assert_array_equal(again, gradient)


@pytest.mark.parametrize("loss", ALL, ids=repr)
@given(seed=st.integers(0, 999), n=st.integers(1, 4))
def test_a_batch_has_the_mean_of_its_samples_or_the_sum(loss, seed, n):
    rng = np.random.default_rng(seed)
    output = rng.normal(size=(n, 3))
    target = a_target(loss, (n, 3), rng)
    single = [loss(o, t) for o, t in zip(output, target, strict=True)]
    whole = np.mean(single) if loss in MEANS else np.sum(single)
    assert loss(output, target) == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize("loss", ALL, ids=repr)
@given(seed=st.integers(0, 99), batch=st.booleans())
def test_every_number_of_an_explanation_is_the_stored_one(loss, seed, batch):
    rng = np.random.default_rng(seed)
    shape = (2, 3) if batch else (3,)
    output, target = rng.normal(size=shape).round(2), a_target(loss, shape, rng)
    told = loss.explain(output, target)
    values = [
        loss(output, target),
        *loss.gradient(output, loss.prepare_target(target, shape, float)).flat,
    ]
    assert [cell.value for cell in told] == values
    assert [cell.number.value for cell in told] == pytest.approx(values)


@pytest.mark.parametrize("big", [1e4, -1e4])
def test_extreme_logits_neither_overflow_nor_warn(big):
    assert hn.CrossEntropy()([big, -big, 0], 0) == max(0.0, -2 * big)
    assert hn.BinaryCrossEntropy()([big], [1]) == max(0.0, -big)
    assert hn.BinaryCrossEntropy()([big], [0]) == max(0.0, big)
    output = np.array([[big, -big]])
    for loss in (hn.CrossEntropy(), hn.BinaryCrossEntropy()):
        gradient = loss.gradient(output, np.array([[0.0, 1.0]]))
        assert np.all(np.isfinite(gradient))
        assert set(np.abs(gradient).flat) <= {0.0, 0.5, 1.0}


@pytest.mark.parametrize("loss", ALL, ids=repr)
def test_float32_stays_float32(loss):
    output = np.array([[1, -2], [3, 0.5]], dtype=np.float32)
    target = loss.prepare_target([[1, 0], [0, 1]], output.shape, output.dtype)
    value, gradient = loss.forward_and_gradient(output, target)
    assert target.dtype == gradient.dtype == np.result_type(value) == np.float32


def test_one_output_takes_one_number_per_sample():
    loss = hn.SquaredError()
    assert loss([[1], [2]], [3, 4]) == loss([[1], [2]], [[3], [4]]) == 2.0
    assert loss([1], 3) == 2.0


def test_a_prepared_target_is_read_only_and_shared_with_nobody():
    given = np.array([[1.0, 0.0]])
    target = hn.SquaredError().prepare_target(given, (1, 2), float)
    given[0, 0] = 5
    assert target[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        target[0, 0] = 5


def test_what_they_are_is_said():
    assert [repr(loss) for loss in ALL] == [
        "SquaredError(½ sum over features, mean over the batch)",
        "MeanSquaredError(mean over features and over the batch)",
        "CrossEntropy(on logits, mean over the batch)",
        "BinaryCrossEntropy(on logits, mean over features and over the batch)",
        "MeanAbsoluteError(mean over features and over the batch)",
        "Huber(delta 1.5, mean over features and over the batch)",
        "KLDivergence(on logits, mean over the batch)",
        "CrossEntropy(on logits, label smoothing 0.1, mean over the batch)",
        "BinaryCrossEntropy(on logits, pos_weight 3, mean over features and over the batch)",
        "SquaredError(½ sum over features, sum over the batch)",
        "MeanSquaredError(sum over features and over the batch)",
        "CrossEntropy(on logits, sum over the batch)",
        "BinaryCrossEntropy(on logits, sum over features and over the batch)",
        "MeanAbsoluteError(sum over features and over the batch)",
        "Huber(delta 1, sum over features and over the batch)",
        "KLDivergence(on logits, sum over the batch)",
    ]


class Cubic(hn.Loss):
    """A loss of one's own, with `forward` only."""

    def forward(self, output, target):
        return np.mean(np.abs(output - target) ** 3)


def test_a_loss_of_ones_own_needs_only_forward():
    assert Cubic()([0, 3], [2, 2]) == 4.5
    assert repr(Cubic()) == "Cubic(a mean over the batch)"
    back = hn.Sequential(hn.Dense([[1], [2]], [0, 0])).trace([1]).backward(Cubic(), [2, 2])
    np.testing.assert_array_equal(back.output_gradient, [-1.5, 0])
    assert str(back.explain("output", 0)) == (
        "∂L/∂y[1] = 1.5·|y[1] - t[1]|^2·sign(y[1] - t[1])\n"
        "∂L/∂y[1] = 1.5·|1 - 2|^2·sign(1 - 2) = -1.5"
    ).replace("y", back.run.symbols.output)


WRONG = {
    "another shape": (
        hn.SquaredError(),
        [1, 2],
        [1, 2, 3],
        hn.ShapeError,
        "SquaredError compares the output with a target of the same shape: "
        "the output has shape (2,), but the target has shape (3,).",
    ),
    "no target": (
        hn.SquaredError(),
        [1, 2],
        None,
        hn.ArgumentError,
        "SquaredError compares an output with a target, and there is none.",
    ),
    "text": (
        hn.SquaredError(),
        [1],
        ["a"],
        hn.InputError,
        "The target must hold numbers, but holds 'a'.",
    ),
    "an output of no axes": (
        hn.SquaredError(),
        1,
        1,
        hn.ShapeError,
        "A loss takes an output of shape (features,) or (batch, features), not ().",
    ),
    "an empty output": (
        hn.SquaredError(),
        np.empty((0, 2)),
        np.empty((0, 2)),
        hn.InputError,
        "The output is empty: its shape is (0, 2).",
    ),
    "no such class": (
        hn.CrossEntropy(),
        [1, 2, 3],
        3,
        hn.InputError,
        "The target holds class 3, but the output has 3 features: the classes are 0 to 2.",
    ),
    "a negative class": (
        hn.CrossEntropy(),
        [[1, 2]],
        [-1],
        hn.InputError,
        "The target holds class -1, but the output has 2 features: the classes are 0 to 1.",
    ),
    "half a class": (
        hn.CrossEntropy(),
        [[1, 2]],
        [0.5],
        hn.InputError,
        "A class index is a whole number; the target holds 0.5.",
    ),
    "a class that is nan": (
        hn.CrossEntropy(),
        [[1, 2]],
        [np.nan],
        hn.InputError,
        "A class index is a whole number; the target holds nan.",
    ),
    "a single output": (
        hn.CrossEntropy(),
        [[1]],
        [0],
        hn.ShapeError,
        "CrossEntropy needs one output per class, but the network has a single output. "
        "For two classes and one output use BinaryCrossEntropy.",
    ),
    "classes of another batch": (
        hn.CrossEntropy(),
        [[1, 2]],
        [0, 1, 1],
        hn.ShapeError,
        "For an output of shape (1, 2) CrossEntropy takes class indices of shape (1,) "
        "or probabilities of shape (1, 2), but the target has shape (3,).",
    ),
    "classes in a column": (
        hn.CrossEntropy(),
        [[1, 2, 3], [1, 2, 3]],
        [[0], [1]],
        hn.ShapeError,
        "For an output of shape (2, 3) CrossEntropy takes class indices of shape (2,) "
        "or probabilities of shape (2, 3), but the target has shape (2, 1). The labels are a "
        "column; flatten it: y.ravel().",
    ),
    "probabilities that are none": (
        hn.CrossEntropy(),
        [1, 2],
        [1, 1],
        hn.InputError,
        "The target's probabilities must not be negative and must add up to 1 for every sample. "
        "As class indices, give one whole number per sample.",
    ),
    "a maybe beyond yes": (
        hn.BinaryCrossEntropy(),
        [1, 2],
        [1, 2],
        hn.InputError,
        "BinaryCrossEntropy takes targets between 0 (no) and 1 (yes); the target holds 2.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_answered(case):
    loss, output, target, kind, text = WRONG[case]
    with pytest.raises(kind) as caught:
        loss(output, target)
    assert str(caught.value) == text


def test_a_loss_without_forward_says_so():
    class Nothing(hn.Loss):
        pass

    with pytest.raises(NotImplementedError, match=r"^Nothing has no forward method: write one\.$"):
        Nothing()([1], [1])


@pytest.mark.parametrize("loss", ALL, ids=repr)
def test_a_loss_and_its_gradient_are_explained_by_name(loss):
    output, target = [0.5, 0.25], [1, 0]
    if isinstance(loss, SoftmaxLoss):
        target = 1
    (whole,) = loss.explain(output, target, "loss")
    assert (whole.symbol, whole.value) == ("L", loss(output, target))
    both = list(loss.explain(output, target))
    by_output = list(loss.explain(output, target, "output"))
    assert [cell.symbol for cell in by_output] == ["∂L/∂y[1]", "∂L/∂y[2]"]
    assert [cell.value for cell in both] == [whole.value, *(cell.value for cell in by_output)]
    (one,) = loss.explain(output, target, "output", 1)
    assert (one.symbol, one.value) == ("∂L/∂y[2]", by_output[1].value)


def test_of_a_batch_one_cell_of_one_sample():
    (cell,) = hn.SquaredError().explain([[1, 2], [3, 4]], [[0, 0], [0, 0]], "output", (1, 0))
    assert cell.lines() == [
        "∂L/∂y⁽²⁾[1] = (y⁽²⁾[1] - t⁽²⁾[1]) / 2",
        "∂L/∂y⁽²⁾[1] = (3 - 0) / 2 = 1.5",
    ]


def test_what_a_loss_does_not_explain_is_said():
    with pytest.raises(hn.NoSuchStepError) as caught:
        hn.SquaredError().explain([1], [2], "input")
    assert str(caught.value) == "A loss explains 'loss' and 'output'; there is no 'input'."
    with pytest.raises(hn.NoSuchStepError, match=r"There is no cell 2\."):
        hn.SquaredError().explain([1, 2], [0, 0], "output", 2)
    with pytest.raises(hn.ShapeError):
        hn.SquaredError().explain([1, 2], [0], "loss")


def test_only_losses_of_classes_know_of_classes():
    output, target = np.array([[-1.0, 3.0]]), np.array([[0.0, 1.0]])
    for loss in (hn.SquaredError(), hn.MeanSquaredError()):
        assert loss.classes(output) is None
        assert loss.target_classes(target) is None
