"""Whole numbers to rows of a table."""

import numpy as np
import pytest
from torch_layers import assert_same, module

import handnn as hn

E = [[1, 0], [0, 4], [2, 2]]


def test_each_number_becomes_a_row() -> None:
    layer = hn.Embedding(E)
    assert layer([2, 0]).tolist() == [[2, 2], [1, 0]]
    assert layer([[2, 0], [1, 1]]).tolist() == [[[2, 2], [1, 0]], [[0, 4], [0, 4]]]


def test_a_row_that_is_used_twice_learns_from_both_places() -> None:
    back = hn.Sequential(hn.Embedding(E, name="words")).trace([2, 0, 2]).backward(grad=np.eye(3, 2))
    assert back.gradients["words.E"].tolist() == [[0, 1], [0, 0], [1, 0]]


def test_it_is_sound() -> None:
    assert hn.check_layer(hn.Embedding(E), [2, 0, 2])


def test_its_size_is_in_its_label_and_known_to_the_next_layer() -> None:
    layer = hn.Embedding.random(100, 8, rng=0)
    assert layer.label == "Embedding 100 → 8"
    with pytest.raises(hn.ShapeError):
        hn.Sequential(layer, hn.Dense([[1, 2, 3]]))


def test_random_rows_are_drawn_from_the_standard_normal_distribution() -> None:
    layer = hn.Embedding.random(300, 40, rng=1, name="words", dtype=np.float32)
    assert layer.E.dtype == np.float32
    assert layer.name == "words"
    assert layer.E.mean() == pytest.approx(0, abs=0.03)
    assert layer.E.std() == pytest.approx(1, abs=0.03)


def test_a_table_has_rows() -> None:
    with pytest.raises(hn.ShapeError) as caught:
        hn.Embedding([1, 2], name="words")
    assert str(caught.value) == (
        'E of "words" (Embedding) is a table with one row of features for each number; got shape '
        "(2,). For random rows write Embedding.random(vocabulary, features)."
    )


@pytest.mark.parametrize("wrong", [3, -1])
def test_a_number_without_a_row_is_refused_before_and_after_a_backward_pass(wrong: int) -> None:
    net = hn.Sequential(hn.Embedding(E, name="words"))
    for _ in range(2):
        for run in (net, net.trace):
            with pytest.raises(hn.InputError) as caught:
                run([[0, 1], [wrong, 2]])
            assert str(caught.value) == (
                'layer 0 "words" (Embedding 3 → 2) has rows 0 to 2; the input asks for row '
                f"{wrong}."
            )
        net.trace([0]).backward(grad=[[1, 1]])


def test_a_layer_alone_refuses_it_too() -> None:
    with pytest.raises(hn.InputError) as caught:
        hn.Embedding(E)([3])
    assert str(caught.value) == "Embedding 3 → 2 has rows 0 to 2; the input asks for row 3."


def test_a_fraction_is_no_row() -> None:
    with pytest.raises(hn.InputError) as caught:
        hn.Embedding(E)([0.5])
    assert str(caught.value) == (
        "The input must hold whole numbers, such as indices [2, 0], which Embedding 3 → 2 takes; "
        "it holds 0.5."
    )


@pytest.mark.torch
@pytest.mark.parametrize("shape", [(5,), (2, 5)])
def test_it_is_that_of_pytorch(shape: tuple) -> None:
    rng = np.random.default_rng(0)
    E, ids = rng.normal(size=(6, 4)), rng.integers(0, 6, shape)
    theirs = module("Embedding", 6, 4, parameters={"weight": E})
    assert_same(hn.Embedding(E), theirs, ids, {"E": "weight"})
