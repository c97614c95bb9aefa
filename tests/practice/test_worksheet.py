"""Worksheets: which cells are blank, and the key."""

import json
from itertools import pairwise

import numpy as np
import pytest

import handnn as hn
from handnn.practice.key import Key, read_key


@pytest.fixture
def exercise():
    return hn.gallery["hidden-layer"]


@pytest.mark.parametrize(
    ("blank", "asked"),
    [
        ("outputs", "y[1] y[2]"),
        ("one-per-layer", "z1[1] h[2] z2[1] y[2]"),
        (0.25, "z2[2] y[1] y[2]"),
        (0, ""),
        (["h"], "h[1] h[2] h[3] h[4]"),
        (["z2[1]", "z1[4]"], "z1[4] z2[1]"),
        (["W1[1,2]", "y[1]"], "W1[1,2] y[1]"),
        ("parameters", "parameters of hidden|parameters of output|all parameters"),
    ],
)
def test_which_cells_are_blank(exercise, blank, asked):
    worksheet = hn.worksheet(exercise, blank=blank)
    assert worksheet.asked == tuple(asked.split("|" if "|" in asked else None))


def test_all_computed_cells_are_blank_by_default(exercise):
    cells = [cell.symbol for cell in exercise.trace().explain()]
    assert list(hn.worksheet(exercise).asked) == cells


def test_outputs_of_a_backward_pass_are_those_that_nothing_follows_from():
    asked = hn.worksheet(hn.gallery["backpropagation"], blank="outputs").asked
    assert {name.partition("[")[0] for name in asked} == {
        "L",
        *(f"∂L/∂{p}{k}" for p in "Wb" for k in (1, 2, 3)),
    }


def test_a_single_number_that_the_sheet_does_not_draw_is_asked_too():
    worksheet = hn.worksheet(hn.gallery["backpropagation"])
    assert "L" in worksheet.asked
    assert "L = " in str(worksheet.paper().lines[0])


def test_printed_cells_count_as_they_are_printed(exercise):
    worksheet = hn.worksheet(exercise, blank="outputs")
    assert worksheet.check({"y[2]": 3}).right == ("y[2]",)
    assert worksheet.check({"y[2]": 0}).first.arithmetic == "y[2] = max(0, 3) = 3"


def test_a_series_fades_from_a_worked_example_to_a_blank_sheet(exercise):
    series = hn.worksheet(exercise).fading(4)
    assert [len(sheet.asked) for sheet in series] == [0, 4, 8, 12]
    assert all(set(a.asked) < set(b.asked) for a, b in pairwise(series))
    assert series[1].asked == ("z2[1]", "z2[2]", "y[1]", "y[2]")
    assert [sheet.task for sheet in series] == [
        "A worked example: follow every number.",
        "Work out the cells that are left blank.",
        "Work out the cells that are left blank.",
        exercise.task,
    ]
    with pytest.raises(hn.HandnnError, match=r"A series has at least 2 worksheets; got steps=1\."):
        hn.worksheet(exercise).fading(1)


def test_a_series_of_counts_and_of_rounded_numbers(exercise):
    counts = hn.worksheet(exercise, blank="parameters").fading(2)
    assert [len(sheet.asked) for sheet in counts] == [0, 3]
    softmax = hn.worksheet(hn.gallery["softmax"]).fading(3)[1]
    assert softmax.task == "Work out the cells that are left blank. Round to 2 decimals."


def test_parameters_are_counted(exercise):
    worksheet = hn.worksheet(exercise, blank="parameters")
    counts = {"parameters of hidden": 16, "parameters of output": 10, "all parameters": 26}
    assert worksheet.check(counts)
    assert worksheet.check(counts | {"parameters of hidden": 12}).first.slip == "bias-left-out"
    assert worksheet.check(counts | {"parameters of hidden": 15}).first.slip == "transposed"
    assert worksheet.check({"all parameters": 26}).right == ("all parameters",)


def test_a_missing_weight_is_solved_for(exercise):
    worksheet = hn.worksheet(exercise, blank=["W1[1,2]"])
    mistake = worksheet.check({"W1[1,2]": 1}).first
    assert worksheet.check({"W1[1,2]": -1})
    assert mistake.slip == "sign-lost"
    assert mistake.arithmetic == "W1[1,2] = (-1 - 1·2 - 1·3 - (-5)) / 1 = -1"


@pytest.mark.parametrize("cells", [["W1[1,2]", "W1[1,1]"], ["W1[1,2]", "z1[1]"]])
def test_a_weight_that_nothing_tells_is_refused(exercise, cells):
    with pytest.raises(hn.HandnnError) as error:
        hn.worksheet(exercise, blank=cells)
    assert str(error.value) == (
        "W1[1,2] cannot be left blank: no printed result tells which number it is. Leave blank one "
        "weight of a neuron whose result is printed, and whose input there is not 0."
    )


