"""The README runs as written: its Python and its commands here, the two of its start in .ci/run."""

import re
import shlex
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

from handnn.cli.app import main

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")


def test_every_python_block_runs_and_prints_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a plain block prints stands in a `text` block below it."""
    monkeypatch.chdir(tmp_path)
    examples = list(Sybil(parsers=[PythonCodeBlockParser()]).parse(README).examples())
    assert examples
    for example in examples:
        example.evaluate()
        shown = re.match(
            r"\s*(?:```)?\s*```text\n([^$](?:.*\n)*?)```\n", TEXT[example.region.end :]
        )
        assert capsys.readouterr().out == (shown[1] if shown else "")


def test_every_command_prints_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for file, code in re.findall(r"`(\w+\.py)`:\n\n```python\n(.*?)```", TEXT, re.DOTALL):
        Path(file).write_text(code, encoding="utf-8")
    sessions = re.findall(r"^```text\n\$ handnn (.+)\n((?:.*\n)*?)```$", TEXT, re.MULTILINE)
    assert sessions
    for command, shown in sessions:
        with pytest.raises(SystemExit) as ended:
            main(shlex.split(command))
        assert ended.value.code == 0
        assert capsys.readouterr().out == shown


def test_fences_use_only_languages_that_are_checked_or_need_no_check() -> None:
    # Sybil passes over `py` and `pycon` in silence, so code in such a fence would never run.
    fences = re.findall(r"^ *(?:```|~~~)(.*)$", TEXT, re.MULTILINE)
    languages, closings = fences[::2], fences[1::2]
    assert set(languages) <= {"python", "sh", "text", "json", "toml"}
    assert set(closings) == {""}


def test_every_link_leads_to_a_file_of_the_repository() -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", TEXT)
    assert links
    for link in links:
        assert link.startswith("https://") or (README.parent / link).exists(), link


@pytest.mark.parametrize("name", ["run", "test"])
def test_a_command_for_a_fresh_machine_is_one_line_under_its_marker(name: str) -> None:
    pattern = rf"^<!-- command: {name} -->\n```sh\n(.+)\n```$"
    assert len(re.findall(pattern, TEXT, re.MULTILINE)) == 1
