"""A sheet beside the text that is about it, on a wide screen."""

from __future__ import annotations

import re

import pytest
from optional import optional

expect = optional("playwright.sync_api").expect

PAGE = "hidden-layer/"


def told(page) -> set[str]:
    cells = page.locator("handnn-sheet").first.locator("td.told").all()
    return {re.split(r"[\[ ]", cell.get_attribute("aria-label"))[0] for cell in cells}


def read(page, text: str) -> None:
    """Scroll until a paragraph stands where one reads."""
    page.get_by_text(text).first.evaluate(
        "(e) => scrollTo(0, e.getBoundingClientRect().top + scrollY - innerHeight * 0.35)"
    )


def test_on_a_wide_screen_the_sheet_stays_and_lights_what_is_read(new_page, site):
    page = new_page(viewport={"width": 1920, "height": 1080})
    page.goto(site + PAGE)
    sheet = page.locator("handnn-sheet").first
    assert told(page) == set()
    read(page, "also called nodes. Each has one row")
    expect(sheet.locator("td.told").first).to_be_visible()
    assert "W1" in told(page)
    read(page, "The second layer does the same")
    box = sheet.bounding_box()
    assert box
    assert 0 <= box["y"] < 200


def named(page, locator: str = ".beside handnn-sheet td.told") -> list[str]:
    cells = page.locator(locator).all()
    return [cell.get_attribute("aria-label").split(" ")[0] for cell in cells]


def test_a_sentence_about_a_row_or_a_cell_lights_no_more_and_is_marked(new_page, site):
    page = new_page(viewport={"width": 1280, "height": 720})
    page.goto(site + PAGE)
    expect(page.locator(".beside handnn-sheet").first).to_be_visible()
    read(page, "The first neuron")
    expect(page.locator(".is-read")).to_contain_text("The first neuron has the weights")
    assert named(page) == ["W1[1,1]", "W1[1,2]", "W1[1,3]", "b1[1]"]
    read(page, "Symbols count from 1")
    expect(page.locator(".is-read")).to_contain_text("Symbols count from 1")
    assert named(page) == ["W1[2,3]", "z1[3]"]


def test_a_number_in_a_sentence_is_lit_while_it_is_pointed_at(new_page, site):
    page = new_page(viewport={"width": 1280, "height": 720})
    page.goto(site + PAGE)
    expect(page.locator(".beside handnn-sheet").first).to_be_visible()
    read(page, "The first neuron")
    page.locator(".value[data-cells='b1[1]']").first.hover()
    expect(page.locator(".beside handnn-sheet td.told")).to_have_count(1)
    assert named(page) == ["b1[1]"]
    read(page, "The network has turned")
    for cells, names in (("y", ["y[1]", "y[2]"]), ("z2[1]", ["z2[1]"])):
        page.locator(f".value[data-cells='{cells}']").first.hover()
        expect(page.locator(".beside handnn-sheet td.told")).to_have_count(len(names))
        assert named(page) == names
    read(page, "The first neuron")
    page.get_by_text("Write its row beside the input").hover(position={"x": 2, "y": 2})
    expect(page.locator(".beside handnn-sheet td.told")).to_have_count(4)


def test_the_first_example_is_over_as_soon_as_one_reads_on(new_page, site):
    page = new_page(viewport={"width": 1280, "height": 800}, reduced_motion="no-preference")
    page.goto(site + PAGE)
    sheet = page.locator("handnn-sheet").first
    example = sheet.locator("td.asked, td.lit")
    expect(example.first).to_be_visible()
    read(page, "Look at the first product in each sum")
    expect(example).to_have_count(0)
    expect(sheet.locator("td.hn-arriving, td.pointed")).to_have_count(0)
    expect(sheet.locator(".hn-diagram .lit, .hn-diagram .asked")).to_have_count(0)


