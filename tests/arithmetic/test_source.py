"""What the source of some code says."""

import pytest

from handnn.arithmetic import statement_at

first, second = lambda x, W: (x @ W) * 2, lambda y: lambda z: (y + z)  # fmt: skip
long = lambda x: (  # noqa: E731
    x + 1
)
by_default = lambda inner=lambda r: r * 1: inner  # noqa: E731


@pytest.mark.parametrize(
    ("function", "source"),
    [
        (first, "lambda x, W: (x @ W) * 2"),
        (second, "lambda y: lambda z: (y + z)"),
        (second(1), "lambda z: (y + z)"),
        (long, "lambda x: x + 1"),
        (by_default, "lambda inner=lambda r: r * 1: inner"),
        (by_default(), "lambda r: r * 1"),
    ],
)
def test_a_lambda_is_its_own_statement(function, source):
    code = function.__code__
    assert statement_at(code, code.co_firstlineno) == source


def test_of_several_statements_in_a_line_the_one_with_the_name():
    a = 1; b = a + 1; a, c = b, 2  # noqa: E702 # fmt: skip
    code = test_of_several_statements_in_a_line_the_one_with_the_name.__code__
    line = code.co_firstlineno + 1
    assert [statement_at(code, line, name) for name in "abc"] == ["a = 1", "b = a + 1", "c = 2"]
    assert (a, b, c) == (2, 2, 2)


def test_a_lambda_whose_source_is_not_known():
    assert statement_at(eval("lambda x: x + 1").__code__, 1) == ""
    assert statement_at(None, 0) == ""
