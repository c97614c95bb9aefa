"""AdamW: the decay stands beside Adam's step."""

import pytest
from one_weight import gradient, learn, one_weight

import handnn as hn


def test_it_is_adam_where_nothing_decays():
    gradients = [2.0, -3.0, 0.5]
    assert learn(hn.AdamW(0.1, weight_decay=0), gradients) == learn(hn.Adam(0.1), gradients)


def test_every_weight_decays_by_the_same_share():
    """The first step of Adam is as long as the learning rate, whatever the gradient."""
    for large in (1e-3, 1.0, 1e3):
        decayed = learn(hn.AdamW(0.1, eps=0, weight_decay=0.5), [large], value=2.0)
        assert decayed == pytest.approx(2 * (1 - 0.1 * 0.5) - 0.1)


def test_it_is_written_out():
    net = one_weight()
    update = hn.AdamW(0.1, weight_decay=0.5).update(net, gradient(net, 2.0))
    lines = str(update.explain()).splitlines()
    assert lines[0] == "only.W (AdamW(lr=0.1, weight_decay=0.5))"
    assert lines[1].startswith("  new W[1,1] = 0.95·W[1,1] - 0.1·((0.9·m_W[1,1] + 0.1·∂L/∂W[1,1])")


def test_by_default_a_little_decays():
    assert hn.AdamW().weight_decay == 0.01
    assert repr(hn.AdamW()) == "AdamW()"
    assert isinstance(hn.AdamW(), hn.Adam)
