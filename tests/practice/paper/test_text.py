"""Worksheets as text and as Markdown."""

import pytest
from exercises import hidden_layer

import handnn as hn
from handnn.practice.paper import Gap, Line, Paper
from handnn.practice.paper.text import WIDTH, markdown, text

LINES = (
    Line(("hidden: 4 × (3 + 1) = ", Gap("16"))),
    Line(("Why is h[1] zero?", Gap("ReLU switches it off.", lines=2))),
    Line(("z1 = W1 @ x + ", Gap("b1")), is_code=True),
)


def paper(record=None, **changes):
    record = hidden_layer().trace([2, 1, 3]) if record is None else record
    return Paper.of(record, title="Hidden layer", task="Fill in.", lines=LINES, **changes)


def test_a_worksheet_as_text(golden):
    golden("practice/worksheet.txt", text([paper()]))


def test_a_worksheet_as_markdown(golden):
    golden("practice/worksheet.md", markdown([paper()]))


def test_answers_are_in_the_key_alone():
    for pen, cut in ((text, "\f"), (markdown, "\n---\n")):
        sheet, key = pen([paper()]).split(cut)
        for answer in ("16", "ReLU switches it off.", "│-2 │      │ 0 │"):
            assert answer not in sheet
            assert answer in key
        assert "_____" not in key


@pytest.mark.parametrize("name", ["self-attention", "backpropagation", "lstm"])
def test_no_line_is_wider_than_80_columns(name):
    exercise = hn.gallery[name]
    record = exercise.backward() if exercise.has_backward else exercise.trace()
    assert max(map(len, text([paper(record)]).splitlines())) <= WIDTH


def test_what_has_no_room_is_asked_below():
    record = hn.Dense([range(30)] * 30, range(30)).trace(range(30))
    sheet, key = text([Paper.of(record, {f"z[{i}]" for i in range(1, 31)})]).split("\f")
    shown = record.sheet().blocks[-1]
    asked = sum(cell.elided is False for row in shown.cells for cell in row)
    assert sheet.count("│ __") + sheet.count("] = ______") + sheet.count("│ _____ ") == asked
    assert key.count("] = ") == sheet.count("] = ______")


def test_several_worksheets_each_begin_on_a_page():
    pages = text([paper(), paper()]).split("\f")
    assert len(pages) == 4
    assert [": answers" in page for page in pages] == [False, False, True, True]
