"""Telling the user's own code from that of libraries."""

import numpy as np

import handnn as hn
from handnn.arithmetic import authors


def helper(z):
    inner = z * 2
    return inner


class Own(hn.Layer):
    def forward(self, x):
        outer = helper(x)
        return self.rest(outer)

    def rest(self, x):
        last = x + 1
        return last


def test_code_of_ones_own_and_of_libraries():
    assert authors.is_authors(helper.__code__)
    assert not authors.is_authors(hn.Dense.forward.__code__)
    assert not authors.is_authors(np.linalg.norm.__wrapped__.__code__)


def test_the_names_of_a_method_and_of_what_it_calls():
    assert authors.local_names(Own.forward, Own) == {"outer", "inner", "last"}
    assert authors.local_names(hn.Dense.forward, hn.Dense) == set()


def zeros(n):
    return authors.is_calling("zeros")


def made(function):
    return zeros(3), function(lambda: authors.is_calling("zeros"))


def test_who_calls_is_known_by_the_name_of_the_call():
    assert made(lambda ask: ask()) == (True, False)
