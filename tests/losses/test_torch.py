"""PyTorch's losses give the same values and gradients, in double precision."""

import numpy as np
import pytest
from optional import optional

import handnn as hn

pytestmark = pytest.mark.torch
torch = optional("torch")
functional = torch.nn.functional

WEIGHTS = [1.0, 2.0, 0.5, 3.0]


def kl_divergence(y, t, reduction):
    name = "batchmean" if reduction == "mean" else reduction
    return functional.kl_div(torch.log_softmax(y, dim=-1), t, reduction=name)


def triplets(y, t, reduction, **settings):
    return functional.triplet_margin_loss(
        y[0::3], y[1::3], y[2::3], reduction=reduction, **{"eps": 0, **settings}
    )


def with_options(loss, **options):
    def computed(y, t, reduction):
        given = {k: tensor(v) if isinstance(v, list) else v for k, v in options.items()}
        return loss(y, t, reduction=reduction, **given)

    return computed


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


LOSSES = {
    "mean squared": (hn.MeanSquaredError, {}, "numbers", with_options(functional.mse_loss)),
    "absolute": (hn.MeanAbsoluteError, {}, "numbers", with_options(functional.l1_loss)),
    "huber": (hn.Huber, {}, "numbers", with_options(functional.huber_loss)),
    "huber, delta": (
        hn.Huber,
        {"delta": 0.3},
        "numbers",
        with_options(functional.huber_loss, delta=0.3),
    ),
    "classes": (hn.CrossEntropy, {}, "classes", with_options(functional.cross_entropy)),
    "smoothed": (
        hn.CrossEntropy,
        {"label_smoothing": 0.1},
        "classes",
        with_options(functional.cross_entropy, label_smoothing=0.1),
    ),
    "smoothed shares": (
        hn.CrossEntropy,
        {"label_smoothing": 0.1},
        "shares",
        with_options(functional.cross_entropy, label_smoothing=0.1),
    ),
    "weighted": (
        hn.CrossEntropy,
        {"class_weights": WEIGHTS},
        "classes",
        with_options(functional.cross_entropy, weight=WEIGHTS),
    ),
    "smoothed and weighted": (
        hn.CrossEntropy,
        {"label_smoothing": 0.2, "class_weights": WEIGHTS},
        "classes",
        with_options(functional.cross_entropy, label_smoothing=0.2, weight=WEIGHTS),
    ),
    "divergence": (hn.KLDivergence, {}, "shares", kl_divergence),
    "binary": (
        hn.BinaryCrossEntropy,
        {},
        "answers",
        with_options(functional.binary_cross_entropy_with_logits),
    ),
    "binary, weighted": (
        hn.BinaryCrossEntropy,
        {"pos_weight": WEIGHTS},
        "answers",
        with_options(functional.binary_cross_entropy_with_logits, pos_weight=WEIGHTS),
    ),
    "triplets": (hn.TripletMargin, {"margin": 1.5}, "none", with_options(triplets, margin=1.5)),
    "triplets, eps": (
        hn.TripletMargin,
        {"eps": 1e-6},
        "none",
        with_options(triplets, eps=1e-6),
    ),
}


def a_target(kind, shape):
    rng = np.random.default_rng(3)
    shares = rng.random(shape)
    shares[0] = 0.0
    shares[0, 1] = 1.0
    return {
        "numbers": rng.normal(size=shape),
        "classes": rng.integers(0, shape[-1], shape[0]),
        "shares": shares / shares.sum(axis=1, keepdims=True),
        "answers": rng.integers(0, 2, shape).astype(float),
        "none": None,
    }[kind]


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("name", LOSSES)
def test_value_and_gradient(name, reduction):
    make, settings, kind, theirs = LOSSES[name]
    loss = make(**settings, reduction=reduction)
    output = np.random.default_rng(0).normal(size=(9, 4))
    target = a_target(kind, output.shape)
    back = hn.Sequential(hn.Identity()).trace(output).backward(loss, target)
    y = torch.tensor(output, requires_grad=True)
    value = theirs(y, None if target is None else torch.tensor(target), reduction)
    value.backward()
    assert back.loss == pytest.approx(value.item(), rel=1e-12, abs=1e-12)
    np.testing.assert_allclose(back.output_gradient, y.grad.numpy(), rtol=1e-9, atol=1e-12)


def test_weighted_probabilities_are_divided_by_their_weights_here():
    """The same targets, spelt as rows: PyTorch divides by the number of samples then."""
    output, rows = torch.randn(9, 4, dtype=torch.float64), torch.eye(4, dtype=torch.float64)
    classes = torch.arange(9) % 4
    w = tensor(WEIGHTS)
    ours = hn.CrossEntropy(class_weights=WEIGHTS)(output.numpy(), rows[classes].numpy())
    theirs = functional.cross_entropy(output, rows[classes], weight=w, reduction="sum")
    assert ours == pytest.approx(theirs.item() / w[classes].sum().item(), rel=1e-12)
    by_class = functional.cross_entropy(output, classes, weight=w)
    assert ours == pytest.approx(by_class.item(), rel=1e-12)


def test_equal_outputs_of_a_triple():
    output = np.array([[1.0, 2], [1, 2], [3, 2]])
    y = torch.tensor(output, requires_grad=True)
    triplets(y, None, "mean", margin=3).backward()
    ours = hn.TripletMargin(3).gradient(output)
    np.testing.assert_allclose(ours, y.grad.numpy(), rtol=1e-9, atol=1e-12)
