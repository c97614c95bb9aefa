"""ONNX models as networks: what other libraries export, ONNX's own tests, and bad files."""

import os
import subprocess
import sys
import warnings
from collections import Counter

import numpy as np
import pytest
from onnx_models import onnx
from optional import optional

import handnn as hn
from handnn.imported.onnx_in import Node
from handnn.imported.onnx_operators import OPERATORS

torch = optional("torch")
pytestmark = pytest.mark.onnx


def exported(module, x, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that this exporter is the older one
        torch.onnx.export(
            module.eval(), (x,), path, dynamo=False, dynamic_axes={"x": {0: "n"}}, input_names=["x"]
        )
    return module(x).detach().numpy()


def mlp(nn):
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.Softmax(-1)), (5, 3)


def normalised(nn):
    return nn.Sequential(
        nn.Linear(3, 4), nn.GELU(), nn.BatchNorm1d(4), nn.Linear(4, 1), nn.Sigmoid()
    ), (5, 3)


def cnn(nn):
    return nn.Sequential(
        nn.Conv2d(1, 2, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 3)
    ), (2, 1, 6, 6)


def attention(nn):
    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.q, self.k, self.v = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4)
            self.norm = nn.LayerNorm(4)

        def forward(self, x):
            scores = self.q(x) @ self.k(x).transpose(-1, -2) / 2
            return self.norm(x + torch.softmax(scores, -1) @ self.v(x))

    return Attention(), (2, 5, 4)


@pytest.mark.torch
@pytest.mark.parametrize("make", [mlp, normalised, cnn, attention])
def test_pytorch(make, tmp_path):
    module, shape = make(torch.nn)
    x = torch.randn(shape)
    expected = exported(module, x, tmp_path / "model.onnx")
    net = hn.load(tmp_path / "model.onnx")
    np.testing.assert_allclose(net(x.numpy()), expected, atol=1e-6)
    np.testing.assert_allclose(net(x[0].numpy()), expected[0], atol=1e-6)
    trace = net.trace(x[0].numpy())
    assert str(trace.sheet())
    assert "=" in str(trace[-1].explain())


