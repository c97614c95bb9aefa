"""Formulas: every operation, the ranges, and what is too long for one cell."""

import math

import numpy as np
import pytest
from spreadsheet_formulas import Spreadsheet

import handnn as hn
from handnn.arithmetic import OPERATIONS, Given, Variable, operate, record
from handnn.arithmetic.number import as_quantity
from handnn.errors import UnexplainedError
from handnn.render.spreadsheet.address import Address
from handnn.render.spreadsheet.formulas import Formulas, literal, text_on
from handnn.render.spreadsheet.workbook import xlsx

WITHOUT = {"isnan", "isinf"}
OUTSIDE = {"arccosh": (1.5,), "arctanh": (0.25,)}


class Sheet:
    """Cells in a row, for formulas to read."""

    def __init__(self, *values):
        self.variable = Variable("a", "value")
        self.cells = [Given(value, self.variable, (i,)) for i, value in enumerate(values)]
        self.addresses = {("a", (i,)): Address("S", 0, i) for i in range(len(values))}
        self.aside = []

    def formula(self, number):
        def put(pieces, value):
            self.aside.append((text_on("T", pieces), value))
            return Address("T", len(self.aside) - 1, 0)

        return text_on("S", Formulas(self.addresses, put).formula(number))

    def value(self, number):
        """What a spreadsheet makes of it."""
        sheet = Spreadsheet.__new__(Spreadsheet)
        sheet.given = {("S", f"{'ABCDEFGH'[i]}1"): c.value for i, c in enumerate(self.cells)}
        whole = self.formula(number)
        sheet.formulas = {("T", f"A{i + 1}"): text for i, (text, _) in enumerate(self.aside)}
        sheet.formulas["S", "Z9"] = whole
        return sheet.recalculated()["S", "Z9"]


def arity(operation):
    if operation.rules:
        return len(operation.rules)
    return 3


@pytest.mark.parametrize("name", sorted(OPERATIONS))
@pytest.mark.parametrize("values", [(0.75, 0.5, 0.25), (0.5, 0.75, 2.0), (0.25, 0.25, 1.0)])
def test_every_operation_has_its_formula(name, values):
    sheet = Sheet(*OUTSIDE.get(name, values))
    operands = sheet.cells[: arity(OPERATIONS[name])]
    if OPERATIONS[name].takes != "numbers":
        operands = [operate("greater", sheet.cells[0], sheet.cells[1]), *operands[1:]]
    number = as_quantity(operate(name, *operands))
    if name in WITHOUT:
        with pytest.raises(UnexplainedError, match=f"no function for {name}"):
            sheet.formula(number)
    else:
        assert sheet.value(number) == pytest.approx(float(number.value), rel=1e-12)


@pytest.mark.parametrize("x", [2.5, 3.5, -2.5, -0.5, 2.4, -2.6, 7.0])
@pytest.mark.parametrize("name", ["round", "ceil", "floor", "trunc", "sign", "square", "abs"])
def test_whole_numbers(name, x):
    sheet = Sheet(x)
    number = operate(name, sheet.cells[0])
    assert sheet.value(number) == number.value


@pytest.mark.parametrize("signs", [(1, 1), (-1, 1), (1, -1), (-1, -1)])
def test_signs_and_powers_group_as_on_paper(signs):
    x, y = (sign * n for sign, n in zip(signs, (3.0, 2.0), strict=True))
    sheet = Sheet(x, y)
    both = record([x, y], sheet.variable)
    for made in [
        -(both[0] ** 2),
        (-both[0]) ** 2,
        2 - both[0] ** 2,
        -(both[0] ** 2) * both[1],
        -(both[0] - both[1]),
        both[0] - (both[1] - 5),
        both[0] / (both[1] * 4),
        both[0] / both[1] / 4,
        both[0] * -2,
        -np.exp(both[0]) - -both[1],
        1 / (both[0] * both[1]),
        np.where(both[0] > both[1], both[0], -both[1]),
    ]:
        number = made.cell()
        assert sheet.value(number) == pytest.approx(number.value, rel=1e-12)


def test_products_of_matrices_are_readable():
    net = hn.Sequential(hn.Dense([[1, -1, 1]], [-5], name="z"), hn.ReLU())
    sheet = Spreadsheet(xlsx(net.trace([2, 1, 3])))
    assert [*sheet.formulas.values()][:2] == ["=MMULT(C8:E8,H4:H6)+F8", "=MAX(0,H8)"]


def test_rows_with_rows_and_sums():
    sheet = Sheet(*map(float, range(1, 9)))
    a = record(np.arange(1.0, 9.0), sheet.variable)
    assert sheet.formula((a[:3] @ a[4:7]).cell()) == "=SUMPRODUCT(A1:C1,E1:G1)"
    assert sheet.formula((a[:4].sum() / 4 - a[7]).cell()) == "=SUM(A1:D1)/4-H1"
    assert sheet.formula(a[1:6].max().cell()) == "=MAX(B1:F1)"
    assert sheet.formula((a[:2] @ a[4:6]).cell()) == "=A1*E1+B1*F1"
    assert sheet.formula((a[::2] @ a[1::2]).cell()) == "=A1*B1+C1*D1+E1*F1+G1*H1"


def test_what_is_too_long_or_too_deep_goes_aside():
    x = record(np.linspace(0.1, 0.8, 8), Variable("a", "value"))
    sheet = Sheet(*x.value.tolist())
    deep = x[0]
    for _ in range(300):
        deep = np.sin(deep) + 1
    wide = sum(np.exp(x[i % 8] * (i + 1) / 900) for i in range(900))
    for made in (deep, wide, np.sqrt(wide)):
        sheet.aside.clear()
        number = made.cell()
        assert sheet.value(number) == pytest.approx(number.value, rel=1e-12)
        assert sheet.aside
        assert all(len(text) < 8192 and math.isfinite(value) for text, value in sheet.aside)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_a_number_that_spreadsheets_do_not_have(value):
    with pytest.raises(UnexplainedError, match="a spreadsheet has no number"):
        literal(value)
