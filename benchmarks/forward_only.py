"""Networks whose layers have nothing but `forward`, and the same ones elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

import handnn as hn
from benchmarks.problems import LR, Problem

HAS_AUTOGRAD = find_spec("autograd") is not None
SLOPE = np.sqrt(2 / np.pi)
TOKENS, FEATURES = 16, 32


def gelu(x, tanh=np.tanh):
    """The usual approximation, with the `tanh` of any library."""
    return 0.5 * x * (1 + tanh(SLOPE * (x + 0.044715 * x**3)))


class Linear(hn.Layer):
    """A dense layer."""

    parameter_names = ("W", "b")

    def __init__(self, W, b):
        super().__init__()
        self.W, self.b = W, b

    def forward(self, x):
        return x @ self.W.T + self.b


class ReLU(hn.Layer):
    """What the memory is measured with: an activation of one operation."""

    def forward(self, x):
        return np.maximum(x, 0)


class GELU(hn.Layer):
    """The activation between the dense layers."""

    def forward(self, x):
        return gelu(x)


class WrittenGELU(GELU):
    """With its gradient written."""

    def input_gradient(self, step, grad):
        x = step.input
        tanh = np.tanh(SLOPE * (x + 0.044715 * x**3))
        inner = SLOPE * (1 + 3 * 0.044715 * x**2)
        return grad * (0.5 * (1 + tanh) + 0.5 * x * (1 - tanh**2) * inner)


class Attention(hn.Layer):
    """Self-attention of one head; a sample is the tokens' features one after another."""

    parameter_names = ("Wq", "Wk", "Wv")

    def __init__(self, Wq, Wk, Wv):
        super().__init__()
        self.Wq, self.Wk, self.Wv = Wq, Wk, Wv

    def forward(self, x):
        tokens = x.reshape(*x.shape[:-1], TOKENS, FEATURES)
        q, k, v = tokens @ self.Wq.T, tokens @ self.Wk.T, tokens @ self.Wv.T
        return (probabilities(q, k) @ v).reshape(x.shape)


def probabilities(q, k):
    """How much each token attends to each."""
    scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(FEATURES)
    powers = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


class WrittenAttention(Attention):
    """With its gradients written."""

    def gradients(self, step, grad, needs_input_grad=True):
        tokens = step.input.reshape(*step.input.shape[:-1], TOKENS, FEATURES)
        grad = grad.reshape(tokens.shape)
        q, k, v = tokens @ self.Wq.T, tokens @ self.Wk.T, tokens @ self.Wv.T
        p = probabilities(q, k)
        by_v = np.swapaxes(p, -1, -2) @ grad
        by_p = grad @ np.swapaxes(v, -1, -2)
        by_scores = p * (by_p - np.sum(by_p * p, axis=-1, keepdims=True)) / np.sqrt(FEATURES)
        by_q, by_k = by_scores @ k, np.swapaxes(by_scores, -1, -2) @ q
        by_input = by_q @ self.Wq + by_k @ self.Wk + by_v @ self.Wv if needs_input_grad else None
        flat = tokens.reshape(-1, FEATURES)
        by_name = {
            name: by.reshape(-1, FEATURES).T @ flat
            for name, by in (("Wq", by_q), ("Wk", by_k), ("Wv", by_v))
        }
        return None if by_input is None else by_input.reshape(step.input.shape), by_name