@pytest.mark.torch
def test_the_newer_exporter_of_pytorch(tmp_path):
    module, shape = attention(torch.nn)
    x = torch.randn(shape)
    options = {"dynamo": True, "dynamic_shapes": ({0: torch.export.Dim("n")},), "verbose": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about its own future
        torch.onnx.export(module.eval(), (x,), tmp_path / "model.onnx", **options)
    expected = module(x).detach().numpy()
    net = hn.load(tmp_path / "model.onnx")
    np.testing.assert_allclose(net(x.numpy()), expected, atol=1e-6)
    assert str(net.trace(x[0].numpy()).sheet())
    assert type(net[-1]) is hn.LayerNorm


@pytest.mark.torch
def test_layers_of_handnn_are_used_where_there_are_any(tmp_path):
    module, shape = cnn(torch.nn)
    exported(module, torch.randn(shape), tmp_path / "model.onnx")
    net = hn.load(tmp_path / "model.onnx")
    kinds = [type(layer) for layer in net]
    assert kinds == [hn.Conv2D, hn.ReLU, hn.MaxPool2D, hn.Flatten, hn.Dense]


KERAS = """
import keras, numpy, warnings
warnings.simplefilter("ignore")
L = keras.layers
keras.utils.set_random_seed(0)
x = numpy.random.default_rng(0).normal(size=(4, 3)).astype("float32")
pictures = numpy.random.default_rng(1).normal(size=(2, 6, 6, 1)).astype("float32")
mlp = [L.Dense(4, activation="relu"), L.Dense(2, activation="softmax")]
cnn = [L.Conv2D(2, 3, padding="same", activation="relu"), L.MaxPooling2D(2), L.Flatten()]
cnn.append(L.Dense(3))
for name, layers, x in [("mlp", mlp, x), ("cnn", cnn, pictures)]:
    model = keras.Sequential([L.Input(x.shape[1:]), *layers])
    numpy.savez(name + ".npz", x=x, y=keras.ops.convert_to_numpy(model(x)))
    model.export(name + ".onnx", format="onnx", verbose=False)
"""


@pytest.mark.keras
def test_keras(tmp_path):
    subprocess.run(
        [sys.executable, "-c", KERAS],
        cwd=tmp_path,
        env={**os.environ, "KERAS_BACKEND": "torch"},
        check=True,
        capture_output=True,
    )
    for name in ("mlp", "cnn"):
        given = np.load(tmp_path / f"{name}.npz")
        net = hn.load(tmp_path / f"{name}.onnx")
        np.testing.assert_allclose(net(given["x"]), given["y"], atol=1e-6)
        assert str(net.trace(given["x"][0]).sheet())
    kinds = [type(layer) for layer in hn.load(tmp_path / "mlp.onnx")]
    assert kinds == [hn.Dense, hn.ReLU, hn.Dense, hn.Softmax]  # and no empty steps between


def test_scikit_learn(tmp_path):
    skl2onnx, network = optional("skl2onnx"), optional("sklearn.neural_network")
    X = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged
        model = network.MLPRegressor(hidden_layer_sizes=(4,), max_iter=20).fit(X, X[:, 0])
    file = tmp_path / "model.onnx"
    file.write_bytes(skl2onnx.to_onnx(model, X[:1]).SerializeToString())
    np.testing.assert_allclose(hn.load(file)(X)[:, 0], model.predict(X), atol=1e-6)


def test_back_and_forth(tmp_path):
    net = hn.Sequential(
        hn.Dense.random(3, 4, rng=0, name="hidden"), hn.ReLU(), hn.Dense.random(4, 2, rng=1)
    )
    net.save(tmp_path / "net.onnx")
    back = hn.load(tmp_path / "net.onnx")
    assert list(back.parameters) == ["hidden.W", "hidden.b", "dense_1.W", "dense_1.b"]
    assert (back["hidden"].W == net["hidden"].W).all()
    assert (back([1, 2, 3]) == net([1, 2, 3])).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "layer",
    [
        *(hn.ReLU(), hn.Softmax(), hn.Sigmoid(), hn.Tanh(), hn.SiLU(), hn.Softplus(), hn.ELU()),
        *(hn.LeakyReLU(), hn.GELU(), hn.GELU("tanh")),
    ],
    ids=repr,
)
def test_a_layer_that_is_written_as_several_nodes_comes_back_as_itself(layer, dtype, tmp_path):
    inner = hn.Sequential(hn.Dense.random(3, 3, rng=1, name="again"), type(layer)(name="last"))
    net = hn.Sequential(hn.Dense.random(2, 3, rng=0, name="first"), layer, inner)
    net.save(tmp_path / "net.onnx", dtype=dtype)
    back = hn.load(tmp_path / "net.onnx")
    leaves = [net[0], layer, *inner]
    assert [type(own) for own in back] == [type(own) for own in leaves]
    names = [step.path for step in net.trace([1, 2]).run.leaves()]
    assert [step.name for step in back.trace([1, 2])] == [n.replace(".", "_") for n in names]
    np.testing.assert_allclose(back([[1, 2]]), net([[1, 2]]), atol=1e-5)
    if isinstance(layer, hn.GELU):
        assert back[1].approximate == layer.approximate


@pytest.mark.parametrize(
    "layer",
    [
        *(hn.Softmax(temperature=2), hn.ELU(0.5), hn.LeakyReLU(0.3)),
        *(hn.LayerNorm([1, 2, 1], [0, 1, 0]), hn.RMSNorm([1, 2, 1])),
    ],
    ids=repr,
)
def test_what_is_not_known_again_is_still_one_step(layer, tmp_path):
    net = hn.Sequential(hn.Dense.random(2, 3, rng=0), layer)
    net.save(tmp_path / "net.onnx")
    back = hn.load(tmp_path / "net.onnx")
    assert len(back) == 2
    assert not isinstance(back[1], type(layer))
    assert [step.name for step in back.trace([1, 2])] == [s.name for s in net.trace([1, 2])]
    np.testing.assert_allclose(back([1, 2]), net([1, 2]))


def test_nodes_that_are_no_layers_are_saved_as_onnx_again(tmp_path):
    nodes = [("Sin", ["x"], ["s"], "wave", {}), ("Add", ["s", "x"], ["y"], "sum", {})]
    net = hn.load(saved(nodes, tmp_path / "m.onnx"))
    for attempt in (lambda: net.save(tmp_path / "net.json"), lambda: net.save(tmp_path / "net")):
        with pytest.raises(hn.FileFormatError) as raised:
            attempt()
        assert str(raised.value) == (
            "sum (Nodes) has no layers of handnn's that a JSON file could name. The network can be "
            'saved in the format it came from: net.save("net.onnx").'
        )
    assert [file.name for file in tmp_path.iterdir()] == ["m.onnx"]
    net.save(tmp_path / "net.onnx", input=[1.0, 2.0])
    again = hn.load(tmp_path / "net.onnx")
    np.testing.assert_array_equal(again([[1, 2], [3, 4]]), net([[1, 2], [3, 4]]))


