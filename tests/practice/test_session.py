"""Working a worksheet cell by cell."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import handnn as hn
from handnn.practice.session import Outcome, Session
from handnn.sheet.blanks import blank_symbols

SHEET = hn.worksheet(hn.gallery["hidden-layer"])
ANSWERS = {name: f"{SHEET.key.values[name]:g}" for name in SHEET.asked}


@pytest.fixture
def session() -> Session:
    return Session(SHEET)


def filled(session: Session, *cells: str) -> Session:
    for cell in cells:
        assert session.cell == cell
        assert session.answer(ANSWERS[cell]) is Outcome.RIGHT
    return session


def test_it_asks_for_every_cell_in_the_order_of_the_work(session: Session) -> None:
    filled(session, *SHEET.asked)
    assert session.cell is None
    assert session.feedback
    assert session.is_clean
    assert session.n_filled == session.n_cells == 12


def test_a_wrong_answer_is_not_kept_and_says_why(session: Session) -> None:
    assert session.answer("4") is Outcome.WRONG
    assert (session.cell, session.tries, session.n_filled) == ("z1[1]", 1, 0)
    assert session.mistake.slip == "bias-left-out"
    assert session.hint() == "Count the terms of z1[1]: are they all there?"
    assert session.answer("4") is Outcome.WRONG
    assert session.hint() == "b1[1] was left out."
    filled(session, "z1[1]")
    assert (session.mistake, session.tries) == (None, 0)
    assert session.slips == {"z1[1]": "bias-left-out"}
    assert not session.is_clean


def test_what_cannot_be_read_is_no_mistake(session: Session) -> None:
    assert session.answer("four") is Outcome.UNREADABLE
    assert session.answer("1" * 61) is Outcome.UNREADABLE
    assert session.answer("  ") is session.answer("?") is Outcome.EMPTY
    assert session.slips == {}


def test_hints_before_any_answer(session: Session) -> None:
    assert session.hint() == (
        "z1[1] is worked out from W1[1,1], x[1], W1[1,2], x[2], W1[1,3], x[3] and b1[1]."
    )
    assert session.hint() == "z1[1] = W1[1,1]·x[1] + W1[1,2]·x[2] + W1[1,3]·x[3] + b1[1]"
    assert session.is_clean is False  # nothing is filled in yet
    filled(session, *SHEET.asked)
    assert session.is_clean  # a hint is no help that counts


def test_of_many_numbers_a_hint_only_says_how_many() -> None:
    session = Session(hn.worksheet(hn.Dense([[1] * 7], [0]).trace([2] * 7)))
    assert session.hint() == "z[1] is worked out from 15 numbers. hint once more shows how."
    assert session.hint().startswith("z[1] = W[1,1]·x[1] + ")


def test_what_was_explained_is_not_clean(session: Session) -> None:
    assert session.explain() == "z1[1] = 1·2 + (-1)·1 + 1·3 + (-5) = -1"
    filled(session, *SHEET.asked)
    assert not session.is_clean
    assert session.n_at_first_try == 11


def test_the_arithmetic_is_that_of_ones_own_earlier_numbers() -> None:
    session = Session(hn.worksheet(hn.gallery["softmax"]))
    own = []
    for name in session.sheet.asked:
        if "/" in session.explain():
            break
        value = session.sheet.key.values[name]
        own.append(f"{value:.1f}" if name == session.sheet.asked[0] else f"{value:.2f}")
        if session.answer(own[-1]) is Outcome.WRONG:  # one decimal is too few
            own[-1] = f"{value:.2f}"
            assert session.answer(own[-1]) is Outcome.RIGHT
    assert session.values == dict(zip(session.sheet.asked, map(float, own), strict=False))
    assert own[0].rstrip("0") in session.explain()


def test_a_cell_that_is_skipped_is_asked_for_once_more(session: Session) -> None:
    session.skip()
    assert session.cell == "z1[2]"
    filled(session, *SHEET.asked[1:])
    assert session.cell == "z1[1]"
    session.skip()
    assert session.cell is None
    assert session.feedback.open == ("z1[1]",)
    assert not session.is_clean


def test_back_and_forth(session: Session) -> None:
    assert not session.back()
    filled(session, "z1[1]", "z1[2]")
    assert session.back()
    assert session.back()
    assert (session.cell, session.written) == ("z1[1]", "-1")
    assert session.answer("4") is Outcome.WRONG
    assert session.written == "-1"
    session.skip()
    assert session.cell == "z1[3]"
    assert session.written is None


def test_the_sheet_fills_up(session: Session) -> None:
    filled(session, "z1[1]")
    assert blank_symbols(session.page) == SHEET.asked[2:4] + SHEET.asked[4:]
    cells = {cell.symbol: cell for b in session.page.blocks for row in b.cells for cell in row}
    assert cells["z1[1]"].value == -1
    assert cells["z1[2]"].shown.text == "?"


def test_what_was_skipped_again_and_again_is_kept_too() -> None:
    session = Session(SHEET)
    for _ in range(3):
        session.skip()
        session.back()
    session.skip()
    again = Session.from_json(SHEET, json.loads(json.dumps(session.to_json())))
    assert again.cell == session.cell == "z1[2]"


@settings(max_examples=30)
@given(st.data())
def test_whatever_is_done_it_is_kept_and_comes_to_an_end(data) -> None:
    session = Session(SHEET)
    for _ in range(data.draw(st.integers(0, 40))):
        if session.cell is None:
            break
        does = data.draw(st.sampled_from(("right", "wrong", "skip", "back", "explain")))
        if does == "right":
            assert session.answer(ANSWERS[session.cell]) is Outcome.RIGHT
        elif does == "wrong":
            assert session.answer("17.5") is Outcome.WRONG
        else:
            getattr(session, does)()
    again = Session.from_json(SHEET, json.loads(json.dumps(session.to_json())))
    assert again.to_json() == session.to_json()
    assert again.values == session.values
    for _ in range(2 * again.n_cells):
        if again.cell is not None:
            again.skip()
    assert again.cell is None


@pytest.mark.parametrize(
    "work",
    [
        {},
        {"answers": [], "skips": {}, "slips": {}},
        {"answers": {"no": "1"}, "skips": {}, "slips": {}, "explained": []},
        {"answers": {"z1[1]": 1}, "skips": {}, "slips": {}, "explained": []},
        {"answers": {"z1[1]": "x"}, "skips": {}, "slips": {}, "explained": []},
        {"answers": {"z1[1]": ""}, "skips": {}, "slips": {}, "explained": []},
        {"answers": {}, "skips": {"z1[1]": 99}, "slips": {}, "explained": []},
        {"answers": {}, "skips": {}, "slips": {"z1[1]": "\x1b[2J"}, "explained": []},
        {"answers": {}, "skips": {}, "slips": {"z1[1]": 1}, "explained": []},
        {"answers": {}, "skips": {}, "slips": {}, "explained": [[]]},
        {"answers": {}, "skips": {}, "slips": {}, "explained": 1},
    ],
)
def test_work_that_does_not_fit_is_refused(work) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        Session.from_json(SHEET, work)


def test_an_answer_that_is_wrong_is_left_out_of_work_that_was_kept() -> None:
    work = {"answers": {"z1[1]": "-1", "z1[2]": "99"}, "skips": {}, "slips": {}, "explained": []}
    session = Session.from_json(SHEET, work)
    assert session.values == {"z1[1]": -1}
    assert session.cell == "z1[2]"
