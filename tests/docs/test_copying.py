"""What the Copy button takes of an example with prompts."""

import sys
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonConsoleLexer, PythonLexer

HOOKS = Path(__file__).parent.parent.parent / "docs" / "hooks"
EXAMPLE = """>>> x = "<a> & 'b'"
>>> for c in x[:2]:
...     print(c)
<
a

>>> len(x)
9
"""


@pytest.fixture
def shown(monkeypatch):
    """A block of code as a page has it."""
    monkeypatch.syspath_prepend(HOOKS)
    hook = import_module("copying")
    monkeypatch.delitem(sys.modules, "copying")
    return lambda code, lexer: hook.on_page_content(highlight(code, lexer, HtmlFormatter()))


def test_an_example_is_copied_without_prompts_and_results(shown) -> None:
    html = shown(EXAMPLE, PythonConsoleLexer())
    copied = unescape(html.partition('data-copy="')[2].partition('"')[0])
    assert copied == "x = \"<a> & 'b'\"\nfor c in x[:2]:\n    print(c)\n\nlen(x)\n"
    exec(compile(copied, "copied", "exec"), {})


def test_code_without_prompts_is_copied_as_it_is(shown) -> None:
    assert "data-copy" not in shown("x = 1\n", PythonLexer())