def test_steps_that_change_nothing_are_left_out(tmp_path):
    nodes = [
        ("Identity", ["x"], ["a"], "i", {}),
        ("Cast", ["a"], ["b"], "c", {"to": onnx.TensorProto.DOUBLE}),
        ("Relu", ["b"], ["r"], "r", {}),
        ("Cast", ["r"], ["s"], "narrow", {"to": onnx.TensorProto.FLOAT}),
        ("Cast", ["s"], ["w"], "wide", {"to": onnx.TensorProto.DOUBLE}),
        ("Dropout", ["w"], ["y"], "d", {}),
    ]
    net = hn.load(saved(nodes, tmp_path / "m.onnx"))
    assert list(net.children) == ["r", "narrow", "wide"]
    assert net([0.1, -1])[0] == np.float32(0.1)
    net = hn.load(saved([("Identity", ["x"], ["y"], "all", {})], tmp_path / "m.onnx"))
    assert list(net.children) == ["all"]


# -- ONNX's own tests -----------------------------------------------------------------------------

NOT_HERE = {  # of known operators, what is refused or not there; how many tests of each
    "AveragePool": 8,  # ceil_mode and dilations
    "BatchNormalization": 2,  # in training
    "Cast": 4,  # of kinds that NumPy does not have
    "Dropout": 7,  # its mask
    "LayerNormalization": 19,  # its mean and deviation
    "MaxPool": 8,  # its places, ceil_mode and dilations
    "ReduceMax": 2,  # of nothing
    "ReduceMin": 1,
}
NUMBERS = (1, 6, 7, 9, 11)  # float, int32, int64, bool and double
PASSED = 456


def test_onnx_backend_node_tests():
    loader = optional("onnx.backend.test.loader")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cases = loader.load_model_tests(kind="node")
    passed, failed = 0, Counter()
    for case in cases:
        graph = case.model.graph
        if not all(n.op_type in OPERATORS and not n.domain for n in graph.node):
            continue
        infos = [*graph.input, *graph.output]
        if not case.data_sets or any(i.type.tensor_type.elem_type not in NUMBERS for i in infos):
            continue
        try:
            run_case(case, graph)
            passed += 1
        except Exception:  # whatever: it is counted
            failed[graph.node[0].op_type] += 1
    assert dict(failed) == NOT_HERE
    assert passed == PASSED


def run_case(case, graph):
    inputs, outputs = case.data_sets[0]
    arrays = {i.name: np.asarray(value) for i, value in zip(graph.input, inputs, strict=True)}
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
        for key, value in attributes.items():
            if isinstance(value, bytes):
                attributes[key] = value.decode()
            elif isinstance(value, onnx.TensorProto):
                attributes[key] = onnx.numpy_helper.to_array(value)
        if node.op_type == "Cast":
            attributes["to"] = onnx.helper.tensor_dtype_to_np_dtype(attributes["to"])
        attributes["n_outputs"] = len(node.output)
        made = Node(node.name, node.op_type, attributes, tuple(node.input), tuple(node.output))
        with np.errstate(all="ignore"):
            made.run(arrays)
    for info, expected in zip(graph.output, outputs, strict=True):
        found = np.asarray(arrays[info.name])
        assert found.shape == np.shape(expected)
        np.testing.assert_allclose(found, expected, rtol=case.rtol, atol=max(case.atol, 1e-7))


# -- bad files ------------------------------------------------------------------------------------


def saved(nodes, path, initializers=()):
    helper, kind = onnx.helper, onnx.TensorProto.DOUBLE
    graph = helper.make_graph(
        [helper.make_node(op, ins, outs, name, **a) for op, ins, outs, name, a in nodes],
        "g",
        [helper.make_tensor_value_info("x", kind, ["batch", 2])],
        [helper.make_tensor_value_info("y", kind, ["batch", 2])],
        list(initializers),
    )
    path.write_bytes(helper.make_model(graph).SerializeToString())
    return path


