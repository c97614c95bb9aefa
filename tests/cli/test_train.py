"""Real data: the handwritten digits, learnt, saved, and worked by hand."""

import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

import handnn as hn
from handnn import cli
from handnn.cli.train import load_digits

EXAMPLE = Path(__file__).parents[2] / "examples" / "digits.py"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def outcome(capsys):
    """Run a command: gives its exit status, and what it prints on both streams."""

    def run(*args):
        with pytest.raises(SystemExit) as stopped:
            cli.main(list(args))
        return (stopped.value.code, *capsys.readouterr())

    return run


def test_the_digits_are_learnt_saved_and_drawn(outcome):
    status, out, err = outcome("train", "digits")
    assert (status, err) == (0, "")
    first, second, _, third, fourth = out.splitlines()
    assert first.startswith("Trained on 1,348 handwritten digits for 30 epochs (")
    assert first.endswith(" s), accuracy 100.0 %.")
    beginning = "Of 449 digits that it has never seen, it recognizes "
    right = int(second.removeprefix(beginning).split(":")[0])
    assert right / 449 >= 0.97
    assert third == (
        "digits.json is written, with a 3 as its input. To see every number on the way to"
    )
    assert fourth == "the ten outputs, the largest of which is the answer: handnn run digits.json"

    net = hn.load("digits.json")
    X, y = load_digits()
    assert np.sum(hn.predict(net, X[3::4]) == y[3::4]) == right
    assert np.array_equal(hn.load_input("digits.json"), X[3])

    status, out, err = outcome("run", "digits.json")
    assert (status, err) == (0, "")
    assert out.splitlines()[2:10] == [
        "    ▒▒██▓▓",
        "  ▒▒▓▓▒▒██░░",
        "  ░░  ▓▓▓▓",
        "    ░░██▓▓",
        "        ▓▓▓▓",
        "          ▓▓▒▒",
        "    ▒▒░░░░██▒▒",
        "    ▒▒▓▓▓▓▒▒",
    ]
    assert all(len(line) <= 80 for line in out.splitlines())
    digit = hn.predict(net, X[3])
    cells, (largest, following, counted) = net(X[3]), out.splitlines()[-3:]
    assert largest.startswith(f"The largest of the 10 outputs is z2[{digit + 1}] ≈ ")
    assert largest.endswith(f": the answer is class {digit}.")
    second = int(np.argsort(cells)[-2])
    assert following.startswith(f"The next largest is z2[{second + 1}] ≈ ")
    assert following.endswith(f", of class {second}.")
    assert counted == "Classes count from 0, cells from 1: z2[1] is the output of class 0."
    assert f'handnn explain digits.json --cell "output[{digit}]"' in out


def test_the_same_seed_gives_the_same_network(outcome):
    for name in ("a.json", "b.json"):
        outcome("train", "digits", "--epochs", "1", "--seed", "7", "--save", name)
    outcome("train", "digits", "--epochs", "1", "--seed", "8", "--save", "c.json")
    a, b, c = (Path(f"{name}.json").read_text(encoding="utf-8") for name in "abc")
    assert a == b
    assert a != c


def test_no_file_is_written_over_unless_forced(outcome):
    Path("digits.json").write_text("mine")
    assert outcome("train", "digits") == (
        2,
        "",
        "error: digits.json already exists. Choose another name, --save NAME, or use --force.\n",
    )
    assert Path("digits.json").read_text() == "mine"
    assert outcome("train", "digits", "--epochs", "1", "--force")[0] == 0
    assert hn.load("digits.json").n_parameters == 64 * 64 + 64 + 64 * 10 + 10


def test_without_scikit_learn_one_line_says_what_to_install(outcome, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    assert outcome("train", "digits") == (
        2,
        "",
        "error: The handwritten digits come with scikit-learn, which is not installed: pip install "
        '"handnn[examples]".\n',
    )


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--epochs", "0"), "error: epochs must be a positive whole number; got 0.\n"),
        (("--seed", "-1"), "error: --seed must be a whole number, at least 0; got -1.\n"),
    ],
)
def test_a_wrong_number_gets_one_line(outcome, option, message):
    assert outcome("train", "digits", *option) == (2, "", message)
    assert not list(Path().iterdir())


def test_the_example_runs(capsys):
    found = runpy.run_path(str(EXAMPLE))
    net, X, y, held_out = (found[name] for name in ("net", "X", "y", "held_out"))
    assert hn.accuracy(net, X[held_out], y[held_out]) >= 0.97
    assert np.array_equal(hn.load("digits.json")(X[:5]), net(X[:5]))
    out = capsys.readouterr().out
    assert "Accuracy on the held-out digits: 9" in out
    assert "z2[4] = W2[4,1]·h[1] + W2[4,2]·h[2]" in out
