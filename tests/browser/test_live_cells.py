"""The live cells of the site, as a reader meets them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from optional import optional

import handnn as hn

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

expect = optional("playwright.sync_api").expect

SECONDS = 1000
RESET = "Reset code"
READY = 120 * SECONDS  # a cold start takes 3 to 5 s on an idle machine


@pytest.fixture
def cell(page: Page, site: str) -> Locator:
    """The cell with grids that opens the page of the hidden layer."""
    page.goto(site + "hidden-layer/")
    return unfolded(page.locator(".live:has(.live-grid)").first)


@pytest.fixture(scope="module")
def started_cell(online_page: Page, site: str) -> Locator:
    """The same cell, with Python already there."""
    online_page.goto(site + "hidden-layer/")
    cell = unfolded(online_page.locator(".live:has(.live-grid)").first)
    run(cell)
    return cell


@pytest.fixture
def online_cell(started_cell: Locator) -> Locator:
    button(started_cell, RESET).click()
    return started_cell


def unfolded(cell: Locator) -> Locator:
    """The same cell with its code in sight."""
    for details in cell.locator(".live-folded").all():
        details.evaluate("(details) => { details.open = true; }")
    return cell


def shown(cell: Locator) -> list[str]:
    """Everything a cell shows, rich output included, whatever the text beside it lights."""
    return cell.locator(".live-output").evaluate(
        """output => [...output.children].map((part) => {
            const inside = part.shadowRoot?.firstElementChild.cloneNode(true);
            for (const each of inside?.querySelectorAll(".told") ?? []) {
                each.classList.remove("told");
                if (!each.className) each.removeAttribute("class");
            }
            return inside?.innerHTML ?? part.textContent;
        })"""
    )


def run(cell: Locator) -> None:
    button(cell, "Run").click()
    finished(cell)


def finished(cell: Locator) -> None:
    expect(cell).to_have_attribute("aria-busy", "false", timeout=READY)
    expect(status(cell)).to_have_text("Run in your browser.")


def write(cell: Locator, code: str) -> None:
    code_of(cell).fill(code)


def status(cell: Locator) -> Locator:
    return cell.locator(".live-status")


# A sheet in the output has buttons and numbers of its own.
def button(cell: Locator, name: str) -> Locator:
    return cell.locator(".live-bar").get_by_role("button", name=name)


def number(cell: Locator, label: str) -> Locator:
    return cell.locator(".live-grids").get_by_label(label)


def code_of(cell: Locator) -> Locator:
    return cell.locator(".live-code textarea")


def test_every_cell_shows_in_the_browser_what_was_built(
    page, network, pyodide, site, site_folder, site_pages, subtests
):
    network.pyodide = pyodide
    n_cells = 0
    for address in site_pages:
        if 'class="live"' not in (site_folder / address / "index.html").read_text("utf-8"):
            continue
        page.goto(site + address)
        for cell in page.locator(".live").all():
            n_cells += 1
            unfolded(cell)
            built = shown(cell)
            run(cell)
            with subtests.test(page=address, cell=cell.get_attribute("id")):
                assert shown(cell) == built
    assert n_cells


def test_an_edited_number_is_computed_with(online_cell: Locator):
    cell = online_cell
    number(cell, "x, row 1").fill("20")
    number(cell, "b1, row 4").fill("−1/2")
    write(cell, "print(x, b1)")
    run(cell)
    assert shown(cell) == ["[20, 1, 3] [-5, 0, 1, -0.5]"]


def test_edited_code_and_its_value_and_its_error(online_cell: Locator):
    cell = online_cell
    write(cell, "import handnn\nhandnn.__version__")
    code_of(cell).press("Control+Enter")
    finished(cell)
    assert shown(cell) == [repr(hn.__version__)]
    write(cell, "print('first')\n1 / 0")
    run(cell)
    assert shown(cell) == ["first", "line 2: 1 / 0\nZeroDivisionError: division by zero"]


def test_rich_output_is_shown_apart_from_the_pages_styles(online_cell: Locator):
    cell = online_cell
    write(cell, "class Rich:\n    def _repr_html_(self):\n        return '<b>bold</b>'\n\nRich()")
    run(cell)
    assert shown(cell) == ["<b>bold</b>"]


def test_reset_brings_back_code_numbers_and_output(online_cell: Locator):
    cell = online_cell
    labels = "(all) => all.map((square) => square.getAttribute('aria-label'))"
    squares = cell.locator("td[aria-label]")
    code, built = code_of(cell).input_value(), squares.evaluate_all(labels)
    assert len(built) > 12
    number(cell, "W1, row 2, column 3").fill("7")
    write(cell, "print(W1[1])")
    run(cell)
    assert shown(cell) == ["[1, 1, 7]"]
    button(cell, RESET).click()
    assert squares.evaluate_all(labels) == built
    assert code_of(cell).input_value() == code
    expect(number(cell, "W1, row 2, column 3")).to_have_value("0")


def test_reset_brings_back_the_sheet_as_well(cell: Locator):
    square = cell.locator('td[aria-label^="x[1] ="]').first
    square.press("F2")
    square.page.keyboard.insert_text("7")
    square.page.keyboard.press("Enter")
    expect(number(cell, "x, row 1")).to_have_value("7")
    expect(cell.get_by_role("button", name=re.compile("^Reset"))).to_have_count(2)
    button(cell, RESET).click()
    expect(number(cell, "x, row 1")).to_have_value("2")
    expect(square).to_have_attribute("aria-label", "x[1] = 2")


@pytest.mark.parametrize("width", [390, 1200, 1280])
def test_code_that_is_unfolded_is_in_sight(page: Page, site: str, width: int):
    page.set_viewport_size({"width": width, "height": 720})
    page.goto(site + "hidden-layer/")
    summary = page.locator(".live-folded summary").first
    summary.click()
    run = page.locator(".live-folded .live-run").first
    expect(run).to_be_in_viewport()
    expect(summary).to_be_in_viewport()
    at = "e.getBoundingClientRect().x + 5, e.getBoundingClientRect().y + 5"
    assert summary.evaluate(f"(e) => e.contains(document.elementFromPoint({at}))")  # not covered


def test_a_number_changed_on_the_sheet_stands_in_its_grid(cell: Locator, page: Page):
    for symbol, written, label, value in (
        ("x[1]", "5", "x, row 1", "5"),
        ("W1[2,3]", "-4", "W1, row 2, column 3", "−4"),
        ("b1[1]", "0.5", "b1, row 1", "0.5"),
    ):
        square = cell.locator(f'td[aria-label^="{symbol} ="]').first
        square.click()
        square.press("F2")
        page.keyboard.type(written)
        page.keyboard.press("Enter")
        expect(number(cell, label)).to_have_value(value)
    expect(cell).not_to_have_class(re.compile("live-old"))  # the sheet has computed it again


def test_a_number_changed_in_its_grid_stands_on_the_sheet(cell: Locator):
    field = number(cell, "W1, row 2, column 1")
    first = cell.locator('td[aria-label^="W1[2,1] ="]').first
    expect(first).to_have_attribute("aria-label", "W1[2,1] = 1")
    field.fill("−")  # no number yet
    expect(first).to_have_attribute("aria-label", "W1[2,1] = 1")
    field.fill("9/2")
    expect(first).to_have_attribute("aria-label", "W1[2,1] = 4.5, changed")
    sums = cell.locator('td[aria-label^="z1[2] ="]').first
    expect(sums).to_have_attribute("aria-label", "z1[2] = 10, changed")
    expect(field).to_have_value("9/2")
    expect(cell).not_to_have_class(re.compile("live-old"))
    cell.get_by_role("button", name="Reset the numbers of the sheet").click()
    expect(field).to_have_value("1")


def test_what_is_from_before_a_change_is_marked(online_cell: Locator):
    cell = online_cell
    followers = cell.page.locator('[data-after="example"]')
    assert followers.count() > 0
    number(cell, "x, row 1").fill("20")
    for follower in followers.all():
        expect(follower).to_have_class(re.compile("live-old"))
    expect(cell).not_to_have_class(re.compile("live-old"))  # the sheet has followed
    write(cell, "print(x)")
    expect(cell).to_have_class(re.compile("live-old"))
    expect(status(cell)).to_have_text("Changed. Press Run to compute it again.")
    run(cell)
    expect(cell).not_to_have_class(re.compile("live-old"))


def test_a_click_into_the_code_puts_the_caret_there(new_page, site: str):
    page = new_page()
    page.goto(site + "own-layer/")
    code = page.locator(".live-code textarea").first
    code.scroll_into_view_if_needed()
    box = code.bounding_box()
    page.mouse.click(box["x"] + 100, box["y"] + 60)
    expect(code).to_be_focused()
    assert 0 < code.evaluate("(e) => e.selectionStart") < len(code.input_value()) / 2


def test_nothing_on_the_page_gives_away_what_is_to_be_predicted(cell: Locator):
    page = cell.page
    hidden = page.locator(".live-hidden")
    cell.get_by_role("button", name="Step by step").click()
    expect(hidden).to_have_count(0)
    cell.get_by_role("checkbox", name="predict first").check()
    expect(hidden).not_to_have_count(0)
    result = page.locator(".output[data-after=example] .live-text").first
    expect(result).not_to_be_visible()
    expect(page.locator(".value[data-cells='z1[1]']")).not_to_be_visible()
    expect(page.locator(".value[data-cells='b1[1]']").first).to_be_visible()  # given
    cell.locator('td[aria-label^="y[1]"]').first.click()
    expect(cell.locator(".hn-lines")).to_contain_text("The question is z1[1].")
    cell.get_by_role("checkbox", name="predict first").uncheck()
    expect(hidden).to_have_count(0)
    expect(result).to_be_visible()


def test_numbers_and_code_that_are_put_back_are_not_from_before_a_change(cell: Locator):
    old = cell.page.locator(".live-old")
    number(cell, "x, row 1").fill("20")
    expect(old).not_to_have_count(0)
    expect(cell.page.locator(".value.live-old")).not_to_have_count(0)
    cell.get_by_role("button", name="Reset the numbers of the sheet").click()
    expect(old).to_have_count(0)
    code = cell.get_by_role("textbox", name=re.compile("Python code")).first
    first = code.input_value()
    write(cell, "print(x)")
    expect(old).not_to_have_count(0)
    write(cell, first)
    expect(old).to_have_count(0)
    expect(status(cell)).to_have_text("Change a number, then press Run or Ctrl+Enter.")


def test_an_endless_loop_can_be_stopped_and_the_next_run_works(cell, network, pyodide):
    network.pyodide = pyodide
    built = shown(cell)
    write(cell, "while True:\n    pass")
    button(cell, "Run").click()
    expect(status(cell)).to_have_text("Running …", timeout=READY)
    button(cell, "Stop").click()
    expect(status(cell)).to_have_text("Stopped. The output below is from the run before.")
    assert shown(cell) == built
    write(cell, "6 * 7")
    run(cell)
    assert shown(cell) == ["42"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("two", "W1, row 2, column 3: “two” is not a number. Write one such as 2, -1.5 or 1/3."),
        ("0,5", "W1, row 2, column 3: “0,5” is not a number. Write one such as 2, -1.5 or 1/3."),
        ("", "W1, row 2, column 3: the cell is empty. Write one such as 2, -1.5 or 1/3."),
        ("1/0", "W1, row 2, column 3: “1/0” is not a number. Write one such as 2, -1.5 or 1/3."),
    ],
    ids=["word", "decimal comma", "empty", "by zero"],
)
def test_a_bad_number_is_named_before_anything_is_fetched(cell, network, written, said):
    field = number(cell, "W1, row 2, column 3")
    field.fill(written)
    button(cell, "Run").click()
    expect(status(cell)).to_have_text(said)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert network.outside == []


def test_offline_the_output_stays_and_the_message_is_clear(cell: Locator):
    built = shown(cell)
    button(cell, "Run").click()
    expect(status(cell)).to_have_text(
        "Python could not be downloaded from cdn.jsdelivr.net. Are you offline? "
        "The output below is unchanged; try again when you are connected."
    )
    assert shown(cell) == built
    assert built


def test_the_site_itself_cannot_be_reached(cell: Locator, page: Page, site: str):
    page.route("**/live/worker.js", lambda route: route.abort())
    button(cell, "Run").click()
    host = site.split("/")[2]
    expect(status(cell)).to_have_text(
        f"Python could not be downloaded from {host}. Are you offline? "
        "The output below is unchanged; try again when you are connected."
    )


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (None, "Are you offline? The output below is unchanged; try again when you are connected."),
        (404, "It answered: 404 Not Found. The output below is unchanged; try again later."),
    ],
)
def test_python_is_there_but_handnn_is_not(cell, page, site, network, pyodide, answer, why):
    network.pyodide = pyodide
    page.context.route(
        re.compile(r"\.whl"),
        lambda route: route.fulfill(status=answer) if answer else route.abort(),
    )
    button(cell, "Run").click()
    said = f"handnn could not be downloaded from {site.split('/')[2]}. {why}"
    expect(status(cell)).to_have_text(said, timeout=READY)


def test_back_online_the_same_button_works(cell: Locator, network, pyodide: Path):
    button(cell, "Run").click()
    expect(status(cell)).to_contain_text("Are you offline?")
    network.pyodide = pyodide
    run(cell)


def test_the_keyboard_reaches_every_part_of_a_cell(cell: Locator, page: Page):
    number(cell, "W1, row 1, column 1").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    expect(number(cell, "W1, row 3, column 1")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(number(cell, "W1, row 3, column 1")).to_have_value("−1")

    code = code_of(cell)
    code.focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("for i in x:\npass")
    expect(code).to_have_value(re.compile(r"for i in x:\n    pass$"))
    page.keyboard.press("Tab")
    expect(button(cell, "Run")).to_be_focused()


def test_the_coloured_code_is_the_code(cell: Locator):
    write(cell, 'def f(x):  # "no" string\n    return """a\nb""" + f"{x:.2f}"\n')
    coloured = cell.locator(".live-code pre").evaluate("pre => pre.textContent")
    assert coloured == code_of(cell).input_value() + "\n"


def test_copy_takes_the_numbers_of_the_grids_along(new_page, site: str):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(site + "hidden-layer/")
    cell = unfolded(page.locator(".live:has(.live-grid)").first)
    number(cell, "x, row 3").fill("-4")
    button(cell, "Copy").click()
    expect(status(cell)).to_have_text("Copied, with the numbers of the grids.")
    program = page.evaluate("navigator.clipboard.readText()")
    exec(program, namespace := {})
    assert namespace["x"] == [2, 1, -4]


def test_without_javascript_the_page_is_whole(new_page, site: str):
    page = new_page(java_script_enabled=False)
    page.goto(site + "hidden-layer/")
    cell = page.locator(".live:has(.live-grid)").first
    expect(cell.locator(".live-grid").first).to_contain_text("2")
    expect(cell.locator(".live-code")).to_contain_text("import handnn as hn")
    expect(cell.locator(".live-output > *").first).to_be_visible()
