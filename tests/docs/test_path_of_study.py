"""The path of study goes through the gallery."""

import re
from pathlib import Path

import handnn as hn

PAGE = (Path(__file__).parents[2] / "docs" / "path-of-study.md").read_text(encoding="utf-8")


def test_the_path_names_every_exercise():
    assert set(re.findall(r"\(gallery/([\w-]+)\.md\)", PAGE)) == {*hn.gallery, "index"}


def test_the_sections_are_in_the_order_of_the_gallery():
    commands = re.findall(r"\nExercise: \[`handnn show ([\w-]+)`\]\(gallery/\1\.md\)\n", PAGE)
    assert commands == sorted(commands, key=list(hn.gallery).index)
    assert len(commands) == PAGE.count("\n### ")
