"""Networks as graphs of operators, whoever reads these."""

import numpy as np
import pytest

import handnn as hn
from handnn.engines.operators import Elements
from handnn.graph.graph import Batch
from handnn.graph.moves import BatchMatters
from handnn.graph.recording import recorded_runs
from handnn.graph.writer import Writer


def graph_of(layer, sample):
    return Writer(np.float64, Elements, recorded_runs(layer, np.asarray(sample))).written()


def test_the_number_of_samples_is_left_open():
    net = hn.Sequential(hn.Dense([[1, -1, 1], [2, 0, 1]], [-5, 1], name="hidden"), hn.ReLU())
    graph, arrays, start, end = graph_of(net, [2.0, 1, 3])
    assert arrays == {"hidden.W": "hidden.W", "hidden.b": "hidden.b"}
    assert (start.batch, end.batch) == (Batch(0), Batch(0))
    assert [(o.kind, o.inputs, o.output) for o in graph.operators] == [
        ("Transpose", ("hidden.W",), "hidden/Transpose"),
        ("MatMul", ("input", "hidden/Transpose"), "hidden/MatMul"),
        ("add", ("hidden/MatMul", "hidden.b"), "hidden"),
        ("maximum", ("constant", "hidden"), "relu_1"),
    ]
    assert graph.initializers["constant"] == 0


class Mixing(hn.Layer):
    def forward(self, x):
        return x - x.mean(axis=0)


def test_where_samples_are_added_up_it_cannot_be():
    with pytest.raises(BatchMatters, match=r"^it adds samples up$"):
        graph_of(Mixing(), [2.0, 1])
