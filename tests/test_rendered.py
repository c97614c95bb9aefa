"""What every record shows of itself."""

import pytest
from exercises import hidden_layer

import handnn as hn

TRACE = hidden_layer().trace([2, 1, 3])
BACK = TRACE.backward(hn.SquaredError(), target=[1, 1])
BOTH = pytest.mark.parametrize("record", [TRACE, BACK], ids=["trace", "backward"])


@BOTH
def test_the_text_is_the_sheet_and_then_the_arithmetic(record):
    before, sheet, after = str(record).partition(str(record.sheet()))
    assert sheet
    headline = f"Backward from the loss 2.5, {hn.SquaredError()!r}\n\n"
    assert before == ("" if record is TRACE else headline)
    assert after == f"\n\n{record.explain()}"


@BOTH
@pytest.mark.parametrize("width", [45, 60, 100])
def test_no_line_is_longer_than_asked(record, width):
    lines = record.text(width=width).splitlines()
    headline = record is BACK  # it says more than fits, and is not broken
    assert max(map(len, lines[headline:])) <= width


@BOTH
def test_the_terminal_says_what_it_can_show(record, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setenv("TERM", "dumb")
    assert str(record) == record.text(width=50, ascii=True)
    assert str(record).isascii()
    assert record.text(ascii=False) == record.text(width=50, ascii=False) != str(record)


@BOTH
def test_a_notebook_gets_the_live_sheet(record):
    shown = record._repr_html_()
    assert "<script" in shown
    assert "<!DOCTYPE" not in shown


@BOTH
def test_the_sheet_is_that_of_the_record(record):
    names = {block.name for block in record.sheet().blocks}
    assert {"x", "W1", "z1", "h", "W2", "z2", "y"} <= names
    assert ("∂L/∂z1" in names) is (record is BACK)
