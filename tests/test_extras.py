"""Packages that may not be installed: what is given where they are, and said where they are not."""

import json
import re
import tomllib
from pathlib import Path

import pytest

import handnn as hn
from handnn.extras import package

ROOT = Path(__file__).parent.parent
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]


def test_what_is_installed_is_given():
    assert package("json", "pdf", "This needs json") is json


def test_the_error_says_how_to_install_what_is_missing():
    with pytest.raises(hn.MissingExtraError) as error:
        package("nowhere.at_all", "pdf", "This needs nowhere")
    assert str(error.value) == (
        'This needs nowhere, which is not installed: pip install "handnn[pdf]".'
    )


def test_every_extra_that_the_package_asks_for_is_there():
    source = "".join(file.read_text("utf-8") for file in (ROOT / "src").rglob("*.py"))
    asked = set(re.findall(r'package\(\s*[^,()]+, "(\w+)"', source))
    assert asked >= {"pdf", "docx", "xlsx", "onnx", "safetensors", "torch", "plot", "examples"}
    assert asked <= EXTRAS.keys()


@pytest.mark.parametrize(
    "file", [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"], ids=lambda file: file.name
)
def test_extras_are_named_in_one_way(file):
    """Only who works on handnn itself installs a copy that can be edited."""
    for extra in re.findall(r'(?<!-e )"(\S*\[[\w,-]+\])"', file.read_text("utf-8")):
        if extra.startswith((".", "handnn")):
            assert re.fullmatch(r"handnn\[[\w-]+\]", extra)
