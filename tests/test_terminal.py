"""What the terminal, or whatever else the text goes to, can show."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handnn import terminal


class Output(io.StringIO):
    """Something to print to, of a given encoding."""

    def __init__(self, encoding):
        super().__init__()
        self.own_encoding = encoding

    @property
    def encoding(self):
        return self.own_encoding


@pytest.mark.parametrize(
    ("encoding", "plain"),
    [
        ("utf-8", False),
        ("utf-16", False),
        ("ascii", True),
        ("latin-1", True),
        ("cp437", True),  # it has boxes, but not all signs
        ("no-such-encoding", True),
        (None, False),
    ],
)
def test_plain_is_what_cannot_take_every_sign(encoding, plain, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", Output(encoding))
    assert terminal.is_plain() is plain


def test_a_dumb_terminal_is_plain(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Output("utf-8"))
    monkeypatch.setenv("TERM", "dumb")
    assert terminal.is_plain()


def test_the_width_is_that_of_the_window(monkeypatch):
    monkeypatch.setenv("COLUMNS", "57")
    assert terminal.width() == 57


@given(st.lists(st.text("ab-", min_size=1, max_size=90), max_size=30))
def test_prose_is_broken_between_words_and_nothing_is_lost(words):
    lines = terminal.wrap(" ".join(words)).splitlines()
    assert " ".join(lines).split() == words
    assert all(len(line) <= 80 or " " not in line for line in lines)


def test_lines_stay_lines():
    assert terminal.wrap("one\ntwo") == "one\ntwo"
