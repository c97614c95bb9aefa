"""Worksheets for a class in one file."""

import re

import pytest

import handnn as hn


@pytest.fixture(scope="module")
def sheets():
    net = hn.gallery["hidden-layer"].network
    return [hn.worksheet(net.trace([i, 1, 3])) for i in range(1, 31)]


def test_a_page_for_thirty_is_small_and_has_one_checker(sheets, tmp_path):
    file = tmp_path / "class.html"
    hn.save_worksheets(sheets, file, "Hidden layers")
    text = file.read_text(encoding="utf-8")
    assert len(text.encode()) < 1_500_000
    assert len(re.findall("<script[^>]* data-checker>", text)) == 1
    assert len(re.findall("<handnn-worksheet class", text)) == 30
    assert "<title>Hidden layers</title>" in text


def test_on_paper_all_are_in_one_file(sheets, tmp_path):
    hn.save_worksheets(sheets[:2], tmp_path / "class.txt")
    assert (tmp_path / "class.txt").read_text(encoding="utf-8").count("Name") >= 2


def refused(call):
    with pytest.raises(hn.ArgumentError) as error:
        call()
    return str(error.value)


def test_what_is_refused(sheets, tmp_path):
    assert refused(lambda: hn.save_worksheets([], tmp_path / "class.html")) == (
        "save_worksheets takes a list of worksheets, as hn.worksheet makes."
    )
    assert refused(lambda: hn.save_worksheets(sheets, "class.svg")) == (
        "Several worksheets are written as .html, .xml, .pdf, .docx, .tex, .txt, .md; got "
        "'class.svg'."
    )
    assert refused(lambda: sheets[0].save("sheet.doc")) == (
        "The suffix of the file's name says what to write: .html, .json, .xlsx, .xml, .pdf, "
        ".docx, .tex, .txt, .md, .svg. 'sheet.doc' has the suffix .doc."
    )


def test_printed_worksheets_have_the_numbers_of_their_keys(tmp_path):
    sheets = [hn.worksheet(exercise) for exercise in hn.exercises(2, sizes=(2, 2))]
    hn.save_worksheets(sheets, tmp_path / "class.txt", first=51)
    text = (tmp_path / "class.txt").read_text(encoding="utf-8")
    assert text.count("51. Forward pass, 2-2") == 2  # the sheet and its key
    assert text.count("52. Forward pass, 2-2") == 2
