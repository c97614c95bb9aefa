"""The table of slips: each is found wherever it is made, and a teacher's own too."""

import random

import numpy as np

import handnn as hn
from handnn.practice.checking import Checker, check
from handnn.practice.expressions import add
from handnn.practice.rounding import is_near
from handnn.practice.slips import SLIPS, Slip, Wrong


def test_every_slip_of_the_table_is_found_where_it_was_planted():
    """In all exercises and an update: wrong expressions of the table, at a cell of each array."""
    rng = random.Random(0)
    planted = set()
    backpropagation = hn.gallery["backpropagation"]
    update = hn.SGD(lr=0.1).update(backpropagation.network, backpropagation.backward())
    for shown in (*hn.gallery.values(), update):
        key = hn.worksheet(shown).key
        checker = Checker(key)
        cells = rng.sample([cell for cell in key.cells if cell.asked], len(key.asked))
        for cell in {each.variable.name: each for each in cells}.values():
            candidates = rng.sample(checker.candidates(cell), len(checker.candidates(cell)))
            for candidate in {each.slip.name: each for each in candidates}.values():
                wrong = candidate.program.value(key.values)
                if not np.isfinite(wrong) or is_near(wrong, cell.value):
                    continue  # rounding on the way may explain it
                mistake = checker.check({cell.symbol: wrong}).first
                assert mistake.cell == cell.symbol
                assert candidate.slip.name in (mistake.slip, *mistake.also)
                planted.add(candidate.slip.name)
    assert planted == {slip.name for slip in SLIPS}


def test_a_teacher_adds_a_slip(monkeypatch):
    def doubled(at):
        yield Wrong(add(at.number, at.number), at.cell.symbol)

    own = Slip("doubled", "Once is enough for {cell}.", "{about} was doubled.", doubled)
    monkeypatch.setattr("handnn.practice.checking.SLIPS", [own, *SLIPS])
    first = check(hn.worksheet(hn.gallery["hidden-layer"]).key, {"z1[2]": 6}).first
    assert (first.slip, first.hint, first.cause) == (
        "doubled",
        "Once is enough for z1[2].",
        "z1[2] was doubled.",
    )
