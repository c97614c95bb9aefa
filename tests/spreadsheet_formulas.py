"""A small spreadsheet: reads a file's formulas and works them out, as Excel and LibreOffice do.

It knows the functions that handnn writes, and the rules that differ from Python: a minus in front
of something binds more strongly than ^, and ^ groups from the left.
"""

import math
import re
from contextlib import suppress
from io import BytesIO

from openpyxl import load_workbook

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:E[+-]?\d+)?)"
    r"|(?:(?P<sheet>\w+)!)?(?P<cell>[A-Z]{1,3}\d+)(?::(?P<last>[A-Z]{1,3}\d+))?(?![\w(])"
    r"|(?P<name>[A-Z][A-Z0-9]*)|(?P<sign><=|>=|<>|[-+*/^(),<>=]))"
)


class NotAvailable(Exception):
    """#N/A."""


def numbers_in(range_):
    return [each for row in range_ for each in row]


def flat(arguments):
    lists = [numbers_in(each) if isinstance(each, list) else [each] for each in arguments]
    return [n for numbers in lists for n in numbers if n is not None]


def mmult(a, b):
    assert (len(a[0]), len(a), len(b[0])) == (len(b), 1, 1), "one cell"
    return math.fsum(p * q for p, q in zip(a[0], [row[0] for row in b], strict=True))


def sumproduct(a, b):
    assert (len(a), len(a[0])) == (len(b), len(b[0])), "SUMPRODUCT takes ranges of one shape"
    return math.fsum(p * q for p, q in zip(numbers_in(a), numbers_in(b), strict=True))


def round_half_away(x, digits):
    assert digits == 0
    return math.copysign(math.floor(abs(x) + 0.5), x)


def not_available():
    raise NotAvailable


FUNCTIONS = {
    "SUM": lambda *a: math.fsum(flat(a)),
    "SUMPRODUCT": sumproduct,
    "MMULT": mmult,
    "MAX": lambda *a: max(flat(a)),
    "MIN": lambda *a: min(flat(a)),
    "AND": lambda *a: all(flat(a)),
    "OR": lambda *a: any(flat(a)),
    "NOT": lambda a: not a,
    "EXP": math.exp,
    "LN": math.log,
    "LOG": math.log,
    "LOG10": math.log10,
    "SQRT": math.sqrt,
    "ABS": abs,
    "SIGN": lambda x: (x > 0) - (x < 0),
    "INT": math.floor,
    "TRUNC": math.trunc,
    "ROUND": round_half_away,
    "MOD": lambda a, b: a - b * math.floor(a / b),
    "ATAN2": lambda x, y: math.atan2(y, x),
    "ERF": math.erf,
    "ISNUMBER": lambda x: not isinstance(x, str),
    "NA": not_available,
    **{name.upper(): getattr(math, name) for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{
        name.upper(): getattr(math, name)
        for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh")
    },
}
COMPARE = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


class Spreadsheet:
    """The cells of a file: `given` numbers, `formulas`, and the `stored` values beside them."""

    def __init__(self, content):
        self.given, self.formulas, self.stored, self.texts = {}, {}, {}, {}
        formulas = load_workbook(BytesIO(content))
        stored = load_workbook(BytesIO(content), data_only=True)
        self.names = {name: each.attr_text for name, each in formulas.defined_names.items()}
        for sheet in formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    place = sheet.title, cell.coordinate
                    if cell.data_type == "f":
                        self.formulas[place] = cell.value
                        self.stored[place] = stored[sheet.title][cell.coordinate].value
                    elif cell.data_type == "n" and cell.value is not None:
                        self.given[place] = cell.value
                    elif cell.value is not None:
                        self.texts[place] = cell.value
                    assert cell.hyperlink is None
        self.sheets = formulas.sheetnames

    def recalculated(self, changes=()):
        """The value of every formula, after some given numbers have been changed."""
        self._known = {**self.given, **dict(changes)}
        for place in self.formulas:
            with suppress(NotAvailable):
                self.ask(place)
        return {place: self._known[place] for place in self.formulas}

    def ask(self, place):
        """The value of a cell."""
        if place not in self._known:
            assert place in self.formulas, f"{place} is empty, or words"
            self._known[place] = "#N/A"
            self._known[place] = _Formula(self, place).value()
        if self._known[place] == "#N/A":
            raise NotAvailable
        return self._known[place]


class _Formula:
    def __init__(self, spreadsheet, place):
        self.spreadsheet = spreadsheet
        self.sheet = place[0]
        text = spreadsheet.formulas[place]
        assert text[0] == "="
        assert len(text) <= 8192
        self.tokens, at = [], 1
        while at < len(text):
            token = TOKEN.match(text, at)
            assert token, text[at:]
            self.tokens.append(token)
            at = token.end()
        self.at = 0

    def value(self):
        result = self._comparison(True)
        assert self.at == len(self.tokens)
        return result

    def _sign(self, *signs):
        if self.at < len(self.tokens) and self.tokens[self.at]["sign"] in signs:
            self.at += 1
            return self.tokens[self.at - 1]["sign"]
        return None

    def _comparison(self, run):
        left = self._sum(run)
        while sign := self._sign(*COMPARE):
            right = self._sum(run)
            left = COMPARE[sign](left, right) if run else 0
        return left

    def _sum(self, run):
        left = self._product(run)
        while sign := self._sign("+", "-"):
            right = self._product(run)
            left = (left + right if sign == "+" else left - right) if run else 0
        return left

    def _product(self, run):
        left = self._power(run)
        while sign := self._sign("*", "/"):
            right = self._power(run)
            left = (left * right if sign == "*" else left / right) if run else 0
        return left

    def _power(self, run):
        left = self._negative(run)
        while self._sign("^"):
            right = self._negative(run)
            left = left**right if run else 0
        return left

    def _negative(self, run):
        if self._sign("-"):
            value = self._negative(run)
            return -value if run else 0
        return self._atom(run)

    def _atom(self, run):
        token = self.tokens[self.at]
        self.at += 1
        if token["number"]:
            return float(token["number"])
        if token["cell"]:
            return self._reference(token) if run else 0
        if token["name"] in {"TRUE", "FALSE"}:
            return token["name"] == "TRUE"
        if token["sign"] == "(":
            value = self._comparison(run)
            assert self._sign(")")
            return value
        return self._call(token["name"], run)

    def _call(self, name, run):
        assert self._sign("(")
        arguments = []
        while not self._sign(")"):
            if arguments:
                assert self._sign(",")
            wanted = run
            if name == "IF" and arguments:
                wanted = run and bool(arguments[0]) == (len(arguments) == 1)
            arguments.append(self._comparison(wanted))
        if not run:
            return 0
        if name == "IF":
            return arguments[1] if arguments[0] else arguments[2]
        assert len(arguments) <= 255
        return FUNCTIONS[name](*arguments)

    def _reference(self, token):
        sheet = token["sheet"] or self.sheet
        if not token["last"]:
            return self.spreadsheet.ask((sheet, token["cell"]))
        (left, top), (right, bottom) = map(_place, (token["cell"], token["last"]))
        return [
            [self._in_range((sheet, f"{_letters(j)}{i}")) for j in range(left, right + 1)]
            for i in range(top, bottom + 1)
        ]

    def _in_range(self, place):
        """A number of a range; SUM passes over an empty cell, and a product fails at it."""
        is_filled = place in self.spreadsheet.given or place in self.spreadsheet.formulas
        return self.spreadsheet.ask(place) if is_filled else None


def _place(cell):
    letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column, int(number)


def _letters(column):
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name
