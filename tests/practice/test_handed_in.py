"""Handed-in answers: both forms are read back, and nothing else is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.practice.handed_in import LARGEST, HandedIn, read_handed_in

WORDS = st.text(st.sampled_from("aé∂⁽²⁾[1] ½−,./<&'\"="), max_size=12).map(
    lambda text: " ".join(text.split())
)
END = ' A worksheet\'s page writes them with its buttons "Save a file" and "Copy a code".'
ADA = HandedIn("Ada", "0123456789", {"z1[1]": "4", "h⁽²⁾[1]": "1/2"}, "One hidden layer")


def data(**changed):
    return json.loads(ADA.to_json()) | changed


@given(WORDS, WORDS, st.dictionaries(WORDS, WORDS | st.floats(-1e6, 1e6), max_size=5))
def test_both_forms_are_read_back(name, title, answers):
    handed_in = HandedIn(name, "abc", answers, title)
    assert read_handed_in(handed_in.to_json()) == handed_in
    assert read_handed_in(handed_in.to_json().encode()) == handed_in
    assert read_handed_in(handed_in.to_code()) == handed_in


def test_the_file_is_what_is_documented():
    assert json.loads(ADA.to_json()) == {
        "format": "handnn answers",
        "version": 1,
        "name": "Ada",
        "key": "0123456789",
        "title": "One hidden layer",
        "answers": {"z1[1]": "4", "h⁽²⁾[1]": "1/2"},
    }


def test_a_code_survives_a_mail():
    code = ADA.to_code()
    lines = "\r\n".join(code[i : i + 60] for i in range(0, len(code), 60))
    assert read_handed_in(f"Dear teacher,\n\nhere it is:\n{lines}\n") == ADA
    assert read_handed_in(f"<{code}>") == ADA
    assert read_handed_in(f"{code}.") == ADA


@pytest.mark.parametrize("place", range(8, len(ADA.to_code()), 7))
def test_a_damaged_code_is_told(place):
    code = ADA.to_code()
    for damaged in (
        code[:place] + code[place + 1 :],
        code[:place] + ("b" if code[place] != "b" else "c") + code[place + 1 :],
        code[:place],
    ):
        with pytest.raises(hn.FileFormatError, match=r"code"):
            read_handed_in(damaged)


def test_invisible_signs_and_line_breaks_are_left_out():
    read = read_handed_in(json.dumps(data(name=" A\u202ed\na\x00 ", answers={"z\t[1]": "1\r\n"})))
    assert (read.name, read.answers) == ("A d a", {"z [1]": "1"})


def message(text):
    with pytest.raises(hn.FileFormatError) as error:
        read_handed_in(text)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it is neither a code that begins with handnn1: nor JSON"),
        ("[" * 100_000, "it is neither a code that begins with handnn1: nor JSON"),
        ("[1]", 'it is not of the format "handnn answers"'),
        ("{}", 'it is not of the format "handnn answers"'),
        (b"\xff\xfe", "it is no text"),
        ("x" * (LARGEST + 1), "it is longer than 4,000,000 characters"),
        (
            "handnn1:abc",
            "the end of the code is missing: copy it from handnn1: to its last letter",
        ),
        (
            "handnn1:abcd.00000000",
            "a part of the code is missing or was changed: copy it once more, as a whole",
        ),
    ],
)
def test_what_is_no_answer_is_told(text, why):
    assert message(text) == f"No answers can be read: {why}.{END}"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"version": 2}, "it has version 2, and this is 1"),
        ({"answers": [1]}, "it has no answers by the names of the cells"),
        ({"name": 7}, "the name is no text of at most 200 characters"),
        ({"name": "x" * 201}, "the name is no text of at most 200 characters"),
        ({"key": None}, "the key's code is no text of at most 200 characters"),
        (
            {"answers": {"z[1]": [1]}},
            "the answer to z[1] is neither a number nor a short text",
        ),
        (
            {"answers": {"z[1]": True}},
            "the answer to z[1] is neither a number nor a short text",
        ),
        (
            {"answers": {"z[1]": 10**400}},
            "the answer to z[1] is neither a number nor a short text",
        ),
        (
            {"answers": {"z[1]": "1" * 201}},
            "the answer to z[1] is neither a number nor a short text",
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_told(changed, why):
    assert message(json.dumps(data(**changed))) == f"No answers can be read: {why}.{END}"


def test_infinities_are_no_json():
    assert "nor JSON" in message(json.dumps(data(answers={"z[1]": float("inf")})))
