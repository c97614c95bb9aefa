"""Real data: the handwritten digits, learnt, saved, and worked by hand."""

import runpy
import sys
from pathlib import Path

import numpy as np
import pytest

import handnn as hn
from handnn import cli
from handnn.cli.picture import picture
from handnn.cli.train import load_digits
from handnn.loading import load_input_shape

EXAMPLE = Path(__file__).parents[2] / "examples" / "digits.py"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def handnn(capsys):
    """Run a command: gives its exit status, and what it prints on both streams."""

    def run(*args):
        with pytest.raises(SystemExit) as stopped:
            cli.main(list(args))
        return (stopped.value.code, *capsys.readouterr())

    return run


# -- handnn train digits ---------------------------------------------------------------------------


def test_the_digits_are_learnt_saved_and_drawn(handnn):
    status, out, err = handnn("train", "digits")
    assert (status, err) == (0, "")
    first, second, _, third, fourth = out.splitlines()
    assert first.startswith("Learnt 1,348 handwritten digits in ")
    assert first.endswith(" s, 30 epochs: 100.0 % right.")
    right = int(second.removeprefix("Of 449 digits it has never seen it knows ").split(":")[0])
    assert right / 449 >= 0.97
    assert third == (
        "digits.json is written, with a 3 as its input. See every number on the way to the"
    )
    assert fourth == "ten outputs, of which the largest decides: handnn run digits.json"

    net = hn.load("digits.json")
    X, y = load_digits()
    assert np.sum(hn.predict(net, X[3::4]) == y[3::4]) == right
    assert np.array_equal(hn.load_input("digits.json"), X[3])

    status, out, err = handnn("run", "digits.json")
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
    assert out.splitlines()[-1] == (
        f"Largest output: z2[{digit + 1}], which is class {digit} (classes count from 0)."
    )


def test_the_same_seed_gives_the_same_network(handnn):
    for name in ("a.json", "b.json"):
        handnn("train", "digits", "--epochs", "1", "--seed", "7", "--save", name)
    handnn("train", "digits", "--epochs", "1", "--seed", "8", "--save", "c.json")
    a, b, c = (Path(f"{name}.json").read_text() for name in "abc")
    assert a == b
    assert a != c


def test_no_file_is_written_over_unless_forced(handnn):
    Path("digits.json").write_text("mine")
    assert handnn("train", "digits") == (
        2,
        "",
        "error: digits.json exists already. Take another name, --save NAME, or --force.\n",
    )
    assert Path("digits.json").read_text() == "mine"
    assert handnn("train", "digits", "--epochs", "1", "--force")[0] == 0
    assert hn.load("digits.json").n_parameters == 64 * 64 + 64 + 64 * 10 + 10


def test_without_scikit_learn_one_line_says_what_to_install(handnn, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    assert handnn("train", "digits") == (
        2,
        "",
        "error: The handwritten digits come with scikit-learn, which is not installed: pip install "
        "scikit-learn.\n",
    )


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("--epochs", "0"), "error: epochs must be a positive whole number; got 0.\n"),
        (("--seed", "-1"), "error: --seed must be a whole number, at least 0; got -1.\n"),
    ],
)
def test_a_wrong_number_gets_one_line(handnn, option, message):
    assert handnn("train", "digits", *option) == (2, "", message)
    assert not list(Path().iterdir())


def test_the_example_runs(capsys):
    found = runpy.run_path(str(EXAMPLE))
    net, X, y, held_out = (found[name] for name in ("net", "X", "y", "held_out"))
    assert hn.accuracy(net, X[held_out], y[held_out]) >= 0.97
    assert np.array_equal(hn.load("digits.json")(X[:5]), net(X[:5]))
    out = capsys.readouterr().out
    assert "Right on the held-out digits: 9" in out
    assert "z2[4] = W2[4,1]·h[1] + W2[4,2]·h[2]" in out


# -- pictures --------------------------------------------------------------------------------------


def test_a_file_says_that_its_input_is_a_picture():
    net = hn.Sequential(hn.Dense([[1, 2, 3, 4, 5, 6]]))
    net.save("net.json", input_shape=(2, 3))
    assert load_input_shape("net.json") == (2, 3)
    assert hn.load("net.json")([1, 0, 0, 0, 0, 1]) == 7
    net.save("net.json")
    assert load_input_shape("net.json") is None


def test_the_shape_of_a_picture_fits_the_network():
    with pytest.raises(hn.ShapeError) as caught:
        hn.Sequential(hn.Dense([[1, 2, 3]])).save("net.json", input_shape=(2, 2))
    assert str(caught.value) == "input_shape (2, 2) has 4 places, but a sample has 3 features."


@pytest.mark.parametrize("shape", ["8", "[8]", "[2, 0]", "[2, 1.5]", "[true, 1]", '["8", 8]'])
def test_another_shape_in_a_file_is_refused(shape):
    Path("net.json").write_text(f'{{"format": "handnn", "version": 1, "input_shape": {shape}}}')
    with pytest.raises(hn.FileFormatError) as caught:
        load_input_shape("net.json")
    assert str(caught.value) == (
        "net.json: input_shape: must be the numbers of rows and columns, [8, 8]."
    )


def test_shades_go_from_the_smallest_to_the_largest():
    x = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    assert picture(x, (1, 5), ascii=False) == "  ░░▒▒▓▓██"
    assert picture(x, (5, 1), ascii=False) == "\n░░\n▒▒\n▓▓\n██"
    assert picture(np.arange(10.0), (1, 10), ascii=True) == "  ..::--==++**##%%@@"


def test_one_shade_and_what_is_not_finite():
    assert picture(np.zeros(3), (1, 3), ascii=False) == ""
    assert picture(np.array([np.nan, 0, np.inf, 1]), (2, 2), ascii=False) == "??\n??██"


def test_a_batch_is_drawn_side_by_side_as_far_as_it_fits():
    x = np.tile([1.0, 0.0, 0.0, 1.0], (9, 1))
    assert picture(x, (2, 2), width=18, ascii=False) == "██     ██     ██\n  ██     ██     ██"
    assert picture(x, (2, 2), width=17, ascii=False) == "██     ██\n  ██     ██"
    assert picture(x, (2, 2), width=1, ascii=False) == "██\n  ██"
