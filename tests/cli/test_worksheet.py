"""handnn worksheet: what it writes, and how it answers mistakes."""

import json
import sys
from pathlib import Path

import pytest

import handnn as hn
from handnn.cli import worksheet
from handnn.practice.key import read_key


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_worksheet_and_its_key(handnn) -> None:
    text = handnn("worksheet", "--sizes", "3,4,2", "--seed", "7", "--format", "html,txt", "-o", "w")
    assert text == (
        "w/worksheet.html is written.\n\nw/worksheet.txt is written.\n\n"
        "The answers, for handnn check --key w/keys, are in w/keys.\n"
    )
    sheet = hn.worksheet(hn.exercise(sizes=(3, 4, 2), seed=7))
    assert read_key("w/keys/key-1.json").to_json() == sheet.key.to_json()
    sheet.save("again.txt")
    assert Path("w/worksheet.txt").read_text() == Path("again.txt").read_text()


def test_one_of_the_gallery_with_some_cells_blank(handnn) -> None:
    handnn("worksheet", "hidden-layer", "--blank", "h z2[1]", "--format", "txt")
    asked = read_key("worksheets/keys/key-1.json").asked
    assert asked == ("h[1]", "h[2]", "h[3]", "h[4]", "z2[1]")


@pytest.mark.parametrize("blank", ["0.5", "outputs", "one-per-layer", "parameters"])
def test_what_is_left_blank(handnn, blank) -> None:
    handnn("worksheet", "hidden-layer", "--blank", blank, "--format", "txt")
    value = float(blank) if blank == "0.5" else blank
    asked = hn.worksheet(hn.gallery["hidden-layer"], blank=value).asked
    assert read_key("worksheets/keys/key-1.json").asked == asked


def test_variants_are_different_and_numbered(handnn) -> None:
    handnn("worksheet", "--kind", "update", "--variants", "12", "--format", "html,xml", "-o", "c")
    keys = [read_key(path) for path in sorted(Path("c/keys").iterdir())]
    assert [path.name for path in sorted(Path("c/keys").iterdir())][:2] == [
        "key-01.json",
        "key-02.json",
    ]
    assert len({key.code for key in keys}) == 12
    assert Path("c/worksheets.html").exists()
    assert Path("c/worksheets.xml").exists()


def test_a_large_class_has_several_files_written_side_by_side(handnn) -> None:
    text = handnn("worksheet", "--sizes", "2,2", "--variants", "60", "--format", "txt")
    assert "worksheets/worksheets-01-50.txt is written." in text
    assert "worksheets/worksheets-51-60.txt is written." in text
    assert len(list(Path("worksheets/keys").iterdir())) == 60


def test_what_is_handed_out_is_graded(handnn) -> None:
    handnn("worksheet", "--sizes", "2,2", "--variants", "3", "--format", "html", "-o", "class")
    Path("answers").mkdir()
    for path in sorted(Path("class/keys").iterdir()):
        key = read_key(path)
        answers = {"format": "handnn answers", "version": 1, "name": path.stem, "key": key.code}
        answers["answers"] = {name: str(key.values[name]) for name in key.asked}
        Path(f"answers/{path.stem}.json").write_text(json.dumps(answers))
    handnn("check", "answers", "--key", "class/keys")
    report = hn.grade("answers", "class/keys")
    assert [learner.feedback.score for learner in report.learners] == [1, 1, 1]


def test_variants_as_workbooks_and_as_questions_for_moodle(handnn) -> None:
    args = ("worksheet", "--sizes", "2,2", "--variants", "12")
    text = handnn(*args, "--format", "xlsx", "-o", "c")
    files = sorted(path.name for path in Path("c").glob("*.xlsx"))
    assert files == [f"worksheet-{i:02}.xlsx" for i in range(1, 13)]
    assert text.count(" is written.") == 7
    assert "\n\n…\n\n" in text
    handnn(*args, "--moodle", "-o", "d")
    assert [path.name for path in Path("d").iterdir() if path.is_file()] == ["worksheets.xml"]


def test_a_slip_in_a_class_of_thirty_is_found(handnn) -> None:
    handnn("worksheet", "--sizes", "3,4,2", "--variants", "30", "--format", "txt", "-o", "class")
    table = ["name,key,z1[1],z1[2]"]
    for i in range(1, 31):
        key = read_key(f"class/keys/key-{i:02}.json")
        z1, z2 = key.values["z1[1]"], key.values["z1[2]"]
        z2 -= key.values["b1[2]"] if i == 4 else 0
        table.append(f"L{i},key-{i:02},{z1:g},{z2:g}")
    Path("answers.csv").write_text("\n".join(table))
    text = handnn("check", "answers.csv", "--key", "class/keys", "-o", "report.html")
    assert text.startswith("30 learners")
    found = [line.split() for line in text.splitlines() if ": bias-left-out" in line]
    assert [(name, cell) for name, _, _, cell, *_ in found] == [("L4", "z1[2]:")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--sizes", "3,x"], '--sizes: write whole numbers with commas, "3,4,2"; got "3,x".'),
        (["--paper", "a3"], '--paper is "A4" or "Letter"; got "a3".'),
        (
            ["--format", "doc"],
            'The formats are pdf, html, docx, tex, md, txt, xml, xlsx, svg; got "doc".',
        ),
        (
            ["--format", "svg", "--variants", "2"],
            'The formats are pdf, html, docx, tex, md, txt, xml, xlsx; got "svg".',
        ),
        (
            ["hidden-layer", "--variants", "2"],
            'The exercise "hidden-layer" of the gallery has its own numbers: there is one of it. '
            "Variants are made of generated exercises: --kind, --sizes, --seed.",
        ),
        (["--variants", "0"], "n is how many exercises to make, from 1 on; got 0."),
    ],
)
def test_a_mistake_is_told_and_nothing_written(complaint, arguments, message) -> None:
    assert complaint("worksheet", *arguments) == message
    assert not Path("worksheets").exists()


@pytest.mark.parametrize("variants", ["1", "2"])
@pytest.mark.parametrize(
    ("suffix", "package"),
    [("pdf", "reportlab.pdfgen.canvas"), ("docx", "docx"), ("xlsx", "xlsxwriter")],
)
def test_a_format_whose_package_is_missing_leaves_nothing_behind(
    complaint, monkeypatch, suffix, package, variants
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    message = complaint("worksheet", "--format", f"html,{suffix}", "--variants", variants)
    assert message.endswith(f'which is not installed: pip install "handnn[{suffix}]".')
    assert not Path("worksheets").exists()


def test_without_what_prints_the_command_says_how_to_get_it(handnn, monkeypatch) -> None:
    monkeypatch.setattr(worksheet, "find_spec", lambda name: None)
    assert handnn("worksheet").endswith(
        'To print them: pip install "handnn[pdf]", and ask again for --format pdf.\n'
    )
