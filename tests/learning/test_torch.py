"""PyTorch in double precision computes the same: outputs, gradients, and fifty updates."""

from itertools import pairwise

import numpy as np
import pytest
from optional import optional
from sequence_layers import Attention, Embedding

import handnn as hn

pytestmark = pytest.mark.torch
torch = optional("torch")

ACTIVATIONS = {hn.ReLU: "ReLU", hn.Tanh: "Tanh", hn.Sigmoid: "Sigmoid"}
WIDTHS = (5, 7, 6, 4)


def twins(seed, activation, dtype=np.float64):
    """The same network twice."""
    rng = np.random.default_rng(seed)
    ours, theirs = [], []
    for inputs, outputs in pairwise(WIDTHS):
        W = rng.normal(0, 0.7, (outputs, inputs)).astype(dtype)
        b = rng.normal(0, 0.3, outputs).astype(dtype)
        linear = torch.nn.Linear(inputs, outputs)
        linear.weight = torch.nn.Parameter(torch.tensor(W))
        linear.bias = torch.nn.Parameter(torch.tensor(b))
        ours += [hn.Dense(W, b), activation()]
        theirs += [linear, getattr(torch.nn, ACTIVATIONS[activation])()]
    return hn.Sequential(*ours[:-1]), torch.nn.Sequential(*theirs[:-1])


def squared_error(y, t):
    return 0.5 * ((y - t) ** 2).sum(dim=1).mean()


LOSSES = {
    "squared": (hn.SquaredError(), squared_error, "numbers"),
    "mean squared": (hn.MeanSquaredError(), torch.nn.functional.mse_loss, "numbers"),
    "classes": (hn.CrossEntropy(), torch.nn.functional.cross_entropy, "classes"),
    "shares": (hn.CrossEntropy(), torch.nn.functional.cross_entropy, "shares"),
    "binary": (
        hn.BinaryCrossEntropy(),
        torch.nn.functional.binary_cross_entropy_with_logits,
        "answers",
    ),
}


def data(kind, seed=3, n=8):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, WIDTHS[0]))
    shares = rng.random((n, WIDTHS[-1]))
    target = {
        "numbers": rng.normal(size=(n, WIDTHS[-1])),
        "classes": rng.integers(0, WIDTHS[-1], n),
        "shares": shares / shares.sum(axis=1, keepdims=True),
        "answers": rng.integers(0, 2, (n, WIDTHS[-1])).astype(float),
    }[kind]
    return x, target


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_outputs_loss_and_gradients(name, activation):
    loss, their_loss, kind = LOSSES[name]
    x, target = data(kind)
    net, model = twins(0, activation)
    trace = net.trace(x)
    back = trace.backward(loss, target)
    inputs = torch.tensor(x, requires_grad=True)
    output = model(inputs)
    value = their_loss(output, torch.tensor(target))
    value.backward()
    close(trace.output, output)
    assert back.loss == pytest.approx(value.item(), rel=1e-12)
    close(back.input_gradient, inputs.grad)
    theirs = list(model.parameters())
    for (_, gradient), parameter in zip(back.gradients.items(), theirs, strict=True):
        close(gradient, parameter.grad)


@pytest.mark.parametrize("big", [1e4, -1e4])
def test_extreme_logits(big):
    logits = np.array([[big, -big, 1.0], [big, big, big]])
    for target in ([0, 2], [1, 1]):
        value = torch.nn.functional.cross_entropy(torch.tensor(logits), torch.tensor(target))
        assert hn.CrossEntropy()(logits, target) == pytest.approx(value.item(), rel=1e-12)
    answers = np.array([[0.0, 1, 1], [1, 0, 0.5]])
    value = torch.nn.functional.binary_cross_entropy_with_logits(
        torch.tensor(logits), torch.tensor(answers)
    )
    assert hn.BinaryCrossEntropy()(logits, answers) == pytest.approx(value.item(), rel=1e-12)


