"""Which of many things in a row are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handnn.elision import shortened, visible


@given(st.integers(0, 50), st.integers(3, 20), st.integers(1, 2))
def test_the_first_ones_and_the_last_and_one_gap_between(n, limit, last):
    shown = visible(n, limit, last)
    there = [i for i in shown if i is not None]
    assert there == sorted(set(there))
    assert set(there) <= set(range(n))
    if n <= limit:
        assert there == list(shown) == list(range(n))
    else:
        assert len(shown) == limit
        assert shown.index(None) == limit - 1 - last
        assert shown[-last:] == tuple(range(n))[-last:]
        assert shown.count(None) == 1
        assert there[: limit - 1 - last] == list(range(limit - 1 - last))


@pytest.mark.parametrize(
    ("n", "limit", "last", "shown"),
    [(6, 5, 1, (0, 1, 2, None, 5)), (6, 5, 2, (0, 1, None, 4, 5)), (5, 5, 2, (0, 1, 2, 3, 4))],
)
def test_by_hand(n, limit, last, shown):
    assert visible(n, limit, last) == shown


@given(st.text(max_size=40), st.integers(1, 20))
def test_a_name_is_short_and_begins_as_it_is(name, longest):
    short = shortened(name, longest)
    if len(name) <= longest:
        assert short == name
    else:
        assert len(short) == longest
        assert short.endswith("…")
        assert name.startswith(short[:-1])
