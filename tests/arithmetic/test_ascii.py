"""Text for terminals that know ASCII alone."""

from hypothesis import given
from hypothesis import strategies as st

from handnn.arithmetic import (
    to_ascii,
)


@given(st.text())
def test_ascii_is_ascii(text):
    assert to_ascii(text).isascii()
