"""The networks of the gallery, written out in Python."""

import numpy as np
import pytest

import handnn as hn

NAMES = [name for name, exercise in hn.gallery.items() if exercise.network is not None]


@pytest.mark.parametrize("name", NAMES)
def test_a_network_written_in_python_is_the_same(name):
    exercise = hn.gallery[name]
    names = {}
    exec(exercise.program, names)
    np.testing.assert_array_equal(names["trace"].output, exercise.trace().output)
    assert names["trace"] == exercise.trace()
    if exercise.has_backward:
        assert names["back"] == exercise.backward()
