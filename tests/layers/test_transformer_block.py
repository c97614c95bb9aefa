"""The transformer block."""

from pathlib import Path

import numpy as np
import pytest
from torch_layers import arrays, assert_same, torch

import handnn as hn

SEQUENCE = np.random.default_rng(3).normal(size=(3, 2))
ATTENTION = ["q", "k", "v", "scores", "masked", "e", "weights", "head", "output"]
NORM = ["mean", "centred", "variance", "normed", "output"]


def block(**settings):
    return hn.TransformerBlock.random(2, heads=1, hidden=3, rng=0, **settings)


def test_it_is_attention_and_dense_layers_with_residual_connections():
    layer = block()
    attention, norm1, linear1, _, linear2, norm2 = (
        layer.children[name]
        for name in ("attention", "norm1", "linear1", "activation", "linear2", "norm2")
    )
    h = SEQUENCE + attention(norm1(SEQUENCE))
    y = h + linear2(hn.GELU()(linear1(norm2(h))))
    assert layer(SEQUENCE) == pytest.approx(y)
    behind = block(norm_first=False)
    h = norm1(SEQUENCE + attention(SEQUENCE))
    assert behind(SEQUENCE) == pytest.approx(norm2(h + linear2(hn.GELU()(linear1(h)))))


def test_its_steps_are_its_layers():
    step = block(causal=True).run(SEQUENCE)
    names = ["norm1", "attention", "h", "norm2", "linear1", "activation", "linear2", "z"]
    assert [s.name for s in step.lines] == names
    assert [s.name for s in step["attention"]] == ATTENTION
    assert [s.name for s in step["norm2"]] == NORM
    behind = block(norm_first=False).run(SEQUENCE)
    names = ["attention", "s⁽¹⁾", "norm1", "linear1", "activation", "linear2", "s⁽²⁾", "norm2"]
    assert [s.name for s in behind.lines] == names


@pytest.mark.parametrize("norm_first", [True, False])
def test_it_does_what_a_layer_must(norm_first):
    report = hn.check_layer(block(norm_first=norm_first, causal=True), SEQUENCE)
    assert report, report


def test_one_sample_and_a_batch():
    layer, other = block(causal=True), SEQUENCE[::-1]
    assert layer([SEQUENCE, other]) == pytest.approx(np.stack([layer(SEQUENCE), layer(other)]))


def test_a_file_gives_it_back(tmp_path: Path):
    net = hn.Sequential(block(activation="relu", norm_first=False), hn.Dense([[1, 1]]))
    net.save(tmp_path / "net.json")
    again = hn.load(tmp_path / "net.json")
    assert not again[0].norm_first
    assert list(again.parameters) == list(net.parameters)
    assert np.array_equal(again(SEQUENCE), net(SEQUENCE))


def test_a_block_of_a_size():
    layer = hn.TransformerBlock.random(4, heads=2, rng=0, name="block", dtype=np.float32)
    assert repr(layer).splitlines()[0] == "TransformerBlock 4 → 4, name='block'"
    assert layer.linear1.out_features == 16
    assert {array.dtype for array in layer.parameters.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (
            lambda: hn.TransformerBlock.random(4, 2, activation="tanh"),
            hn.SettingError,
            'TransformerBlock.random: activation must be "relu" or "gelu", not \'tanh\'.',
        ),
        (
            lambda: hn.TransformerBlock.random(0, 1),
            hn.NetworkError,
            "TransformerBlock.random: features must be a positive whole number, not 0.",
        ),
        (
            lambda: hn.TransformerBlock(
                hn.SelfAttention.random(2),
                hn.LayerNorm.random(2),
                hn.Dense.random(2, 3),
                hn.ReLU(),
                hn.Dense.random(4, 2),
                hn.LayerNorm.random(2),
            ),
            hn.ShapeError,
            "linear2 of TransformerBlock takes 4 features; expected 3. The tokens keep their "
            "number of features through the block, and linear2 takes what linear1 gives.",
        ),
        (
            lambda: hn.TransformerBlock(hn.ReLU, *[hn.ReLU()] * 5),
            hn.LayerTypeError,
            "Argument 0 of TransformerBlock is not a layer but <class "
            "'handnn.layers.relu.ReLU'>. That is the class; create a layer: ReLU(...).",
        ),
    ],
)
def test_layers_that_do_not_fit(make, kind, message):
    with pytest.raises(kind) as caught:
        make()
    assert str(caught.value) == message


@pytest.mark.torch
@pytest.mark.parametrize("norm_first", [True, False])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4)])
def test_it_is_pytorchs(norm_first, activation, causal, shape):
    torch.manual_seed(0)
    theirs = torch.nn.TransformerEncoderLayer(
        4,
        nhead=2,
        dim_feedforward=6,
        dropout=0.0,
        activation=activation,
        batch_first=True,
        norm_first=norm_first,
        dtype=torch.float64,
    )
    for parameter in theirs.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    p = arrays(theirs)
    biases = dict(zip(["bq", "bk", "bv"], np.split(p["self_attn.in_proj_bias"], 3), strict=True))
    layer = hn.TransformerBlock(
        hn.MultiHeadAttention(
            *np.split(p["self_attn.in_proj_weight"], 3),
            p["self_attn.out_proj.weight"],
            **biases,
            bo=p["self_attn.out_proj.bias"],
            heads=2,
            causal=causal,
        ),
        hn.LayerNorm(p["norm1.weight"], p["norm1.bias"]),
        hn.Dense(p["linear1.weight"], p["linear1.bias"]),
        hn.ReLU() if activation == "relu" else hn.GELU(),
        hn.Dense(p["linear2.weight"], p["linear2.bias"]),
        hn.LayerNorm(p["norm2.weight"], p["norm2.bias"]),
        norm_first,
    )
    mask = torch.triu(torch.ones(3, 3, dtype=torch.bool), 1) if causal else None
    names = {
        "attention.Wo": "self_attn.out_proj.weight",
        "attention.bo": "self_attn.out_proj.bias",
        **{f"linear{i}.{a}": f"linear{i}.{b}" for i in "12" for a, b in PARTS_OF_DENSE},
        **{f"norm{i}.{a}": f"norm{i}.{b}" for i in "12" for a, b in PARTS_OF_NORM},
    }
    parameters = {ours: lambda g, name=name: g[name] for ours, name in names.items()}
    for i, letter in enumerate("qkv"):
        rows = slice(4 * i, 4 * i + 4)
        for kind, name in (("W", "weight"), ("b", "bias")):
            parameters[f"attention.{kind}{letter}"] = lambda g, name=name, rows=rows: g[
                f"self_attn.in_proj_{name}"
            ][rows]
    x = np.random.default_rng(1).normal(size=shape)
    assert_same(layer, theirs, x, parameters, run=lambda x: theirs(x, src_mask=mask))


PARTS_OF_DENSE = [("W", "weight"), ("b", "bias")]
PARTS_OF_NORM = [("gamma", "weight"), ("beta", "bias")]
