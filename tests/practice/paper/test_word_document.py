"""Worksheets as Word documents, read again with python-docx."""

from io import BytesIO

import pytest
from exercises import hidden_layer

from handnn.practice.paper import Gap, Line, Paper
from handnn.practice.paper.word_document import docx

Document = pytest.importorskip("docx").Document


def read(*papers, size="A4"):
    return Document(BytesIO(docx(papers, size)))


def test_a_table_for_every_array_blank_first_and_then_filled_in():
    lines = (Line(("4 × 4 = ", Gap("16"))), Line(("Why?", Gap("Because.", lines=2))))
    paper = Paper.of(hidden_layer().trace([2, 1, 3]), title="<b>A & B", lines=lines)
    document = read(paper)
    tables = [[[cell.text for cell in row.cells] for row in t.rows] for t in document.tables]
    blank, key = tables[: len(tables) // 2], tables[len(tables) // 2 :]
    assert blank[1] == key[1]  # W1 and b1
    assert blank[2] == [[""], [""], [""], [""]]
    assert key[2] == [["−1"], ["3"], ["5"], ["3"]]
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[0] == "<b>A & B"
    assert "4 × 4 = ______" in words
    assert "<b>A & B: answers" in words
    assert words.index("4 × 4 = 16") > words.index("<b>A & B: answers")
    assert words.index("Because.") > words.index("<b>A & B: answers")


@pytest.mark.parametrize(("size", "width"), [("A4", 210.0), ("Letter", 215.9)])
def test_the_paper_has_its_size(size, width):
    (section,) = read(Paper("A", "B"), size=size).sections
    assert section.page_width.mm == pytest.approx(width, abs=0.1)


def test_control_characters_are_left_out():
    assert read(Paper("A\x00\x1bB", "C")).paragraphs[0].text == "AB"
