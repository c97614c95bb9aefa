"""Files that the documentation names for contributors exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROW = re.compile(r"^\| (`.+?) \|", re.MULTILINE)  # of a table whose first column is code


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def first_column(page: str) -> list[str]:
    """The names in the first columns of the tables of a page."""
    text = (ROOT / page).read_text("utf-8")
    return [name for cell in ROW.findall(text) for name in quoted(cell)]


def test_contributing_names_files_that_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    paths = [name for name in quoted(text) if re.match(r"(\.ci|[a-z]+)/[\w./]*$", name)]
    assert "src/handnn/arithmetic/operations.py" in paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    ("page", "folder"), [("docs/inside.md", "src/handnn"), ("docs/README.md", "docs")]
)
def test_a_table_of_files_names_files_that_exist(page: str, folder: str):
    names = first_column(page)
    assert len(names) > 3
    assert [name for name in names if not (ROOT / folder / name).exists()] == []
