"""Every way of handing in is read, and nothing that is handed in does any harm."""

import datetime
import json
import os
import random
import re
import sys
import time
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

import handnn as hn
from handnn.practice.classroom.collecting import LARGEST_FILE, files_in
from handnn.practice.handed_in import HandedIn


def handed_in(name, answers, sheet):
    return HandedIn(name, sheet.key.code, answers, sheet.title)


def graded(folder, sheet):
    """The names with their scores, and the problems with their sources."""
    report = hn.grade(folder, sheet)
    scores = {each.name: len(each.feedback.right) for each in report.learners}
    return scores, {problem.source: problem.message for problem in report.problems}


def test_every_form_is_read(folder, sheet, right):
    slip = right | {"z1[1]": "4", "h[1]": "4"}
    (folder / "ada.json").write_text(handed_in("Ada", right, sheet).to_json(), encoding="utf-8")
    (folder / "ben.txt").write_text(f"Here it is:\n{handed_in('Ben', slip, sheet).to_code()}\n")
    table = "name;z1[1];h[1];z1[2]\nCleo;-1;0,0;3\nDan;−1;;\n"
    (folder / "class.csv").write_text(table, encoding="utf-8")
    (folder / "eve").mkdir()
    pairs = "cell,answer\nname,Eve\n" + "".join(f"{c},{a}\n" for c, a in right.items())
    (folder / "eve" / "answers.csv").write_text(pairs, encoding="utf-8")
    sheet.save(folder / "fay.xlsx")
    fill(folder / "fay.xlsx", "Fay", right)
    scores, problems = graded(folder, sheet)
    assert problems == {}
    assert scores == {"Ada": 12, "Ben": 11, "Cleo": 3, "Dan": 1, "Eve": 12, "Fay": 12}


def fill(path, name, answers):
    """Fill a saved worksheet in, as a learner does in a program for tables."""
    book = load_workbook(path)
    _, _, own, *cells = book["handnn"].iter_rows(values_only=True)
    book["Worksheet"].cell(own[1], own[2], name)
    for cell, row, column in cells:
        book["Worksheet"].cell(row, column, answers.get(cell))
    book.save(path)


def test_a_workbook_as_a_table(folder, sheet):
    book = Workbook()
    book.active.append(["Student", "z1[1]", "h[1]"])
    book.active.append(["Ada", -1, 0])
    book.active.append(["Ben", "−1", None])
    book.save(folder / "class.xlsx")
    assert graded(folder, sheet) == ({"Ada": 2, "Ben": 1}, {})


def test_codes_in_a_form_and_of_a_whole_class(folder, sheet, right):
    ada, ben = (handed_in(name, right, sheet).to_code() for name in ("", "Ben"))
    form = f'When,Name,Code\n"1 May, 9:00",Ada,{ada}\n2 May,Bea,handnn1:broken\n'
    (folder / "form.csv").write_text(form)
    (folder / "mails.txt").write_text(f"one:\n{ben}\n\nanother:\n{ben}\n\n{ada[:-4]}\n")
    scores, problems = graded(folder, sheet)
    assert scores == {"Ada": 12, "Ben": 12}
    assert sorted(problems) == ["form.csv, row 3", "mails.txt, code 3"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_of_any_program(folder, sheet, encoding, separator):
    lines = [["name", "z1[1]", "h[1]"], ["Zoë", "-1", "0"]]
    text = "\r\n".join(separator.join(line) for line in lines)
    (folder / "class.csv").write_text(text, encoding=encoding, newline="")
    assert graded(folder, sheet) == ({"Zoë": 2}, {})


def test_names_of_cells_with_commas(folder):
    sheet = hn.worksheet(hn.gallery["backpropagation"])
    cell = next(name for name in sheet.asked if "," in name)
    value = sheet.key.values[cell]
    (folder / "a.csv").write_text(f"{cell},{value:g}\nz1[1],-1\n", encoding="utf-8")
    (folder / "b.csv").write_text(f'name,"{cell}"\nBen,{value:g}\n', encoding="utf-8")
    (folder / "c.csv").write_text(
        f"name,Cleo\n{cell.replace('∂', 'd')},{value:.1f}\nz1[1],-1,0\n".replace(".", ","),
        encoding="utf-8",
    )
    assert graded(folder, sheet) == ({"a": 2, "Ben": 1, "Cleo": 2}, {})


def test_a_file_without_a_name_is_called_by_its_file(folder, sheet, right):
    (folder / "grete.json").write_text(handed_in(" ", right, sheet).to_json(), encoding="utf-8")
    assert graded(folder / "grete.json", sheet) == ({"grete": 12}, {})


def test_several_places(folder, sheet, tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"name,z1[1]\n{name},-1\n")
    report = hn.grade([tmp_path / "a.csv", tmp_path / "b.csv"], sheet)
    assert [each.name for each in report.learners] == ["a", "b"]


# -- what cannot be read --------------------------------------------------------------------------


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 31_000_000)


def entities(path):
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("xl/workbook.xml", text)


