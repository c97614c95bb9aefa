"""The files that the documentation names for contributors exist, and so does the code it quotes."""

import pkgutil
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
PATH = re.compile(r"(\.ci|\w+)/[\w./]*")
QUOTED = re.compile(r"<!-- source: (handnn\.[\w.]+) -->")
FIRST_CELL = re.compile(r"^\| (`[^|]+`) \|", re.MULTILINE)


def test_contributing_names_files_that_exist():
    names = CODE.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    paths = {name for name in names if PATH.fullmatch(name)}
    assert "src/handnn/arithmetic/operations.py" in paths
    assert {path for path in paths if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize(
    ("page", "folder"), [("docs/inside.md", "src/handnn"), ("docs/README.md", "docs")]
)
def test_a_table_of_files_names_files_that_exist(page: str, folder: str):
    cells = FIRST_CELL.findall((ROOT / page).read_text("utf-8"))
    names = [name for cell in cells for name in CODE.findall(cell)]
    assert len(names) >= len(cells) > 3
    assert [name for name in names if not (ROOT / folder / name).exists()] == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_quoted_code_exists(page: Path):
    # The build checks it too, but needs MkDocs.
    for name in QUOTED.findall(page.read_text("utf-8")):
        pkgutil.resolve_name(name)
