"""The sheet of a worksheet that is being filled in."""

import handnn as hn
from handnn.practice.filling import filled_in
from handnn.render import draw
from handnn.sheet.blanks import blank_symbols


def drawn(sheet, values, here, width=80):
    return draw(filled_in(sheet.solution, sheet.asked, values, here), width, ascii=False)


def test_filled_in_completely_it_is_the_solution() -> None:
    for exercise in (hn.gallery["hidden-layer"], hn.exercise(kind="backward", seed=3)):
        sheet = hn.worksheet(exercise)
        values = {name: sheet.key.values[name] for name in sheet.asked}
        assert drawn(sheet, values, None).startswith(draw(sheet.solution, 80, False)[:400])


def test_the_learners_own_numbers_stand_in_it() -> None:
    sheet = hn.worksheet(hn.gallery["hidden-layer"])
    text = drawn(sheet, {"z1[1]": -77.5}, "h[1]")
    assert "-77.5" in text
    assert text.count("?") == 1


def test_nothing_that_is_still_asked_is_given_away_at_any_width() -> None:
    sheet = hn.worksheet(hn.gallery["hidden-layer"])
    page = filled_in(sheet.solution, sheet.asked, {"z1[1]": -1}, "z1[2]")
    assert set(blank_symbols(page)) == set(sheet.asked) - {"z1[1]", "z1[2]"}
    for width in (80, 60, 40, 30):
        text = draw(page, width, ascii=False)
        assert text.count("?") == 1 + (", continued" in text or "Continued from z1" in text)
        assert max(map(len, text.splitlines())) <= width


def test_a_weight_that_is_asked_is_found_where_it_stands() -> None:
    sheet = hn.worksheet(hn.gallery["hidden-layer"], blank=["W1[1,2]"])
    assert "│ 1 │ ? │ 1 ┃-5 │" in drawn(sheet, {}, "W1[1,2]")


def test_two_numbers_in_one_square() -> None:
    sheet = hn.worksheet(hn.gallery["seven-layers"])
    first = sheet.asked[0]
    assert "?" in drawn(sheet, {}, first)
    assert "?" in drawn(sheet, {first: 1}, sheet.asked[1])
