"""The terms of the glossary in a page lead to their entries."""

import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

HOOKS = Path(__file__).parents[2] / "docs" / "hooks"
TERMS = ("batch", "batch normalisation", "decision boundary", "loss", "matrix")
ANCHORS = {term: term.replace(" ", "-") for term in TERMS}


@pytest.fixture
def glossary(monkeypatch):
    monkeypatch.syspath_prepend(HOOKS)
    yield import_module("glossary")
    del sys.modules["glossary"]


def link(anchor, words):
    return f'<a class="term" href="../glossary/#{anchor}">{words}</a>'


def test_the_first_of_a_section_is_linked(glossary):
    batch = link("batch", "batch")
    page = "<h2>1</h2><p>A {}, a batch.</p><ul><li>batch</li></ul><h2>2</h2><p>A {}.</p>"
    assert glossary.linked(page.format("batch", "batch"), ANCHORS, "../glossary/") == page.format(
        batch, batch
    )


@pytest.mark.parametrize(
    ("written", "anchor", "words"),
    [
        ("Losses grow.", "loss", "Losses"),
        ("Two matrices.", "matrix", "matrices"),
        ("All decision boundaries.", "decision-boundary", "decision boundaries"),
        ("Use batch normalisation.", "batch-normalisation", "batch normalisation"),
        ("Use batch\nnormalisation.", "batch-normalisation", "batch\nnormalisation"),
        ("<em>A</em>&nbsp;loss<br>", "loss", "loss"),
    ],
)
def test_whole_words_in_any_form_the_longest_first(glossary, written, anchor, words):
    expected = written.replace(words, link(anchor, words))
    assert glossary.linked(f"<p>{written}</p>", ANCHORS, "../glossary/") == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    "page",
    [
        "<h2>Loss</h2>",
        "<p><code>loss</code>, <a href='x'>loss</a>, <strong>loss</strong>, lossless, &amp;</p>",
        "<li><section><p>loss</p></section></li>",
        "<div>loss</div><!-- loss -->",
        "<h2 data-search-exclude>Source</h2><p>A book about loss.</p>",
    ],
)
def test_what_is_no_sentence_stays_as_it_is(glossary, page):
    assert glossary.linked(page, ANCHORS, "../glossary/") == page


def test_a_term_with_an_ordinary_meaning_is_none(glossary):
    terms = glossary.terms()
    assert terms["classifier"] == "class-classifier"
    assert "class" not in terms


@pytest.mark.parametrize(("source", "is_linked"), [("learning.md", True), ("api/layers.md", False)])
def test_pages_that_explain_have_links(glossary, source, is_linked):
    page = SimpleNamespace(file=SimpleNamespace(src_uri=source), url=source.replace(".md", "/"))
    html = glossary.on_page_content("<p>A loss.</p>", page)
    assert ('href="../glossary/#loss"' in html) is is_linked
