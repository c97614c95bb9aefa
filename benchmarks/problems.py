"""What is measured: networks of several sizes, their data, and the same step in every library."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

import handnn as hn
from benchmarks.bare import BareNetwork

LR = 0.01
SIZES = {
    "3-4-2, batch 1": ((3, 4, 2), 1),
    "64-32-10, batch 32": ((64, 32, 10), 32),
    "784-128-10, batch 128": ((784, 128, 10), 128),
    "784-512-512-10, batch 256": ((784, 512, 512, 10), 256),
}


@dataclass
class Problem:
    """A classifier with dense layers and ReLU, with the same initial weights in every library."""

    widths: tuple[int, ...]
    batch: int
    dtype: type

    @cached_property
    def weights(self):
        rng = np.random.default_rng(0)
        pairs = itertools.pairwise(self.widths)
        return [rng.normal(0, (2 / n) ** 0.5, (m, n)).astype(self.dtype) for n, m in pairs]

    @cached_property
    def biases(self):
        return [np.full(m, 0.1, self.dtype) for m in self.widths[1:]]

    @cached_property
    def X(self):
        return np.random.default_rng(1).random((self.batch, self.widths[0])).astype(self.dtype)

    @cached_property
    def y(self):
        return np.random.default_rng(2).integers(0, self.widths[-1], self.batch)

    @cached_property
    def T(self):
        return np.eye(self.widths[-1], dtype=self.dtype)[self.y]

    def handnn(self) -> hn.Sequential:
        layers: list[hn.Layer] = []
        for W, b in zip(self.weights, self.biases, strict=True):
            layers += [hn.Dense(W, b), hn.ReLU()]
        return hn.Sequential(*layers[:-1])

    def bare(self) -> BareNetwork:
        return BareNetwork(self.weights, self.biases, LR)

    def torch(self):
        import torch

        modules = []
        for W, b in zip(self.weights, self.biases, strict=True):
            linear = torch.nn.Linear(W.shape[1], W.shape[0])
            linear.weight.data, linear.bias.data = torch.tensor(W), torch.tensor(b)
            modules += [linear, torch.nn.ReLU()]
        return torch.nn.Sequential(*modules[:-1])


def fit_step(net: hn.Sequential, loss: hn.Loss, X, T) -> Callable[[], float]:
    """What `fit` does with each batch."""
    optimizer = hn.SGD(lr=LR)

    def step() -> float:
        run = net.run(X)
        value, gradient = loss.forward_and_gradient(run.output, T)
        found = {}
        net.collect_gradients(run, gradient, found, needs_input_grad=False)
        optimizer.apply(found)
        return value

    return step


def handnn_step(problem: Problem) -> Callable[[], float]:
    return fit_step(problem.handnn(), hn.CrossEntropy(), problem.X, problem.T)


def recorded_step(problem: Problem) -> Callable[[], float]:
    """The public way, which records every number of the step."""
    net, loss, optimizer = problem.handnn(), hn.CrossEntropy(), hn.SGD(lr=LR)
    X, T = problem.X, problem.T

    def step() -> float:
        back = net.trace(X).backward(loss, target=T)
        optimizer.update(net, back)
        return back.loss

    return step


def bare_step(problem: Problem) -> Callable[[], float]:
    bare, X, T = problem.bare(), problem.X, problem.T
    return lambda: bare.step(X, T)


def torch_step(problem: Problem) -> Callable[[], float]:
    import torch

    y, loss = torch.tensor(problem.y), torch.nn.CrossEntropyLoss()
    return torch_fit_step(problem.torch(), lambda output: loss(output, y), problem.X)


def torch_fit_step(net, loss: Callable, X) -> Callable[[], float]:
    import torch

    optimizer = torch.optim.SGD(net.parameters(), lr=LR)
    X = torch.tensor(X)

    def step() -> float:
        optimizer.zero_grad()
        value = loss(net(X))
        value.backward()
        optimizer.step()
        return value.item()

    return step


def sklearn_step(problem: Problem) -> Callable[[], object]:
    from sklearn.neural_network import MLPClassifier

    net = MLPClassifier(
        problem.widths[1:-1],
        solver="sgd",
        alpha=0,
        momentum=0,
        learning_rate_init=LR,
        batch_size=problem.batch,
    )
    X, y, classes = problem.X, problem.y, np.arange(problem.widths[-1])
    return lambda: net.partial_fit(X, y, classes=classes)


def micrograd_step(problem: Problem) -> Callable[[], float]:
    """With the squared error, because micrograd has neither exp nor log."""
    from micrograd.nn import MLP

    net = MLP(problem.widths[0], list(problem.widths[1:]))
    x, t = problem.X[0].tolist(), problem.T[0].tolist()

    def step() -> float:
        value = sum((y - target) ** 2 for y, target in zip(net(x), t, strict=True)) * 0.5
        net.zero_grad()
        value.backward()
        for parameter in net.parameters():
            parameter.data -= LR * parameter.grad
        return value.data

    return step
