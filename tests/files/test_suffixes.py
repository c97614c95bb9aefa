"""A suffix that names nothing is told."""

from pathlib import Path

from handnn.files.suffixes import no_pen


def test_what_is_told():
    text = "The suffix of the file's name says what to write: .svg, .html. "
    known = {".svg": 1, ".html": 2}
    assert str(no_pen(Path("a/b.gif"), known)) == f"{text}'b.gif' has the suffix .gif."
    assert str(no_pen(Path("a/b"), known)) == f"{text}'b' has no suffix."
    assert str(no_pen(Path(), known)) == f"{text}'.' has no suffix."
