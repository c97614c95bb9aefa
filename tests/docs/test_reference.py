"""The API reference is complete: every public name has its place, and only one."""

import importlib
import re
from pathlib import Path

import handnn as hn

DOCS = Path(__file__).parent.parent.parent / "docs"
PUBLIC = [name for name in hn.__all__ if not name.startswith("__")]


def modules_shown() -> list[str]:
    pages = (page.read_text("utf-8") for page in (DOCS / "api").glob("*.md"))
    found = [re.findall(r"^<!-- public: (handnn.+) -->$", page, re.MULTILINE) for page in pages]
    return [module for names in found for listed in names for module in listed.split()]


def test_every_public_name_is_on_one_page_of_the_reference():
    modules = modules_shown()
    for name in PUBLIC:
        home = getattr(hn, name).__module__
        places = [m for m in modules if home == m or home.startswith(f"{m}.")]
        assert len(places) == 1, f"{name} of {home}: {places}"


def test_every_page_of_the_reference_names_modules_that_exist():
    for module in modules_shown():
        importlib.import_module(module)


def test_every_public_name_says_what_it_is():
    for name in PUBLIC:
        first = (getattr(hn, name).__doc__ or "").partition("\n")[0]
        assert first.endswith((".", ":")), f"{name}: {first!r}"
