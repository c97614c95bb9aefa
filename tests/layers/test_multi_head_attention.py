"""Attention of several heads."""

from pathlib import Path

import numpy as np
import pytest
from torch_layers import arrays, assert_same, torch

import handnn as hn

SEQUENCE = np.random.default_rng(3).normal(size=(3, 4))
ONE = np.eye(4)


def noisy(**settings):
    """A layer whose biases are not 0."""
    layer = hn.MultiHeadAttention.random(4, 2, rng=1, **settings)
    rng = np.random.default_rng(2)
    biases = {n: rng.normal(size=a.shape) for n, a in layer.parameters.items() if n[0] == "b"}
    return layer.with_parameters(biases)


def test_each_head_is_an_attention_of_its_own():
    Wq, Wk, Wv = np.random.default_rng(0).normal(size=(3, 4, 4))
    layer = hn.MultiHeadAttention(Wq, Wk, Wv, ONE, heads=2)
    first, second = (
        hn.SelfAttention(Wq[part], Wk[part], Wv[part]) for part in (slice(2), slice(2, 4))
    )
    together = np.concatenate([first(SEQUENCE), second(SEQUENCE)], axis=-1)
    assert layer(SEQUENCE) == pytest.approx(together, abs=1e-12)


def test_its_steps_are_those_of_each_head():
    steps = hn.MultiHeadAttention.random(4, 2, rng=0, causal=True).run(SEQUENCE).lines
    head = ["scores", "masked", "e", "weights", "head"]
    numbered = [f"{name}⁽{i}⁾" for i in "¹²" for name in head]
    assert [s.name for s in steps] == ["q", "k", "v", *numbered, "z"]


@pytest.mark.parametrize("causal", [True, False])
def test_it_does_what_a_layer_must(causal):
    report = hn.check_layer(noisy(causal=causal), SEQUENCE)
    assert report, report


def test_one_sample_and_a_batch():
    layer, other = noisy(causal=True), SEQUENCE[::-1]
    assert layer([SEQUENCE, other]) == pytest.approx(np.stack([layer(SEQUENCE), layer(other)]))


def test_a_file_gives_it_back(tmp_path: Path):
    layer = noisy(causal=True)
    hn.Sequential(layer).save(tmp_path / "net.json")
    again = hn.load(tmp_path / "net.json")
    assert (again[0].heads, again[0].causal) == (2, True)
    assert np.array_equal(again(SEQUENCE), layer(SEQUENCE))


def test_a_layer_of_a_size():
    layer = hn.MultiHeadAttention.random(4, 2, rng=0, name="look", dtype=np.float32)
    assert repr(layer) == "MultiHeadAttention 4 → 4, name='look'"
    assert layer.n_parameters == 4 * (4 * 4 + 4)
    assert {array.dtype for array in layer.parameters.values()} == {np.dtype(np.float32)}
    assert not layer.bq.any()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: hn.MultiHeadAttention(ONE, ONE, ONE, ONE, heads=0),
            "MultiHeadAttention: heads must be a positive whole number, not 0.",
        ),
        (
            lambda: hn.MultiHeadAttention(ONE, ONE, ONE[:3], ONE[:, :3], heads=2),
            "MultiHeadAttention: 3 values cannot be divided among 2 heads. Take a number of heads "
            "that divides 3.",
        ),
        (
            lambda: hn.MultiHeadAttention.random(4, 3),
            "MultiHeadAttention.random: 4 features cannot be divided among 3 heads. Take a number "
            "of heads that divides 4.",
        ),
    ],
)
def test_heads_that_do_not_fit(make, message):
    with pytest.raises(hn.SettingError) as caught:
        make()
    assert str(caught.value) == message


def test_parameters_that_do_not_fit():
    with pytest.raises(hn.ShapeError) as caught:
        hn.MultiHeadAttention(ONE, ONE, ONE, ONE, bo=[1, 2])
    assert str(caught.value) == (
        "bo of MultiHeadAttention has shape (2,); expected (outputs,). outputs is 4, as Wo of "
        "shape (4, 4) says."
    )


@pytest.mark.torch
@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("heads", [1, 2, 4])
@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4)])
def test_it_is_pytorchs(causal, heads, shape):
    torch.manual_seed(0)
    theirs = torch.nn.MultiheadAttention(4, heads, batch_first=True, dtype=torch.float64)
    torch.nn.init.normal_(theirs.in_proj_bias)
    torch.nn.init.normal_(theirs.out_proj.bias)
    p = arrays(theirs)
    bq, bk, bv = np.split(p["in_proj_bias"], 3)
    layer = hn.MultiHeadAttention(
        *np.split(p["in_proj_weight"], 3),
        p["out_proj.weight"],
        bq,
        bk,
        bv,
        p["out_proj.bias"],
        heads=heads,
        causal=causal,
    )
    mask = torch.triu(torch.ones(3, 3, dtype=torch.bool), 1) if causal else None
    blocks = {"q": slice(0, 4), "k": slice(4, 8), "v": slice(8, 12)}
    weights = {
        f"W{n}": lambda g, rows=rows: g["in_proj_weight"][rows] for n, rows in blocks.items()
    }
    biases = {f"b{n}": lambda g, rows=rows: g["in_proj_bias"][rows] for n, rows in blocks.items()}
    output = {"Wo": lambda g: g["out_proj.weight"], "bo": lambda g: g["out_proj.bias"]}
    assert_same(
        layer,
        theirs,
        np.random.default_rng(1).normal(size=shape),
        weights | biases | output,
        run=lambda x: theirs(x, x, x, attn_mask=mask)[0],
    )
