"""Operations, symbols, answers and links in the page's script, in Node.js and Chromium."""

import re
import unicodedata
from importlib.resources import files

import pytest

from handnn.arithmetic import OPERATIONS, writing_rules
from handnn.render.html.hypertext import arithmetic

# -- operations -----------------------------------------------------------------------------------


@pytest.mark.node  # it needs neither, but stands here
def test_every_operation_is_known_to_both():
    source = (files("handnn.arithmetic") / "js" / "evaluate.js").read_text(encoding="utf-8")
    table = source.partition("export const OPERATIONS = {\n")[2].partition("\n};")[0]
    assert sorted(re.findall(r"^  (\w+): ", table, re.MULTILINE)) == sorted(OPERATIONS)


def test_the_table_that_is_read_is_the_table_that_runs(javascript):
    assert set(javascript.evaluate("() => Object.keys(OPERATIONS)")) == set(OPERATIONS)


# -- symbols --------------------------------------------------------------------------------------

MARKUP = """(written) => piecesOf(written).map(([tag, text]) => {
  const safe = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/'/g, "&#x27;");
  return tag ? `<${tag}>${safe}</${tag}>` : safe;
}).join("")"""


@pytest.mark.parametrize(
    "written",
    [
        "γ1[2] = γ1[2]·z⁽¹²⁾[3] - 0.5",
        "z1[2] = 1e6 - W1[2,1]·x[1]",
        "mask(z1) < 2",
        "the pre-activation -z-1, x-y, 2-3 and a-1",
        "W12 = w2v - 1.5e-3",
        "x_1 é2 ж3 ₂4 log10(x[1])",
        "∂L/∂γ10[1] = (-1)·h2'⁽⁴⁾[1]",
        "",
    ],
)
def test_symbols_have_the_subscripts_that_python_gives_them(javascript, written):
    assert javascript.evaluate(MARKUP, written) == arithmetic(written)


def test_subscripts_behind_and_before_every_letter(javascript):
    known = [c for c in map(chr, range(0x20, 0x2FFF)) if unicodedata.ucd_3_2_0.category(c) != "Cn"]
    known = [c for c in known if c not in '&<>"' and unicodedata.category(c)[0] != "C"]
    written = "|".join(f"{c}1[2] a2{c} {c}3{c} a{c} 4{c}5" for c in known)
    assert javascript.evaluate(MARKUP, written) == arithmetic(written)


# -- answers --------------------------------------------------------------------------------------

AGREES = "([written, value, rules]) => agrees(written, value, formatter(rules))"


def agrees(javascript, written, value):
    return javascript.evaluate(AGREES, [written, value, writing_rules()["numbers"]])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3.0),
        ("-1", -1.0),
        ("−1,50", -1.5),
        ("0.009", 0.009),
        ("9e-3", 0.009),
        ("0.3", 0.1 + 0.2),
        ("0", -0.0),
        # the value is shown as 0.3333
        ("0.3333", 1 / 3),
        ("1/3", 1 / 3),
        ("0.33333333", 1 / 3),
        ("0.333", 1 / 3),
        ("0.33", 1 / 3),
        (".33", 1 / 3),
        ("-0,33", -1 / 3),
        # as 1235, 0.006667, 1.234e-5
        ("1234.6", 1234.56789),
        ("1235", 1234.56789),
        ("0.0067", 0.02 / 3),
        ("1.2e-5", 0.000012341),
        ("1.2E-5", 0.000012341),
        # 0.3335 is rounded from less than a half
        ("0.334", 0.33349999),
        ("0.333", 0.33349999),
    ],
)
def test_an_answer_is_right_to_the_digits_shown_or_rounded_further(javascript, written, value):
    assert agrees(javascript, written, value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", 0.009),
        ("0.01", 0.009),
        ("0.0091", 0.009),
        ("3.001", 3.0),
        ("2.5", 2.25),
        ("2.3", 2.25),  # shown in full, so it is not to be rounded
        ("1", -1.0),
        ("0.34", 1 / 3),
        ("0.332", 1 / 3),
        ("0.3334", 1 / 3),
        ("0.3", 1 / 3),  # a single digit says too little
        ("0", 1 / 3),
        ("000", 1 / 3),
        ("1/4", 1 / 3),
        ("1234", 1234.56789),
        ("1200", 1234.56789),
        ("0.006", 0.02 / 3),
        ("1.3e-5", 0.000012341),
        ("1.2e-4", 0.000012341),
    ],
)
def test_another_answer_is_wrong(javascript, written, value):
    assert not agrees(javascript, written, value)


# -- numbers and links ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [("1/4", 0.25), (" −3 ", -3), ("+.5", 0.5), ("1e2/−4", -25), ("6/ 4", 1.5), ("0,25", 0.25)],
)
def test_numbers_as_people_write_them(javascript, written, value):
    assert javascript.evaluate("numberIn", written) == value


@pytest.mark.parametrize("written", ["", "-", ".", "1/2/3", "1/0", "1,2,3", "1,2.5", "e5", "0x1"])
def test_what_is_no_number(javascript, written):
    assert javascript.evaluate("numberIn", written) is None


PROGRAM = {
    "variables": {"x": {"shape": [2]}, "W ü": {"shape": [2, 3]}, "s": {"shape": []}},
    "givens": {"x": [1, 2], "W ü": [1, 2, 3, 4, 5, 6], "s": [0]},
}


def test_a_link_carries_every_cell_that_was_changed(javascript):
    script = """([program, changed]) => {
      const changes = new Changes(program);
      changes.take(changed);
      const link = linkOf(program, changes.byName);
      return [link, changesIn(program, `#${link}`), changes.givens()];
    }"""
    changed = [["x", 1, -0.5], ["W ü", 0, 7], ["W ü", 5, 1e-7], ["s", 0, 3]]
    link, read, givens = javascript.evaluate(script, [PROGRAM, changed])
    assert link == "x.2=-0.5&W%20%C3%BC.1.1=7&W%20%C3%BC.2.3=1e-7&s=3"
    assert read == changed
    assert givens == {"x": [1, -0.5], "W ü": [7, 2, 3, 4, 5, 1e-7], "s": [3]}


@pytest.mark.parametrize(
    "link",
    ["", "x.0=1", "x.3=1", "x=1", "x.1.1=1", "x.1", "x.1=", "x.1=∞", "x.-1=1", "q.1=1", "%E0=1"],
)
def test_what_does_not_fit_in_a_link_is_left_out(javascript, link):
    script = "([program, link]) => changesIn(program, link)"
    assert javascript.evaluate(script, [PROGRAM, f"#{link}&x.2=4"]) == [["x", 1, 4]]


def test_a_cell_put_back_is_no_change(javascript):
    script = """(program) => {
      const changes = new Changes(program);
      const found = [changes.isEmpty];
      for (const value of [5, 2]) {
        changes.take([["x", 1, value]]);
        found.push(changes.isEmpty);
      }
      changes.take([["x", 0, 9]]);
      changes.clear();
      return [...found, changes.isEmpty, changes.givens()];
    }"""
    assert javascript.evaluate(script, PROGRAM) == [True, False, True, True, {}]
