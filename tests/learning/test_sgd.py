"""Gradient descent, with momentum."""

import pytest
from one_weight import gradient, learn, one_weight

import handnn as hn


def test_momentum_is_written_out():
    net, optimizer = one_weight(), hn.SGD(0.1, momentum=0.5)
    optimizer.update(net, gradient(net, 2.0))
    update = optimizer.update(net, gradient(net, 3.0))
    assert str(update["only.W"].explain((0, 0))) == (
        "new W[1,1] = W[1,1] - 0.1·(0.5·v_W[1,1] + ∂L/∂W[1,1])\n"
        "new W[1,1] = 0.8 - 0.1·(0.5·2 + 3) = 0.4"
    )


def test_weights_decay_towards_0():
    assert learn(hn.SGD(0.1, weight_decay=0.5), [0.0, 0.0], value=2.0) == pytest.approx(
        2 * (1 - 0.1 * 0.5) ** 2
    )


def test_nesterov_without_momentum_is_refused_and_with_it_taken():
    with pytest.raises(hn.SettingError) as caught:
        hn.SGD(0.1, nesterov=True)
    assert str(caught.value) == (
        "SGD: nesterov=True needs a momentum above 0, such as momentum=0.9."
    )
    assert hn.SGD(0.1, momentum=0.5, nesterov=True).nesterov is True
    assert (hn.SGD(0.1).nesterov, hn.SGD(0.1).momentum, hn.SGD(0.1).weight_decay) == (False, 0, 0)
