"""What a pen is given: anything that has what a record has, whoever made it."""

from types import SimpleNamespace

import pytest
from exercises import hidden_layer

import handnn as hn
from handnn.record import BackwardRecord, Record
from handnn.render import Sheet, fragment, save_record
from handnn.render.documents.latex import latex
from handnn.render.documents.markdown import markdown
from handnn.render.html.page import html

TRACE = hidden_layer().trace([2, 1, 3])
BACK = TRACE.backward(hn.CrossEntropy(), target=1)


def members(protocol):
    return {name for kind in protocol.__mro__[:-2] for name in vars(kind) if name[0] != "_"}


def stand_in(record):
    """What has the names that the protocol asks for, and no other."""
    asked = members(Record if record.backward_pass is None else BackwardRecord)
    standing = SimpleNamespace(**{name: getattr(record, name) for name in asked})
    if record.backward_pass is not None:
        standing.backward_pass = standing
    return standing


@pytest.mark.parametrize("record", [TRACE, BACK], ids=["trace", "backward"])
@pytest.mark.parametrize("pen", [html, fragment, latex, markdown, Sheet.of])
def test_a_pen_asks_for_nothing_else(record, pen):
    assert pen(stand_in(record)) == pen(record)


@pytest.mark.parametrize("record", [TRACE, BACK], ids=["trace", "backward"])
@pytest.mark.parametrize("suffix", ["html", "svg", "md", "tex", "txt", "json"])
def test_and_neither_does_a_file(tmp_path, record, suffix):
    one, other = tmp_path / f"one.{suffix}", tmp_path / f"other.{suffix}"
    save_record(stand_in(record), one)
    record.save(other)
    assert one.read_bytes() == other.read_bytes()
