"""Every exercise of the gallery as a spreadsheet: its formulas give handnn's numbers."""

import re
from copy import deepcopy

import numpy as np
import pytest
from libreoffice import recalculated
from spreadsheet_formulas import Spreadsheet

import handnn as hn
from handnn.practice.entry import GalleryExercise
from handnn.render.spreadsheet.workbook import xlsx
from handnn.worked import work_script

NAMES = list(hn.gallery)


def record_of(exercise):
    return exercise.backward() if exercise.has_backward else exercise.trace()


def changed(exercise, folder):
    """The exercise worked anew, with another input."""
    if exercise.network is not None:
        other = GalleryExercise(exercise.name)
        other._data = deepcopy(exercise._data)
        other._data["input"] = (np.array(exercise.input) * 1.03125 + 0.015625).tolist()
        return record_of(other)
    path = folder / f"{exercise.name}.py"
    first = r"(np\.array\(\[+)(-?[\d.]+)"
    code, n = re.subn(first, r"\1(\2) * 1.03125 + 0.015625", exercise.code, count=1)
    if not n:
        code, n = re.subn(
            r"^(\w+ = )(-?[\d.]+)$", r"\1\2 * 1.03125", code, count=1, flags=re.MULTILINE
        )
    assert n
    path.write_text(code, encoding="utf-8")
    work = work_script(path, exercise.title)
    return work.backward() if exercise.has_backward else work


def assert_close(found, expected):
    wrong = {
        place: (found[place], value)
        for place, value in expected.items()
        if not abs(found[place] - value) <= 1e-9 * max(1, abs(value))
    }
    assert not wrong


@pytest.mark.parametrize("name", NAMES)
def test_formulas_give_what_is_stored_and_follow_when_the_input_is_changed(name, tmp_path):
    exercise = hn.gallery[name]
    before = Spreadsheet(xlsx(record_of(exercise)))
    assert before.formulas
    assert_close(before.recalculated(), before.stored)
    after = Spreadsheet(xlsx(changed(exercise, tmp_path)))
    assert before.formulas.keys() == after.formulas.keys()
    changes = {place: n for place, n in after.given.items() if n != before.given[place]}
    assert changes
    found = before.recalculated(changes)
    assert_close(found, after.stored)
    assert any(found[place] != before.stored[place] for place in found)


@pytest.mark.office
def test_libreoffice_gives_the_same_with_a_changed_input(tmp_path):
    """Each file is saved without its values, with a changed input, and LibreOffice fills it in."""
    files, expected = {}, {}
    for name in NAMES:
        content = xlsx(record_of(hn.gallery[name]))
        before = Spreadsheet(content)
        after = Spreadsheet(xlsx(changed(hn.gallery[name], tmp_path)))
        changes = {place: n for place, n in after.given.items() if before.given[place] != n}
        files[name], expected[name] = (content, changes), after.stored
    for name, found in recalculated(files, tmp_path).items():
        assert_close(found, expected[name])
