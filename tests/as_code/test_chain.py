"""What every writer of code needs."""

import pytest

import handnn as hn
from handnn.as_code.chain import Sum, call, note, parts_of


def test_chains_inside_a_chain_are_one_row_and_sums_have_two_ends():
    a, b, c = hn.ReLU(), hn.Tanh(), hn.Sigmoid()
    block = hn.Residual(b)
    net = hn.Sequential(a, hn.Sequential(hn.Sequential(block)), c)
    assert list(parts_of(net)) == [a, None, b, Sum(block), c]
    assert list(parts_of(a)) == [a]


def test_a_call_leaves_out_what_is_none():
    assert call("nn.Linear", 2, "a", bias=False, dtype=None) == 'nn.Linear(2, "a", bias=False)'


def test_only_a_printable_name_is_a_comment():
    assert note(hn.ReLU(name="hidden")) == "  # hidden"
    assert note(hn.ReLU()) == note(hn.ReLU(name="a\nb")) == ""


def test_other_libraries_and_other_things_are_refused():
    net = hn.Sequential(hn.ReLU())
    with pytest.raises(hn.SettingError) as error:
        hn.to_code(net, "TensorFlow")
    assert str(error.value) == (
        'hn.to_code writes "numpy", "torch", "keras" or "handnn", not \'TensorFlow\'. '
        "Write 'keras'."
    )
    with pytest.raises(hn.SettingError, match=r"not 'julia'\.$"):
        hn.to_code(net, "julia")
    with pytest.raises(hn.LayerTypeError) as error:
        hn.to_code("net.json")
    assert str(error.value) == "hn.to_code takes a network or a layer of handnn's, not 'net.json'."
    with pytest.raises(hn.ShapeError):
        hn.to_code(hn.Dense([[1, 2]]), "numpy", [1, 2, 3])
