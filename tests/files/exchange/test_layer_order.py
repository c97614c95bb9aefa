"""The order of arrays whose file has sorted them."""

import random

import pytest

import handnn as hn
from handnn.files.exchange.layer_order import in_layer_order


def test_numbers_count_and_weights_come_before_biases():
    names = ["0.weight", "0.bias", "2.weight", "2.bias", "2.running_mean", "2.running_var"]
    names += ["10.weight", "10.bias"]
    for _ in range(20):
        mixed = random.sample(names, len(names))
        assert in_layer_order(dict.fromkeys(mixed, (4,)), "net") == names


def test_names_of_one_layer_with_numbers():
    names = ["rnn.w_l0", "rnn.w_l1", "rnn.w_l10"]
    assert in_layer_order(dict.fromkeys(reversed(names), (4,)), "net") == names


@pytest.mark.parametrize(
    ("a", "b"),
    [("decoder.weight", "encoder.weight"), ("attn.q", "attn.v"), ("fc1.bias", "norm1.bias")],
)
def test_where_the_order_is_lost_it_is_said(a, b):
    assert in_layer_order({a: (4, 3), b: (3, 4)}, "net.safetensors") == [a, b]
    with pytest.raises(hn.ShapeError) as raised:
        in_layer_order({a: (4, 4), b: (4, 4)}, "net.safetensors")
    assert str(raised.value) == (
        f"net.safetensors: {a} and {b} both have the shape (4, 4), and the file has sorted its "
        "arrays by name, so the order of their layers is lost. Say which goes where: "
        f'net.load_parameters(..., names={{"hidden.W": "{a}", ...}}).'
    )
