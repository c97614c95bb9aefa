"""Processes that share work start afresh."""

import os
import sys

from handnn.practice.processes import share_among

here = []


def begin(name, value):
    os.environ[name] = value


def found_here():
    return here


def test_a_process_begins_with_its_call():
    with share_among(1, begin, "HANDNN_TEST", "begun") as pool:
        assert pool.submit(os.getenv, "HANDNN_TEST").result() == "begun"
    assert os.getenv("HANDNN_TEST") is None


def test_no_process_is_a_copy_of_this_one(monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "here", ["a lock that is held"])
    with share_among(1) as pool:
        assert pool.submit(found_here).result() == []
    assert found_here() == ["a lock that is held"]