def test_the_backward_sheet_stays_beside_the_page_on_learning(new_page, site):
    page = new_page(viewport={"width": 1920, "height": 1080})
    page.goto(site + "learning/")
    sheet = page.locator(".beside handnn-sheet").first
    cells = sheet.locator("td.told")
    read(page, "Every weight has such a product")
    expect(cells.first).to_be_visible()
    names = [re.split(r"[\[ ]", each.get_attribute("aria-label"))[0] for each in cells.all()]
    assert set(names) == {"z2", "∂L/∂b2"}
    page.locator(".beside math[display=block]").first.evaluate(
        "(e) => scrollTo(0, e.getBoundingClientRect().top + scrollY - innerHeight * 0.35)"
    )
    expect(sheet.locator('td.told[aria-label^="∂L/∂W2[2,3]"]').first).to_be_visible()
    assert sheet.locator('td.told[aria-label^="h["]').count() >= 4
    assert page.evaluate("document.documentElement.scrollWidth") <= 1920


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1366, 560), (1600, 900)])
def test_on_a_laptop_the_backward_sheet_is_as_wide_as_its_column(new_page, site, width, height):
    page = new_page(viewport={"width": width, "height": height})
    page.goto(site + "learning/")
    paper = page.locator(".beside handnn-sheet .hn-scroll").first
    expect(paper).to_be_visible()
    assert paper.evaluate("(e) => e.scrollWidth <= e.clientWidth")
    for text in ("The gradient of the loss with", "Every weight has such a product"):
        read(page, text)
        lit = page.locator(".beside handnn-sheet td.told")
        expect(lit.first).to_be_in_viewport(ratio=1)
        expect(lit.last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("path", [PAGE, "learning/"])
def test_the_sheet_comes_after_its_heading_and_goes_back_where_it_was(new_page, site, path):
    page = new_page(viewport={"width": 1000, "height": 800})
    page.goto(site + path)
    order = """() => [...document.querySelectorAll(".md-content :is(p, h2, .live)")]
        .map((element) => element.textContent)"""
    expect(page.locator("handnn-sheet").first).to_be_visible()
    narrow = page.evaluate(order)
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(page.locator(".beside > :is(h1, h2) + .live")).to_be_visible()
    assert page.evaluate(order) != narrow
    page.set_viewport_size({"width": 1000, "height": 800})
    expect(page.locator(".beside > .live")).to_have_count(0)
    assert page.evaluate(order) == narrow


def test_on_a_narrower_one_the_text_follows_the_sheet(new_page, site):
    page = new_page(viewport={"width": 1200, "height": 720})
    page.goto(site + PAGE)
    expect(page.locator("handnn-sheet").first).to_be_visible()
    expect(page.locator(".beside")).to_have_count(0)
    page.set_viewport_size({"width": 1280, "height": 720})
    expect(page.locator(".beside handnn-sheet")).to_be_visible()


@pytest.mark.parametrize("address", [PAGE, "learning/"])
def test_where_the_sheet_takes_the_room_of_the_contents_they_are_folded(new_page, site, address):
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto(site + address)
    contents = page.locator("details.contents")
    expect(contents).to_have_count(1)
    expect(page.locator(".md-sidebar--secondary")).to_be_hidden()
    links = contents.get_by_role("link")
    expect(links.first).to_be_hidden()
    contents.locator("summary").click()
    assert links.all_inner_texts() == [
        each.removesuffix("¶") for each in page.locator("article h2").all_text_contents()
    ]
    links.last.click()
    expect(page.get_by_role("heading", name="With a pencil")).to_be_in_viewport()
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(contents).to_be_hidden()
    expect(page.locator(".md-sidebar--secondary")).to_be_visible()


def test_the_answers_of_the_exercises_are_not_printed(new_page, site):
    page = new_page()
    page.goto(site + "learning/")
    answers = page.locator("#with-a-pencil ~ ol details")
    expect(answers.first).to_be_visible()
    page.emulate_media(media="print")
    assert answers.count() == 3
    expect(answers.filter(visible=True)).to_have_count(0)
