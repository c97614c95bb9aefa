"""Gradient descent, with momentum."""

from one_weight import gradient, one_weight

import handnn as hn


def test_momentum_is_written_out():
    net, optimizer = one_weight(), hn.SGD(0.1, momentum=0.5)
    optimizer.update(net, gradient(net, 2.0))
    update = optimizer.update(net, gradient(net, 3.0))
    assert str(update["only.W"].explain((0, 0))) == (
        "W[1,1] = W[1,1] - 0.1·(0.5·v_W[1,1] + ∂L/∂W[1,1])\nW[1,1] = 0.8 - 0.1·(0.5·2 + 3) = 0.4"
    )
