"""Matrix products, which make their terms when somebody asks."""

import numpy as np

from handnn.arithmetic import Result, Variable, equation, record


def test_matrix_products_make_their_terms_when_asked(x):
    z = (record([[1.0, 2.0, 3.0]], Variable("W", "parameter")) @ x).cell(0)
    assert z.operation == "sum"
    assert z.operands is z.operands
    assert [term.value for term in z.operands] == [2.0, -2.0, 9.0]


def test_of_a_wide_product_only_the_cell_asked_for_is_multiplied_out(monkeypatch):
    rng = np.random.default_rng(0)
    z = record(rng.normal(size=(512, 784)), Variable("W", "parameter")) @ record(
        rng.normal(size=784), Variable("x", "input")
    )
    made = []
    make = Result.__init__
    monkeypatch.setattr(Result, "__init__", lambda *args: (made.append(1), make(*args))[1])
    equation("z[1]", z.cell(0), z.value[0])
    assert 784 <= len(made) < 10 * 784


def test_a_product_over_an_axis_of_no_length_is_0(x):
    W = record(np.ones((2, 3)), Variable("W", "parameter"))
    for nothing in (x[:0] @ x[:0], (W[:, :0] @ x[:0])[1], np.sum(x[:0] * W[:, :0], axis=1)[0]):
        assert nothing.value == 0
        assert equation("y", nothing, 0.0) == ["y = 0"]