def late_entities(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/styles.xml", f"<!--{'x' * 100_000}--><!DOCTYPE x>".encode("utf-16"))


def empty_archive(path):
    with zipfile.ZipFile(path, "w"):
        pass


KNOWN = "Files with answers end in .json, .csv, .tsv, .xlsx, .txt, .eml."
TABLE = (
    "The table has no column for a cell of the worksheet. Write a row for each learner below a "
    "header such as: name, z1[1], h[1]; or two columns: cell, answer."
)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", "", KNOWN),
        ("a", "", KNOWN),
        ("a.txt", "Dear teacher", "There is no code in the text: it begins with handnn1:"),
        ("a.csv", "\n,,\n", "The table is empty."),
        ("a.csv", "z1[1]\n" + "1\n" * 50_000, "The table has more than 50,000 rows."),
        ("a.csv", "name,points\nAda,7\n", TABLE),
        ("a.csv", "name,z1[1]\nAda," + "1" * 200_000, None),
        ("a.xlsx", "PK", "It is no workbook, or a damaged one."),
        ("a.xlsx", bomb, "The workbook is too large: unpacked, more than 30,000,000 bytes."),
        ("a.xlsx", entities, "The workbook has a document type, as none should."),
        ("a.xlsx", late_entities, "The workbook has a document type, as none should."),
        ("a.xlsx", empty_archive, "It is no workbook, or a damaged one."),
    ],
)
def test_what_cannot_be_read_is_told_and_stops_nothing(folder, sheet, name, content, message):
    file = folder / name
    if callable(content):
        content(file)
    else:
        file.write_text(content)
    (folder / "zoe.csv").write_text("name,z1[1]\nZoe,-1\n")
    scores, problems = graded(folder, sheet)
    assert scores == {"Zoe": 1}
    assert [*problems] == [name]
    assert problems[name].startswith("The table cannot be read: ") or problems[name] == message


def test_a_large_file_is_not_read(folder, sheet):
    with (folder / "a.json").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert graded(folder, sheet)[1] == {"a.json": "The file is larger than 10,000,000 bytes."}


def test_hidden_files_and_links_are_left_out(folder, tmp_path):
    (folder / ".DS_Store").write_text("x")
    (folder / ".git").mkdir()
    (folder / ".git" / "config.json").write_text("{}")
    (tmp_path / "secret.json").write_text("{}")
    if sys.platform != "win32":
        (folder / "link.json").symlink_to(tmp_path / "secret.json")
        os.mkfifo(folder / "pipe.json")
    assert files_in(folder) == []


def test_a_folder_that_is_not_there():
    with pytest.raises(hn.MissingFileError) as error:
        files_in("nowhere")
    assert str(error.value) == "There is no file and no folder nowhere."


def test_a_formula_in_a_workbook_counts_as_nothing(folder, sheet):
    sheet.save(folder / "a.xlsx")
    fill(folder / "a.xlsx", "=1+1", {"z1[1]": "=-1", "h[1]": "=cmd|'/c calc'!A1"})
    (learner,) = hn.grade(folder, sheet).learners
    assert learner.name == "a"
    assert len(learner.feedback.open) == 12  # it has no result as long as no program works it out


def test_a_date_is_no_number(folder, sheet):
    book = Workbook()
    book.active.append(["name", "z1[1]"])
    book.active.append(["Ada", None])
    book.active["B2"] = datetime.date(2024, 1, 2)
    book.save(folder / "a.xlsx")
    (learner,) = hn.grade(folder, sheet).learners
    assert dict(learner.feedback.unreadable) == {"z1[1]": "2024-01-02 00:00:00"}


@pytest.mark.parametrize("row", [("z1[1]", 0, 1), ("z1[1]", "x", 1), ("z1[1]", -5, 1)])
def test_a_damaged_list_of_squares(folder, sheet, row):
    sheet.save(folder / "a.xlsx")
    book = load_workbook(folder / "a.xlsx")
    for column, value in enumerate(row, 1):
        book["handnn"].cell(4, column, value)
    book.save(folder / "a.xlsx")
    message = "The list of squares in the workbook is damaged."
    assert graded(folder, sheet) == ({}, {"a.xlsx": message})


def test_another_version_of_the_workbook(folder, sheet):
    sheet.save(folder / "a.xlsx")
    book = load_workbook(folder / "a.xlsx")
    book["handnn"]["B1"] = 2
    book.save(folder / "a.xlsx")
    message = 'The workbook is not of the format "handnn worksheet", version 1.'
    assert graded(folder, sheet) == ({}, {"a.xlsx": message})


def test_a_sheet_with_one_field_far_away_is_read_quickly(folder, sheet):
    book = Workbook()
    book.active.append(["name", "z1[1]"])
    book.active.append(["Ada", -1])
    book.active["XFD1048576"] = 1
    book.save(folder / "a.xlsx")
    start = time.perf_counter()
    assert graded(folder, sheet) == ({"Ada": 1}, {})
    assert time.perf_counter() - start < 20


def test_damaged_workbooks(folder, sheet):
    """Bytes are changed at random: each is read, or told."""
    sheet.save(folder / "a.xlsx")
    whole = (folder / "a.xlsx").read_bytes()
    draw = random.Random(0)
    for i in range(60):
        damaged = bytearray(whole)
        for _ in range(draw.choice([1, 3, 30])):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        (folder / f"{i}.xlsx").write_bytes(damaged[: draw.randrange(1, len(damaged))])
        (folder / f"{i}-whole.xlsx").write_bytes(damaged)
    report = hn.grade(folder, sheet)
    assert len(report.learners) + len(report.problems) == 121
    assert len(report.problems) > 60


def test_nothing_invisible_reaches_the_report(folder, sheet):
    name = "\x1b[31mred\u202e\x07"
    data = json.loads(handed_in("x", {}, sheet).to_json()) | {"name": name}
    (folder / "a.json").write_text(json.dumps(data))
    (folder / "b.csv").write_text(f"name,z1[1]\n{name},-1\n", encoding="utf-8")
    if sys.platform != "win32":
        (folder / "\x1b[31m.json").write_text("{}")
    report = hn.grade(folder, sheet)
    texts = [text for each in report.learners for text in (each.name, each.source)]
    texts += [text for each in report.problems for text in (each.source, each.message)]
    assert not re.search(r"[\x00-\x1f\x7f\u202e]", "".join(texts))
    assert "\x1b" not in str(report)
