"""The report: true, or raised, or said aloud where its truth is asked."""

import subprocess
import sys

import pytest
from broken_layers import Plain, X
from custom_layers import FastScale

import handnn as hn
from handnn import check_gradients, check_layer


def test_a_report_is_true_or_raises():
    check_layer(hn.ReLU(), X).raise_if_failed()
    report = check_gradients(FastScale([1, 2, 3]), X)
    assert len(report) == 2
    assert bool(report)

    class Broken(Plain):
        def input_gradient(self, step, grad):
            return grad

    report = check_layer(Broken(), X)
    assert not report
    assert [finding.check for finding in report.failures] == ["gradients"]
    with pytest.raises(hn.LayerError) as caught:
        report.raise_if_failed()
    assert str(caught.value) == str(report) == repr(report)
    assert str(report).startswith(
        "Broken on an input of shape (3,): 1 of 15 checks failed, 1 left open\n"
    )


def test_plain_terminals_get_plain_arrows(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert "(3,) -> (3,)" in str(check_layer(hn.ReLU(), X))


WRONG = """
import handnn as hn

class Square(hn.Layer):
    def forward(self, x):
        return x * x

    def input_gradient(self, step, grad):
        return grad * step.input

def test_square():
    assert hn.check_layer(Square(), [2, 1, -3])
"""
FAILED = """\
Square on an input of shape (3,): 1 of 15 checks failed, 1 left open
  FAILED  gradients  input: 3 of 3 coordinates differ from the measured slope.
                     input[0]: backward gives 1.74, but the slope is 3.48.
                     Here x = [2, 1, -3] and grad = [0.87, -0.6, 0.73].
                     It is 0.5 times the slope everywhere. See input_gradient.
"""


@pytest.fixture
def python(tmp_path, monkeypatch):
    """Run Python on the file of a layer that is wrong; returns what it says."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")

    def run(*options):
        file = tmp_path / "test_square.py"
        file.write_text(WRONG + ("" if options else "\ntest_square()\n"))
        command = [sys.executable, *options, str(file)]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    return run


def test_a_bare_assert_in_a_script_shows_what_failed(python):
    ran = python()
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.startswith(FAILED)
    assert ran.stderr.endswith("    assert hn.check_layer(Square(), [2, 1, -3])\nAssertionError\n")


def test_a_bare_assert_under_pytest_shows_what_failed(python):
    ran = python("-m", "pytest", "-p", "no:cacheprovider")
    assert ran.returncode == 1
    assert FAILED in ran.stdout
    assert ran.stdout.count("FAILED  gradients") == 1


def test_a_failure_is_said_once_and_only_when_its_truth_is_asked(capsys):
    class Broken(Plain):
        def input_gradient(self, step, grad):
            return grad

    report = check_layer(Broken(), X)
    assert report.failures
    with pytest.raises(hn.LayerError):
        report.raise_if_failed()
    assert capsys.readouterr() == ("", "")
    assert not report
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Broken on an input of shape (3,): 1 of 15 checks failed")
    assert " ok " not in err
    assert not report
    assert check_layer(hn.ReLU(), X)
    assert capsys.readouterr() == ("", "")
