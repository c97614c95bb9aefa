"""AdaGrad."""

import numpy as np
import pytest
from one_weight import learn

import handnn as hn


def test_the_steps_become_shorter():
    """Of equal gradients the n-th step is 1 / √n of the first."""
    steps = 1 / np.sqrt(np.arange(1, 5))
    assert learn(hn.AdaGrad(0.1, eps=0), [7.0] * 4) == pytest.approx(1 - 0.1 * steps.sum())


def test_where_there_has_been_no_gradient_nothing_changes():
    assert learn(hn.AdaGrad(0.1), [0.0, 0.0]) == 1
