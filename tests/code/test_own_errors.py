"""Errors in somebody's code, and in what it calls."""

import statistics

import numpy as np
import pytest

import handnn as hn


def average(x):
    doubled = x * 2
    return statistics.fmean(doubled)


def test_what_a_library_cannot_follow_is_told_at_the_authors_line():
    line = average.__code__.co_firstlineno + 2
    with pytest.raises(hn.UnexplainedError) as caught:
        hn.work(average, [1.0, 2.0])
    assert str(caught.value).startswith(
        f"test_own_errors.py, line {line} (return statistics.fmean(doubled)): "
    )


def test_a_package_that_computes_is_not_the_authors_code():
    preprocessing = pytest.importorskip("sklearn.preprocessing")

    def code(x, w):
        return (preprocessing.normalize(x * w) * w).sum()

    with pytest.raises(hn.UnexplainedError) as caught:
        hn.work(code, [[3.0, 4.0]], [[1.0, 2.0]])
    line = code.__code__.co_firstlineno + 1
    assert str(caught.value).startswith(f"test_own_errors.py, line {line} (return (preprocessing.")


def test_code_that_is_nobodys_is_told_as_it_is():
    with pytest.raises(hn.UnexplainedError) as caught:
        hn.work(np.fft.fft, [1.0, 2.0])
    assert str(caught.value).startswith("np.fft.fft is not covered")