def refused(path):
    with pytest.raises(hn.HandnnError) as raised:
        hn.load(path)
    return str(raised.value)


def test_an_unknown_operation_is_named(tmp_path):
    path = saved([("Hardmax", ["x"], ["y"], "the node", {})], tmp_path / "m.onnx")
    assert refused(path) == (
        'm.onnx: the node "the node" is a Hardmax, an operation that handnn does not know. It '
        f"knows {len(OPERATORS)}, such as Gemm, Conv, Relu and Softmax."
    )


def test_a_circle_is_refused(tmp_path):
    nodes = [("Add", ["x", "b"], ["a"], "first", {}), ("Relu", ["a"], ["b"], "second", {})]
    path = saved([*nodes, ("Relu", ["b"], ["y"], "third", {})], tmp_path / "m.onnx")
    assert refused(path) == (
        'm.onnx: the node "first" reads "b" before anything has made it: the graph is cyclic, out '
        "of order or not complete."
    )


def test_numbers_in_another_file_are_not_read(tmp_path):
    tensor = onnx.TensorProto(name="W", data_type=11, dims=[2, 2])
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../etc/passwd")
    path = saved([("MatMul", ["x", "W"], ["y"], "m", {})], tmp_path / "m.onnx", [tensor])
    assert refused(path) == (
        'm.onnx: the numbers of "W" are in another file. Save the model in one file.'
    )


def integers(name, *values):
    return onnx.numpy_helper.from_array(np.array(values, np.int64), name)


def test_small_files_of_large_arrays_are_refused(tmp_path):
    many = integers("many", 10**4, 10**4)
    nodes = [("Tile", ["x", "many"], ["t"], "t", {}), ("ReduceMax", ["t"], ["y"], "r", {})]
    assert refused(saved(nodes, tmp_path / "m.onnx", [many])) == (
        'm.onnx: "t" has the shape (20000, 20000), more than 33,554,432 numbers.'
    )
    zeros = [("ConstantOfShape", ["many"], ["z"], "z", {}), ("Add", ["x", "z"], ["y"], "a", {})]
    assert refused(saved(zeros, tmp_path / "m.onnx", [many])) == (
        'm.onnx: "z" has the shape (10000, 10000), more than 33,554,432 numbers.'
    )
    doubled = [("Concat", [f"d{i}"] * 2, [f"d{i + 1}"], f"c{i}", {"axis": 1}) for i in range(40)]
    nodes = [("Relu", ["x"], ["d0"], "r", {}), *doubled, ("Relu", ["d40"], ["y"], "s", {})]
    assert refused(saved(nodes, tmp_path / "m.onnx")) == (
        'm.onnx: "d24" has the shape (2, 33554432), more than 33,554,432 numbers.'
    )


def test_sizes_that_only_running_tells(tmp_path):
    nodes = [
        ("Shape", ["x"], ["s"], "s", {}),
        ("Mul", ["s", "many"], ["n"], "n", {}),
        ("ConstantOfShape", ["n"], ["z"], "z", {}),
        ("ReduceMax", ["z"], ["m"], "m", {}),
        ("Add", ["x", "m"], ["y"], "a", {}),
    ]
    path = saved(nodes, tmp_path / "m.onnx", [integers("many", 10**4, 10**3)])
    assert refused(path).endswith("more than 33,554,432 numbers.")


def test_a_truncated_file(tmp_path):
    path = saved([("Relu", ["x"], ["y"], "r", {})], tmp_path / "m.onnx")
    whole = path.read_bytes()
    for n in range(len(whole)):
        path.write_bytes(whole[:n])
        try:
            hn.load(path)
        except hn.FileFormatError as error:
            assert str(error).startswith("m.onnx")  # noqa: PT017  (some parts are whole models)


def test_no_file(tmp_path):
    assert refused(tmp_path / "m.onnx") == f"There is no file {tmp_path / 'm.onnx'}."


def test_shapes_that_do_not_fit(tmp_path):
    tensor = onnx.numpy_helper.from_array(np.ones((3, 2)), "W")
    path = saved([("MatMul", ["x", "W"], ["y"], "m", {})], tmp_path / "m.onnx", [tensor])
    assert refused(path).startswith('m.onnx: the node "m" (MatMul) cannot be run: matmul')
