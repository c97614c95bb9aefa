"""Running ONNX models, in two runtimes that know nothing of handnn."""

import numpy as np
from optional import optional

import handnn as hn
from handnn.arrays import is_batch
from handnn.files.exchange.onnx_out import onnx_model

onnx = optional("onnx")
runtime = optional("onnxruntime")
reference = optional("onnx.reference")

TOLERANCE = {np.float64: 1e-12, np.float32: 1e-6}


def run(model, x):
    """What two runtimes make of an input."""
    options = runtime.SessionOptions()
    options.log_severity_level = 3
    session = runtime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    evaluator = reference.ReferenceEvaluator(model)
    name = model.graph.input[0].name
    return [session.run(None, {name: x})[0], evaluator.run(None, {name: x})[0]]


def assert_same(layer, x, rows=None):
    """Both runtimes give what a layer or network gives, on more samples than were recorded."""
    net = layer if isinstance(layer, hn.Sequential) else hn.Sequential(layer)
    x = np.asarray(x)
    batch = x if is_batch(x, net.sample_ndim) else x[None]
    if rows is None:
        rows = np.concatenate([batch, batch[::-1], batch, batch])
        if rows.dtype.kind == "f":
            rows = rows + np.random.default_rng(0).normal(0, 0.1, rows.shape)
    for dtype, tolerance in TOLERANCE.items():
        model = onnx_model(net, x, dtype)
        feed = rows.astype(dtype if rows.dtype.kind == "f" else np.int64)
        expected = net(feed.astype(float) if rows.dtype.kind == "f" else feed)
        for found in run(model, feed):
            assert found.dtype == dtype
            assert found.shape == expected.shape
            near = tolerance * np.abs(expected).max(initial=1)
            np.testing.assert_allclose(found, expected, rtol=0, atol=near)


def sizes(value):
    """The dimensions of a model's input or output."""
    return [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
