"""The spreadsheet of a record: names, words, decisions, what is too large."""

import re
import sys
import zipfile
from io import BytesIO

import numpy as np
import pytest
from libreoffice import recalculated
from openpyxl import load_workbook
from spreadsheet_formulas import Spreadsheet

import handnn as hn
from handnn.errors import ArgumentError, MissingExtraError
from handnn.hidden_layer import hidden_layer_exercise
from handnn.learning.update import Update
from handnn.render.spreadsheet.names import defined_name
from handnn.render.spreadsheet.workbook import xlsx


def parts(content):
    with zipfile.ZipFile(BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_a_trace_is_saved(tmp_path):
    hidden_layer_exercise().save(tmp_path / "sheet.XLSX")
    sheet = Spreadsheet((tmp_path / "sheet.XLSX").read_bytes())
    assert sheet.sheets == ["Sheet", "Parameters"]
    assert sheet.names["W1_"] == "Sheet!$C$8:$E$11"
    assert sheet.names["b1_"] == "Sheet!$F$8:$F$11"
    assert sheet.formulas["Parameters", "F2"] == "=C2*(D2+E2)"
    assert [v for (name, _), v in sheet.stored.items() if name == "Parameters"] == [16, 10, 26]


def test_the_same_record_gives_the_same_file():
    assert xlsx(hidden_layer_exercise()) == xlsx(hidden_layer_exercise())


def updated(x, target, optimizer):
    """The second update of a small network."""
    net = hn.Sequential(
        hn.Dense([[1.0, -1.0], [0.5, 2.0]], [0.5, 0.25]), hn.Tanh(), hn.Dense([[1.0, 3.0]], [0.0])
    )
    for inputs, t in [([0.5, 0.25], [1]), (x, target)]:
        update = optimizer.update(net, net.trace(inputs).backward(hn.SquaredError(), target=t))
    return update


OPTIMIZERS = {
    "SGD": lambda: hn.SGD(lr=0.1, momentum=0.5),
    "Adam": lambda: hn.Adam(lr=0.1),
    "clipped": lambda: hn.SGD(lr=hn.StepSchedule(0.1, every=10), clip_norm=0.5),
}


def another_update(optimizer):
    """A file, what is changed in it, and what its formulas then have to give."""
    content = xlsx(updated([0.5, -0.25], [1], optimizer()))
    before = Spreadsheet(content)
    after = Spreadsheet(xlsx(updated([0.75, -0.25], [0.5], optimizer())))
    assert before.formulas == after.formulas
    changes = {place: n for place, n in after.given.items() if n != before.given[place]}
    assert sorted(changes.values()) == [0.5, 0.75]  # the target and an input, nothing else
    return content, changes, after.stored


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_new_parameters_follow_when_an_input_is_changed(optimizer):
    content, changes, expected = another_update(optimizer)
    sheet = Spreadsheet(content)
    assert sheet.recalculated() == pytest.approx(sheet.stored, rel=1e-12)
    assert sheet.recalculated(changes) == pytest.approx(expected, rel=1e-12)
    new = sheet.names["new_W1"].removeprefix("Sheet!").replace("$", "").partition(":")[0]
    update = updated([0.75, -0.25], [0.5], optimizer())
    assert expected["Sheet", new] == update["dense_1.W"].new[0, 0]
    assert expected["Sheet", new] != sheet.stored["Sheet", new]


@pytest.mark.office
def test_in_libreoffice_too(tmp_path):
    cases = {name: another_update(optimizer) for name, optimizer in OPTIMIZERS.items()}
    found = recalculated({name: case[:2] for name, case in cases.items()}, tmp_path)
    for name, (_, _, expected) in cases.items():
        assert found[name] == pytest.approx(expected, rel=1e-9)


def test_an_update_of_gradients_alone_starts_from_them():
    update = updated([2, 3], [1], hn.SGD(lr=0.1))
    alone = Update(update.changes, update.optimizer)
    sheet = Spreadsheet(xlsx(alone))
    assert "x" not in sheet.names
    assert sheet.recalculated() == pytest.approx(sheet.stored, rel=1e-12)


def test_the_loss_stands_below_the_sheet_and_follows():
    trace = hn.Sequential(hn.Dense([[1.0, -1.0]], [0.5])).trace([2, 3])
    sheet = Spreadsheet(xlsx(trace.backward(hn.SquaredError(), target=[1])))
    (label,) = [place for place, text in sheet.texts.items() if text == "L ="]
    loss = (label[0], label[1].replace("B", "C"))
    assert sheet.stored[loss] == 1.5**2 / 2
    (target,) = [p for p in sheet.given if sheet.names["t"] == f"Sheet!{_fixed(p[1])}"]
    assert sheet.recalculated({target: -0.5})[loss] == 0


def _fixed(cell):
    letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    return f"${letters}${number}:${letters}${number}"


HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "https://example.org", "-2", "internal:A1"]


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_that_a_user_named_becomes_a_formula_or_a_link(name):
    class Named(hn.Layer):
        def forward(self, x):
            return x * 2

        @property
        def label(self):
            return name

    net = hn.Sequential(Named(name=name.replace(".", "_")), hn.Dense([[1.0]], [0.0]))
    content = xlsx(net.trace([2]))
    sheet = Spreadsheet(content)
    assert not any("cmd" in formula for formula in sheet.formulas.values())
    assert all(re.match(r"=[A-Z0-9(-]", formula) for formula in sheet.formulas.values())
    assert not any("<hyperlink" in text for text in parts(content).values())