OPTIMIZERS = {
    "plain": (hn.SGD, torch.optim.SGD, {"lr": 0.1}),
    "momentum": (hn.SGD, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    "nesterov": (hn.SGD, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "decay": (hn.SGD, torch.optim.SGD, {"lr": 0.1, "weight_decay": 0.01}),
    "all": (
        hn.SGD,
        torch.optim.SGD,
        {"lr": 0.1, "momentum": 0.8, "nesterov": True, "weight_decay": 0.02},
    ),
    "clipped by value": (hn.SGD, torch.optim.SGD, {"lr": 0.1, "clip_value": 0.01}),
    "clipped by norm": (hn.SGD, torch.optim.SGD, {"lr": 0.1, "clip_norm": 0.1}),
    "all clipped": (
        hn.Adam,
        torch.optim.Adam,
        {"lr": 0.01, "weight_decay": 0.1, "clip_norm": 0.2},
    ),
    "adamw": (hn.AdamW, torch.optim.AdamW, {}),
    "adamw, other settings": (
        hn.AdamW,
        torch.optim.AdamW,
        {"lr": 0.01, "betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.5},
    ),
    "rmsprop": (hn.RMSProp, torch.optim.RMSprop, {"lr": 0.01}),
    "rmsprop, other settings": (
        hn.RMSProp,
        torch.optim.RMSprop,
        {"lr": 0.01, "alpha": 0.9, "eps": 1e-4, "momentum": 0.8, "weight_decay": 0.05},
    ),
    "adagrad": (hn.AdaGrad, torch.optim.Adagrad, {"lr": 0.01}),
    "adagrad, other settings": (
        hn.AdaGrad,
        torch.optim.Adagrad,
        {"lr": 0.1, "eps": 1e-4, "weight_decay": 0.05},
    ),
    "adam": (hn.Adam, torch.optim.Adam, {}),
    "adam, other settings": (
        hn.Adam,
        torch.optim.Adam,
        {"lr": 0.01, "betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.05},
    ),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_fifty_updates(name):
    ours, theirs, settings = OPTIMIZERS[name]
    net, model = twins(1, hn.Tanh)
    loss, optimizer = hn.CrossEntropy(), ours(**{"lr": 0.001, **settings})
    by_norm, by_value = settings.get("clip_norm"), settings.get("clip_value")
    plain = {k: v for k, v in settings.items() if not k.startswith("clip")}
    their_optimizer = theirs(model.parameters(), **plain)
    for step in range(50):
        x, target = data("classes", seed=step)
        optimizer.update(net, net.trace(x).backward(loss, target))
        their_optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(torch.tensor(x)), torch.tensor(target)).backward()
        if by_norm:  # PyTorch adds 1e-6 to the norm, which its own function for it does not
            norm = torch.nn.utils.get_total_norm([p.grad for p in model.parameters()])
            for parameter in model.parameters():
                parameter.grad *= torch.clamp(by_norm / norm, max=1.0)
        if by_value:
            torch.nn.utils.clip_grad_value_(model.parameters(), by_value)
        their_optimizer.step()
        for array, parameter in zip(net.parameters.values(), model.parameters(), strict=True):
            np.testing.assert_allclose(array, parameter.detach().numpy(), rtol=0, atol=1e-10)


def test_clipping_by_norm_is_pytorchs_up_to_what_that_adds_to_the_norm():
    net, model = twins(1, hn.Tanh)
    x, target = data("classes")
    back = net.trace(x).backward(hn.CrossEntropy(), target)
    update = hn.SGD(1, clip_norm=0.01).update(net, back)
    torch.nn.functional.cross_entropy(model(torch.tensor(x)), torch.tensor(target)).backward()
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 0.01)
    assert update.norm == pytest.approx(norm.item(), rel=1e-12)
    for change, parameter in zip(update.changes.values(), model.parameters(), strict=True):
        clipped = change.old - change.new
        np.testing.assert_allclose(clipped, parameter.grad.numpy(), rtol=1e-5, atol=1e-12)


SCHEDULES = {
    "step": (
        hn.StepSchedule(0.1, every=7, factor=0.5),
        lambda o: torch.optim.lr_scheduler.StepLR(o, 7, gamma=0.5),
    ),
    "exponential": (
        hn.ExponentialSchedule(0.1, 0.9),
        lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9),
    ),
    "cosine": (
        hn.CosineSchedule(0.1, steps=30, lowest=0.01),
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 30, eta_min=0.01),
    ),
    "piecewise": (
        hn.PiecewiseSchedule([0.1, 0.01, 0.001], until=[5, 12]),
        lambda o: torch.optim.lr_scheduler.MultiStepLR(o, [5, 12]),
    ),
    "warm-up": (
        hn.WarmUpSchedule(0.1, steps=10),
        lambda o: torch.optim.lr_scheduler.LinearLR(o, 1 / 10, 1, total_iters=9),
    ),
    "warm-up, then cosine": (
        hn.WarmUpSchedule(hn.CosineSchedule(0.1, steps=20), steps=10),
        lambda o: torch.optim.lr_scheduler.SequentialLR(
            o,
            [
                torch.optim.lr_scheduler.LinearLR(o, 1 / 10, 1, total_iters=9),
                torch.optim.lr_scheduler.CosineAnnealingLR(o, 20),
            ],
            milestones=[10],
        ),
    ),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_thirty_updates_with_a_schedule(name):
    schedule, theirs = SCHEDULES[name]
    net, model = twins(1, hn.Tanh)
    optimizer = hn.SGD(schedule, momentum=0.5)
    their_optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.5)
    their_schedule = theirs(their_optimizer)
    for step in range(30):
        x, target = data("classes", seed=step)
        update = optimizer.update(net, net.trace(x).backward(hn.CrossEntropy(), target))
        assert update.lr == pytest.approx(their_optimizer.param_groups[0]["lr"], rel=1e-9)
        their_optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(torch.tensor(x)), torch.tensor(target)).backward()
        their_optimizer.step()
        their_schedule.step()
        for array, parameter in zip(net.parameters.values(), model.parameters(), strict=True):
            np.testing.assert_allclose(array, parameter.detach().numpy(), rtol=0, atol=1e-10)


