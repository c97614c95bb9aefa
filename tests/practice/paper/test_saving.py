"""Worksheets in files: which pen writes them, and what is refused."""

import sys
from xml.etree import ElementTree

import pytest

import handnn as hn
from handnn.practice.paper import PAPER_SUFFIXES, Paper, save_papers

HOSTILE = '<b>&"\\input{x} $5% #1 _a_ \x1b[2J =1+1 `c` | ^~'


def paper(title="A neuron", **changes):
    return Paper.of(hn.gallery["single-neuron"].trace(), title=title, **changes)


@pytest.mark.parametrize("suffix", PAPER_SUFFIXES)
def test_the_suffix_chooses_the_pen(tmp_path, suffix):
    written = save_papers([paper()], tmp_path / f"sheet{suffix.upper()}")
    assert all(file.stat().st_size > 200 for file in written)
    assert len(written) == (2 if suffix == ".svg" else 1)
    assert sorted(tmp_path.iterdir()) == sorted(written)


def test_a_picture_has_its_key_beside_it(tmp_path):
    sheet, key = save_papers([paper()], tmp_path / "sheet.svg")
    assert key.name == "sheet-key.svg"
    for file, title in ((sheet, "A neuron"), (key, "A neuron: answers")):
        root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
        assert title in [
            "".join(each.itertext()) for each in root.iter() if each.tag[-4:] == "text"
        ]
    assert "−1" not in sheet.read_text(encoding="utf-8").partition("</style>")[2].replace(
        ">−1<", "", 1
    )


def refused(error, call):
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


def test_what_is_refused(tmp_path):
    assert refused(hn.ArgumentError, lambda: save_papers([paper()], tmp_path / "sheet.doc")) == (
        "The suffix of the file's name says what to write: .pdf, .docx, .tex, .txt, .md, .svg. "
        "'sheet.doc' has the suffix .doc."
    )
    assert refused(hn.ArgumentError, lambda: save_papers([paper()], tmp_path / "sheet")) == (
        "The suffix of the file's name says what to write: .pdf, .docx, .tex, .txt, .md, .svg. "
        "'sheet' has no suffix."
    )
    assert refused(hn.ArgumentError, lambda: save_papers([paper()], tmp_path / "a.pdf", "A3")) == (
        "paper_size is 'A4' or 'Letter'; got 'A3'."
    )
    assert refused(hn.ArgumentError, lambda: save_papers([], tmp_path / "a.pdf")) == (
        "There is no worksheet to write."
    )
    assert refused(hn.ArgumentError, lambda: save_papers([paper()] * 2, tmp_path / "a.svg")) == (
        "An .svg file is a picture of one worksheet; got 2. Write a file for each of them, or all "
        "of them into a .pdf."
    )
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(hn.MissingFileError):
        save_papers([paper()], tmp_path / "nowhere" / "sheet.pdf")


@pytest.mark.parametrize(
    ("suffix", "package", "install"),
    [
        (".pdf", "reportlab.pdfgen.canvas", "A PDF file is written with reportlab"),
        (".docx", "docx", "A Word document is written with python-docx"),
    ],
)
def test_an_extra_that_is_missing_is_named(tmp_path, monkeypatch, suffix, package, install):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(hn.MissingExtraError) as error:
        save_papers([paper()], tmp_path / f"sheet{suffix}")
    assert str(error.value) == (
        f'{install}, which is not installed: pip install "handnn[{suffix[1:]}]".'
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", PAPER_SUFFIXES)
def test_a_name_is_never_markup(tmp_path, suffix):
    file, *_ = save_papers([paper(HOSTILE, task=HOSTILE)], tmp_path / f"sheet{suffix}")
    if suffix in (".pdf", ".docx"):
        return  # their libraries write text as text; reading it again is tested with them
    content = file.read_text(encoding="utf-8")
    assert "\x1b" not in content
    if suffix == ".svg":
        assert "<b>" not in content
        ElementTree.fromstring(content)
    if suffix == ".tex":
        assert "\\input" not in content.replace("\\textbackslash{}input", "")
    if suffix == ".md":
        assert "<b>" not in content
        assert "`c`" not in content


def test_a_worksheet_is_saved_on_paper_and_its_key_for_the_checker(tmp_path):
    sheet = hn.worksheet(hn.gallery["hidden-layer"], blank="outputs")
    for name in ("sheet.pdf", "sheet.txt", "sheet.json"):
        sheet.save(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 200
    blank, key = (tmp_path / "sheet.txt").read_text(encoding="utf-8").split("\f")
    assert blank.count("__ │") == 2
    assert "_" not in key
    assert refused(hn.ArgumentError, lambda: sheet.save(tmp_path / "sheet.odt")) == (
        "The suffix of the file's name says what to write: .html, .json, .xlsx, .xml, .pdf, .docx, "
        ".tex, .txt, .md, .svg. 'sheet.odt' has the suffix .odt."
    )


def test_counts_are_filled_in_below_the_sheet(tmp_path):
    sheet = hn.worksheet(hn.gallery["hidden-layer"], blank="parameters")
    found = {line.text(answers=True) for line in sheet.paper().lines}
    assert {"parameters of hidden = 16", "parameters of output = 10"} <= found
    sheet.save(tmp_path / "sheet.txt")
    blank, key = (tmp_path / "sheet.txt").read_text(encoding="utf-8").split("\f")
    assert "parameters of hidden = ______" in blank
    assert "parameters of hidden = 16" in key
