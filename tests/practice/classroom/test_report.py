"""The report: what is printed, and what its files hold."""

import csv
import re
from io import BytesIO, StringIO
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

import handnn as hn
from handnn.practice.classroom.report import ClassReport
from handnn.practice.classroom.results import Graded, Problem

NASTY = ["=cmd()", "+1", "-1", "@SUM(A1)", "<script>alert(1)</script>", "\"&'", "{{7*7}}"]


@pytest.fixture
def report(sheet, right):
    answers = [right, right | {"z1[1]": 4, "h[1]": 4}, right | {"z1[2]": "two", "y[1]": ""}]
    learners = [
        Graded(name, sheet.title, f"{name}.json", sheet.check(given))
        for name, given in zip(("Ada", "Ben", "Cleo"), answers, strict=True)
    ]
    return ClassReport(tuple(learners), (Problem("dan.json", "It is no workbook."),))


@pytest.fixture
def nasty(sheet):
    feedback = sheet.check({"z1[1]": "=1+1", "<b>": "=2"})
    learners = [Graded(name, name, name, feedback) for name in NASTY]
    return ClassReport(tuple(learners), tuple(Problem(name, name) for name in NASTY))


def test_what_is_printed(report):
    assert report.text(ascii=False) == (
        """\
3 learners, 92 % of the cells right.

Name  Right  Open  First mistake
Ada   12/12
Ben   11/12        z1[1]: bias-left-out
Cleo  10/12     1  z1[2]: not read as a number

Wrong most often
  z1[1]  ██████████████████████████████ 1

The most common slips
  bias-left-out  ██████████████████████████████ 1

Not checked: 1
  dan.json: It is no workbook."""
    )
    assert report.text(ascii=True).isascii()
    assert repr(report) == "ClassReport: 3 learners, 92 % of the cells right."


def test_nobody():
    assert str(ClassReport((), ())) == "No answers were checked."
    assert ClassReport((), ()).score == 0


def test_many_learners_and_cells(sheet):
    wrong = {name: 1000 + i for i, name in enumerate(sheet.asked)}
    feedback = sheet.check(wrong)
    learners = tuple(Graded(f"L{i}" * 20, "", "", feedback) for i in range(100))
    text = ClassReport(learners, ()).text(ascii=False)
    assert "\n  and 2 more\n" in text
    assert text.count("\nL") == 39
    assert max(map(len, text.splitlines())) <= 80


def test_the_table(report, tmp_path):
    report.save(tmp_path / "report.csv")
    text = (tmp_path / "report.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert [row["name"] for row in rows] == ["Ada", "Ben", "Cleo", ""]
    assert [row["score"] for row in rows] == ["1.0", "0.9167", "0.8333", ""]
    assert (rows[1]["first mistake"], rows[1]["slip"]) == ("z1[1]", "bias-left-out")
    assert rows[1]["cause"] == "b1[1] was left out."
    assert (rows[2]["open"], rows[2]["unreadable"]) == ("1", "1")
    assert (rows[3]["source"], rows[3]["problem"]) == ("dan.json", "It is no workbook.")


def test_no_field_is_a_formula(nasty, tmp_path):
    nasty.save(tmp_path / "report.csv")
    text = (tmp_path / "report.csv").read_text(encoding="utf-8-sig")
    for field in (field for row in csv.reader(StringIO(text)) for field in row):
        assert not field.startswith(("=", "+", "-", "@", "\t", "\r"))
    nasty.save(tmp_path / "report.xlsx")
    book = load_workbook(tmp_path / "report.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    names = [row[0] for row in book["Learners"].iter_rows(min_row=2, max_row=8, values_only=True)]
    assert names == NASTY  # as they were written


def test_the_workbook(report, tmp_path):
    report.save(tmp_path / "report.xlsx")
    book = load_workbook(BytesIO((tmp_path / "report.xlsx").read_bytes()))
    assert book.sheetnames == ["Learners", "Cells", "Slips"]
    header, ada, ben, *_ = book["Learners"].iter_rows(values_only=True)
    assert header[:4] == ("name", "worksheet", "score", "right")
    assert ada[:4] == ("Ada", "Hidden layer", 1, 12)
    assert ben[8:10] == ("z1[1]", "bias-left-out")
    assert list(book["Cells"].iter_rows(values_only=True)) == [("cell", "learners"), ("z1[1]", 1)]
    assert list(book["Slips"].iter_rows(values_only=True)) == [
        ("slip", "times"),
        ("bias-left-out", 1),
    ]


def test_the_page(report, tmp_path):
    report.save(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "3 learners, 92 % of the cells right." in page
    assert "b1[1] was left out." in page
    assert "z1[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1" in page
    assert "z1[2]: “two” is not read as a number." in page
    assert 'aria-label="How often each slip was made: bias-left-out 1"' in page
    assert "<script" not in page
    assert not re.search(r"(src|href)=", page)


def test_nothing_on_the_page_is_markup(nasty, tmp_path):
    nasty.save(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    body = page.partition("<body>")[2].partition("</body>")[0].replace("<br>", "<br/>")
    names = {each.tag for each in ElementTree.fromstring(body).iter()}  # it is well-formed
    table = {"table", "thead", "tbody", "tr", "th", "td", "div"}
    assert names <= table | {"main", "h1", "h2", "p", "b", "br", "small", "svg", "text", "rect"}


def test_as_text(report, tmp_path):
    report.save(tmp_path / "report.txt")
    text = (tmp_path / "report.txt").read_text(encoding="utf-8")
    assert text == report.text(ascii=False) + "\n"


def test_another_suffix(report):
    for name, found in (("a.pdf", "the suffix .pdf"), ("a", "no suffix")):
        with pytest.raises(hn.ArgumentError) as error:
            report.save(name)
        assert str(error.value) == (
            "The suffix of the file's name says what to write: .csv, .xlsx, .html, .txt. "
            f"{name!r} has {found}."
        )
