"""Searching: the first draw that keeps every promise."""

from itertools import count

import pytest

from handnn.practice.generator.randomness import MOST, Draws, NoMoreDrawsError
from handnn.practice.generator.searching import NotFoundError, Promise, all_differ, search

EVEN = Promise("it is even", lambda n: n % 2 == 0)
LARGE = Promise("it is larger than 9", lambda n: n > 9)


def test_the_first_that_keeps_every_promise():
    numbers = count(1)
    assert search(lambda: next(numbers), [EVEN, LARGE], tries=20) == 10


def test_if_none_does_the_promise_is_told_that_was_broken_most_often():
    numbers = count(1)
    with pytest.raises(NotFoundError) as error:
        search(lambda: next(numbers), [EVEN, LARGE], tries=9)
    assert str(error.value) == "it is even"


def test_a_search_within_a_search_that_finds_nothing_counts_as_a_try():
    numbers = count(0)

    def inner():
        return search(lambda: next(numbers), [LARGE], tries=4)

    assert search(inner, [], tries=3) == 10
    numbers = count(-100)
    with pytest.raises(NotFoundError) as error:
        search(inner, [], tries=3)
    assert str(error.value) == "it is larger than 9"


def test_without_more_draws_every_search_ends():
    draws = Draws("many")
    never = Promise("it is 7", lambda n: n == 7)

    def inner():
        return search(lambda: draws.whole(1, 6), [never], tries=10)

    with pytest.raises(NoMoreDrawsError) as error:
        search(inner, [], tries=MOST)
    assert str(error.value) == "it is 7"


def test_outcomes_that_all_differ():
    assert all_differ([[1], [2], [3]])
    assert not all_differ([[1], [2], [1]])
