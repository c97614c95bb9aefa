"""Scripts on the command line: they print, fail and end as they do without us."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import handnn
from handnn import cli

START = "import numpy as np\nx = np.array([1.0, 2.0])\ny = x * 2\nprint(y)\n"


def run(*command: object, folder: Path) -> tuple[int, str, str]:
    """A command: its status, and what it prints."""
    path = os.pathsep.join(
        [str(Path(handnn.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    )
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


FAILING = {
    "a name": "def layer(x):\n    return nothing(x)\n\nz = layer(y)\n",
    "a shape": "z = x + np.array([1.0, 2.0, 3.0])\n",
    "an index": "for i in range(3):\n    print(x[i])\n",
    "an attribute": "x.nothing\n",
    "an attribute of a number": "x[0].nothing\n",
    "an assertion": 'assert y[0] == 3, f"y is {y[0]}"\n',
    "an error from another": (
        "try:\n    z = x + nothing\nexcept NameError as error:\n"
        '    raise ValueError("bad input") from error\n'
    ),
    "an error in another": "try:\n    nothing\nexcept NameError:\n    1 / 0\n",
    "a division": "z = float(x[0]) / float(x[1] - 2)\n",
    "an exit": "import sys\nsys.exit(3)\n",
    "an exit with a reason": 'import sys\nsys.exit("no good")\n',
    "no Python": "z = (1\nw = 2\n",
}


@pytest.mark.parametrize("code", FAILING.values(), ids=FAILING)
def test_a_script_fails_as_it_does_without_us(tmp_path, code) -> None:
    (tmp_path / "script.py").write_text(START + code, encoding="utf-8")
    python = run("script.py", folder=tmp_path)
    assert python[0] != 0
    assert run("-m", "handnn", "work", "script.py", folder=tmp_path) == python


def test_a_script_prints_first_and_is_worked_then(tmp_path) -> None:
    (tmp_path / "script.py").write_text(START + "import sys\nsys.exit()\n", encoding="utf-8")
    status, out, err = run("-m", "handnn", "work", "script.py", folder=tmp_path)
    assert (status, err) == (0, "")
    assert out.startswith("[2. 4.]\nscript.py: Work of 1 step: y\n")
    assert out.endswith("y (y = x * 2)\n  y[1] = x[1]·2\n  y[1] = 1·2 = 2\n  y[2] = 2·2 = 4\n")


NOT_WORKED = {
    "not followed": (
        "z = np.linalg.inv(np.array([[2.0]]))\n",
        "script.py, line 5 (z = np.linalg.inv(np.array([[2.0]]))): np.linalg.inv is not covered by "
        "the arrays that remember.",
    ),
    "no file": (None, "There is no file script.py."),
}


@pytest.mark.parametrize(("code", "message"), NOT_WORKED.values(), ids=NOT_WORKED)
def test_what_cannot_be_worked(tmp_path, monkeypatch, capsys, code, message) -> None:
    monkeypatch.chdir(tmp_path)
    if code is not None:
        Path("script.py").write_text(START + code, encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        cli.main(["work", "script.py"])
    assert stopped.value.code == 2
    assert capsys.readouterr().err == f"error: {message}\n"


def test_a_wrong_suffix_is_told_before_the_script_runs(tmp_path, monkeypatch, complaint) -> None:
    monkeypatch.chdir(tmp_path)
    Path("script.py").write_text(START + "open('ran', 'w')\n", encoding="utf-8")
    assert complaint("work", "script.py", "-o", "page.xyz") == (
        "The suffix of the file's name says what to write: .html, .svg, .md, .tex, .txt, .json, "
        ".xlsx. "
        "'page.xyz' has the suffix .xyz."
    )
    assert not Path("ran").exists()


def test_what_computes_nothing(tmp_path, monkeypatch, complaint) -> None:
    monkeypatch.chdir(tmp_path)
    Path("lists.py").write_text("x = [1, 2]\ny = [2 * v for v in x]\n", encoding="utf-8")
    assert complaint("work", "lists.py") == (
        "lists.py has nothing to work out: it computes no array from other arrays. Arrays made by "
        "NumPy are followed, such as x = np.array([2, 1, 3])."
    )


def test_a_function_that_is_not_there_or_not_called(tmp_path, monkeypatch, complaint) -> None:
    monkeypatch.chdir(tmp_path)
    Path("two.py").write_text("def f(x):\n    pass\n\ndef g(x):\n    pass\n", encoding="utf-8")
    assert complaint("work", "two.py", "--function", "h") == (
        "two.py has no function 'h'. Its functions: f, g."
    )
    assert complaint("work", "two.py", "-f", "g") == (
        "two.py never calls g: call it there with some arrays."
    )


def test_a_page_and_a_function(tmp_path, monkeypatch, handnn) -> None:
    monkeypatch.chdir(tmp_path)
    code = "import numpy as np\ndef f(x):\n    return x * 2\nf(np.array([3.0]))\n"
    Path("script.py").write_text(code, encoding="utf-8")
    text = handnn("work", "script.py", "--function", "f", "-o", "page.html")
    assert "y (return x * 2)\n  y[1] = x[1]·2\n  y[1] = 3·2 = 6\n" in text
    assert text.endswith("page.html is written.\n")
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


LOOP = "import numpy as np\nh = np.array([1.0, 2.0])\nfor _ in range(3):\n    h = h * 2\n"


@pytest.mark.parametrize(
    ("cell", "arithmetic"),
    [
        ("h[1]", ["h⁽³⁾[2] = h⁽²⁾[2]·2", "h⁽³⁾[2] = 8·2 = 16"]),
        ("h(2)[0]", ["h⁽²⁾[1] = h⁽¹⁾[1]·2", "h⁽²⁾[1] = 2·2 = 4"]),
        ("h⁽¹⁾[0]", ["h⁽¹⁾[1] = h[1]·2", "h⁽¹⁾[1] = 1·2 = 2"]),
    ],
)
def test_one_cell_of_a_script(tmp_path, monkeypatch, handnn, cell, arithmetic) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop.py").write_text(LOOP, encoding="utf-8")
    assert handnn("work", "loop.py", "--cell", cell).splitlines() == arithmetic


def test_cells_left_out_say_which_command_shows_one(tmp_path, monkeypatch, handnn) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wide.py").write_text(
        "import numpy as np\nx = np.arange(1.0, 40.0)\ny = x * 2\n", encoding="utf-8"
    )
    assert 'On the command line: handnn work wide.py --cell "y[38]"' in handnn("work", "wide.py")


def test_an_array_that_a_script_does_not_have(tmp_path, monkeypatch, complaint) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop.py").write_text(LOOP.replace("3", "30"), encoding="utf-8")
    message = complaint("work", "loop.py", "--cell", "z")
    assert message.startswith('The work has no step "z". Its steps: h⁽¹⁾, h⁽²⁾, ')
    assert message.endswith(", …, h⁽³⁰⁾.")
