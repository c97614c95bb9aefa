"""The glossary has the technical words of the pages, each with a page that shows it."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "glossary.md").read_text("utf-8")
ENTRIES = dict(entry.split("\n\n", 1) for entry in PAGE.split("\n## ")[1:])
ASKED = (
    "SGD",
    "momentum",
    "logit",
    "cross-entropy",
    "Glorot initialisation",
    "axis",
    "float32",
    "residual",
    "bias",
    "weight",
    "pre-activation",
    "activation",
    "hidden layer",
    "batch",
    "epoch",
    "learning rate",
    "gradient",
    "backpropagation",
    "dead neuron",
    "softmax",
    "one-hot",
    "parameter",
    "mask",
    "trace",
    "convolution",
    "ReLU",
    "loss",
    "attention",
)


@pytest.mark.parametrize("term", ASKED)
def test_a_term_has_an_entry_of_its_own(term):
    titles = [word.lower() for title in ENTRIES for word in title.split(", ")]
    assert titles.count(term.lower()) == 1


def test_the_terms_are_in_alphabetical_order():
    assert list(ENTRIES) == sorted(ENTRIES, key=str.lower)


@pytest.mark.parametrize(("title", "text"), ENTRIES.items(), ids=ENTRIES)
def test_an_entry_is_short_and_names_a_page_that_shows_it(title, text):
    assert re.search(r"\bsee\s+\[[^]]+\]\([a-z/-]+\.md(#[a-z0-9-]+)?\)", text, re.IGNORECASE)
    words = re.sub(r"`#!value .*?`", "1", text).partition("See [")[0].split()
    assert len(words) <= 75


def test_no_result_is_typed():
    """A number with several decimals is computed when the site is built."""
    without_code = re.sub(r"`[^`]*`", "", PAGE)
    assert re.findall(r"\d\.\d{2,}", without_code.replace("0.01", "")) == []
