"""Which key belongs to what was handed in."""

import pytest

import handnn as hn
from handnn.practice.classroom.keys import read_keys
from handnn.practice.handed_in import HandedIn


@pytest.fixture
def sheets():
    return [hn.worksheet(hn.gallery[name]) for name in ("hidden-layer", "single-neuron")]


def test_answers_name_their_key(folder, sheets, tmp_path):
    keys = tmp_path / "keys"
    keys.mkdir()
    for i, sheet in enumerate(sheets, 1):
        sheet.save(keys / f"key-{i:02}.json")
        answers = {sheet.asked[0]: -1}
        handed_in = HandedIn(f"by code {i}", sheet.key.code, answers)
        (folder / f"{i}.txt").write_text(handed_in.to_code())
    table = "name,key,z1[1],z[1]\nby name 1,key-01,-1,\nby name 2,key-02.json,,-1\n"
    (folder / "class.csv").write_text(table)
    for given in (keys, [keys / "key-01.json", str(keys / "key-02.json")]):
        report = hn.grade(folder, given)
        assert not report.problems
        hidden, neuron = (sheet.title for sheet in sheets)
        assert {each.name: each.title for each in report.learners} == {
            "by code 1": hidden,
            "by code 2": neuron,
            "by name 1": hidden,
            "by name 2": neuron,
        }
        assert all(len(each.feedback.right) == 1 for each in report.learners)
    report = hn.grade(folder / "1.txt", sheets)  # worksheets serve as keys, too
    assert report.learners[0].title == sheets[0].title


def test_answers_to_another_worksheet(folder, sheets):
    hidden, neuron = sheets
    handed_in = HandedIn("Ada", neuron.key.code, {}, neuron.title)
    (folder / "a.txt").write_text(handed_in.to_code())
    (problem,) = hn.grade(folder, hidden).problems
    assert problem.message == (
        f"The answers belong to another worksheet ({neuron.title}): there is no key "
        f"{neuron.key.code}."
    )


def test_it_is_not_clear_which_key(folder, sheets):
    (folder / "a.csv").write_text("name,z1[1]\nAda,-1\n")
    (problem,) = hn.grade(folder, sheets).problems
    assert problem.source == "a.csv, row 2"
    assert problem.message == (
        'It is not clear which of the 2 keys the answers belong to. Name it in a column "key": '
        "its code, or the name of its file."
    )


def test_wrong_keys(folder, tmp_path):
    with pytest.raises(hn.ArgumentError) as error:
        read_keys([])
    assert str(error.value) == "There is no key to check the answers with in []."
    with pytest.raises(hn.ArgumentError) as error:
        read_keys(7)
    assert str(error.value) == (
        "The key is a worksheet, the file of its key, a folder of such files, or a list of these; "
        "got int."
    )
    with pytest.raises(hn.MissingFileError, match=r"There is no file .*none\.json"):
        read_keys(tmp_path / "none.json")
    (tmp_path / "answers.json").write_text("{}")
    with pytest.raises(hn.FileFormatError, match=r"answers\.json is no key to a worksheet"):
        read_keys(tmp_path)