def test_fit_is_the_same_training_in_float32():
    net, model = twins(2, hn.ReLU, np.float32)
    x, target = data("classes", n=40)
    history = hn.fit(
        net,
        x,
        target,
        loss=hn.CrossEntropy(),
        optimizer=hn.SGD(0.1),
        shuffle=False,
        epochs=10,
        batch_size=8,
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x, target = torch.tensor(x.astype(np.float32)), torch.tensor(target)
    for epoch in range(10):
        total = 0.0
        for start in range(0, 40, 8):
            optimizer.zero_grad()
            batch = slice(start, start + 8)
            loss = torch.nn.functional.cross_entropy(model(x[batch]), target[batch])
            loss.backward()
            optimizer.step()
            total += 8 * loss.item()
        assert history.loss[epoch] == pytest.approx(total / 40, rel=1e-4)


def attention_twins():
    """A network of sequences: dense, self-attention, dense; and the same in PyTorch."""
    rng = np.random.default_rng(11)
    Q, K, V = rng.normal(0, 0.6, (3, 4, 4))
    W1, b1, W2, b2 = (rng.normal(size=shape) for shape in ((4, 5), 4, (3, 4), 3))
    net = hn.Sequential(hn.Dense(W1, b1), Attention(Q, K, V), hn.Dense(W2, b2))
    theirs = [torch.tensor(a, requires_grad=True) for a in (W1, b1, Q, K, V, W2, b2)]

    def model(x):
        w1, c1, q, k, v, w2, c2 = theirs
        h = torch.nn.functional.linear(x, w1, c1)
        attended = torch.nn.functional.scaled_dot_product_attention(h @ q, h @ k, h @ v)
        return torch.nn.functional.linear(attended, w2, c2)

    return net, model, theirs


SEQUENCE_LOSSES = {
    "classes": (
        hn.CrossEntropy(),
        lambda y, t: torch.nn.functional.cross_entropy(y.movedim(-1, 1) if y.ndim > 2 else y, t),
        lambda rng, shape: rng.integers(0, 3, shape[:-1]),
    ),
    "mean squared": (
        hn.MeanSquaredError(),
        torch.nn.functional.mse_loss,
        lambda rng, shape: rng.normal(size=shape),
    ),
    "squared": (
        hn.SquaredError(),
        lambda y, t: 0.5 * ((y - t) ** 2).sum(dim=-1).mean(),
        lambda rng, shape: rng.normal(size=shape),
    ),
    "binary": (
        hn.BinaryCrossEntropy(),
        torch.nn.functional.binary_cross_entropy_with_logits,
        lambda rng, shape: rng.integers(0, 2, shape).astype(float),
    ),
}


@pytest.mark.parametrize("name", SEQUENCE_LOSSES)
@pytest.mark.parametrize("shape", [(6, 5), (2, 6, 5)], ids=["one sequence", "a batch"])
def test_sequences(name, shape):
    loss, their_loss, targets = SEQUENCE_LOSSES[name]
    rng = np.random.default_rng(4)
    x = rng.normal(size=shape)
    target = targets(rng, (*shape[:-1], 3))
    net, model, theirs = attention_twins()
    back = net.trace(x).backward(loss, target)
    inputs = torch.tensor(x, requires_grad=True)
    value = their_loss(model(inputs), torch.tensor(target))
    value.backward()
    assert back.loss == pytest.approx(value.item(), rel=1e-12)
    close(back.input_gradient, inputs.grad)
    for gradient, parameter in zip(back.gradients.values(), theirs, strict=True):
        close(gradient, parameter.grad)


def test_an_embedding():
    rng = np.random.default_rng(5)
    E, ids, grad = rng.normal(size=(6, 4)), rng.integers(0, 6, (2, 5)), rng.normal(size=(2, 5, 4))
    back = hn.Sequential(Embedding(E, name="table")).trace(ids).backward(grad=grad)
    table = torch.tensor(E, requires_grad=True)
    output = torch.nn.functional.embedding(torch.tensor(ids), table)
    output.backward(torch.tensor(grad))
    close(back.trace.output, output)
    close(back.gradients["table.E"], table.grad)