@dataclass
class Dense(Problem):
    """Dense layers with GELU between them, trained with the cross-entropy."""

    def handnn(self, dense=Linear, activation=GELU):
        layers = []
        for W, b in zip(self.weights, self.biases, strict=True):
            layers += [dense(W, b), activation()]
        return hn.Sequential(*layers[:-1])

    def written(self):
        return self.handnn(hn.Dense, WrittenGELU)

    def torch(self):
        import torch

        class TorchGELU(torch.nn.Module):
            def forward(self, x):
                return gelu(x, torch.tanh)

        modules = [
            TorchGELU() if isinstance(m, torch.nn.ReLU) else m for m in super().torch().children()
        ]
        return torch.nn.Sequential(*modules)

    @property
    def loss(self):
        return hn.CrossEntropy(), self.T

    def torch_loss(self):
        import torch

        y = torch.tensor(self.y)
        return lambda output: torch.nn.functional.cross_entropy(output, y)

    def autograd(self):
        """The loss as a function of the parameters, and the parameters."""
        import autograd.numpy as anp

        X, T, batch = self.X, self.T, self.batch

        def loss(parameters):
            h = X
            for i in range(0, len(parameters), 2):
                z = h @ parameters[i].T + parameters[i + 1]
                h = gelu(z, anp.tanh)
            shifted = z - anp.max(z, axis=-1, keepdims=True)
            sums = anp.log(anp.sum(anp.exp(shifted), axis=-1))
            return (anp.sum(sums) - anp.sum(T * shifted)) / batch

        pairs = zip(self.weights, self.biases, strict=True)
        return loss, [array.copy() for pair in pairs for array in pair]


class AttentionProblem:
    """Self-attention on batches of sequences, trained with the squared error."""

    def __init__(self, batch):
        rng = np.random.default_rng(0)
        self.weights = [rng.normal(0, 0.2, (FEATURES, FEATURES)) for _ in range(3)]
        self.X = rng.normal(size=(batch, TOKENS * FEATURES))
        self.T = rng.normal(size=self.X.shape)

    def handnn(self):
        return hn.Sequential(Attention(*self.weights))

    def written(self):
        return hn.Sequential(WrittenAttention(*self.weights))

    @property
    def loss(self):
        return hn.SquaredError(), self.T

    def torch(self):
        import torch

        class TorchAttention(torch.nn.Module):
            def __init__(self, weights):
                super().__init__()
                maps = [torch.nn.Linear(FEATURES, FEATURES, bias=False) for _ in weights]
                for made, W in zip(maps, weights, strict=True):
                    made.weight.data = torch.tensor(W)
                self.maps = torch.nn.ModuleList(maps)

            def forward(self, x):
                tokens = x.reshape(-1, TOKENS, FEATURES)
                q, k, v = (made(tokens) for made in self.maps)
                p = torch.softmax(q @ k.transpose(-1, -2) / FEATURES**0.5, -1)
                return (p @ v).reshape(x.shape)

        return TorchAttention(self.weights)

    def torch_loss(self):
        import torch

        T = torch.tensor(self.T)
        return lambda output: ((output - T) ** 2).sum() / (2 * len(T))

    def autograd(self):
        """The loss as a function of the parameters, and the parameters."""
        import autograd.numpy as anp

        tokens, T = self.X.reshape(-1, TOKENS, FEATURES), self.T

        def loss(weights):
            q, k, v = (anp.matmul(tokens, anp.transpose(W)) for W in weights)
            scores = anp.matmul(q, anp.swapaxes(k, -1, -2)) / FEATURES**0.5
            powers = anp.exp(scores - anp.max(scores, axis=-1, keepdims=True))
            output = anp.matmul(powers / anp.sum(powers, axis=-1, keepdims=True), v)
            return anp.sum((output.reshape(T.shape) - T) ** 2) / (2 * len(T))

        return loss, [W.copy() for W in self.weights]


PROBLEMS = {
    "3-4-2, batch 1": lambda: Dense((3, 4, 2), 1, np.float64),
    "64-32-10, batch 32": lambda: Dense((64, 32, 10), 32, np.float64),
    "784-128-10, batch 128": lambda: Dense((784, 128, 10), 128, np.float64),
    "attention, batch 8": lambda: AttentionProblem(8),
}


def autograd_step(problem) -> Callable[[], float]:
    from autograd import value_and_grad

    loss, parameters = problem.autograd()
    both = value_and_grad(loss)

    def step() -> float:
        value, gradients = both(parameters)
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter -= LR * gradient
        return float(value)

    return step
