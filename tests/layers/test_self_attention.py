"""Self-attention of one head."""

from pathlib import Path

import numpy as np
import pytest
from torch_layers import arrays, assert_same, torch

import handnn as hn

SEQUENCE = np.random.default_rng(3).normal(size=(3, 4))


def test_a_query_of_zero_looks_at_all_tokens_alike():
    layer = hn.SelfAttention([[0, 0]], [[1, 1]], [[2, 4]])
    assert layer([[1, 0], [0, 1], [3, 3]]).tolist() == [[8], [8], [8]]


def test_the_scores_are_divided_by_the_root_of_the_size_of_a_key():
    W = np.eye(4)
    trace = hn.SelfAttention(W, W, W, name="attention").trace(np.eye(4)[:2] * 2)
    assert trace["attention"]["scores"].output.tolist() == [[2, 0], [0, 2]]


def test_a_causal_layer_looks_at_no_later_token():
    layer = hn.SelfAttention.random(4, rng=0, causal=True)
    other = SEQUENCE.copy()
    other[2] += 1
    assert np.array_equal(layer(other)[:2], layer(SEQUENCE)[:2])
    step = layer.trace(SEQUENCE)["self_attention"]
    later = np.triu_indices(3, 1)
    assert (step["masked"].output[later] == -np.inf).all()
    assert (step["weights"].output[later] == 0).all()
    assert str(step["masked"].explain((0, 2))) == "masked[1,3] = -∞"


def test_its_steps_are_those_of_the_formula():
    steps = hn.SelfAttention.random(4, 2, rng=0).run(SEQUENCE).lines
    assert [s.name for s in steps] == ["q", "k", "v", "scores", "e", "weights", "mixed"]
    causal = hn.SelfAttention(*np.ones((3, 2, 4)), Wo=[[1, 1]], causal=True).run(SEQUENCE).lines
    names = ["q", "k", "v", "scores", "masked", "e", "weights", "mixed", "z"]
    assert [s.name for s in causal] == names


@pytest.mark.parametrize("causal", [True, False])
def test_it_does_what_a_layer_must(causal):
    Wq, Wk, Wv = np.random.default_rng(1).normal(size=(3, 2, 4))
    report = hn.check_layer(hn.SelfAttention(Wq, Wk, Wv, [[1, 2]], causal), SEQUENCE)
    assert report, report


def test_one_sample_and_a_batch():
    layer = hn.SelfAttention.random(4, 2, rng=0, causal=True)
    other = SEQUENCE[::-1]
    assert layer([SEQUENCE, other]) == pytest.approx(np.stack([layer(SEQUENCE), layer(other)]))


def test_a_file_gives_it_back(tmp_path: Path):
    layer = hn.SelfAttention(*np.ones((3, 2, 4)), Wo=[[1, 1]], causal=True)
    hn.Sequential(layer).save(tmp_path / "net.json")
    again = hn.load(tmp_path / "net.json")
    assert again[0].causal
    assert np.array_equal(again(SEQUENCE), layer(SEQUENCE))


def test_a_layer_of_a_size():
    layer = hn.SelfAttention.random(4, 2, rng=0, causal=True, name="look", dtype=np.float32)
    assert repr(layer) == "SelfAttention 4 → 2, name='look'"
    assert layer.causal
    assert layer.Wo is None
    assert layer.Wq.dtype == layer.Wk.dtype == layer.Wv.dtype == np.float32
    assert not np.array_equal(layer.Wq, layer.Wk)
    assert hn.SelfAttention.random(4).out_features == 4


def test_parameters_that_do_not_fit():
    with pytest.raises(hn.ShapeError) as caught:
        hn.SelfAttention([[1, 2]], [[1, 2, 3]], [[1, 2]], name="look")
    assert str(caught.value) == (
        'Wk of "look" (SelfAttention) has shape (1, 3); expected (keys, features). features is 2, '
        "as Wq of shape (1, 2) says."
    )


def test_a_single_token_is_no_sequence():
    with pytest.raises(hn.ShapeError) as caught:
        hn.SelfAttention.random(4, rng=0)([1, 2, 3, 4])
    assert str(caught.value) == (
        "SelfAttention 4 → 4 takes one sample of shape (tokens, 4) or a batch "
        "(batch, tokens, 4), not an array of shape (4,)."
    )


@pytest.mark.torch
@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4)])
def test_it_is_pytorchs_of_one_head(causal, shape):
    torch.manual_seed(0)
    theirs = torch.nn.MultiheadAttention(4, 1, bias=False, batch_first=True, dtype=torch.float64)
    p = arrays(theirs)
    layer = hn.SelfAttention(*np.split(p["in_proj_weight"], 3), p["out_proj.weight"], causal=causal)
    mask = torch.triu(torch.ones(3, 3, dtype=torch.bool), 1) if causal else None
    assert_same(
        layer,
        theirs,
        np.random.default_rng(1).normal(size=shape),
        {
            "Wq": lambda g: g["in_proj_weight"][:4],
            "Wk": lambda g: g["in_proj_weight"][4:8],
            "Wv": lambda g: g["in_proj_weight"][8:],
            "Wo": lambda g: g["out_proj.weight"],
        },
        run=lambda x: theirs(x, x, x, attn_mask=mask)[0],
    )