def test_a_given_number_that_stands_twice_is_black_where_it_is_to_be_changed():
    def code(x):
        y = x * 2
        return y - x

    book = load_workbook(BytesIO(xlsx(hn.work(code, np.array([7.0])))))
    cells = [cell for row in book["Sheet"].iter_rows() for cell in row if cell.border.left.style]
    colours = {cell.value: cell.font.color.rgb for cell in cells}
    (again,) = [value for value in colours if re.fullmatch(r"=[A-Z]+\d+", str(value))][:1]
    assert colours[7] == "FF1F2933"
    assert colours[again] != colours[7]


def test_code_is_words():
    def code(x):
        y = x * 2  # =cmd|' /C calc'!A0
        return y

    sheet = Spreadsheet(xlsx(hn.work(code, np.array([1.0, 2.0]))))
    assert any(text.startswith("y = x * 2") for text in sheet.texts.values())
    assert sorted(sheet.stored.values()) == [2, 4]


def test_where_code_would_decide_otherwise_its_numbers_are_not_available():
    def code(x):
        y = x * 2 if x[0] > 0 else -x
        return y

    sheet = Spreadsheet(xlsx(hn.work(code, np.array([1.0, 3.0]))))
    (first,) = [place for place, value in sheet.given.items() if value == 1]
    same = sheet.recalculated({first: 5.0})
    assert [v for (name, _), v in same.items() if name == "Sheet"] == [10, 6]
    other = sheet.recalculated({first: -5.0})
    assert [v for (name, _), v in other.items() if name == "Sheet"] == ["#N/A", "#N/A"]


def test_infinities_are_errors_of_the_spreadsheet():
    with np.errstate(all="ignore"):
        sheet = Spreadsheet(xlsx(hn.work(lambda x: np.log(x), np.array([0.0, 1.0]))))
    assert "#NUM!" in sheet.stored.values()


def test_more_cells_than_a_page_shows_are_all_there():
    net = hn.Sequential(hn.Dense.random(30, 25, np.random.default_rng(0)), hn.ReLU())
    sheet = Spreadsheet(xlsx(net.trace(np.linspace(-1, 1, 30))))
    on_sheet = [place for place in sheet.formulas if place[0] == "Sheet"]
    assert len(on_sheet) == 50
    for place, value in sheet.recalculated().items():
        assert value == pytest.approx(sheet.stored[place], rel=1e-9)


def test_a_network_that_is_too_large():
    net = hn.Sequential(hn.Dense.random(400, 200, np.random.default_rng(0)))
    with pytest.raises(ArgumentError) as caught:
        xlsx(net.trace(np.zeros(400)))
    assert str(caught.value) == (
        "This network has too many numbers for a spreadsheet of formulas. Save a smaller one, or "
        "its numbers as .json."
    )


def test_without_xlsxwriter(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(MissingExtraError) as caught:
        hidden_layer_exercise().save(tmp_path / "sheet.xlsx")
    assert str(caught.value) == (
        "Spreadsheets are written with XlsxWriter, which is not installed: "
        'pip install "handnn[xlsx]".'
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "x"),
        ("W1", "W1_"),
        ("abc12", "abc12_"),
        ("abcd12", "abcd12"),
        ("r", "r_"),
        ("C", "C_"),
        ("R1C1", "R1C1_"),
        ("true", "true_"),
        ("∂L/∂W1", "dL_dW1"),
        ("new W1", "new_W1"),
        ("=cmd|' /C calc'!A0", "cmd_prime_C_calc_prime_A0"),
        ("2", "_2"),
        ("", "_"),
    ],
)
def test_names_of_ranges(name, expected):
    assert defined_name(name) == expected


def test_capitals_do_not_tell_names_apart():
    assert defined_name("H", {"h"}) == "H_2"
    assert defined_name("b1", {"b1_", "b1_2"}) == "b1_3"
