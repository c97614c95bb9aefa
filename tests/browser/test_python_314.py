"""The core's tests under Python 3.14: the one that Pyodide brings."""

from __future__ import annotations

import zipfile
from importlib.metadata import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent.parent
# What runs there is pure Python, so this Python's copies serve that one too.
NEEDED = ["pytest", "pluggy", "iniconfig", "packaging", "pygments"]
# Hypothesis is not pure, so these tests are ones that do without; and every example of the package,
# but for the modules that need typer or rich.
TESTS = [
    "arithmetic/conftest.py",
    "arithmetic/test_number.py",
    "exercises.py",
    "test_errors.py",
    "test_tape.py",
]
# A page in a browser has no threads, a short stack, and is slow.
WITHOUT = "not thread and not chain"
PAGE = """<!doctype html><title>Python 3.14</title><script type="module">
import { loadPyodide } from "https://cdn.jsdelivr.net/pyodide/v314.0.3/full/pyodide.mjs";
const python = await loadPyodide();
await python.loadPackage("numpy");
const checkout = await (await fetch("checkout.zip")).arrayBuffer();
python.unpackArchive(checkout, "zip", { extractDir: "/checkout" });
window.python = python;
</script>"""
RUN = """
import contextlib, io, os, sys
os.chdir("/checkout")
os.environ["COLUMNS"] = "80"
sys.path[:0] = ["/checkout/src", "/checkout/packages"]
import pytest

output = io.StringIO()
with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
    options = ["-q", "-p", "no:cacheprovider", "--doctest-ignore-import-errors", "-k", WITHOUT]
    code = pytest.main(options)
f"{sys.version_info[:2]} {int(code)}\\n{output.getvalue()}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page that loads Pyodide, and the checkout with what its tests need."""
    with zipfile.ZipFile(tmp_path / "checkout.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(ROOT / "pyproject.toml", "pyproject.toml")
        for path in (ROOT / "src").rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, path.relative_to(ROOT))
        for test in TESTS:
            archive.write(ROOT / "tests" / test, Path("tests") / test)
        for package in NEEDED:
            for file in files(package) or ():
                if file.suffix in {".py", ".json", ".txt", ""} and ".." not in file.parts:
                    archive.write(file.locate(), Path("packages") / file)
    (tmp_path / "index.html").write_text(PAGE, "utf-8")
    return tmp_path


def test_the_core_passes_under_python_3_14(page: Page, network, pyodide, serve, folder: Path):
    network.pyodide = pyodide
    page.set_default_timeout(300_000)
    page.goto(serve(folder))
    page.wait_for_function("window.python")
    program = f"{WITHOUT = }\n{RUN}"
    said = page.evaluate("(program) => window.python.runPython(program)", program)
    version, _, output = said.partition("\n")
    assert version == "(3, 14) 0", output
