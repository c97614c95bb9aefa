"""A worksheet as a workbook: what can be filled in, and what the hidden sheet says."""

import sys

import pytest
from openpyxl import load_workbook

import handnn as hn
from handnn.practice.spreadsheet import INDEX


@pytest.fixture(params=["hidden-layer", "backpropagation", "self-attention"])
def sheet(request):
    return hn.worksheet(hn.gallery[request.param])


@pytest.fixture
def book(sheet, tmp_path):
    sheet.save(tmp_path / "sheet.xlsx")
    return load_workbook(tmp_path / "sheet.xlsx")


def test_every_cell_has_a_square_of_its_own(sheet, book):
    version, key, name, *cells = book[INDEX].iter_rows(values_only=True)
    assert version[:2] == ("handnn worksheet", 1)
    assert key == ("key", sheet.key.code, sheet.title)
    assert name[0] == "name"
    assert tuple(cell for cell, *_ in cells) == sheet.asked
    places = [(row, column) for _, row, column in cells]
    assert len(set(places)) == len(places)
    shown = {
        str(each.sqref): each.promptTitle
        for each in book["Worksheet"].data_validations.dataValidation
    }
    for cell, row, column in cells:
        square = book["Worksheet"].cell(row, column)
        assert square.value is None
        assert not square.protection.locked
        assert square.number_format == "@"  # 1/2 stays 1/2, and no formula is worked out
        assert shown[square.coordinate] == cell


def test_only_these_and_the_name_can_be_written_into(sheet, book):
    assert book["Worksheet"].protection.sheet
    assert book[INDEX].sheet_state == "hidden"
    unlocked = [
        square
        for row in book["Worksheet"].iter_rows()
        for square in row
        if not square.protection.locked
    ]
    assert len({square.coordinate for square in unlocked}) - len(sheet.asked) in range(1, 7)


def test_the_given_numbers_are_printed_and_no_answer_is(book):
    squares = [square for row in book["Worksheet"].iter_rows() for square in row]
    assert {"Name:", "2", "1"} <= {square.value for square in squares}
    formulas = [square.value for square in squares if square.data_type == "f"]
    assert all(text.startswith("=IF(") for text in formulas)  # squares that repeat another one


def test_counts_stand_below(tmp_path):
    sheet = hn.worksheet(hn.gallery["hidden-layer"], blank="parameters")
    sheet.save(tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    for cell, row, column in list(book[INDEX].iter_rows(values_only=True))[3:]:
        assert book["Worksheet"].cell(row, 2).value == f"{cell} ="
        book["Worksheet"].cell(row, column, f"{sheet.key.values[cell]:g}")
    book.save(tmp_path / "a.xlsx")
    (learner,) = hn.grade(tmp_path / "a.xlsx", sheet).learners
    assert learner.feedback


def test_names_are_text(tmp_path):
    net = hn.Sequential(hn.Dense([[1, 2]], [3], name="=1+1"))
    sheet = hn.worksheet(net.trace([1, 2]), blank="parameters")
    sheet.title = "=2+2"
    sheet.save(tmp_path / "a.xlsx")
    cells = [cell for each in load_workbook(tmp_path / "a.xlsx") for row in each for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


@pytest.mark.parametrize(
    ("package", "do", "message"),
    [
        (
            "xlsxwriter",
            lambda sheet, path: sheet.save(path),
            "Spreadsheets are written with XlsxWriter, which is not installed: "
            'pip install "handnn[xlsx]".',
        ),
        (
            "openpyxl",
            lambda sheet, path: hn.grade(path, sheet),
            'Workbooks are read with openpyxl, which is not installed: pip install "handnn[xlsx]".',
        ),
    ],
)
def test_an_extra_that_is_missing(tmp_path, monkeypatch, package, do, message):
    sheet = hn.worksheet(hn.gallery["single-neuron"])
    path = tmp_path / "a.xlsx"
    sheet.save(path)
    monkeypatch.setitem(sys.modules, package, None)
    if package == "xlsxwriter":
        with pytest.raises(hn.MissingExtraError) as error:
            do(sheet, path)
        assert str(error.value) == message
    else:  # the file is listed, and the others are graded
        (problem,) = do(sheet, path).problems
        assert problem.message == message
