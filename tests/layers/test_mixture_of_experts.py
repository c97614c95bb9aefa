"""A mixture of experts."""

from pathlib import Path

import numpy as np
import pytest
from torch_layers import assert_same, torch

import handnn as hn

X = np.random.default_rng(3).normal(size=(5, 2))
RNG = np.random.default_rng(0)
WG = RNG.normal(size=(3, 2))
EXPERTS = [(RNG.normal(size=(2, 2)), RNG.normal(size=2)) for _ in range(3)]


def mixture(top_k=None):
    return hn.MixtureOfExperts(*(hn.Dense(W, b) for W, b in EXPERTS), Wg=WG, top_k=top_k)


def softmax(z):
    e = np.exp(z)
    return e / e.sum()


@pytest.mark.parametrize("top_k", [None, 1, 2, 3])
def test_each_expert_counts_as_its_gate_says(top_k):
    for x in X:
        scores = WG @ x
        best = np.argsort(scores)[-(top_k or 3) :]
        gates = softmax(scores[best])
        y = sum(g * (EXPERTS[i][0] @ x + EXPERTS[i][1]) for g, i in zip(gates, best, strict=True))
        assert mixture(top_k)(x) == pytest.approx(y)
    assert mixture(top_k)(X) == pytest.approx(np.stack([mixture(top_k)(x) for x in X]))


def test_of_equal_scores_the_first_is_kept():
    experts = [hn.Dense([[1]]), hn.Dense([[2]]), hn.Dense([[3]])]
    assert hn.MixtureOfExperts(*experts, Wg=[[0], [1], [1]], top_k=1)([5]).tolist() == [10]


@pytest.mark.parametrize("top_k", [None, 2])
def test_it_does_what_a_layer_must(top_k):
    report = hn.check_layer(mixture(top_k), X[:2])
    assert report, report


def test_its_steps_are_the_gate_and_the_experts():
    names = ["dense_1", "dense_2", "dense_3", "z"]
    assert [s.name for s in mixture().run(X[0]).lines] == ["scores", "e", "gates", *names]
    step = mixture(2).run(X[0])
    assert [s.name for s in step.lines] == ["scores", "kept", "e", "gates", *names]
    assert np.isneginf(step["kept"].output).sum() == 1


def test_an_expert_that_is_not_chosen_does_not_learn():
    back = mixture(1).trace(X[0]).backward(grad=[1, 1])
    chosen = int(np.argmax(WG @ X[0]))
    for i in range(3):
        assert back.gradients[f"dense_{i + 1}.W"].any() == (i == chosen)


def test_experts_of_tokens():
    layer = hn.MixtureOfExperts(
        hn.SelfAttention.random(2, rng=0), hn.SelfAttention.random(2, rng=1), Wg=[[1, 0], [0, 1]]
    )
    assert layer.sample_ndim == 2
    assert layer([X, X[::-1]])[0] == pytest.approx(layer(X))


def test_a_file_gives_it_back(tmp_path: Path):
    experts = hn.Dense(*EXPERTS[0], name="first"), hn.Sequential(hn.Dense(*EXPERTS[1]), hn.ReLU())
    net = hn.Sequential(hn.MixtureOfExperts(*experts, Wg=WG[:2], top_k=1))
    net.save(tmp_path / "net.json")
    again = hn.load(tmp_path / "net.json")
    assert again[0].top_k == 1
    assert list(again.parameters) == list(net.parameters)
    assert np.array_equal(again(X), net(X))


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (
            lambda: hn.MixtureOfExperts(hn.ReLU(), Wg=[[1, 0], [0, 1]]),
            hn.ShapeError,
            "Wg of MixtureOfExperts has 2 rows, but there are 1 experts. Give it one row for each.",
        ),
        (
            lambda: hn.MixtureOfExperts(hn.Dense([[1, 2, 3]]), Wg=[[1, 0]]),
            hn.ShapeError,
            'The expert "dense_1" of MixtureOfExperts takes 3 features, but Wg has 2 columns. '
            "Experts and gate take the same input.",
        ),
        (
            lambda: hn.MixtureOfExperts(hn.Dense([[1]]), hn.Dense([[1], [2]]), Wg=[[1], [1]]),
            hn.ShapeError,
            'The expert "dense_2" of MixtureOfExperts gives 2 features, but those before it give '
            "1. What they give is added up.",
        ),
        (
            lambda: hn.MixtureOfExperts(hn.Dense([[1]]), Wg=[[1]], top_k=2),
            hn.SettingError,
            "MixtureOfExperts: top_k must be a whole number from 1 to 1, the number of experts, "
            "not 2.",
        ),
        (
            lambda: hn.MixtureOfExperts(Wg=[[1]]),
            hn.NetworkError,
            "MixtureOfExperts needs at least one layer: MixtureOfExperts(Dense(W, b), ReLU()).",
        ),
    ],
)
def test_experts_that_do_not_fit(make, kind, message):
    with pytest.raises(kind) as caught:
        make()
    assert str(caught.value) == message


@pytest.mark.torch
@pytest.mark.parametrize("top_k", [None, 1, 2])
@pytest.mark.parametrize("x", [X[0], X], ids=["one sample", "a batch"])
def test_pytorch_gives_the_same(top_k, x):
    linear = [torch.nn.Linear(2, 2, dtype=torch.float64) for _ in range(3)]
    gate = torch.nn.Linear(2, 3, bias=False, dtype=torch.float64)
    theirs = torch.nn.ModuleDict(
        {"gate": gate, **{f"dense_{i + 1}": m for i, m in enumerate(linear)}}
    )
    with torch.no_grad():
        gate.weight.copy_(torch.tensor(WG))
        for module, (W, b) in zip(linear, EXPERTS, strict=True):
            module.weight.copy_(torch.tensor(W))
            module.bias.copy_(torch.tensor(b))

    def run(x):
        scores = gate(x)
        if top_k is not None:
            least = torch.topk(scores, top_k).values[..., -1:]
            scores = scores.masked_fill(scores < least, -torch.inf)
        gates = torch.softmax(scores, -1)
        return sum(gates[..., i : i + 1] * module(x) for i, module in enumerate(linear))

    parameters = {"Wg": lambda g: g["gate.weight"]}
    for i in "123":
        for ours, name in (("W", "weight"), ("b", "bias")):
            parameters[f"dense_{i}.{ours}"] = lambda g, key=f"dense_{i}.{name}": g[key]
    assert_same(mixture(top_k), theirs, x, parameters, run=run)
