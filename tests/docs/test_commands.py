"""The page of the command line has every command and option, and its examples run."""

import shlex
import sys
import webbrowser
from importlib import import_module
from pathlib import Path

import pytest
import typer

from handnn import cli
from handnn.cli.app import app
from handnn.hidden_layer import hidden_layer_exercise

HOOKS = Path(__file__).parent.parent.parent / "docs" / "hooks"
RUN = ("run", "explain", "summary", "work", "list", "show", "new")  # quick, and asking nothing
SCRIPT = """
import numpy as np

W = np.array([[0.5, -1.0], [1.0, 0.25]])


def forward(x):
    h = np.tanh(W @ x)
    return h


h = forward(np.array([1.0, 2.0]))
cost = (h**2).sum()
"""


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.syspath_prepend(HOOKS)
    hook = import_module("commands")
    monkeypatch.delitem(sys.modules, "commands")
    return hook.on_page_markdown("<!-- commands -->")


def commands(command, name="handnn"):
    yield name, command
    for inside in getattr(command, "commands", {}).values():
        yield from commands(inside, f"{name} {inside.name}")


FOUND = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", FOUND)
def test_every_command_and_option_is_on_the_page(page: str, name: str) -> None:
    section = page.partition(f"## `{name}` ")[2].partition("\n## ")[0]
    assert f"```text\n{name} " in section
    for parameter in FOUND[name].params:
        if parameter.param_type_name == "option":
            assert all(option in section for option in parameter.opts)
            assert parameter.help.partition("<")[0] in section
    for line in (FOUND[name].epilog or "").splitlines()[2:]:
        assert f"\n{line.strip()}\n" in section


EXAMPLES = [
    line.strip()
    for name in RUN
    for line in FOUND[f"handnn {name}"].epilog.splitlines()
    if line.startswith("  handnn ")
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_runs(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(webbrowser, "open", lambda _: True)
    if " new " not in example:
        trace = hidden_layer_exercise()
        trace.network.save("net.json", trace.input)
    Path("script.py").write_text(SCRIPT, encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        cli.main(shlex.split(example)[1:])
    assert (stopped.value.code, capsys.readouterr().err) == (0, "")
