"""The pages run as written: their `python` fences here, the other blocks when the site is built."""

import re
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

DOCS = Path(__file__).parent.parent.parent / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md"))
NEEDS = ("torch", "onnx", "engines")  # what only the marked page uses
ABROAD = "take-it-with-you.md"
LANGUAGES = {"python", "live", "output", "sh", "text", "json", "toml", "yaml"}


def marked(page: Path) -> object:
    marks = [getattr(pytest.mark, need) for need in NEEDS if page.name == ABROAD]
    return pytest.param(page, marks=marks, id=page.relative_to(DOCS).as_posix())


@pytest.mark.parametrize("page", [marked(page) for page in PAGES])
def test_every_python_block_runs_and_prints_what_is_shown(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for example in Sybil(parsers=[PythonCodeBlockParser()]).parse(page).examples():
        example.evaluate()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_fences_use_only_languages_that_are_run_or_need_no_run(page: Path) -> None:
    # Sybil passes over `py` and `pycon` in silence; four spaces make a block of text, not a fence.
    text = page.read_text(encoding="utf-8")
    fences = re.findall(r"^ {0,3}(?:```+|~~~+) *(\w*).*$", text, re.MULTILINE)
    assert set(fences[::2]) <= LANGUAGES
    assert set(fences[1::2]) <= {""}


def test_the_live_cells_name_the_pyodide_that_the_tests_fetch() -> None:
    root = DOCS.parent
    base = re.search(r"pyodide/v([\d.]+)/", (root / "mkdocs.yml").read_text("utf-8"))
    script = (root / "scripts" / "fetch_pyodide.py").read_text("utf-8")
    assert base
    assert f'VERSION = "{base[1]}"' in script
