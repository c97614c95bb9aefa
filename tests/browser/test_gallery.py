"""The pages of the gallery lead to what explains them."""

import re

import pytest

import handnn as hn


def links(page):
    return set(re.findall(r'href="([^"]+)"', page))


@pytest.mark.parametrize("name", hn.gallery)
def test_an_exercise_leads_to_the_words_that_it_uses(site_folder, name):
    page = (site_folder / "gallery" / name / "index.html").read_text("utf-8")
    words = {link for link in links(page) if link.startswith("../../glossary/#")}
    assert len(words) > 1


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("hidden-layer", {"path-of-study/#a-second-layer", "hidden-layer/", "glossary/#relu"}),
        ("backpropagation", {"path-of-study/#the-way-back", "learning/", "glossary/#mask"}),
    ],
)
def test_an_exercise_leads_to_where_it_is_explained(site_folder, name, wanted):
    page = (site_folder / "gallery" / name / "index.html").read_text("utf-8")
    article = page[page.index("<article") : page.index("</article")]
    assert {f"../../{link}" for link in wanted} <= links(article)
