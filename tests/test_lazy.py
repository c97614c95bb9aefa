"""What is imported only when it is needed."""

import subprocess
import sys

import pytest

import handnn as hn


def test_importing_handnn_imports_nothing_that_only_writing_needs() -> None:
    late = {"rich", "typer", "click", "shutil", "html", "json", "pathlib"}
    late |= {"handnn.arithmetic.writing.equation", "handnn.arithmetic.names", "handnn.code.lines"}
    code = (
        "import sys, numpy; before = set(sys.modules); import handnn; "
        f"print(*sorted({late} & sys.modules.keys() - before))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "\n"


def test_the_checks_are_imported_when_asked_for():
    code = "import sys, handnn; print('handnn.checks' in sys.modules, dir(handnn)[-1])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "False worksheet\n"
    assert {"check_gradients", "check_layer"} < set(dir(hn))
    with pytest.raises(AttributeError) as caught:
        hn.no_such_name  # noqa: B018
    assert str(caught.value) == "module 'handnn' has no attribute 'no_such_name'"
