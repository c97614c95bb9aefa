"""Attention to another sequence."""

from pathlib import Path

import numpy as np
import pytest
from torch_layers import arrays, assert_same, torch

import handnn as hn

RNG = np.random.default_rng(3)
SEQUENCE = RNG.normal(size=(2, 4))
MEMORY = RNG.normal(size=(3, 5))


def test_a_query_of_zero_looks_at_the_whole_memory_alike():
    layer = hn.CrossAttention([[0]], [[1, 1]], [[2, 4]], [[1, 0], [0, 1], [3, 3]])
    assert layer([[1], [7]]).tolist() == [[8], [8]]


def test_attention_to_the_tokens_themselves_is_self_attention():
    Wq, Wk, Wv = RNG.normal(size=(3, 2, 4))
    to_itself = hn.CrossAttention(Wq, Wk, Wv, SEQUENCE)(SEQUENCE)
    assert to_itself == pytest.approx(hn.SelfAttention(Wq, Wk, Wv)(SEQUENCE))


def test_the_memory_is_a_buffer_and_may_be_another_one_for_another_run():
    layer = hn.CrossAttention.random(4, MEMORY, size=2, rng=0)
    assert "memory" not in layer.parameters
    before = layer.trace(SEQUENCE)
    layer.memory = MEMORY[:1]
    assert layer(SEQUENCE)[0] == pytest.approx(layer.Wv @ MEMORY[0])
    assert np.array_equal(before[0].buffers["memory"], MEMORY)
    assert str(before[0]["k"].explain((0, 0))).startswith("k[1,1] = memory[1,1]·Wk[1,1] + ")


@pytest.mark.parametrize("Wo", [None, [[1, 2]]])
def test_it_does_what_a_layer_must(Wo):
    Wq, Wk, Wv = RNG.normal(size=(2, 4)), RNG.normal(size=(2, 5)), RNG.normal(size=(2, 5))
    report = hn.check_layer(hn.CrossAttention(Wq, Wk, Wv, MEMORY, Wo), SEQUENCE)
    assert report, report


def test_its_steps_are_those_of_the_formula():
    names = [s.name for s in hn.CrossAttention.random(4, MEMORY, rng=0).run(SEQUENCE).lines]
    assert names == ["q", "k", "v", "scores", "e", "weights", "mixed"]


def test_one_sample_and_a_batch():
    layer, other = hn.CrossAttention.random(4, MEMORY, rng=0), SEQUENCE[::-1]
    assert layer([SEQUENCE, other]) == pytest.approx(np.stack([layer(SEQUENCE), layer(other)]))


def test_a_file_gives_it_back_with_its_memory(tmp_path: Path):
    layer = hn.CrossAttention.random(4, MEMORY, rng=0)
    hn.Sequential(layer).save(tmp_path / "net.json")
    again = hn.load(tmp_path / "net.json")
    assert np.array_equal(again[0].memory, MEMORY)
    assert np.array_equal(again(SEQUENCE), layer(SEQUENCE))


def test_a_layer_of_a_size():
    layer = hn.CrossAttention.random(4, MEMORY, 3, rng=0, name="look", dtype=np.float32)
    assert repr(layer) == "CrossAttention 4 → 3, name='look'"
    assert layer.memory.dtype == layer.Wq.dtype == np.float32


def test_arrays_that_do_not_fit():
    with pytest.raises(hn.ShapeError) as caught:
        hn.CrossAttention([[1]], [[1, 2]], [[1, 2]], [[1, 2, 3]])
    assert str(caught.value) == (
        "memory of CrossAttention has shape (1, 3); expected (memory tokens, memory features). "
        "memory features is 2, as Wv of shape (1, 2) says."
    )


@pytest.mark.torch
@pytest.mark.parametrize("shape", [(2, 4), (3, 2, 4)])
def test_it_is_pytorchs_of_one_head(shape):
    torch.manual_seed(0)
    theirs = torch.nn.MultiheadAttention(
        4, 1, bias=False, kdim=5, vdim=5, batch_first=True, dtype=torch.float64
    )
    p = arrays(theirs)
    weights = [p[f"{letter}_proj_weight"] for letter in "qkv"]
    layer = hn.CrossAttention(*weights, MEMORY, p["out_proj.weight"])
    memory = torch.tensor(np.broadcast_to(MEMORY, (*shape[:-2], *MEMORY.shape)).copy())
    names = {f"W{letter}": lambda g, n=f"{letter}_proj_weight": g[n] for letter in "qkv"}
    assert_same(
        layer,
        theirs,
        np.random.default_rng(1).normal(size=shape),
        names | {"Wo": lambda g: g["out_proj.weight"]},
        run=lambda x: theirs(x, memory, memory)[0],
    )


def test_a_memory_that_is_no_sequence():
    with pytest.raises(hn.ShapeError) as error:
        hn.CrossAttention.random(4, memory=3)
    assert str(error.value) == (
        "memory of CrossAttention has shape (); expected (memory tokens, memory features). It is "
        "a list of rows."
    )
