"""Adam."""

import numpy as np
import pytest
from one_weight import gradient, learn, one_weight

import handnn as hn


def test_the_first_step_of_adam_is_as_long_as_the_learning_rate():
    assert learn(hn.Adam(0.1, eps=0), [1e-3]) == pytest.approx(0.9)
    assert learn(hn.Adam(0.1, eps=0), [-1e3]) == pytest.approx(1.1)


def test_adam_is_written_out():
    net = one_weight()
    update = hn.Adam(0.1).update(net, gradient(net, 2.0))
    assert str(update.explain()).splitlines() == [
        "only.W (Adam(lr=0.1))",
        "  new W[1,1] = W[1,1] - 0.1·((0.9·m_W[1,1] + 0.1·∂L/∂W[1,1]) / 0.1) /",
        "               (√((0.999·v_W[1,1] + 0.001·∂L/∂W[1,1]^2) / 0.001) + 1e-8)",
        "  new W[1,1] = 1 - 0.1·((0.9·0 + 0.1·2) / 0.1) / (√((0.999·0 + 0.001·2^2) /",
        "               0.001) + 1e-8) ≈ 0.9",
    ]


def test_weights_decay_as_if_their_gradient_were_larger():
    """One step from 2: the gradient 3 + 0.5·2 = 4; its mean and its root mean square are 4."""
    decayed = learn(hn.Adam(0.1, eps=0, weight_decay=0.5), [3.0], value=2.0)
    assert decayed == pytest.approx(2 - 0.1)
    net = one_weight(2.0)
    optimizer = hn.Adam(0.1, betas=(0.5, 0.5), eps=0, weight_decay=0.5)
    optimizer.update(net, gradient(net, 3.0))  # 4, and the weight becomes 1.9
    optimizer.update(net, gradient(net, -5.0))  # -5 + 0.95 = -4.05
    m = (0.25 * 4 + 0.5 * -4.05) / 0.75
    v = (0.25 * 4**2 + 0.5 * 4.05**2) / 0.75
    assert net.parameters["only.W"].item() == pytest.approx(1.9 - 0.1 * m / np.sqrt(v))