def test_a_weight_of_an_input_of_zero_is_refused():
    trace = hn.Sequential(hn.Dense([[1, 2]], [3])).trace([0, 1])
    assert hn.worksheet(trace, blank=["W[1,2]"]).check({"W[1,2]": 2})
    with pytest.raises(hn.HandnnError, match=r"W\[1,1\] cannot be left blank"):
        hn.worksheet(trace, blank=["W[1,1]"])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda ex: hn.worksheet(3),
            "worksheet takes an exercise, a trace, a backward pass, an update or the work of some "
            'code, such as hn.gallery["hidden-layer"] or net.trace(x); got int.',
        ),
        (
            lambda ex: hn.worksheet(ex, blank="some"),
            'blank is "all", "outputs", "one-per-layer", "parameters", a share from 0 to 1, or a '
            "list of cells such as [\"z1[1]\"]; got 'some'.",
        ),
        (
            lambda ex: hn.worksheet(ex, blank=["q[1]"]),
            "The sheet has no cell and no array 'q[1]' to leave blank. Its arrays are x, W1, b1, "
            "z1, h, W2, b2, z2, y; a cell is named as on paper, z1[1].",
        ),
        (
            lambda ex: hn.worksheet(ex, decimals=1.5),
            "decimals is a whole number from 0 to 9; got 1.5.",
        ),
        (
            lambda ex: hn.worksheet(hn.gallery["softmax"], blank="parameters"),
            'blank="parameters" counts the parameters of a network: give its trace.',
        ),
        (
            lambda ex: hn.worksheet(hn.Sequential(hn.ReLU()).trace([1]), blank="parameters"),
            "The network has no parameters to count.",
        ),
        (
            lambda ex: hn.worksheet(ex).check([1, 2]),
            'check takes the answers by the names of the cells, {"z1[1]": 3}; got list.',
        ),
    ],
)
def test_what_makes_no_worksheet_is_said(exercise, make, message):
    with pytest.raises(hn.HandnnError) as error:
        make(exercise)
    assert str(error.value) == message


def test_a_result_that_is_not_finite_makes_no_worksheet():
    with np.errstate(all="ignore"):
        work = hn.work(lambda x: np.log(x), [0.0])
    with pytest.raises(hn.HandnnError, match="no worksheet can ask for it"):
        hn.worksheet(work)


def test_rounding_is_asked_for_where_it_matters(exercise):
    assert "Round" not in hn.worksheet(exercise).task
    assert hn.worksheet(hn.gallery["softmax"]).task.endswith("Round to 2 decimals.")
    assert hn.worksheet(hn.gallery["softmax"], decimals=0).task.endswith("whole numbers.")


# -- the key --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", hn.gallery)
def test_a_key_is_read_as_it_was_saved(name, tmp_path):
    worksheet = hn.worksheet(hn.gallery[name])
    worksheet.save(tmp_path / "key.json")
    key = read_key(tmp_path / "key.json")
    assert key.values == worksheet.key.values
    assert key.asked == worksheet.asked
    assert key.code == worksheet.key.code
    assert key.to_json() == worksheet.key.to_json()


def test_the_same_key_finds_the_same_slips(exercise):
    worksheet = hn.worksheet(exercise)
    key = Key.from_json(worksheet.key.to_json())
    answers = {"z1[1]": 4, "h[1]": -1, "z2[2]": 7}
    assert hn.practice.checking.check(key, answers).mistakes == worksheet.check(answers).mistakes


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("cells"),
        lambda d: d.update(format="something"),
        lambda d: d.update(version=99),
        lambda d: d["cells"][0].update(value="Infinity"),
        lambda d: d["cells"][0].update(index=[-1, 0]),
        lambda d: d["cells"][0].update(expression=["system", "rm"]),
        lambda d: d["cells"][0].update(expression="z9[1]"),
        lambda d: d["cells"][0].update(expression=["sum"]),
        lambda d: d["cells"][0].update(array="nowhere"),
        lambda d: d["given"].update(x={"indices": [[0]], "values": []}),
    ],
)
def test_a_damaged_key_is_refused(exercise, change):
    data = json.loads(hn.worksheet(exercise).key.to_json())
    change(data)
    with pytest.raises(hn.HandnnError, match="is no key to a worksheet: "):
        Key.from_json(json.dumps(data))


def test_what_is_no_json_is_no_key():
    with pytest.raises(hn.HandnnError, match=r"key\.json is no key to a worksheet: "):
        Key.from_json("[" * 100_000, "key.json")
    with pytest.raises(hn.HandnnError, match="There is no file"):
        read_key("nowhere/key.json")
