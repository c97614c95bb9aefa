"""The checks of the arithmetic and of the sheets."""

import numpy as np
from broken_layers import Plain, X, failure
from custom_layers import Scale

from handnn import check_layer


def test_arithmetic_that_cannot_be_followed():
    class Fourier(Plain):
        def forward(self, x):
            return np.fft.fft(x).real

        def input_gradient(self, step, grad):
            return np.fft.fft(grad).real

    report = check_layer(Fourier(), X)
    assert report["gradients"].verdict == "note"
    assert report["gradients"].text.startswith(
        "computed and measured gradients agree; none can be derived: "
    )
    assert [finding.check for finding in report.failures] == ["explanation"]
    assert report["drawing"].text == "not checked: see explanation"
    assert "cannot be written out" in report["explanation"].text
    assert report["explanation"].text.endswith(
        "Write it with NumPy functions that can be followed."
    )


def test_lines_that_are_too_long():
    name = "w" * 100
    assert failure(Scale([1, 2, 3], name=name), "drawing").startswith("A printed line has ")
