"""The network diagram: its units and edges, and how they are drawn."""

from xml.etree import ElementTree

import numpy as np
import pytest
from exercises import hidden_layer
from pictures import runs

import handnn as hn
from handnn.render.svg.picture import svg
from handnn.sheet import Limits
from handnn.sheet.diagram import diagram

SVG = "{http://www.w3.org/2000/svg}"


def lines(picture, kind):
    root = ElementTree.fromstring(picture)
    return [e for e in root.iter(f"{SVG}line") if kind in e.get("class", "").split()]


def test_the_hidden_layer():
    net = hidden_layer()
    x, h, y = diagram(net.trace([2, 1, 3]).run).rows
    assert [row.name for row in (x, h, y)] == ["x", "h", "y"]
    assert [unit.value for unit in h.units] == [0, 3, 5, 3]
    assert [unit.off for unit in h.units] == [True, False, False, False]
    assert [unit.given for unit in x.units] == [True] * 3
    assert len(h.edges) == np.count_nonzero(net.layers[0].W)
    assert {(e.source, e.target): e.weight.value for e in y.edges} == {
        (0, 0): 1, (1, 0): 1, (2, 0): -1, (2, 1): 1, (3, 1): -1
    }  # fmt: skip


def test_edges_show_sign_and_size():
    run = hn.Dense([[4, -2, 0]]).run([1, 1, 1]).placed()
    picture = svg(diagram(run), fonts=False)
    edges = lines(picture, "edge")
    assert [e.get("stroke-width") for e in edges] == ["1.75", "1.25"]
    assert [e.get("class") for e in edges] == ["edge", "edge negative"]
    assert [e.get("data-cell") for e in edges] == ["W[1,1]", "W[1,2]"]
    assert "stroke-dasharray:5 4" in picture


def test_a_sample_of_a_batch():
    run = hidden_layer().trace([[2, 1, 3], [1, 0, 2]]).run
    assert [u.value for u in diagram(run, sample=1).rows[0].units] == [1, 0, 2]
    assert diagram(run, sample=-1) == diagram(run, sample=1)
    assert diagram(run, 1).rows[1].units[2].symbol == "h⁽²⁾[3]"
    with pytest.raises(
        hn.NoSuchStepError, match=r"^There is no sample 2: the run has 2 samples, 0 to 1\.$"
    ):
        diagram(run, sample=2)


def test_nested_networks_and_layers_of_ones_own():
    rows = diagram(runs()["custom"][0]).rows
    assert [(row.name, row.band, len(row.edges)) for row in rows] == [
        ("x", "", 0), ("z1", "scale", 0), ("h", "ReLU", 0), ("y", "", 4)
    ]  # fmt: skip
    assert rows[-1].step == "block.tanh_1"


def test_wide_and_deep_networks_are_elided():
    wide = diagram(hn.Dense(np.ones((64, 64))).run(np.ones(64)).placed())
    assert [len(row.units) for row in wide.rows] == [8, 8]
    assert wide.rows[1].units[-2].elided
    assert len(wide.rows[1].edges) == 7 * 7
    layers = [layer for _ in range(2000) for layer in (hn.Dense([[1.0]]), hn.ReLU())]
    deep = diagram(hn.Sequential(*layers).trace([1]).run, limits=Limits(stages=6))
    assert [row.name for row in deep.rows] == ["x", "h1", "h2", "h3", "h1998", "h1999", "y"]
    assert deep.rows[4].gap == "… 1,994 layers left out …"
    assert deep.rows[4].edges == ()
    assert "1,994 layers left out" in svg(deep, fonts=False)
