"""What every test shares: golden files, a plain terminal, and a word on what was left out."""

import difflib
import os
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, settings

ROOT = Path(__file__).parent.parent
GOLDEN_FILES = ROOT / "tests" / "golden"

# marker: (what its tests need, how to run them)
NEEDS = {
    "node": ("Node.js", "install it, so that `node` is on the PATH, and pytest"),
    "browser": ("Chromium", 'pip install -e ".[browser]" and pytest -m browser'),
    "torch": ("PyTorch", 'pip install -e ".[torch]" and pytest -m torch'),
    "keras": ("Keras", 'pip install -e ".[keras]" and pytest -m keras'),
    "onnx": ("ONNX", 'pip install -e ".[onnx-test]" and pytest -m onnx'),
    "engines": ("JAX and others", 'pip install -e ".[engines-test]" and pytest -m engines'),
    "notebook": ("Jupyter", 'pip install -e ".[notebook]" and pytest -m notebook'),
    "office": ("LibreOffice", "install it, so that `soffice` is on the PATH, and pytest -m office"),
}

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
# Whether a test fails, and not by which smallest example: for scripts/mutants_of_page.py.
settings.register_profile("quick", deadline=None, derandomize=True, phases=[Phase.generate])
settings.load_profile("ci" if os.environ.get("CI") else "dev")

left_out = pytest.StashKey[Counter[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-golden",
        action="store_true",
        help="write what the tests produce into the golden files instead of comparing it",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[left_out] = Counter()


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    for item in items:
        item.config.stash[left_out].update(
            marker for marker in NEEDS if item.get_closest_marker(marker)
        )


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for marker, count in config.stash[left_out].items():
        need, command = NEEDS[marker]
        tests = "1 test that needs" if count == 1 else f"{count} tests that need"
        terminalreporter.write_line(f"left out: {tests} {need} (to run: {command})")


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test the same terminal, whatever window and settings pytest was started in."""
    monkeypatch.setenv("COLUMNS", "80")
    for variable in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str | Path, str], None]:
    """Compare a text with a file in tests/golden: ``golden("sheet.txt", str(trace))``.

    The file holds the text and one line end; another place in the repository is given by its full
    path. ``pytest --rewrite-golden`` writes the file anew.
    """

    def compare(name: str | Path, text: str) -> None:
        path = GOLDEN_FILES / name
        shown = path.relative_to(ROOT).as_posix()
        if request.config.getoption("--rewrite-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n", encoding="utf-8", newline="\n")
        elif not path.exists():
            pytest.fail(
                f"there is no {shown} yet. If the text below is right, create it with\n"
                f"    pytest --rewrite-golden '{request.node.nodeid}'\n\n{text}",
                pytrace=False,
            )
        elif (expected := path.read_text(encoding="utf-8")) != text + "\n":
            diff = difflib.unified_diff(
                expected.splitlines(),
                (text + "\n").splitlines(),
                shown,
                "this run",
                lineterm="",
            )
            pytest.fail(
                "\n".join(diff) + "\n\nIf the new text is right: pytest --rewrite-golden",
                pytrace=False,
            )

    return compare
