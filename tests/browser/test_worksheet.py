"""A worksheet in a real browser: filled in, checked, kept, handed in, printed."""

import json
from pathlib import Path

import pytest
from accessibility import violations
from optional import optional

import handnn as hn
from handnn.practice.handed_in import HandedIn, read_handed_in

expect = optional("playwright.sync_api").expect


# z1[1] without its bias; what follows from it is right
ANSWERS = {
    "z1[1]": "4",
    "h[1]": "4",
    "z1[2]": "3",
    "h[2]": "3",
    "z1[3]": "5",
    "h[3]": "5",
    "z1[4]": "3",
    "h[4]": "3,0",
    "z2[1]": "2",
    "z2[2]": "3",
    "y[1]": "2",
}


@pytest.fixture(scope="module")
def sheet():
    return hn.worksheet(hn.gallery["hidden-layer"])


@pytest.fixture
def opened(sheet, tmp_path, new_page):
    """Open the page of a worksheet: `opened()`, `opened(another)`."""

    def open_page(of=sheet, script=None, **settings):
        file = tmp_path / f"{of.key.code}.html"
        of.save(file)
        page = new_page(**settings)
        if script:
            page.add_init_script(script)
        page.goto(file.as_uri())
        page.wait_for_selector("handnn-worksheet.hn-live")
        return page

    return open_page


def field(page, cell):
    return page.locator(f'[data-asked="{cell}"]').first


def fill(page, answers=ANSWERS):
    for cell, answer in answers.items():
        field(page, cell).fill(answer)


def said(page):
    """What the page says, line by line, as `Feedback.text` has it."""
    lines = page.locator(".hn-said p").all_text_contents()
    return [line.replace("−", "-") for line in lines if line]


def spoken(feedback, depth):
    return [line.strip() for line in feedback.text(depth, ascii=False).splitlines()]


def marked(page, how):
    fields = page.locator(f".{how} > [data-asked]").all()
    return [each.get_attribute("data-asked") for each in fields]


def test_hint_then_cause_then_arithmetic_as_python_says_them(sheet, opened):
    page = opened()
    fill(page)
    page.get_by_role("button", name="Check").click()
    feedback = sheet.check(ANSWERS)
    assert said(page) == spoken(feedback, "hint")
    assert sorted(marked(page, "right")) == sorted(feedback.right)
    assert marked(page, "look") == ["z1[1]"]
    assert field(page, "z1[1]").get_attribute("aria-invalid") == "true"
    page.get_by_role("button", name="What happened?").click()
    assert said(page) == spoken(feedback, "cause")
    page.get_by_role("button", name="How should it be?").click()
    assert said(page) == spoken(feedback, "arithmetic")
    assert page.locator("[data-part=more]").is_hidden()


def test_what_is_written_anew_loses_its_mark_and_all_right_is_said(sheet, opened):
    page = opened()
    fill(page)
    page.get_by_role("button", name="Check").click()
    true = {cell: f"{sheet.key.values[cell]:g}" for cell in sheet.asked}
    fill(page, true)
    assert marked(page, "look") == []
    page.get_by_role("button", name="Check").click()
    assert said(page) == ["All 12 cells are right."]
    assert page.locator(".hn-said").get_attribute("aria-live") == "polite"


def test_what_is_no_number_is_said_and_marked(sheet, opened):
    page = opened()
    fill(page, {"z1[1]": "two", "z1[2]": "3"})
    page.get_by_role("button", name="Check").click()
    assert said(page) == spoken(sheet.check({"z1[1]": "two", "z1[2]": "3"}), "hint")
    assert marked(page, "unread") == ["z1[1]"]


def test_the_keyboard_walks_in_the_order_of_the_work(sheet, opened):
    page = opened()
    field(page, sheet.asked[0]).focus()
    for cell in sheet.asked[1:]:
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.dataset.asked") == cell
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert said(page) == ["0 of 12 cells right, 12 open."]
    field(page, sheet.asked[3]).focus()
    page.keyboard.type("1")
    walk = [("ArrowUp", 2), ("ArrowDown", 3), ("ArrowRight", 4), ("ArrowLeft", 3), ("ArrowLeft", 3)]
    for key, place in [*walk, ("ArrowLeft", 2), ("Shift+Enter", 1)]:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.dataset.asked") == sheet.asked[place], key


def test_answers_are_kept_over_a_reload_until_one_starts_again(opened):
    page = opened()
    fill(page)
    page.get_by_label("Name").fill("Ada")
    page.reload()
    page.wait_for_selector("handnn-worksheet.hn-live")
    assert field(page, "h[4]").input_value() == "3,0"
    assert page.get_by_label("Name").input_value() == "Ada"
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Start again").click()
    page.reload()
    page.wait_for_selector("handnn-worksheet.hn-live")
    assert field(page, "h[4]").input_value() == ""
    assert page.get_by_label("Name").input_value() == "Ada"


NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); },
});"""


def test_it_works_without_storage(opened):
    page = opened(script=NO_STORAGE)
    fill(page)
    page.get_by_role("button", name="Check").click()
    assert said(page)[0] == "10 of 12 cells right, 1 mistake, 1 open."


@pytest.mark.parametrize(
    "kept", ["null", "[]", '"x"', '{"answers": null}', '{"answers": {"z1[1]": {}}}']
)
def test_whatever_was_stored_does_no_harm(sheet, opened, kept):
    script = (
        f"try {{ localStorage.setItem('handnn {sheet.key.code}', {json.dumps(kept)}); }} catch {{}}"
    )
    page = opened(script=script)
    assert field(page, "z1[1]").input_value() == ""


def test_the_file_and_the_code_are_read_by_python(sheet, opened):
    page = opened()
    fill(page)
    page.get_by_label("Name").fill("Ada ½ Łovelace")
    expected = HandedIn("Ada ½ Łovelace", sheet.key.code, ANSWERS, sheet.title)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save a file").click()
    assert download.value.suggested_filename == f"Ada-½-Łovelace-{sheet.key.code}.json"
    assert read_handed_in(Path(download.value.path()).read_bytes()) == expected
    page.get_by_role("button", name="Copy a code").click()
    code = page.get_by_label("The code to hand in").input_value()
    assert read_handed_in(code) == expected


def test_on_a_phone_everything_fits_and_signs_can_be_typed(opened):
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("[data-asked]").first.evaluate("e => e.closest('td').offsetHeight") >= 36
    field(page, "z1[1]").tap()
    page.get_by_role("button", name="type −").tap()
    page.keyboard.type("1")
    assert field(page, "z1[1]").input_value() == "−1"
    box = field(page, "z1[1]").bounding_box()
    assert min(box["width"], box["height"]) >= 24


def test_it_prints_what_was_filled_in_and_no_buttons(opened):
    page = opened()
    fill(page)
    page.get_by_role("button", name="Check").click()
    page.emulate_media(media="print")
    assert page.get_by_role("button").count() == 0
    assert field(page, "z1[1]").is_visible()
    style = "(field) => [getComputedStyle(field).backgroundImage, getComputedStyle(field).color]"
    assert field(page, "z1[1]").evaluate(style) == ["none", "rgb(0, 0, 0)"]
    assert "handnn hand" in field(page, "z1[1]").evaluate("(f) => getComputedStyle(f).fontFamily")
    assert page.get_by_label("Name").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("blank", ["all", "parameters"])
def test_axe_finds_nothing(opened, scheme, blank):
    page = opened(
        hn.worksheet(hn.gallery["hidden-layer"].trace(), blank=blank),
        color_scheme=scheme,
        bypass_csp=True,
    )
    first = page.locator("[data-asked]").first
    first.fill("77")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("button", name="What happened?").click()
    page.get_by_role("button", name="Copy a code").click()
    assert violations(page) == []


def test_two_numbers_in_one_square_have_a_field_each(opened):
    sheet = hn.worksheet(hn.gallery["seven-layers"])
    page = opened(sheet)
    true = {cell: f"{sheet.key.values[cell]:g}" for cell in sheet.asked}
    fill(page, true)
    page.get_by_role("button", name="Check").click()
    assert said(page) == [f"All {len(true)} cells are right."]


# -- a class --------------------------------------------------------------------------------------


@pytest.fixture
def class_file(tmp_path):
    net = hn.gallery["hidden-layer"].network
    sheets = [hn.worksheet(net.trace([i, 1, 3])) for i in range(1, 8)]
    hn.save_worksheets(sheets, tmp_path / "class.html")
    return tmp_path / "class.html"


def shown(page):
    return page.locator("handnn-worksheet:visible .hn-title").all_text_contents()


def test_a_class_chooses_by_number_or_by_address(class_file, page):
    page.goto(class_file.as_uri())
    page.wait_for_selector("handnn-worksheet.hn-live", state="attached")
    assert shown(page) == []
    begin = page.get_by_text("Type your name, or choose your number: your worksheet appears here.")
    expect(begin).to_be_visible()
    page.get_by_label("or number").select_option("3")
    expect(begin).to_be_hidden()
    assert shown(page) == ["3. Sequential of 4 layers"]
    page.reload()
    page.wait_for_selector("handnn-worksheet:visible")
    assert shown(page) == ["3. Sequential of 4 layers"]
    page.goto(f"{class_file.as_uri()}?variant=7")
    page.wait_for_selector("handnn-worksheet:visible")
    assert shown(page) == ["7. Sequential of 4 layers"]
    sheet = page.locator("handnn-worksheet:visible")
    sheet.locator('[data-asked="z1[1]"]').fill("9")  # 7 - 1 + 3, without the bias
    sheet.get_by_role("button", name="Check").click()
    sheet.get_by_role("button", name="What happened?").click()
    assert "b1[1] was left out." in sheet.locator(".hn-said").inner_text()


def test_the_same_name_leads_to_the_same_worksheet(class_file, new_page):
    found = []
    for name in ("Ada Lovelace", "  ada   LOVELACE ", "Emmy Noether"):
        page = new_page()
        page.goto(class_file.as_uri())
        page.wait_for_selector("handnn-worksheet.hn-live", state="attached")
        page.get_by_label("Your name").fill(name)
        page.keyboard.press("Tab")
        found += shown(page)
        assert (
            page.locator("handnn-worksheet:visible [data-part=name]").input_value() == name.strip()
        )
    assert found[0] == found[1]
    assert len(found) == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_class(class_file, new_page, scheme):
    page = new_page(color_scheme=scheme, bypass_csp=True)
    page.goto(f"{class_file.as_uri()}?variant=2")
    page.wait_for_selector("handnn-worksheet:visible")
    assert violations(page) == []


def test_a_square_of_a_class_page_takes_a_click(class_file, page):
    page.goto(f"{class_file.as_uri()}?variant=7")
    page.wait_for_selector("handnn-worksheet:visible")
    page.locator('handnn-worksheet:visible [data-asked="z1[1]"]').click()
    page.keyboard.type("9")
    expect(page.locator('handnn-worksheet:visible [data-asked="z1[1]"]')).to_have_value("9")
    assert shown(page) == ["7. Sequential of 4 layers"]


def test_typing_a_name_is_enough(class_file, page):
    page.goto(class_file.as_uri())
    page.wait_for_selector("handnn-worksheet.hn-live", state="attached")
    page.get_by_label("Your name").press_sequentially("Ada Lovelace")
    page.wait_for_selector("handnn-worksheet:visible")
    expect(page.get_by_label("Your name")).to_be_focused()
    own = page.locator("handnn-worksheet:visible [data-part=name]")
    expect(own).to_have_value("Ada Lovelace")


def test_the_worksheet_follows_a_corrected_name_until_something_is_written(class_file, page):
    page.goto(class_file.as_uri())
    page.wait_for_selector("handnn-worksheet.hn-live", state="attached")
    name = page.get_by_label("Your name")
    own = page.locator("handnn-worksheet:visible [data-part=name]")

    def named(text):
        name.fill(text)
        name.press("Tab")
        expect(own).to_have_value(text)
        return shown(page)

    people = [f"Learner {i}" for i in range(20)]
    sheets = [named(each) for each in people]
    assert all(len(each) == 1 for each in sheets)
    assert len({each[0] for each in sheets}) > 3
    assert named(people[0]) == sheets[0]  # as at first
    everywhere = page.locator("handnn-worksheet [data-part=name]")
    assert sorted(everywhere.evaluate_all("all => all.map(each => each.value)"))[:6] == [""] * 6

    other = next(i for i in range(20) if sheets[i] != sheets[0])
    page.locator('handnn-worksheet:visible [data-asked="z1[1]"]').fill("4")
    assert named(people[other]) == sheets[0]
    page.reload()
    page.wait_for_selector("handnn-worksheet:visible")
    assert named("Ada Seven") == sheets[0]
    page.locator('handnn-worksheet:visible [data-asked="z1[1]"]').fill("")
    assert named(people[other]) == sheets[other]


def test_without_a_name_the_page_is_as_it_was_at_first(class_file, page):
    page.goto(class_file.as_uri())
    page.wait_for_selector("handnn-worksheet.hn-live", state="attached")
    name = page.get_by_label("Your name")
    name.fill("Ada")
    page.wait_for_selector("handnn-worksheet:visible")
    name.fill("")
    expect(page.get_by_text("Type your name, or choose your number")).to_be_visible()
    assert shown(page) == []


def test_who_chose_a_number_keeps_it_whatever_the_name(class_file, page):
    page.goto(class_file.as_uri())
    page.wait_for_selector("handnn-worksheet.hn-live", state="attached")
    page.get_by_label("or number").select_option("2")
    own = page.locator("handnn-worksheet:visible [data-part=name]")
    for name in ("Ada Seven", "Emmy Two", "Sophie Three"):
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Your name").press("Tab")
        expect(own).to_have_value(name)
        assert shown(page) == ["2. Sequential of 4 layers"]
    page.reload()
    page.wait_for_selector("handnn-worksheet:visible")
    page.get_by_label("Your name").fill("Ada Seven")
    page.get_by_label("Your name").press("Tab")
    assert shown(page) == ["2. Sequential of 4 layers"]
    page.get_by_label("or number").select_option("…")
    assert len(shown(page)) == 1  # that of the name


def test_the_diagram_shows_what_is_written(opened):
    page = opened()
    field(page, "h[1]").fill("-1.5")
    field(page, "h[2]").fill("3.14159")
    unit = page.locator(".hn-diagram text[data-cell='h[1]']")
    assert unit.text_content() == "−1.5"
    assert page.locator(".hn-diagram text[data-cell='h[2]']").text_content() == "…"
    page.reload()
    page.wait_for_selector("handnn-worksheet.hn-live")
    assert unit.text_content() == "−1.5"
