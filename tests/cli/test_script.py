"""Scripts on the command line: they print, fail and end as they do without us."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import handnn
import handnn as hn
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


# -- gradients ------------------------------------------------------------------------------------

STEP = """import numpy as np

x = np.array([2.0, 1.0])
w = np.array([1.0, -1.0])
y = w @ x
loss = (y - 3.0) ** 2
"""
LEARNS = STEP + "new_w = w - 0.1 * 2 * (y - 3.0) * x\n"


@pytest.fixture
def script(tmp_path, monkeypatch):
    """Write a script into the folder where the commands run."""
    monkeypatch.chdir(tmp_path)

    def write(code: str) -> str:
        Path("step.py").write_text(code, encoding="utf-8")
        return "step.py"

    return write


def test_a_script_backward(script, handnn) -> None:
    text = handnn("work", script(STEP), "--backward")
    assert text.startswith("step.py: the gradients of loss, L on paper, with respect to x, w\n")
    assert "y (y = w @ x)\n" in text
    assert text.endswith(
        "∂L/∂w\n  ∂L/∂w[1] = ∂L/∂y·x[1]\n  ∂L/∂w[1] = (-4)·2 = -8\n  ∂L/∂w[2] = (-4)·1 = -4\n"
        "∂L/∂x\n  ∂L/∂x[1] = w[1]·∂L/∂y\n  ∂L/∂x[1] = 1·(-4) = -4\n  ∂L/∂x[2] = (-1)·(-4) = 4\n"
    )
    assert text.endswith(f"{hn.work('step.py').backward()}\n")


@pytest.mark.parametrize("cell", ["w[1]", "∂L/∂w[1]", "dL/dw[1]"])
def test_the_gradient_by_a_cell_has_the_names_of_python(script, handnn, cell) -> None:
    text = handnn("work", script(STEP), "--backward", "--cell", cell)
    assert text.splitlines() == ["∂L/∂w[2] = ∂L/∂y·x[2]", "∂L/∂w[2] = (-4)·1 = -4"]
    assert text == f"{hn.work('step.py').backward().explain('w', 1)}\n"


def test_a_gradient_in_a_loop_is_found_by_its_number(script, handnn) -> None:
    code = LOOP + "loss = (h**2).sum() / 2\n"
    assert handnn("work", script(code), "-b", "-c", "h(2)[0]").splitlines() == [
        "∂L/∂h⁽²⁾[1] = ∂L/∂h⁽³⁾[1]·2",
        "∂L/∂h⁽²⁾[1] = 8·2 = 16",
    ]
    assert handnn("work", "step.py", "-b", "-c", "h[0]").splitlines()[-1] == (
        "∂L/∂h[1] = 32·2 = 64"
    )


def test_a_gradient_without_arithmetic(script, handnn) -> None:
    assert handnn("work", script(STEP), "-b", "-c", "loss") == (
        "∂L/∂loss is constant here, so there is nothing to work out:\n  ∂L/∂loss = 1\n"
    )


def test_the_number_whose_gradients_they_are(script, handnn, complaint) -> None:
    script(LEARNS)
    assert handnn("work", "step.py", "--loss", "loss", "-c", "w[1]").endswith("= -4\n")
    assert complaint("work", "step.py", "--backward") == (
        "step.py ends with new_w, which has 2 numbers. Gradients are those of a single number; "
        "name one with --loss: y, loss."
    )
    assert complaint("work", "step.py", "--loss", "new_w") == (
        "new_w has 2 numbers. Gradients are those of a single number; name one with --loss: y, "
        "loss."
    )
    assert complaint("work", "step.py", "--loss", "cost") == (
        "The work has no step named 'cost'. Its steps: 'y', 'loss', 'new_w'."
    )
    assert complaint("work", script(START.replace("print(y)\n", "")), "-b") == (
        "step.py ends with y, which has 2 numbers. Gradients are those of a single number; let it "
        "compute one, such as loss = ((y - t) ** 2).mean()."
    )


UPDATES = """\
import numpy as np
x, t, w, b = np.array([2.0, 1.0]), np.array(3.0), np.array([1.0, -1.0]), np.array(0.5)
for _ in range(2):
    y = w @ x + b
    loss = (y - t) ** 2
    dy = 2 * (y - t)
    w = w - 0.1 * dy * x
    b = b - 0.1 * dy
