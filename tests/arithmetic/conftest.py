import pytest

from handnn.arithmetic import Variable, record


@pytest.fixture
def x():
    return record([2.0, -1.0, 3.0], Variable("x", "input"))
