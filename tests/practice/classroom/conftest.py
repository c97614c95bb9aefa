"""A worksheet, and a folder in which learners hand in their answers."""

import pytest

import handnn as hn


@pytest.fixture(scope="session")
def sheet():
    return hn.worksheet(hn.gallery["hidden-layer"])


@pytest.fixture(scope="session")
def right(sheet):
    """All answers, as texts."""
    return {name: f"{sheet.key.values[name]:g}" for name in sheet.asked}


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "answers"
    place.mkdir()
    return place
