"""The selective state space."""

import math
from pathlib import Path

import numpy as np
import pytest
from torch_layers import assert_same, torch

import handnn as hn

RNG = np.random.default_rng(2)
SEQUENCE = RNG.normal(size=(4, 2))
FEATURES, STATE = 2, 3


def parameters():
    rng = np.random.default_rng(5)
    return {
        "A_log": rng.normal(size=(FEATURES, STATE)),
        "Wdelta": rng.normal(size=(FEATURES, FEATURES)),
        "WB": rng.normal(size=(STATE, FEATURES)),
        "WC": rng.normal(size=(STATE, FEATURES)),
        "bdelta": rng.normal(size=FEATURES),
        "D": rng.normal(size=FEATURES),
    }


def scan(x, A_log, Wdelta, WB, WC, bdelta, D):
    """The recurrence number by number, without an array."""
    state = [[0.0] * STATE for _ in range(FEATURES)]
    outputs = []
    for token in x:
        B = [sum(WB[n][i] * token[i] for i in range(FEATURES)) for n in range(STATE)]
        C = [sum(WC[n][i] * token[i] for i in range(FEATURES)) for n in range(STATE)]
        row = []
        for d in range(FEATURES):
            step = bdelta[d] + sum(Wdelta[d][i] * token[i] for i in range(FEATURES))
            delta = math.log(1 + math.exp(step))
            for n in range(STATE):
                decay = math.exp(-delta * math.exp(A_log[d][n]))
                state[d][n] = decay * state[d][n] + delta * B[n] * token[d]
            row.append(sum(state[d][n] * C[n] for n in range(STATE)) + D[d] * token[d])
        outputs.append(row)
    return np.array(outputs)


def test_it_is_the_recurrence():
    assert hn.StateSpace(**parameters())(SEQUENCE) == pytest.approx(
        scan(SEQUENCE, **parameters()), abs=1e-12
    )


def test_without_bias_and_way_past_the_state():
    few = parameters()
    zeros = dict.fromkeys(("bdelta", "D"), np.zeros(FEATURES))
    del few["bdelta"], few["D"]
    assert hn.StateSpace(**few)(SEQUENCE) == pytest.approx(scan(SEQUENCE, **few, **zeros))


def test_it_does_what_a_layer_must():
    report = hn.check_layer(hn.StateSpace(**parameters()), SEQUENCE[:2])
    assert report, report


def test_one_sample_and_a_batch():
    layer, other = hn.StateSpace(**parameters()), SEQUENCE[::-1]
    assert layer([SEQUENCE, other]) == pytest.approx(np.stack([layer(SEQUENCE), layer(other)]))


def test_its_steps_are_those_of_the_formula():
    names = [s.name for s in hn.StateSpace.random(2, 3, rng=0).run(SEQUENCE[:2]).lines]
    once = ["decay", "h", "y"]
    each = [f"{name}⁽{i}⁾" for i in "¹²" for name in once]
    assert names == ["A", "delta", "B", "C", "h", *each, "z"]


def test_a_file_gives_it_back(tmp_path: Path):
    layer = hn.StateSpace(**parameters())
    hn.Sequential(layer).save(tmp_path / "net.json")
    again = hn.load(tmp_path / "net.json")
    assert np.array_equal(again(SEQUENCE), layer(SEQUENCE))


def test_a_layer_of_a_size():
    layer = hn.StateSpace.random(2, 3, rng=0, name="ssm", dtype=np.float32)
    assert repr(layer) == "StateSpace 2 → 2, name='ssm'"
    assert np.exp(layer.A_log) == pytest.approx(np.array([[1, 2, 3], [1, 2, 3]]))
    assert {array.dtype for array in layer.parameters.values()} == {np.dtype(np.float32)}
    with pytest.raises(hn.NetworkError) as caught:
        hn.StateSpace.random(2, 0)
    assert str(caught.value) == "StateSpace.random: state must be a positive whole number, not 0."


def test_parameters_that_do_not_fit():
    with pytest.raises(hn.ShapeError) as caught:
        hn.StateSpace([[0, 0]], [[1]], [[1]], [[1], [1]])
    assert str(caught.value) == (
        "WB of StateSpace has shape (1, 1); expected (state, features). state is 2, as A_log of "
        "shape (1, 2) says."
    )


@pytest.mark.torch
@pytest.mark.parametrize("shape", [(4, 2), (3, 4, 2)])
def test_pytorch_gives_the_same(shape):
    theirs = torch.nn.ParameterDict(
        {name: torch.nn.Parameter(torch.tensor(a)) for name, a in parameters().items()}
    )

    def run(x):
        """All steps at once: every state is a sum over the tokens so far."""
        delta = torch.nn.functional.softplus(x @ theirs["Wdelta"].T + theirs["bdelta"])
        A = -torch.exp(theirs["A_log"])
        B, C = x @ theirs["WB"].T, x @ theirs["WC"].T
        passed = torch.cumsum(delta, -2)  # how far the clock of each feature has run
        elapsed = passed[..., :, None, :] - passed[..., None, :, :]  # (..., to, from, features)
        decay = torch.exp(elapsed[..., None] * A)
        taken = (delta * x)[..., None, :, :, None] * B[..., None, :, None, :]
        seen = torch.tril(torch.ones(x.shape[-2], x.shape[-2], dtype=torch.bool))
        decay = torch.where(seen[..., None, None], decay, 0.0)
        read = (decay * taken * C[..., :, None, None, :]).sum((-3, -1))
        return read + theirs["D"] * x

    x = np.random.default_rng(1).normal(size=shape)
    names = {name: lambda g, name=name: g[name] for name in parameters()}
    assert_same(hn.StateSpace(**parameters()), theirs, x, names, run=run)
