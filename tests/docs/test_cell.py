"""What a live cell shows: one function for the site's build and for the browser."""

import os
import sys

import pytest


@pytest.fixture
def run(docs_module):
    return docs_module("cell").run


@pytest.fixture
def evaluate(docs_module):
    return docs_module("cell").evaluate


def test_what_is_printed_comes_before_the_value_of_the_last_line(run):
    assert run(["print('a')\n'b'"]) == {"text": "a\n'b'", "html": "", "error": ""}


def test_a_last_line_of_none_shows_nothing(run):
    assert run(["x = 1"])["text"] == ""
    assert run(["None"])["text"] == ""
    assert run([""])["text"] == ""


def test_a_rich_value_is_shown_as_html_and_not_as_text(run):
    rich = "class Rich:\n    def _repr_html_(self):\n        return '<b>x</b>'\nRich()"
    assert run([rich]) == {"text": "", "html": "<b>x</b>", "error": ""}


def test_only_the_last_part_shows_something(run):
    assert run(["x = 2\nprint(x)", "print(x + 1)"])["text"] == "3"


def test_an_error_keeps_what_was_printed_and_names_the_line_of_the_cell(run):
    shown = run(["print(1)\nint('x')"])
    assert shown["text"] == "1"
    assert shown["error"] == (
        "line 2: int('x')\nValueError: invalid literal for int() with base 10: 'x'"
    )


def test_a_function_of_an_earlier_part_keeps_its_own_lines(run):
    define = "import handnn as hn\ndef double(x):\n    y = x * 2\n    return y"
    shown = run([define, "#\n#\nprint(hn.work(double, [1, 2]).explain())"])
    assert shown["text"].startswith("y (y = x * 2)\n  y[1] = x[1]·2\n")
    error = run([define, "#\n#\ndouble(None)"])["error"]
    assert error.startswith("line 3: y = x * 2\nTypeError: ")


def test_a_mistake_of_grammar_in_an_earlier_part_is_shown_alike(run):
    assert run(["y = = 2", "1"])["error"].startswith("line 1\n    y = = 2\n")


def test_an_error_of_handnn_is_named_without_its_module(run):
    error = run(["import handnn as hn", "hn.Dense([[1, 2]]).run([1])"])["error"]
    assert error.startswith("line 1: hn.Dense([[1, 2]]).run([1])\nShapeError: ")


def test_a_mistake_of_grammar_is_shown_with_its_place(run):
    error = run(["x = 1\ny = = 2"])["error"]
    assert error == "line 2\n    y = = 2\n        ^\nSyntaxError: invalid syntax"


def test_pickle_finds_a_class_of_the_cell_and_the_main_module_is_as_it_was(run):
    main = sys.modules["__main__"]
    code = "import pickle\nclass A: ...\ntype(pickle.loads(pickle.dumps(A()))) is A"
    assert run([code]) == {"text": "True", "html": "", "error": ""}
    assert sys.modules["__main__"] is main


def test_exit_stops_the_cell_alone(run):
    assert run(["raise SystemExit(3)"])["error"].endswith("SystemExit: 3")


def test_the_screen_is_the_same_everywhere_and_then_as_it_was(run, monkeypatch):
    monkeypatch.setenv("COLUMNS", "33")
    monkeypatch.setenv("TERM", "dumb")
    shown = run(["import os\nprint(os.environ['COLUMNS'], os.environ['TERM'])"])
    assert shown["text"] == "75 xterm"
    assert (os.environ["COLUMNS"], os.environ["TERM"]) == ("33", "dumb")


def test_an_expression_is_evaluated_where_a_program_has_left_off(evaluate):
    assert evaluate(["x = 2", "y = x + 1"], "f'{y:.1f}'") == "3.0"
