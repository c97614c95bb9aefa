"""Questions for Moodle, read back by the rules that Moodle's documentation gives.

The grammar of a field is that of Moodle's question type "Embedded answers (Cloze)"; the structure
of the file is that of "Moodle XML format".
"""

import html
import re
from xml.etree import ElementTree

import pytest

import handnn as hn
from handnn.practice.moodle import MOST_SLIPS, moodle
from handnn.practice.rounding import agrees

# {1:NUMERICAL:=12:0.5#feedback~7:0.5#feedback}; a brace or a tilde in the feedback ends it, unless
# a backslash stands before it.
NUMBER = r"-?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?"
ANSWER = rf"(=)?({NUMBER}):({NUMBER})(?:#(.*?)(?<!\\)(?=[~}}]|$))?"
FIELD = re.compile(r"\{(\d*):(NUMERICAL):(.+?)(?<!\\)\}", re.DOTALL)


def questions(xml):
    """The questions of a file, after checking its structure."""
    quiz = ElementTree.fromstring(xml.encode())
    assert quiz.tag == "quiz"
    category, *found = quiz
    assert category.attrib == {"type": "category"}
    assert category.findtext("category/text").startswith("$course$/top/")
    for question in found:
        assert question.attrib == {"type": "cloze"}
        tags = [each.tag for each in question]
        assert tags == ["name", "questiontext", "generalfeedback", "penalty", "hidden"]
        assert question.findtext("name/text")
        assert question.find("questiontext").attrib == {"format": "html"}
        assert 0 <= float(question.findtext("penalty")) <= 1
        assert question.findtext("hidden") == "0"
    return found


def fields(question):
    """The fields: for each its answers, (right, number, tolerance, feedback as HTML)."""
    found = []
    for weight, _, inside in FIELD.findall(question.findtext("questiontext/text")):
        assert weight == "1"
        answers = re.findall(ANSWER, inside, re.DOTALL)
        left = re.sub(ANSWER, "", inside, flags=re.DOTALL)
        assert set(left) <= {"~"}
        found.append(
            [
                (bool(right), float(number), float(by), html.unescape(text).replace("\\}", "}"))
                for right, number, by, text in answers
            ]
        )
    return found


NAMES = ["hidden-layer", "backpropagation", "softmax", "self-attention", "batch"]


@pytest.mark.parametrize("name", [name for name in NAMES if name in hn.gallery])
def test_every_cell_has_a_field_with_its_number(name):
    sheet = hn.worksheet(hn.gallery[name])
    (question,) = questions(moodle([sheet]))
    found = fields(question)
    values = [answers[0][1] for answers in found]
    expected = [sheet.key.values[cell] for cell in sheet.asked]
    assert sorted(values) == pytest.approx(sorted(expected), rel=1e-9)
    for answers in found:
        assert [right for right, *_ in answers] == [True] + [False] * (len(answers) - 1)
        assert len(answers) <= MOST_SLIPS + 1
        (_, value, by, feedback), *wrong = answers
        assert not feedback
        assert by > 0
        assert all(text for *_, text in wrong)
        assert all(abs(number - value) > by for _, number, _, _ in wrong)


def test_an_answer_that_is_right_on_paper_is_within_the_tolerance():
    sheet = hn.worksheet(hn.gallery["softmax"])
    (question,) = questions(moodle([sheet]))
    for answers in fields(question):
        _, value, by, _ = answers[0]
        for answer in (round(value, 2), int(value * 100) / 100):
            assert agrees(answer, value, 2)
            assert abs(answer - value) <= by


def test_a_slip_is_told():
    sheet = hn.worksheet(hn.gallery["hidden-layer"])
    (question,) = questions(moodle([sheet]))
    first = {number: text for _, number, _, text in fields(question)[0]}
    assert sheet.asked[0] == "z1[1]"
    assert first[4] == "b1[1] was left out."
    assert sheet.check({"z1[1]": 4}).first.answer == 4


def test_the_sheet_is_a_table():
    sheet = hn.worksheet(hn.gallery["backpropagation"])
    (question,) = questions(moodle([sheet]))
    text = FIELD.sub("[]", question.findtext("questiontext/text"))
    body = ElementTree.fromstring(f"<div>{text}</div>")  # it is well-formed
    table = body.find("table/tbody")
    filled = [[0] * sheet.page.width for _ in range(sheet.page.height)]
    for i, row in enumerate(table):
        column = 0
        for cell in row:
            while filled[i][column]:
                column += 1
            for k in range(int(cell.get("rowspan", 1))):
                for j in range(int(cell.get("colspan", 1))):
                    filled[i + k][column + j] += 1
    assert {n for row in filled for n in row} == {1}  # no gap, no overlap
    assert text.count("[]") == len(sheet.asked)


def test_counts_stand_below_the_sheet():
    sheet = hn.worksheet(hn.gallery["hidden-layer"], blank="parameters")
    (question,) = questions(moodle([sheet]))
    assert "all parameters = {1:NUMERICAL:=26:" in question.findtext("questiontext/text")


def test_nothing_is_markup_or_a_field():
    title = "</text>{1:SA:=x}<script>]]>&\x00"
    net = hn.Sequential(hn.Dense([[1, 2]], [3], name="{1:NM:=1}<b>~}#\\"))
    sheet = hn.worksheet(net.trace([1, 2]), blank="parameters")
    sheet.title = title
    (question,) = questions(moodle([sheet], "a/b"))
    assert len(fields(question)) == 2
    text = question.findtext("questiontext/text")
    assert text.count("{") == 2
    assert "<b>" not in text
    assert "<script>" not in text
    for answers in fields(question):
        for *_, feedback in answers:
            ElementTree.fromstring(f"<p>{feedback}</p>")
            assert "<b>" not in feedback


def test_several_worksheets_in_a_file(tmp_path):
    sheets = [hn.worksheet(hn.exercise(seed=seed)) for seed in range(3)]
    hn.save_worksheets(sheets, tmp_path / "quiz.xml", title="Monday")
    xml = (tmp_path / "quiz.xml").read_text(encoding="utf-8")
    assert xml.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>')  # in the first line
    names = [question.findtext("name/text") for question in questions(xml)]
    assert names == [f"{i}. {each.title} ({each.key.code})" for i, each in enumerate(sheets, 1)]
    assert "$course$/top/Monday" in xml
    sheets[0].save(tmp_path / "one.xml")
    assert len(questions((tmp_path / "one.xml").read_text(encoding="utf-8"))) == 1
