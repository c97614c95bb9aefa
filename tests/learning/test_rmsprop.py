"""RMSProp."""

import pytest
from one_weight import gradient, learn, one_weight

import handnn as hn


def test_the_first_step_does_not_depend_on_the_size_of_the_gradient():
    for large in (1e-3, 1.0, 1e3):
        assert learn(hn.RMSProp(0.1, alpha=0.75, eps=0), [large]) == pytest.approx(1 - 0.1 / 0.5)


def test_momentum_is_written_out():
    net, optimizer = one_weight(), hn.RMSProp(0.1, alpha=0.75, eps=0, momentum=0.5)
    optimizer.update(net, gradient(net, 2.0))
    update = optimizer.update(net, gradient(net, 1.0))
    assert str(update.explain("only.W", (0, 0))) == (
        "new W[1,1] = W[1,1] - 0.1·(0.5·velocity_W[1,1] + ∂L/∂W[1,1] / √(0.75·v_W[1,1] +\n"
        "             0.25·∂L/∂W[1,1]^2))\n"
        "new W[1,1] = 0.8 - 0.1·(0.5·2 + 1 / √(0.75·1 + 0.25·1^2)) = 0.6"
    )
