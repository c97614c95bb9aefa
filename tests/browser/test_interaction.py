"""What a live page does for the pointer, the keys and the controls, in detail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from optional import optional

import handnn as hn
from handnn.render.html.page import fragment, html

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

expect = optional("playwright.sync_api").expect

RESET = "Reset the numbers of the sheet"


def trace(x: object = (2, 1, 3)) -> hn.Trace:
    return hn.Sequential(
        hn.Dense([[1, -1, 1], [1, 1, 0], [0, 1, 1], [1, 0, 1]], [-5, 0, 1, -2]),
        hn.ReLU(),
        hn.Dense([[1, 1, -1, 0], [0, 0, 1, -1]], [0, 1]),
        hn.ReLU(),
    ).trace(x)


def cell(page: Page, symbol: str) -> Locator:
    return page.locator(f'td[aria-label^="{symbol} ="]').first


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def labels(page: Page, kind: str) -> list[str]:
    """The symbols of all squares of a class."""
    script = "(all) => all.map((td) => td.getAttribute('aria-label').split(' ')[0])"
    return page.locator(f"td.{kind}").evaluate_all(script)


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def status(page: Page) -> Locator:
    return page.get_by_role("status")


def hidden(page: Page) -> int:
    return page.locator("td.unknown").count()


# -- controls -------------------------------------------------------------------------------------


def test_controls_are_there_when_they_can_do_something(show):
    page = show(trace())
    expect(page.locator("[data-do=reset]")).to_be_hidden()
    expect(button(page, "One step forward")).to_be_hidden()
    expect(button(page, "Step by step")).to_have_attribute("aria-pressed", "false")
    expect(button(page, "Show both")).to_have_count(0)
    button(page, "Step by step").click()
    expect(button(page, "Step by step")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("handnn-sheet")).to_have_class(re.compile("hn-hiding"))
    for name, is_there in (
        ("Hide all results", False),
        ("One step back", False),
        ("One step forward", True),
        ("Reveal all results", True),
    ):
        expect(page.get_by_label(name, exact=True)).to_be_visible(visible=is_there)
    button(page, "One step forward").click()
    expect(button(page, "One step back")).to_be_visible()
    button(page, "Reveal all results").click()
    expect(page.get_by_label("One step forward")).to_be_hidden()
    expect(page.get_by_label("Reveal all results")).to_be_hidden()
    expect(page.locator("handnn-sheet")).not_to_have_class(re.compile("hn-hiding"))
    button(page, "Hide all results").click()
    assert hidden(page) == 12
    assert labels(page, "asked") == ["z1[1]:"]


def test_one_step_back_hides_one_cell_and_points_at_it(show):
    page = show(trace())
    button(page, "Step by step").click()
    for _ in range(3):
        button(page, "One step forward").click()
    assert labels(page, "asked") == ["z1[3]"]
    assert hidden(page) == 9
    button(page, "One step back").click()
    assert hidden(page) == 10
    assert labels(page, "asked") == ["z1[3]:"]


def test_layer_by_layer(show):
    page = show(trace())
    button(page, "Step by step").click()
    page.get_by_label("layer by layer").check()
    for name, left in (("z1", 8), ("h", 4), ("z2", 2), ("y", 0)):
        button(page, "One step forward").click()
        assert hidden(page) == left
        expect(status(page)).to_have_text(f"{name} is revealed.")
    button(page, "One step back").click()
    assert hidden(page) == 2
    button(page, "One step back").click()
    assert hidden(page) == 4


def test_playing_ends_with_the_last_cell(show):
    page = show(hn.Sequential(hn.ReLU()).trace([1, -1]))
    page.clock.install()
    button(page, "Step by step").click()
    button(page, "Play").click()
    expect(button(page, "Pause")).to_have_text("Pause")
    page.clock.run_for(3100)
    assert hidden(page) == 0
    expect(button(page, "Play")).to_have_text("Play")


def test_leaving_the_steps_stops_playing_and_shows_everything(show):
    page = show(trace())
    page.clock.install()
    button(page, "Step by step").click()
    button(page, "Play").click()
    button(page, "Step by step").click()
    assert hidden(page) == 0
    button(page, "Step by step").click()
    page.clock.run_for(5000)
    assert hidden(page) == 12


def test_one_view_is_pressed(show):
    page = show(trace().backward(hn.SquaredError(), target=[1, 2]))
    pressed = page.locator('[data-do="view"][aria-pressed="true"]')
    expect(pressed).to_have_text("Both")
    button(page, "Show backward").click()
    expect(pressed).to_have_text("Backward")
    expect(page.locator(".hn-block.hn-fwd").first).to_have_css("opacity", "0.5")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_backward_leads_to_the_gradients_and_back(show, motion):
    lstm = hn.LSTM.random(2, 3, rng=np.random.default_rng(0))
    run = hn.Sequential(lstm).trace([[1, 2], [0, 1], [2, 2]])
    back = run.backward(hn.SquaredError(), target=np.zeros((3, 3)))
    page = show(
        back, reduced_motion=motion, bypass_csp=True, viewport={"width": 1280, "height": 800}
    )
    first = cell(page, "∂L/∂z[1,1]")
    expect(first).not_to_be_in_viewport()
    page.mouse.wheel(0, 10)
    page.wait_for_function("scrollY === 10")
    button(page, "Show backward").click()
    expect(first).to_be_in_viewport(ratio=1)
    middle = "document.querySelector('td[tabindex=\"0\"]').getBoundingClientRect().top"
    page.wait_for_function(f"Math.abs({middle} - innerHeight / 2) < 60")
    expect(status(page)).to_contain_text("The gradients begin here, with ∂L/∂z.")
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("∂L/∂z[1,1]")
    button(page, "Show backward").click()  # which is still in sight
    expect(page.locator('[data-do="view"][aria-pressed="true"]')).to_have_text("Both")
    page.wait_for_function("scrollY === 10")
    expect(status(page)).to_have_text("Back where you were.")


def test_on_a_phone_backward_leads_to_the_gradients_beside_the_target(show):
    back = trace().backward(hn.SquaredError(), target=[1, 2])
    page = show(back, viewport={"width": 390, "height": 844}, has_touch=True)
    first = cell(page, "∂L/∂y[1]")
    expect(first).not_to_be_in_viewport()
    button(page, "Show backward").tap()
    expect(first).to_be_in_viewport(ratio=1)
    button(page, "Show backward").tap()
    expect(first).not_to_be_in_viewport()


def test_the_address_can_be_copied(show):
    page = show(trace(), fragment="#x.1=5")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    button(page, "Copy link").click()
    expect(status(page)).to_have_text(
        f"Copy the address of this page, which includes every change: {page.url}"
    )
    page = show(trace(), fragment="#x.1=5")
    page.evaluate("""Object.defineProperty(navigator, "clipboard", {
        value: { writeText: async (text) => { window.copied = text; } },
    })""")
    button(page, "Copy link").click()
    expect(status(page)).to_have_text("The link is copied. It includes every change.")
    assert page.evaluate("window.copied") == page.url


def test_another_fragment_is_another_state(show):
    page = show(trace())
    page.evaluate("location.hash = 'x.1=7'")
    expect(cell(page, "z1[1]")).to_have_text("4")
    expect(button(page, RESET)).to_be_visible()
    page.evaluate("location.hash = 'x.2=0'")
    expect(cell(page, "z1[1]")).to_have_text("0")
    page.evaluate("location.hash = ''")
    expect(cell(page, "z1[1]")).to_have_text("−1")
    expect(page.locator("[data-do=reset]")).to_be_hidden()


# -- keys -----------------------------------------------------------------------------------------


def test_keys_within_a_row_and_at_the_edges(show):
    page = show(trace())
    cell(page, "W1[2,2]").focus()
    for key, expected in (
        ("Home", "W1[2,1] = 1"),
        ("ArrowLeft", "W1[2,1] = 1"),
        ("End", "b1[2] = 0"),
        ("Control+ArrowLeft", "b1[2] = 0"),
        ("ArrowRight", "z1[2] = 3"),
        ("ArrowUp", "z1[1] = −1"),
        ("ArrowUp", "x[3] = 3"),
        ("ArrowUp", "x[2] = 1"),
        ("ArrowUp", "x[1] = 2"),
        ("ArrowUp", "x[1] = 2"),
    ):
        page.keyboard.press(key)
        assert focused(page) == expected, key


def test_enter_on_a_computed_cell_does_nothing_unless_stepping(show):
    page = show(trace())
    cell(page, "z1[2]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hn-field")).to_have_count(0)
    assert hidden(page) == 0
    button(page, "Step by step").click()
    page.locator('td[aria-label="h[2]: not revealed"]').focus()
    page.keyboard.press("Enter")
    assert hidden(page) == 6
    cell(page, "z1[2]").focus()
    page.keyboard.press("Enter")
    assert hidden(page) == 6  # it has been revealed already


# -- editing --------------------------------------------------------------------------------------


def edit(page: Page, symbol: str, key: str = "F2") -> Locator:
    cell(page, symbol).focus()
    page.keyboard.press(key)
    return page.get_by_role("textbox", name=symbol, exact=True)


def test_tab_and_leaving_accept_what_was_written(show):
    page = show(trace())
    edit(page, "x[1]").fill("4")
    page.keyboard.press("Tab")
    expect(page.locator(".hn-field")).to_have_count(0)
    expect(cell(page, "x[1]")).to_have_text("4")
    edit(page, "x[2]").fill("5")
    page.locator(".hn-title").click()
    expect(cell(page, "x[2]")).to_have_text("5")
    field = edit(page, "x[3]")
    field.fill("six")
    page.locator(".hn-title").click()
    expect(page.locator(".hn-field")).to_have_count(0)
    expect(cell(page, "x[3]")).to_have_text("3")
    expect(status(page)).to_contain_text("“six” is not a number")


def test_a_field_says_whether_its_number_is_valid(show):
    page = show(trace())
    field = edit(page, "x[1]")
    expect(page.locator("td.open")).to_have_count(1)
    field.fill("two")
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.press_sequentially("!")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    expect(page.locator("td.open")).to_have_count(0)
    expect(cell(page, "x[1]")).to_be_focused()


def test_a_long_number_is_shown_short_and_kept_whole(show):
    page = show(trace([1 / 3, -0.25, 12345678]))
    expect(edit(page, "x[2]")).to_have_value("−0.25")
    page.keyboard.press("Escape")
    field = edit(page, "x[1]")
    expect(field).to_have_value("0.3333")
    assert page.evaluate("getSelection().toString()") in ("0.3333", "")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('handnn-sheet').run.values.x[0]") == 1 / 3
    expect(page.locator(".edited")).to_have_count(0)
    expect(edit(page, "x[3]")).to_have_value("12345678")
    page.keyboard.press("Escape")
    edit(page, "x[1]")
    page.keyboard.type("7")  # replaces what is selected
    page.keyboard.press("Enter")
    expect(cell(page, "x[1]")).to_have_text("7")


@pytest.mark.parametrize("key", ["5", ".", ",", "+", "-"])
def test_typing_begins_with_what_was_typed(show, key):
    page = show(trace())
    expect(edit(page, "x[1]", key)).to_have_value(key)
    page.keyboard.press("Escape")
    cell(page, "x[1]").press("a")
    expect(page.locator(".hn-field")).to_have_count(0)


def test_the_second_click_edits_and_only_given_numbers(show):
    page = show(trace())
    field = page.locator(".hn-field")
    cell(page, "x[1]").click()
    cell(page, "x[2]").click()
    expect(field).to_have_count(0)
    cell(page, "x[2]").click()
    expect(field).to_have_count(1)
    field.click()
    expect(field).to_have_count(1)
    page.keyboard.press("Escape")
    cell(page, "z1[1]").click()
    cell(page, "z1[1]").click()
    expect(field).to_have_count(0)


def test_the_panel_offers_to_change_a_given_number(show):
    page = show(trace())
    cell(page, "b1[2]").click()
    button(page, "Change it").click()
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("b1[2] is now 8; 4 computed numbers change.")
    cell(page, "h[1]").click()
    expect(button(page, "Change it")).to_have_count(0)


def test_one_number_changes(show):
    page = show(hn.Sequential(hn.ReLU()).trace([1, 2]))
    edit(page, "x[1]").fill("5")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("x[1] is now 5; 1 computed number changes.")
    assert labels(page, "edited") == ["x[1]"]
    assert labels(page, "moved") == ["y[1]"]
    assert cell(page, "y[1]").get_attribute("aria-label") == "y[1] = 5, changed"
    button(page, RESET).click()
    expect(status(page)).to_have_text("Everything is as it was.")


# -- highlights and explanations ------------------------------------------------------------------


def test_a_given_number_shows_who_reads_it(show):
    page = show(trace())
    cell(page, "x[2]").hover()
    assert labels(page, "reads") == ["z1[1]", "z1[2]", "z1[3]", "z1[4]"]
    assert labels(page, "lit") == []
    lines = page.locator(".hn-lines p")
    assert lines.nth(0).inner_text().replace("\n", "").startswith("x[2] = 1")
    assert lines.nth(1).inner_text().replace("\n", "") == (
        "given; used in z1[1], z1[2], z1[3], z1[4]"
    )
    cell(page, "z1[1]").hover()
    assert labels(page, "reads") == []


def test_many_readers_are_counted(show):
    page = show(hn.Sequential(hn.Dense(np.ones((15, 1)))).trace([2]))
    cell(page, "x[1]").hover()
    line = page.locator(".hn-lines p").nth(1).inner_text().replace("\n", "")
    assert line.startswith("given; used in z[1], z[2]")
    assert line.endswith("z[12], and 3 more")


def test_a_changed_number_says_what_it_was(show):
    page = show(trace())
    cell(page, "x[1]").hover()
    expect(page.locator(".hn-was")).to_have_count(0)
    edit(page, "x[1]").fill("-7")
    page.keyboard.press("Enter")
    assert page.locator(".hn-was").inner_text().strip() == "(was 2)"


def test_what_was_chosen_stays_until_another_number_is(show):
    page = show(trace())
    cell(page, "x[2]").hover()
    assert labels(page, "asked") == ["x[2]"]
    cell(page, "z1[2]").click()
    cell(page, "W1[4,1]").hover()  # on the way to the arithmetic
    assert labels(page, "asked") == ["z1[2]"]
    expect(page.locator(".hn-numbers")).to_contain_text("z1[2]")
    cell(page, "z1[3]").click()
    assert labels(page, "asked") == ["z1[3]"]
    page.get_by_role("button", name="Close the arithmetic").click()
    cell(page, "x[1]").hover()
    assert labels(page, "asked") == ["x[1]"]


def test_the_diagram_highlights_a_weight_with_both_its_ends(show):
    page = show(trace())
    cell(page, "W1[2,1]").hover()
    lit = page.locator(".hn-diagram line.lit")
    assert lit.evaluate_all("(all) => all.map((line) => line.dataset.cell)") == ["W1[2,1]"]
    expect(page.locator(".hn-diagram rect.lit")).to_have_count(2)
    expect(page.locator(".hn-diagram rect.asked")).to_have_count(0)
    cell(page, "z2[2]").hover()  # shown by the unit of y[2], from h[3] and h[4]
    expect(page.locator(".hn-diagram rect.asked")).to_have_count(1)
    expect(page.locator(".hn-diagram rect.lit")).to_have_count(4)
    cell(page, "z2[2]").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".hn-diagram .lit, .hn-diagram .asked")).to_have_count(0)


def test_the_diagram_shows_the_sample_that_is_pointed_at(show):
    page = show(trace([[2, 1, 3], [7, 8, 9]]))
    units = page.locator(".hn-diagram text[data-cell]")
    assert units.all_text_contents()[:3] == ["2", "1", "3"]
    page.locator('td[aria-label^="z1⁽²⁾[1] ="]').hover()
    assert units.all_text_contents()[:3] == ["7", "8", "9"]
    page.locator('td[aria-label^="W1[1,1] ="]').hover()
    assert units.all_text_contents()[:3] == ["7", "8", "9"]  # a weight belongs to every sample
    page.locator('td[aria-label^="z1⁽¹⁾[1] ="]').hover()
    assert units.all_text_contents()[:3] == ["2", "1", "3"]


def test_an_open_answer_waits_at_its_cell(show):
    page = show(trace())
    button(page, "Step by step").click()
    form, field = page.locator(".hn-answer"), page.get_by_label("Your answer")
    expect(form).to_be_hidden()
    page.get_by_label("predict first").check()
    expect(form).to_be_visible()
    cell(page, "x[1]").click()
    expect(form).to_be_hidden()
    page.locator('td[aria-label="z1[1]: not revealed"]').click()
    expect(form).to_be_visible()
    field.fill("-1")
    field.press("Enter")
    expect(status(page)).not_to_have_class(re.compile("bad"))
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    assert hidden(page) == 11
    field.fill("9")
    field.press("Enter")
    expect(status(page)).to_have_class(re.compile("bad"))
    page.get_by_label("layer by layer").check()
    button(page, "One step forward").click()
    expect(form).to_be_hidden()


def test_predict_first_asks_before_it_reveals(show):
    page = show(trace())
    button(page, "Step by step").click()
    button(page, "Play").click()
    page.get_by_label("predict first").check()
    expect(page.get_by_label("Your answer for z1[1]")).to_be_focused()
    page.wait_for_timeout(1600)
    assert hidden(page) == 12  # nothing is played while an answer is asked for
    expect(button(page, "Play")).to_be_hidden()
    button(page, "One step forward").click()
    assert hidden(page) == 11
    expect(status(page)).to_have_text("No answer: z1[1] is −1. 0 of 1 right at the first try.")
    expect(page.get_by_label("Your answer for z1[2]")).to_be_focused()
    page.get_by_label("predict first").uncheck()
    expect(button(page, "Play")).to_be_visible()


def test_an_answer_does_not_leave_the_page(show):
    # A page of its own forbids forms to be sent; a sheet within another page must do without.
    page = show(f"<!DOCTYPE html><meta charset=utf-8><title>t</title>{fragment(trace())}")
    page.evaluate("window.isSame = true")
    button(page, "Step by step").click()
    page.get_by_label("predict first").check()
    page.get_by_label("Your answer").fill("-1")
    button(page, "Check").click()
    expect(status(page)).to_contain_text("Right: z1[1] is −1.")
    page.wait_for_timeout(100)
    assert page.evaluate("window.isSame")


# -- room -----------------------------------------------------------------------------------------


def fit(page: Page, selector: str) -> str:
    return page.locator(selector).first.evaluate("(e) => e.style.getPropertyValue('--hn-fit')")


def test_numbers_are_scaled_down_until_they_fit(show):
    page = show(trace())
    edit(page, "x[1]").fill("8")
    page.keyboard.press("Enter")
    assert fit(page, ".hn-sheet") == "1.00"
    edit(page, "x[1]").fill("-1234")
    page.keyboard.press("Enter")
    common, own = float(fit(page, ".hn-sheet")), fit(page, 'td[aria-label^="x[1] ="]')
    assert common == 0.78
    assert 0.4 <= float(own) < common
    boxes = page.locator(".hn-sheet tbody td").evaluate_all(
        "(all) => all.map((td) => td.scrollWidth - td.clientWidth)"
    )
    assert max(boxes) <= 1
    edit(page, "x[1]").fill("8")
    page.keyboard.press("Enter")
    assert fit(page, ".hn-sheet") == "1.00"
    assert fit(page, 'td[aria-label^="x[1] ="]') == ""


def test_numbers_in_units_are_scaled_down_until_they_fit(show):
    page = show(trace())
    unit = page.locator(".hn-diagram text[data-cell]").first
    size = float(unit.get_attribute("font-size"))
    overflow = """(text) => text.getBBox().width
        - Number(text.previousElementSibling.getAttribute("width"))"""
    for number, is_smaller in (("8", False), ("-1234.5", True), ("7", False)):
        edit(page, "x[1]").fill(number)
        page.keyboard.press("Enter")
        assert (float(unit.get_attribute("font-size")) < size) == is_smaller
        assert unit.evaluate(overflow) < 0


def test_a_narrow_window_begins_at_the_input(show):
    net = hn.Sequential(hn.Dense.random(12, 3, rng=0), hn.ReLU())
    page = show(net.trace(np.ones(12)), viewport={"width": 390, "height": 800})
    assert page.locator(".hn-scroll").first.evaluate("(e) => e.scrollLeft") > 0
    box = page.locator(".hn-block").first.bounding_box()
    assert box
    assert 0 < box["x"] < 390


# -- alive ----------------------------------------------------------------------------------------


def test_the_first_result_fills_itself_in_once(show):
    page = show(trace(), reduced_motion="no-preference")
    sheet = page.locator("handnn-sheet")
    expect(sheet).to_have_class(re.compile("hn-introducing"))
    assert labels(page, "asked") == ["z1[1]"]
    expect(status(page)).to_contain_text("Point at a number")
    expect(sheet).not_to_have_class(re.compile("hn-introducing"), timeout=10_000)
    assert page.locator(".hn-numbers").inner_text().endswith("= −1")


def test_nothing_moves_for_those_who_asked_for_less_motion(show):
    page = show(trace(), reduced_motion="reduce")
    page.wait_for_timeout(300)
    expect(page.locator(".hn-hint")).to_be_visible()
    assert labels(page, "asked") == []


def test_a_key_ends_the_introduction(show):
    page = show(trace(), reduced_motion="no-preference")
    sheet = page.locator("handnn-sheet")
    expect(sheet).to_have_class(re.compile("hn-introducing"))
    cell(page, "x[1]").click()
    expect(sheet).not_to_have_class(re.compile("hn-introducing"))
    page.wait_for_timeout(400)
    assert labels(page, "asked") == ["x[1]"]


@pytest.mark.parametrize("height", [300, 500, 720])
def test_the_introduction_covers_no_cell_and_ends_where_the_pointer_comes(show, height):
    page = show(trace(), reduced_motion="no-preference")
    page.set_viewport_size({"width": 1280, "height": height})
    page.reload()
    sheet = page.locator("handnn-sheet")
    page.locator(".hn-explanation").scroll_into_view_if_needed()
    expect(sheet).to_have_class(re.compile("hn-introducing"))
    paper, panel = (page.locator(c).bounding_box() for c in (".hn-paper", ".hn-explanation"))
    assert panel["y"] >= paper["y"] + paper["height"] - 1
    cell(page, "x[2]").hover()
    expect(sheet).not_to_have_class(re.compile("hn-introducing"))
    assert labels(page, "asked") == ["x[2]"]


def test_the_speed_of_playing_goes_round(show):
    page = show(trace())
    button(page, "Step by step").click()
    for speed in ("1×", "2×", "½×", "1×"):
        expect(button(page, f"Speed {speed}")).to_have_text(speed)
        button(page, f"Speed {speed}").click()


def test_modes_are_announced(show):
    page = show(trace())
    button(page, "Step by step").click()
    expect(status(page)).to_have_text("The results are hidden. Reveal them one by one.")
    page.get_by_label("predict first").check()
    expect(status(page)).to_have_text("Type each result before it is revealed.")
    page.get_by_label("layer by layer").check()
    expect(status(page)).to_have_text("A layer is revealed at a time.")
    button(page, "Step by step").click()
    expect(status(page)).to_have_text("All results are shown.")


def test_a_focused_cell_tells_its_sum(show):
    page = show(trace())
    cell(page, "z1[2]").focus()
    told = page.evaluate("document.activeElement.ariaDescription")
    assert told.endswith("z1[2] = 1·2 + 1·1 + 0·3 + 0 = 3")
    cell(page, "x[1]").focus()
    assert page.evaluate("document.activeElement.ariaDescription") == ""


def test_a_unit_that_is_switched_off_says_so(show):
    page = show(trace())
    assert cell(page, "h[1]").get_attribute("aria-label") == "h[1] = 0, switched off"
    assert cell(page, "h[2]").get_attribute("aria-label") == "h[2] = 3"


def test_the_answer_is_one_tab_from_its_question(show):
    page = show(trace())
    button(page, "Step by step").click()
    page.get_by_label("predict first").check()
    page.locator('td[aria-label="z1[1]: not revealed"]').focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Your answer for z1[1]")).to_be_focused()


def test_keys_lead_from_the_controls_to_the_sheet_and_to_the_answer(show):
    page = show(trace())
    steps = button(page, "Step by step")
    steps.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(button(page, "Play")).to_be_focused()  # what has come is the next for the keys
    predict = page.get_by_label("predict first")
    predict.focus()
    page.keyboard.press("Space")
    answer = page.get_by_label("Your answer for z1[1]")
    expect(answer).to_be_focused()
    assert answer.get_attribute("aria-description").startswith("z1[1] = W1[1,1]·x[1] + ")
    predict.focus()
    page.keyboard.type("-1")
    expect(answer).to_be_focused()
    expect(answer).to_have_value("-1")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your answer for z1[2]")).to_be_focused()
    predict.uncheck()
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("z1[2]")


def test_a_control_that_goes_leaves_the_keys_on_the_sheet(show):
    page = show(trace())
    button(page, "Step by step").click()
    button(page, "Reveal all results").focus()
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("All results are revealed.")
    assert focused(page).startswith("y[2] = 3")


def test_after_the_last_answer_the_keys_are_on_the_sheet(show):
    page = show(hn.Dense([[1, 2]], [0]).trace([1, 2]))
    button(page, "Step by step").click()
    page.get_by_label("predict first").check()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert focused(page) == "z[1] = 5"


def test_a_sum_goes_on_in_the_next_line_at_a_sign_and_not_inside_a_product(show):
    net = hn.Sequential(hn.Dense(np.arange(12.0).reshape(1, 12), [0]))
    page = show(net.trace(np.ones(12)), viewport={"width": 390, "height": 844})
    cell(page, "z[1]").focus()
    heights = "(e) => [e.offsetHeight, parseFloat(getComputedStyle(e).lineHeight)]"
    terms = page.locator(".hn-numbers .hn-together").all()
    assert len(terms) >= 12
    for term in terms:
        height, line = term.evaluate(heights)
        assert height < 2 * line
    assert page.locator(".hn-numbers").evaluate("(e) => e.scrollWidth <= e.clientWidth")


def test_each_term_is_a_button_once(show):
    page = show(trace())
    cell(page, "z1[2]").focus()
    names = [each.get_attribute("aria-label") for each in page.locator("button.hn-term").all()]
    assert len(names) == len(set(names)) == 7  # three weights, three inputs, the bias
    assert "1, W1[2,1]" in names


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1280, 900), (1920, 1080)])
def test_a_sheet_fits_the_window_with_its_arithmetic(show, width, height):
    page = show(trace(), viewport={"width": width, "height": height})
    boxes = [page.locator(name).first.bounding_box() for name in (".hn-paper", ".hn-explanation")]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"] + 1
    assert boxes[1]["y"] + boxes[1]["height"] <= height + 1


def test_a_swipe_over_a_number_is_not_a_press_of_it(show):
    page = show(trace())
    cell(page, "x[2]").dispatch_event("pointerdown", {"bubbles": True})  # and no click
    button(page, "Light or dark").click()
    assert labels(page, "asked") == []


@pytest.mark.parametrize("height", [620, 720, 800])
def test_the_controls_stay_where_they_are_while_a_sheet_is_worked(show, height):
    page = show(trace(), viewport={"width": 1280, "height": height})
    button(page, "Step by step").click()
    forward = page.locator("[data-do=forward]")
    place = forward.bounding_box()
    while forward.is_enabled():
        forward.click()
        assert forward.bounding_box()["x"] >= place["x"]  # the controls that lead back have come
        assert forward.bounding_box()["y"] == place["y"]
        chosen = page.locator("td.asked").first.bounding_box()
        assert chosen["y"] + chosen["height"] <= page.locator(".hn-explanation").bounding_box()["y"]


def test_forward_leads_back_to_a_question_that_was_left(show):
    page = show(trace())
    button(page, "Step by step").click()
    page.get_by_role("checkbox", name="predict first").check()
    cell(page, "x[1]").click()
    button(page, "One step forward").click()
    expect(page.get_by_role("textbox", name="Your answer for z1[1]")).to_be_visible()
    expect(page.locator('td[aria-label^="z1[1]"]').first).to_have_text("?")


def test_a_weight_leads_to_its_gradient(show):
    page = show(trace().backward(grad=[1, 1]))
    cell(page, "W2[2,3]").focus()
    words = page.locator(".hn-symbols")
    expect(words).to_have_text("given; used in z2[2], ∂L/∂h[3]; its gradient is ∂L/∂W2[2,3]")
    words.get_by_role("button", name="∂L/∂W2[2,3]").click()
    assert labels(page, "asked") == ["∂L/∂W2[2,3]"]


def test_escape_keeps_the_place_on_the_sheet(show):
    page = show(trace())
    cell(page, "z1[2]").click()
    page.keyboard.press("Escape")
    expect(page.locator(".hn-explaining")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    assert labels(page, "asked") == ["z1[3]"]
    page.keyboard.press("Escape")
    cell(page, "z1[3]").click()
    assert labels(page, "asked") == ["z1[3]"]


def test_a_number_that_is_pressed_is_not_hidden_by_its_arithmetic(show):
    page = show(trace(), viewport={"width": 1280, "height": 420})
    output, panel = cell(page, "y[2]"), page.locator(".hn-explanation")
    box = output.bounding_box()
    output.hover()
    expect(output).to_have_class(re.compile("asked"))
    page.mouse.down()
    expect(panel).to_have_css("position", "sticky")
    page.mouse.up()
    assert box["y"] + box["height"] > 420 - panel.bounding_box()["height"]
    assert output.bounding_box()["y"] + box["height"] <= panel.bounding_box()["y"]


@pytest.mark.parametrize("width", [390, 440, 700, 1280, 1920])
@pytest.mark.parametrize("back", [False, True])
def test_no_button_that_comes_moves_what_is_pointed_at(show, width, back):
    record = trace().backward(grad=[1, 1]) if back else trace()
    page = show(f"<!DOCTYPE html><meta charset=utf-8><title>t</title><body>{fragment(record)}")
    page.set_viewport_size({"width": width, "height": 800})
    square, steps = cell(page, "x[1]"), button(page, "Step by step")
    square.focus()
    place, control = square.bounding_box(), steps.bounding_box()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=RESET)).to_be_visible()
    assert square.bounding_box() == place
    steps.click()
    scrolled = page.evaluate("scrollY")  # to have room for all numbers; the controls stay in sight
    box = steps.bounding_box()
    assert box == control | {"y": box["y"]}
    assert control["y"] - scrolled <= box["y"] <= control["y"]


def test_on_a_phone_cells_are_large_and_what_is_beyond_an_edge_fades(show):
    page = show(trace(), viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert cell(page, "z1[1]").bounding_box()["height"] >= 36
    scroller = page.locator(".hn-scroll").first
    expect(scroller).to_have_class(re.compile("hn-more-right"))
    page.locator('td[aria-label^="y[2]"]').last.focus()
    expect(scroller).not_to_have_class(re.compile("hn-more-right"))
    box = page.locator('td[aria-label^="y[2]"]').last.bounding_box()
    assert 0 <= box["x"] <= 390 - 36


def test_the_weights_of_the_chosen_unit_stand_on_its_edges(show):
    page = show(trace())
    weights = page.locator(".hn-diagram text.weight")
    expect(weights).to_have_count(0)
    cell(page, "z1[1]").focus()
    assert sorted(weights.all_text_contents()) == ["1", "1", "−1"]
    edit(page, "W1[1,2]").fill("7")
    page.keyboard.press("Enter")
    cell(page, "z1[1]").focus()
    assert sorted(weights.all_text_contents()) == ["1", "1", "7"]
    page.keyboard.press("Escape")
    expect(weights).to_have_count(0)


def test_a_page_opens_blank_and_prints_with_room_for_a_name(show):
    page = show(trace(), fragment="?blank")
    assert hidden(page) == 12
    name = page.locator(".hn-name")
    expect(name).to_be_hidden()
    page.emulate_media(media="print")
    expect(name).to_be_visible()
    expect(page.locator(".hn-count")).to_be_hidden()  # it would answer a question
    page.emulate_media(media="screen")
    button(page, "Step by step").click()
    page.emulate_media(media="print")
    expect(name).to_be_hidden()
    expect(page.locator(".hn-count")).to_be_visible()


def test_the_cell_that_is_asked_for_is_not_hidden_by_its_arithmetic(show):
    page = show(trace(), viewport={"width": 900, "height": 420})
    button(page, "Step by step").click()
    page.get_by_label("predict first").check()
    button(page, "Reveal all results").click()
    square, panel = (page.locator(each).first for each in ("td.asked", ".hn-explanation"))
    assert square.bounding_box()["y"] + 10 < panel.bounding_box()["y"]
    assert square.bounding_box()["y"] > 0


def test_the_arithmetic_comes_with_a_number_and_goes_when_it_is_closed(show):
    page = show(trace(), viewport={"width": 900, "height": 420})
    panel, close = page.locator(".hn-explanation"), page.get_by_label("Close the arithmetic")
    position = "(e) => getComputedStyle(e).position"
    expect(close).to_be_hidden()
    assert panel.evaluate(position) == "relative"
    cell(page, "z1[1]").focus()
    assert panel.evaluate(position) == "sticky"
    box = panel.bounding_box()
    assert box["y"] + box["height"] <= 421
    close.click()
    assert panel.evaluate(position) == "relative"
    expect(page.locator("td.asked")).to_have_count(0)


def test_on_a_phone_a_layer_at_a_time_is_shown(show):
    page = show(trace(), viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    layers = page.get_by_role("group", name="Layers")
    expect(layers).to_contain_text("Layer 1 of 2")
    expect(page.get_by_label("Previous layer")).to_be_disabled()

    def is_whole(symbols):
        boxes = [page.locator(f'td[aria-label^="{each}"]').last.bounding_box() for each in symbols]
        return all(box["x"] >= 12 and box["x"] + box["width"] <= 378 for box in boxes)

    assert is_whole(["x[1]", "W1[1,1]", "b1[4]", "h[4]"])
    page.get_by_label("Next layer").tap()
    expect(layers).to_contain_text("Layer 2 of 2")
    assert is_whole(["W2[1,1]", "z2[1]", "y[2]"])
    page.get_by_label("Previous layer").tap()
    assert is_whole(["x[1]", "W1[1,1]", "b1[4]", "h[4]"])
    cell(page, "z2[2]").focus()
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 844})
    expect(layers).to_be_hidden()


def test_on_a_phone_the_diagram_is_below_where_it_would_make_the_cells_small(show):
    rnn = hn.gallery["rnn"].trace()
    page = show(rnn, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.locator("td.given").first.bounding_box()["height"] >= 36


@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_no_name_of_a_layer_is_beyond_the_edge(show, width):
    page = show(trace(), viewport={"width": width, "height": 740}, has_touch=True, is_mobile=True)

    def seen() -> set[str]:
        names = page.locator(".hn-marks text.name:visible").all()
        boxes = {name.text_content(): name.bounding_box() for name in names}
        return {n for n, box in boxes.items() if 0 < box["x"] < width - 12 - box["width"]}

    assert {"x", "W1", "b1", "z1", "h"} <= seen()
    page.get_by_label("Next layer").tap()
    assert {"W2", "b2", "z2", "y"} <= seen()
    page.set_viewport_size({"width": 1280, "height": 844})
    beside, block = (page.locator(each).first for each in (".hn-beside .weights", ".hn-weights"))
    assert beside.bounding_box()["x"] < block.bounding_box()["x"]
    expect(page.locator(".hn-above").first).to_be_hidden()


def test_on_a_phone_gradients_are_seen_with_the_next_layer_and_at_last_the_loss(show):
    back = trace().backward(hn.SquaredError(), target=[1, 1])
    page = show(back, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    layers, following = page.get_by_role("group", name="Layers"), page.get_by_label("Next layer")

    def is_whole(*symbols: str) -> bool:
        boxes = [cell(page, symbol).bounding_box() for symbol in symbols]
        return all(0 <= box["x"] <= 390 - box["width"] for box in boxes)

    expect(layers).to_contain_text("Layer 1 of 2")
    assert is_whole("W1[1,1]", "b1[4]", "h[4]")
    following.tap()
    expect(layers).to_contain_text("Layer 2 of 2")
    assert is_whole("W2[1,1]", "y[2]", "∂L/∂W1[1,1]", "∂L/∂b1[4]")
    following.tap()
    expect(layers).to_contain_text("Loss")
    expect(following).to_be_disabled()
    assert is_whole("∂L/∂W2[1,1]", "t[1]", "∂L/∂y[2]")
    page.get_by_label("Previous layer").tap()
    expect(layers).to_contain_text("Layer 2 of 2")


def test_gradients_flow_in_the_diagram(show):
    page = show(trace().backward(hn.SquaredError(), target=[1, 1]))
    gradients = page.locator(".hn-diagram text.gradient:not(.name)")
    names = page.locator(".hn-diagram text.gradient.name")
    assert names.all_text_contents() == ["∂L/∂h", "∂L/∂y"]
    assert gradients.all_text_contents() == ["0", "0", "2", "−2", "−1", "2"]
    edit(page, "t[2]").fill("2")
    page.keyboard.press("Enter")
    assert gradients.all_text_contents() == ["0", "0", "1", "−1", "−1", "1"]
    page.locator('td[aria-label^="∂L/∂W2[2,3]"]').first.focus()
    assert page.locator(".hn-diagram text.weight").all_text_contents() == ["∂ 5"]
    button(page, "Show forward").click()
    expect(gradients.first).to_be_hidden()
    button(page, "Show both").click()
    button(page, "Step by step").click()
    assert set(gradients.all_text_contents()) == {""}
    button(page, "Reveal all results").click()
    button(page, "One step back").click()
    assert gradients.all_text_contents()[-2:] == ["−1", "1"]


def test_a_page_of_a_picture_opens_with_it(show):
    net = hn.Sequential(hn.Dense([[1, 0, 0, -1], [0, 1, 1, 0]]))
    page = show(html(net.trace([0, 4, 2, 1]), input_shape=(2, 2)))
    points = page.locator(".hn-pictures rect")
    shades = "(all) => all.map((e) => Number(e.getAttribute('fill-opacity')))"
    assert points.evaluate_all(shades) == [0, 1, 0.5, 0.25]
    expect(page.get_by_text("the answer is class 1")).to_be_visible()
    points.nth(2).click()
    assert page.locator("td.asked").get_attribute("aria-label") == "x[3] = 2"
    edit(page, "x[3]").fill("8")
    page.keyboard.press("Enter")
    assert points.evaluate_all(shades) == [0, 0.5, 1, 0.125]
    expect(page.get_by_text("The larger of the 2 outputs")).to_be_hidden()


def test_the_answer_follows_the_numbers(show):
    net = hn.Sequential(hn.Dense([[1, 0, 0, -1], [0, 1, 1, 0]]))
    page = show(html(net.trace([0, 4, 2, 1]), input_shape=(2, 2)))
    expect(page.get_by_text("The larger of the 2 outputs")).to_be_visible()
    edit(page, "x[1]").fill("9.5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The larger of the 2 outputs")).to_be_hidden()
    now = page.locator(".hn-now p")
    expect(now).to_have_text(
        [
            "The largest output is now z[1] = 8.5: the answer is class 0.Why?",
            "The next largest is z[2] = 6, of class 1.Why not class 1?",
        ]
    )
    page.get_by_role("button", name="Why?").and_(page.locator(":visible")).click()
    assert labels(page, "asked") == ["z[1]"]
    page.get_by_role("button", name=RESET).click()
    expect(now).to_have_count(0)
    expect(page.get_by_text("The larger of the 2 outputs")).to_be_visible()


def of_a_picture() -> hn.Trace:
    rng = np.random.default_rng(0)
    net = hn.Sequential(
        hn.Dense.random(16, 30, rng=rng), hn.ReLU(), hn.Dense.random(30, 3, rng=rng)
    )
    return net.trace(rng.uniform(size=16))


def test_the_page_of_a_picture_says_why_its_answer_is_the_largest_output(show):
    trace = of_a_picture()
    first, second, _ = np.argsort(-trace.output)
    page = show(html(trace, input_shape=(4, 4)))
    expect(page.locator(".hn-pictures p").nth(0)).to_contain_text(f"the answer is class {first}.")
    expect(page.locator(".hn-pictures p").nth(1)).to_contain_text(f"of class {second}.")
    page.get_by_role("button", name=f"z2[{second + 1}]", exact=True).first.click()
    assert labels(page, "asked")[0].startswith(f"z2[{second + 1}]")
    page.get_by_role("button", name="Why?").click()
    assert labels(page, "asked")[0].startswith(f"z2[{first + 1}]")
    panel = page.locator(".hn-lines")
    expect(panel).to_contain_text(f"The output of class {first}: classes count from 0")

    # the largest terms are written first, and the others when they are asked for
    W, h = trace["dense_2"].parameters["W"][first], trace["relu_1"].output
    j = int(np.argmax(np.abs(W * h)))
    factors = panel.locator(".hn-numbers button[data-cell]")
    assert factors.nth(1).get_attribute("data-cell") == f"h/{j}"
    assert factors.count() <= 2 * 12
    page.get_by_role("button", name="the 19 smallest terms").click()
    assert factors.count() == 2 * 30 + 1
    expect(panel).to_be_focused()
    page.get_by_role("button", name="Only the largest terms").click()
    assert factors.count() <= 2 * 12
    page.get_by_role("button", name="the 19 smallest terms").click()

    # each leads to its neuron, whose weights are a picture too
    factors.and_(page.locator(f'[data-cell="h/{j}"]')).click()
    assert labels(page, "asked")[0].startswith(f"h[{j + 1}]")
    expect(panel.locator("figcaption")).to_contain_text(f"The weights of z1[{j + 1}]")
    tiles = panel.locator("figure rect")
    assert tiles.count() == 16
    less = tiles.evaluate_all("all => all.map((tile) => tile.matches('.less'))")
    assert less == (trace["dense_1"].parameters["W"][j] < 0).tolist()

    # and from there back, to the sum and to the picture
    button(page, f"← z2[{first + 1}]").click()
    assert labels(page, "asked")[0].startswith(f"z2[{first + 1}]")
    expect(page.locator("[data-way=back]")).to_have_count(0)
    expect(page.locator(".hn-pictures")).not_to_be_in_viewport()
    button(page, "↑ The picture").click()
    expect(page.locator(".hn-pictures")).to_be_in_viewport(ratio=1)
    expect(cell(page, "x[1]")).to_be_in_viewport(ratio=1)
    assert labels(page, "asked") == []


def test_the_sums_of_the_answer_and_of_the_next_class_stand_side_by_side(show):
    trace = of_a_picture()
    first, second, _ = np.argsort(-trace.output)
    page = show(html(trace, input_shape=(4, 4)))
    button(page, f"Why not class {second}?").click()
    assert labels(page, "asked")[0].startswith(f"z2[{first + 1}]")
    rows = page.locator(".hn-comparison tr")
    heads = rows.nth(0).locator("th").all_inner_texts()
    assert heads == [f"z2[{first + 1}]", f"z2[{second + 1}]", "difference"]

    # the terms that differ most, both of the same neuron
    W, h = trace["dense_2"].parameters["W"], trace["relu_1"].output
    differences = (W[first] - W[second]) * h
    most = np.argsort(-abs(differences))[:5]
    shown = rows.locator('[data-cell^="h/"]').evaluate_all("all => all.map((e) => e.dataset.cell)")
    assert shown == [f"h/{j}" for j in most for _ in range(2)]

    # whose differences add up to that of the outputs
    written = page.locator(".hn-comparison td:last-child").all_inner_texts()
    *parts, total = (float(each.replace("−", "-")) for each in written)
    assert np.isclose(total, trace.output[first] - trace.output[second], atol=1e-3)
    assert np.isclose(sum(parts), total, atol=1e-3)
    assert parts[:5] == pytest.approx(differences[most], abs=1e-3)

    # a term leads to its neuron, and the way back to the comparison
    rows.nth(1).locator('[data-cell^="h/"]').first.click()
    expect(page.locator(".hn-comparison")).to_have_count(0)
    button(page, f"← z2[{first + 1}]").click()
    expect(page.locator(".hn-comparison")).to_be_visible()
    page.get_by_role("button", name="Why?").click()
    expect(page.locator(".hn-comparison")).to_have_count(0)


def test_outputs_that_are_no_sums_are_not_compared(show):
    net = hn.Sequential(hn.Dense([[1, 0, 0, -1], [0, 1, 1, 0], [1, 1, 0, 0]]), hn.Softmax())
    page = show(html(net.trace([0, 4, 2, 1]), input_shape=(2, 2)))
    expect(page.get_by_role("button", name="Why?")).to_be_visible()
    expect(page.get_by_text("Why not class")).to_have_count(0)


def test_the_neurons_of_a_page_without_a_picture_have_no_picture(show):
    page = show(trace())
    cell(page, "z1[1]").focus()
    expect(page.locator(".hn-numbers")).to_have_count(1)
    expect(page.locator("figure")).to_have_count(0)


def test_each_sample_of_a_batch_is_a_picture(show):
    net = hn.Sequential(hn.Dense([[1, 0, 0, -1], [0, 1, 1, 0]]))
    page = show(html(net.trace([[0, 4, 2, 1], [8, 8, 0, 4]]), input_shape=(2, 2)))
    points = page.locator(".hn-pictures svg:nth-child(2) rect")
    shades = "(all) => all.map((e) => Number(e.getAttribute('fill-opacity')))"
    assert points.evaluate_all(shades) == [1, 1, 0, 0.5]
    points.nth(3).click()
    assert page.locator("td.asked").get_attribute("aria-label") == "x⁽²⁾[4] = 4"
    page.locator("td.asked").press("1")
    page.keyboard.press("Enter")
    assert points.evaluate_all(shades) == [1, 1, 0, 0.125]
    expect(page.get_by_text("class")).to_have_count(0)  # it is said of a single picture


def test_layers_far_wider_than_the_window_have_no_bar(show):
    rng = np.random.default_rng(0)
    net = hn.Sequential(
        hn.Dense.random(40, 40, rng=rng), hn.ReLU(), hn.Dense.random(40, 2, rng=rng)
    )
    page = show(net.trace(np.ones(40)))
    expect(page.get_by_role("group", name="Layers")).to_be_hidden()
    assert 0 <= cell(page, "x[1]").bounding_box()["x"] <= 1280 - 23
