"""The report: true, or raised."""

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
    assert [finding.check for finding in report.failures] == ["gradients", "in a network"]
    with pytest.raises(hn.LayerError) as caught:
        report.raise_if_failed()
    assert str(caught.value) == str(report) == repr(report)
    assert str(report).startswith("Broken on an input of shape (3,): 2 of 15 checks failed\n")


def test_plain_terminals_get_plain_arrows(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert "(3,) -> (3,)" in str(check_layer(hn.ReLU(), X))
