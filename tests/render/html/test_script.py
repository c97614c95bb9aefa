"""The modules of a page's script share one scope."""

import re
from collections import Counter

import pytest

from handnn.practice.web.script import script as worksheet_script
from handnn.render.html.script import script as sheet_script

TOP_LEVEL = re.compile(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)


@pytest.mark.parametrize("script", [sheet_script, worksheet_script])
def test_no_name_hides_that_of_another_module(script):
    names = Counter(TOP_LEVEL.findall(script()))
    assert len(names) > 50
    assert [name for name, count in names.items() if count > 1] == []


def test_a_name_given_twice_would_be_found():
    assert TOP_LEVEL.findall("function a() {}\nconst b = 1;\n  const c = 2;\nclass D {}") == [
        "a",
        "b",
        "D",
    ]
