"""The built site as a whole: accessible, searchable, without dead links."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from accessibility import violations
from optional import optional

import handnn as hn
from handnn.practice.generator.kinds import KINDS

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = optional("playwright.sync_api").expect


# Material's copy button stands in a `nav` without a name, one for every block of code.
EXCEPT = {"exclude": [".md-code__nav"]}
PARTS = 8  # of the pages, for tests that run side by side


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_fits_and_asks_for_nothing_outside(
    new_page: Callable[..., Page], network, site, site_pages, part, subtests
):
    light, dark = (new_page(color_scheme=scheme) for scheme in ("light", "dark"))
    for address in site_pages[part::PARTS]:
        light.set_viewport_size({"width": 1280, "height": 720})
        for page in (light, dark):
            page.goto(site + address)
            page.wait_for_load_state("networkidle")
            with subtests.test(page=address, dark=page is dark):
                assert violations(page, EXCEPT) == []
        light.set_viewport_size({"width": 320, "height": 640})
        with subtests.test("a narrow screen scrolls only downwards", page=address):
            assert light.evaluate("document.documentElement.scrollWidth") <= 320
    assert network.outside == []


def test_the_first_sheet_is_seen_whole_with_its_arithmetic(new_page, site: str):
    page = new_page(viewport={"width": 1280, "height": 720})
    page.goto(site)
    panel = page.locator(".hn-explanation").first
    page.locator('td[aria-label^="y[2]"]').first.hover()
    expect(panel.locator(".hn-numbers")).to_be_in_viewport(ratio=1)
    page.locator('td[aria-label^="y[2]"]').first.click()
    expect(page.locator('td[aria-label^="y[2]"]').first).to_be_in_viewport(ratio=1)
    assert panel.bounding_box()["y"] >= page.locator("td.asked").first.bounding_box()["y"] + 20
    assert page.evaluate("scrollY") == 0


def test_an_example_with_prompts_is_copied_as_code_that_runs(new_page, site: str):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(site + "api/traces/")
    block = page.locator(".highlight:has(.gp)").first
    assert ">>> " in block.inner_text()
    block.hover()
    block.locator("[data-clipboard-target], .md-code__button").first.click()
    expect(page.locator(".md-dialog")).to_contain_text("Copied")
    code = page.evaluate("navigator.clipboard.readText()")
    assert code.startswith("import handnn as hn\n")
    assert ">>>" not in code
    exec(code, {})


def test_search_finds_the_page(page: Page, site: str):
    page.goto(site)
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("hidden layer")
    expect(page.get_by_role("link", name="The hidden layer, by hand").last).to_be_visible()


def test_the_contents_mark_the_section_that_was_chosen(new_page, site: str):
    page = new_page(viewport={"width": 1440, "height": 900})
    page.goto(site + "teachers/")
    contents = page.get_by_role("navigation", name="Table of contents")
    for name in ("An exercise in one command", "On paper", "In a terminal"):
        link = contents.get_by_role("link", name=name, exact=True)
        link.click()
        expect(link).to_have_class(re.compile("md-nav__link--active"))
        expect(contents.locator(".md-nav__link--active:visible")).to_have_count(1)


def test_the_reader_chooses_dark(page: Page, site: str):
    page.goto(site)
    paper = "getComputedStyle(document.body).getPropertyValue('--paper')"
    light = page.evaluate(paper)
    page.get_by_title("Switch to dark").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    assert page.evaluate(paper) != light


def test_every_exercise_is_there_to_be_printed(site_folder: Path):
    gallery = site_folder / "gallery"
    for name in hn.gallery:
        page = (gallery / name / "index.html").read_text("utf-8")
        assert f'href="../{name}.pdf"' in page
    kinds = {f"../print/{kind}.pdf" for kind in KINDS}
    assert kinds <= Links((site_folder / "practise/index.html").read_text("utf-8")).addresses
    files = [*gallery.glob("*.pdf"), *(site_folder / "print").iterdir()]
    assert len(files) == len(hn.gallery) + len(KINDS)
    assert all(file.read_bytes().startswith(b"%PDF") for file in files)


class Links(HTMLParser):
    """The addresses and the anchors of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.anchors = {""}
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("href", "src") and value:
                self.addresses.add(value)
            elif name == "id" and value:
                self.anchors.add(value)


def test_every_link_leads_somewhere(site_folder: Path):
    pages = {path: Links(path.read_text("utf-8")) for path in site_folder.rglob("*.html")}
    dead = []
    for path, links in pages.items():
        if path.name == "404.html":  # its addresses are those of the published place
            continue
        for address in links.addresses:
            target = urlsplit(urljoin(path.as_uri(), address))
            if target.scheme == "https":
                continue
            file = Path(unquote(target.path))
            file = file / "index.html" if file.is_dir() else file
            found = file.exists() and (
                file not in pages or unquote(target.fragment) in pages[file].anchors
            )
            if not found or site_folder not in file.parents:
                dead.append(f"{path.relative_to(site_folder)}: {address}")
    assert dead == []
