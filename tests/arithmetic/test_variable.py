"""Variables, and what their cells are called."""

from handnn.arithmetic import (
    Variable,
)


def test_cells_of_variables():
    assert Variable("y", "output").cell(()) == "y"
    assert Variable("L", "loss", batched=True).cell((11,)) == "L⁽¹²⁾"
    assert Variable("∂L/∂z1", "gradient", batched=True).cell((1, 2)) == "∂L/∂z1⁽²⁾[3]"
    assert Variable("∂L/∂z1", "gradient", batched=True).cell((1, 2), ascii=True) == "dL/dz1(2)[3]"
