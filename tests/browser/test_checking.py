"""The page's checker says of every answer what Python says, over thousands of answers."""

import random
from functools import cache
from importlib.resources import files

import numpy as np
import pytest
from engine import Node

import handnn as hn
from handnn.practice.answers import read_answer
from handnn.practice.checking import Checker
from handnn.practice.rounding import Program
from handnn.practice.web.checker_data import cell_values, checker_data
from handnn.practice.web.script import CHECKING
from handnn.render.html.script import joined

pytestmark = pytest.mark.node

ODD = [
    *(
        "0,50",
        "−3",
        "√2",
        "1/2",
        "1,234",
        "1,234.5",
        "½",
        "1½",
        "50%",
        "1e-3",
        "two",
        "",
        "?",
        "...",
    ),
    *("3√2/2", "1+1/2", "--3", "(4)", "≈0.33", "=2", " 2 . 5 ", "sqrt(2)", "√(2)", "2·√3", "1/0"),
    *("٣", "-٢,٥", "1e400", "1e-300", "12345678901234567890", "9" * 61, "-0", "+.5", "5.", ",5"),
    *("1,2,3", "1.234,5", "–1", "－1", "3÷4", "3⁄4", "1/2%", "2/√2", "<b>", "x1", "1 000", "\x1c1"),
    *(
        "-1,234",
        "1_000",
        "0x10",
        "Infinity",
        "nan",
        "1e5",
        "¾",
        "½½",
        "(1",
        "√-1",
        "1E3",
        "𝟑",
        "1+2",
    ),
]


@pytest.fixture(scope="module")
def javascript():
    with Node() as node:
        code = joined(CHECKING, files("handnn.practice") / "js")
        node.evaluate(f"() => vm.runInThisContext({code!r})")
        yield node


@cache
def worksheets():
    """Worksheets of several kinds, by a name."""
    gallery = {name: hn.worksheet(hn.gallery[name]) for name in hn.gallery}
    net = hn.Sequential(
        hn.Dense([[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [-5, 0, 1, -2], name="hidden"),
        hn.ReLU(),
        hn.Dense([[1, 1, -1, 0], [0, 0, 1, -1]], [0, 1]),
    )
    trace = net.trace([[2, 1, 3], [1, 0, 1]])
    back = net.trace([2, 1, 3]).backward(hn.SquaredError(), target=[1, 2])
    others = {
        "batch": hn.worksheet(trace),
        "update": hn.worksheet(hn.SGD(lr=0.1).update(net, back)),
        "parameters": hn.worksheet(net.trace([2, 1, 3]), blank="parameters"),
        "operand": hn.worksheet(hn.gallery["hidden-layer"], blank=["W1[1,2]", "b2[2]"]),
        "share": hn.worksheet(net.trace([2, 1, 3]), blank=0.5),
        "whole": hn.worksheet(hn.gallery["softmax"], decimals=0),
        "four decimals": hn.worksheet(hn.gallery["softmax"], decimals=4),
    }
    return gallery | others


NAMES = [*hn.gallery, "batch", "update", "parameters", "operand", "share", "whole", "four decimals"]


def written(rng, value, decimals):
    """A number as some learner writes it."""
    if not np.isfinite(value):
        return "0"
    text = rng.choice(
        [repr(round(value, decimals)), f"{value:.{decimals}f}", f"{value:.{decimals + 2}f}"]
    )
    if rng.random() < 0.15:
        text = text.replace(".", ",")
    if rng.random() < 0.15:
        text = text.replace("-", "−")
    if rng.random() < 0.05:
        text = f"{value:.{rng.randrange(3)}f}"
    if rng.random() < 0.03 and len(text) > 1:
        i = rng.randrange(len(text) - 1)
        text = text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    return text


def answers(rng, checker):
    """Answers that follow the learner's own numbers, with slips of the table planted in them."""
    known = dict(checker.key.values)
    asked = [cell for cell in checker.key.cells if cell.asked]
    n_slips = rng.randrange(1, 4)
    planted = {cell.symbol for cell in rng.sample(asked, min(n_slips, len(asked)))}
    found = {}
    for cell in asked:
        value = Program(cell.number).value(known)
        if cell.symbol in planted:
            candidates = checker.candidates(cell)
            kind = rng.random()
            if kind < 0.7 and candidates:
                value = rng.choice(candidates).program.value(known)
            elif kind < 0.85:
                value += rng.choice([1, -1, 0.1, 10, -0.01, 0.005, 3.7])
        text = written(rng, value, checker.key.decimals)
        if rng.random() < 0.04:
            text = rng.choice(ODD)
        found[cell.symbol] = text
        readings = read_answer(text)
        known[cell.symbol] = readings[0].value if readings else value
    return found


def data_of(feedback):
    return {
        "right": list(feedback.right),
        "open": list(feedback.open),
        "unreadable": dict(feedback.unreadable),
        "mistakes": [
            {
                **{name: getattr(mistake, name) for name in ("cell", "slip", "hint", "cause")},
                **{name: getattr(mistake, name) for name in ("answer", "expected", "arithmetic")},
                "also": list(mistake.also),
            }
            for mistake in feedback.mistakes
        ],
    }


def numbers_of(feedback):
    """The numbers of the mistakes, taken out: they may differ in the last bit. JSON has no NaN."""
    mistakes = feedback["mistakes"]
    numbers = [mistake.pop(name) for mistake in mistakes for name in ("answer", "expected")]
    values = [np.nan if number is None else float(number) for number in numbers]
    return [value if np.isfinite(value) else np.nan for value in values]


CHECK = """([data, values, all]) => {
  const checker = new Checker(data, values);
  const show = formatter(data.writing.numbers);
  return all.map((answers) => {
    const feedback = checker.check(answers);
    const depths = ["hint", "cause", "arithmetic"];
    return [feedback, depths.map((depth) => feedbackLines(feedback, depth, show).join("\\n"))];
  });
}"""

DEPTHS = ("hint", "cause", "arithmetic")


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_has_the_same_feedback(javascript, name):
    rng = random.Random(name)
    checker = Checker(worksheets()[name].key)
    n = max(4, min(100, 1500 // len(checker.key.asked)))
    written = [answers(rng, checker) for _ in range(n)]
    found = javascript.evaluate(CHECK, [checker_data(checker), cell_values(checker), written])
    for one, (feedback, texts) in zip(written, found, strict=True):
        checked = checker.check(one)
        expected = data_of(checked)
        np.testing.assert_allclose(
            numbers_of(feedback), numbers_of(expected), rtol=1e-9, atol=1e-12
        )
        assert feedback == expected, one
        assert texts == [checked.text(depth, ascii=False) for depth in DEPTHS], one


@pytest.mark.parametrize("text", ODD)
def test_odd_answers_are_read_alike(javascript, text):
    read = read_answer(text)
    expected = None if read is None else [reading._asdict() for reading in read]
    found = javascript.evaluate("readAnswer", text)
    for reading in found or ():
        reading["value"] = float(reading["value"])
    assert found == expected