"""


@pytest.mark.parametrize("options", [[], ["--cell", "w"]])
def test_where_a_script_ends_with_another_number_its_loss_is_named(script, handnn, options) -> None:
    told = (
        "L is b⁽²⁾, the number with which step.py ends. For the gradients of another one: "
        "--loss loss.\n"
    )
    script(UPDATES)
    assert handnn("work", "step.py", "--backward", *options).endswith(told)
    assert "For the gradients" not in handnn("work", "step.py", "--loss", "loss", *options)
    script(UPDATES.replace("loss", "far").replace("dy", "away"))
    assert handnn("work", "step.py", "-b", *options).endswith(
        "--loss away, --loss far, --loss y.\n"
    )
    script("import numpy as np\nx = np.array([1.0, 2.0])\ns = x.sum()\n")
    assert handnn("work", "step.py", "-b", *(["-c", "x"] if options else [])).count("L is") == 0


def test_the_number_with_which_a_function_ends(script, handnn) -> None:
    script("import numpy as np\ndef f(x):\n    s = x.sum()\n    return s * 2\nf(np.ones(2))\n")
    assert handnn("work", "step.py", "-f", "f", "-b", "-c", "x", "--ascii").endswith(
        "\nL is y, the number with which f ends. For the gradients of another one: --loss s.\n"
    )


def test_a_gradient_that_there_is_not(script, complaint) -> None:
    assert complaint("work", script(STEP), "-b", "--cell", "q") == (
        'There is no gradient with respect to "q": no array of the code has that name, or loss is '
        "not computed from it, or only through something without a derivative, such as np.argmax. "
        "There are those with respect to loss, y, w, x."
    )


def test_gradients_that_are_all_0_are_explained(script, handnn) -> None:
    rounded = "import numpy as np\nx = np.array([1.0, 2.4])\ny = np.round(x)\nloss = y.sum()\n"
    assert handnn("work", script(rounded), "--backward").endswith(
        "Every gradient is 0: loss stays the same where what it is computed from changes a little, "
        "as after rounding or comparing.\n"
    )


@pytest.mark.parametrize("suffix", ["html", "svg", "md", "tex", "txt", "json"])
def test_gradients_in_every_format(script, handnn, suffix) -> None:
    name = f"page.{suffix}"
    assert handnn("work", script(STEP), "--backward", "-o", name).endswith(f"{name} is written.\n")
    Path("own").mkdir()
    hn.work("step.py").backward().save(Path("own") / name)
    assert Path(name).read_bytes() == (Path("own") / name).read_bytes()


def test_gradients_left_out_say_which_command_shows_one(script, handnn) -> None:
    wide = "import numpy as np\nx = np.arange(1.0, 40.0)\nL = (x * x).sum()\n"
    assert handnn("work", script(wide), "--backward").endswith(
        'On the command line: handnn work step.py --backward --cell "x[38]"\n'
    )
    code = wide + "M = x.max()\n"
    assert handnn("work", script(code), "--loss", "L").endswith(
        'On the command line: handnn work step.py --loss L --cell "x[38]"\n'
    )


def test_what_a_script_is_given_is_answered_as_what_it_computes(script, handnn, complaint) -> None:
    script(STEP)
    for name, number in (("x", 2), ("w", 1)):
        assert handnn("work", "step.py", "--cell", f"{name}[0]").splitlines() == [
            f"{name}[1] = {number}",
            f"{name} is given, not computed.",
        ]
    assert handnn("work", "step.py", "--cell", "w").splitlines() == [
        "w is given, not computed:",
        "  w[1] = 1",
        "  w[2] = -1",
    ]
    assert complaint("work", "step.py", "--cell", "w[2]") == (
        '"w" has an array of shape (2,) here: indices 0 to 1. There is no cell 2.'
    )


@pytest.mark.parametrize("options", [["--cell", "b"], ["-b", "-c", "b"], ["-b", "-c", "dL/db[0]"]])
def test_a_plain_number_that_is_not_followed_says_how_it_would_be(
    script, complaint, options
) -> None:
    code = STEP.replace("y = w @ x\n", "b = 2\ny = w @ x + b\n")
    assert complaint("work", script(code), *options) == (
        "b is a plain number in step.py, and not followed there. To have it followed, write "
        "b = np.array(2)."
    )


def test_the_gradient_by_a_plain_number(script, handnn) -> None:
    code = STEP.replace("y = w @ x\n", "b = 0.0\ny = w @ x + b\n") + "b -= 0.1 * 2 * (y - 3.0)\n"
    assert handnn("work", script(code), "--loss", "loss", "--cell", "y").splitlines()[-1] == (
        "  ∂L/∂y = 2·(1 - 3) = -4"
    )
    assert handnn("work", "step.py", "--loss", "loss", "-c", "b").splitlines()[-1] == (
        "  ∂L/∂b = -4"
    )
