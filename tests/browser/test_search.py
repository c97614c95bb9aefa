"""The search of the built site: what a word finds first, and what is not searched."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from optional import optional

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = optional("playwright.sync_api").expect

SOURCE = Path(__file__).parents[2] / "src"

# What somebody who has just met the word needs: its entry in the glossary and the page that
# explains it are the first results.
EXPLAINED = {
    "bias": ("glossary/#bias", "hidden-layer/"),
    "batch": ("glossary/#batch", "gallery/batch-of-three/"),
    "gradient": ("glossary/#gradient", "learning/"),
    "epoch": ("glossary/#epoch", "learning/"),
    "dead neuron": ("glossary/#dead-neuron", "learning/"),
    "softmax": ("glossary/#softmax", "gallery/softmax/"),
    "convolution": ("glossary/#convolution", "gallery/convolution/"),
    "loss": ("glossary/#loss", "learning/"),
    "ReLU": ("glossary/#relu", "hidden-layer/"),
    "learning rate": ("glossary/#learning-rate", "learning/"),
    "attention": ("glossary/#attention", "gallery/self-attention/"),
    "momentum": ("glossary/#momentum", "learning/"),
    "mask": ("glossary/#mask", "learning/"),
    "hidden layer": ("glossary/#hidden-layer", "hidden-layer/"),
}
TASKS = {
    "save network": "exports/#keep-a-network-in-a-file",
    "install": "#on-your-own-computer",
    "worksheet": "teachers/",
    "count parameters": "hidden-layer/#weights-and-nodes-counting-the-parameters",
    "PyTorch": "take-it-with-you/#pytorch",
}
SECTIONS = """(items, site) => items.map(item =>
    [...item.querySelectorAll("a.md-search-result__link")].map(link =>
        link.href.replace(/[?]h=[^#]*/, "").replace(site, "")))"""
INTERNAL = ("api/", "inside/", "speed/", "changelog/")


@pytest.fixture
def found(page: "Page", site: str):
    """The sections that a search finds, page after page: `found("bias")`."""
    page.goto(site)
    box = page.get_by_role("textbox", name="Search")
    box.click()

    def search(words: str) -> list[list[str]]:
        box.fill("")
        expect(page.locator(".md-search-result__item")).to_have_count(0)
        box.press_sequentially(words)
        items = page.locator(".md-search-result__item")
        expect(items.first).to_be_visible(timeout=30_000)  # the index is loaded by the first search
        shown: list[list[str]] = []
        results = items.evaluate_all(SECTIONS, site)
        while shown != results:  # those of a word half typed are replaced
            page.wait_for_timeout(300)
            shown, results = results, items.evaluate_all(SECTIONS, site)
        return results

    return search


def test_a_word_finds_what_explains_it(found, subtests):
    for word, (entry, explanation) in EXPLAINED.items():
        with subtests.test(word=word):
            results = found(word)[:4]
            assert any(entry in sections for sections in results[:3])
            pages = [sections[0] for sections in results]
            assert explanation in pages
            assert not any(page.startswith(INTERNAL) for page in pages[: pages.index(explanation)])


def test_a_task_finds_what_to_do(found, subtests):
    for words, place in TASKS.items():
        with subtests.test(words=words):
            assert place in found(words)[0]


def test_a_name_of_the_library_finds_its_reference(found, subtests):
    for name in ("EarlyStopping", "check_gradients", "two_layer_network"):
        with subtests.test(name=name):
            assert f"handnn.{name}" in str(found(name)[:3])


@pytest.fixture(scope="module")
def index(site_folder: Path) -> list[dict[str, str]]:
    return json.loads((site_folder / "search" / "search_index.json").read_text("utf-8"))["docs"]


def test_source_code_is_not_searched(index):
    private = re.compile(r"def (_[a-z]\w*)\(")
    code = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    names = {*private.findall(code)}
    texts = " ".join(entry["text"] for entry in index)
    assert len(names) > 100
    assert sorted(names & {*re.findall(r"\b_[a-z]\w*(?=\()", texts)}) == []


def test_sheets_and_their_arithmetic_are_not_searched(index):
    texts = [entry["text"] for entry in index]
    assert any("where its number comes from" in text for text in texts)
    drawn = "= 1·2 + (−1)·1 + 1·3 + (−5)"  # with the minus signs of a sheet
    assert [text for text in texts if drawn in text] == []
