"""handnn check: what it prints and writes, and how it answers mistakes."""

import re
import sys
from pathlib import Path

import pytest

import handnn as hn


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> hn.Worksheet:
    """A key, and answers of a class, in the folder where the commands run."""
    monkeypatch.chdir(tmp_path)
    sheet = hn.worksheet(hn.gallery["hidden-layer"])
    sheet.save("key.json")
    Path("answers").mkdir()
    Path("answers/class.csv").write_text("name,z1[1],h[1]\nAda,-1,0\nBen,4,4\n")
    Path("answers/dan.json").write_text("{")
    return sheet


def test_it_prints_the_report(handnn, answers) -> None:
    report = hn.grade("answers", "key.json")
    assert handnn("check", "answers", "--key", "key.json") == f"{report}\n"
    assert handnn("check", "answers", "-k", "key.json", "--ascii").isascii()


def test_it_writes_reports(handnn, answers) -> None:
    text = handnn(
        *("check", "answers", "--key", "key.json", "-o", "a.csv", "-o", "a.html", "-o", "a.xlsx")
    )
    assert text.endswith("\na.csv is written.\n\na.html is written.\n\na.xlsx is written.\n")
    report = hn.grade("answers", "key.json")
    report.save("b.csv")
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()


def test_a_report_that_cannot_be_written_leaves_the_others_unwritten_too(
    complaint, answers, monkeypatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    assert complaint(
        *("check", "answers", "--key", "key.json", "-o", "a.html", "-o", "a.xlsx")
    ).endswith('pip install "handnn[xlsx]".')
    assert not Path("a.html").exists()


def test_several_files_and_keys(handnn, answers) -> None:
    other = hn.worksheet(hn.gallery["single-neuron"])
    Path("keys").mkdir()
    other.save("keys/neuron.json")
    Path("b.csv").write_text("name,key,z[1]\nCleo,neuron,-1\n")
    text = handnn("check", "b.csv", "answers/class.csv", "-k", "keys", "-k", "key.json")
    assert "Cleo" in text
    assert "class.csv, row 2: It is not clear which of the 2 keys" in text


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nowhere", "--key", "key.json"], "There is no file and no folder nowhere."),
        (["answers", "--key", "no.json"], "There is no file no.json."),
        (["answers"], "Missing option '--key' / '-k'."),
        (
            ["answers", "--key", "key.json", "-o", "report.pdf"],
            "The suffix of the file's name says what to write: .csv, .xlsx, .html, .txt. "
            "'report.pdf' has the suffix .pdf.",
        ),
        (
            ["answers", "--key", "answers/class.csv"],
            "class.csv is no key to a worksheet: Expecting value: line 1 column 1 (char 0). "
            'worksheet.save("key.json") writes one.',
        ),
    ],
)
def test_mistakes(complaint, answers, args: list[str], message: str) -> None:
    assert complaint("check", *args) == message


def test_the_help(handnn) -> None:
    text = handnn("check", "--help")
    assert re.search(r"handnn check answers/ --key key\.json\n", text)
