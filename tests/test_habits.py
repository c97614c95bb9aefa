"""Names and calls from Keras, PyTorch and scikit-learn, and the answers to them."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pytest
from exercises import hidden_layer

import handnn as hn
from handnn import habits

PLAIN = hn.Sequential(hn.Sequential(hn.Dense([[1, 2]], [0], name="neuron"), name="block"))

NAMES = {
    "hn.Linear": "handnn has no Linear. A layer with weights and a bias is Dense(W, b), or "
    "Dense.random(inputs, outputs).",
    "hn.MSE": "handnn has no MSE. The mean squared error is MeanSquaredError().",
    "hn.MSELoss": "handnn has no MSELoss. The mean squared error is MeanSquaredError().",
    "hn.BCELoss": "handnn has no BCELoss. The loss for yes and no is BinaryCrossEntropy(), on "
    "logits: without a sigmoid before it.",
    "hn.NLLLoss": "handnn has no NLLLoss. The loss for several classes is CrossEntropy(), on "
    "logits: without a softmax before it.",
    "hn.nn": "handnn has no nn. All names are in handnn itself: hn.Dense, hn.MeanSquaredError, "
    "hn.SGD.",
    "hn.Relu": "handnn has no Relu. Did you mean ReLU?",
    "hn.Seqential": "handnn has no Seqential. Did you mean Sequential?",
    "net.fit": "A network has no fit. Train it with hn.fit(net, X, y, loss=hn.CrossEntropy(), "
    "optimizer=hn.SGD(lr=0.1)).",
    "net.predict": "A network has no predict. The classes are hn.predict(net, X), the outputs "
    "net(X).",
    "net.add": "A network has no add. Its layers are fixed. Build another one: "
    "hn.Sequential(*net, hn.ReLU()).",
    "net.eval": "A network has no eval. There is nothing to switch: it runs the same way in "
    "training and afterwards.",
    "net.state_dict": "A network has no state_dict. Its learned arrays by name are in "
    "net.parameters.",
    "net.zero_grad": "A network has no zero_grad. Gradients are not accumulated: each backward "
    "pass has its own, in back.gradients.",
    "net.W": 'A network has no W; its layers have, such as net["hidden"].W.',
    "net.bias": 'A network has no bias; its layers have, such as net["hidden"].b.',
    "PLAIN.weight": 'A network has no weight; its layers have, such as net["block"]["neuron"].W.',
    "net[0].weight": "A dense layer has no weight. Its weights are called W.",
    "net[0].bias": "A dense layer has no bias. Its bias is called b.",
    "hn.SGD(lr=1).step": "An optimizer has no step. An update is optimizer.update(net, back), "
    "with back = net.trace(x).backward(loss, t).",
    "hn.SGD(lr=1).learning_rate": "An optimizer has no learning_rate. The learning rate is "
    "called lr.",
    "hn.SquaredError().backward": "A loss has no backward. A backward pass starts from a run: "
    "net.trace(x).backward(loss, target=t).",
}
CALLS = {
    "net(2, 1, 3)": "Sequential of 4 layers takes one input, not 3 numbers. Put them in a list: "
    "net([2, 1, 3]).",
    "net.trace(2, 1, 3)": "Sequential of 4 layers takes one input, not 3 numbers. Put them in a "
    "list: net.trace([2, 1, 3]).",
    "net[0](2, 1, 3)": '"hidden" (Dense 3 → 4) takes one input, not 3 numbers. Put them in a '
    "list: layer([2, 1, 3]).",
    "net([2, 1, 3], [1, 1, 1])": "Sequential of 4 layers takes one input, not 2. Several samples "
    "are the rows of one array: net(np.stack([x1, x2])).",
    "net.backward(hn.SquaredError(), target=[1, 1])": "A network keeps no run to go back through; "
    "a trace does: net.trace(x).backward(hn.SquaredError(), target=[1, 0]).",
    "net[0].backward(hn.SquaredError(), [1, 1])": "A network keeps no run to go back through; "
    "a trace does: net.trace(x).backward(hn.SquaredError(), target=[1, 0]).",
    "net.parameters()": "parameters is not a method but a mapping from names to arrays: write "
    'net.parameters, or net.parameters["hidden.W"].',
    "net.parameters.update(a=1)": "parameters cannot be changed in place. Assign to the layer, "
    'layer.W = ..., or make a copy: net.with_parameters({"hidden.W": ...}).',
}


def evaluate(code: str) -> None:
    eval(code, {"hn": hn, "net": hidden_layer(), "PLAIN": PLAIN})


@pytest.mark.parametrize("code", NAMES)
def test_a_name_from_elsewhere_is_answered(code: str) -> None:
    with pytest.raises(AttributeError) as caught:
        evaluate(code)
    assert type(caught.value) is hn.UnknownNameError
    assert str(caught.value) == NAMES[code]


@pytest.mark.parametrize("code", CALLS)
def test_a_call_from_elsewhere_is_answered(code: str) -> None:
    with pytest.raises(TypeError) as caught:
        evaluate(code)
    assert type(caught.value) is hn.ArgumentError
    assert str(caught.value) == CALLS[code]


def test_forward_of_a_list_is_answered() -> None:
    with pytest.raises(hn.InputError) as caught:
        hidden_layer().forward([2, 1, 3])
    assert str(caught.value) == (
        "forward takes an array, as layers pass it on. Call the network itself, which takes lists "
        "too: net([2, 1, 3])."
    )


@pytest.mark.parametrize(
    ("thing", "table"),
    [
        (hn, habits._PACKAGE),
        (hidden_layer(), habits._NETWORK),
        (hidden_layer()[0], habits._DENSE_LAYER),
        (hn.Adam(), habits._OF_OPTIMIZERS),
        (hn.CrossEntropy(), habits._OF_LOSSES),
    ],
    ids=["package", "network", "dense", "optimizer", "loss"],
)
def test_every_name_in_the_tables_is_one_that_is_not_here(thing, table) -> None:
    for name in table:
        assert name not in dir(thing)
        assert not hasattr(thing, name)
        with pytest.raises(hn.UnknownNameError, match=f" {name}"):
            getattr(thing, name)


@pytest.mark.parametrize("thing", [hidden_layer(), hn.Dense([[1]]), hn.Adam(), hn.SquaredError()])
def test_other_names_are_answered_as_python_does(thing) -> None:
    for name in ("no_such_name", "_fit", "__array__", "__deepcopy__"):
        with pytest.raises(AttributeError) as caught:
            getattr(thing, name)
        assert type(caught.value) is AttributeError
        assert str(caught.value) == f"{type(thing).__name__!r} object has no attribute {name!r}"
        assert (caught.value.name, caught.value.obj) == (name, thing)
    assert repr(copy.deepcopy(thing)) == repr(pickle.loads(pickle.dumps(thing))) == repr(thing)
    assert np.asarray(thing, dtype=object).dtype == object or len(thing)


def test_an_error_in_a_property_is_not_hidden() -> None:
    class Own(hn.Dense):
        @property
        def fit(self):
            return self.missing

    with pytest.raises(AttributeError, match="no attribute 'missing'"):
        Own([[1]]).fit  # noqa: B018


def test_the_answers_are_imported_only_when_one_is_needed() -> None:
    code = (
        "import sys, handnn as hn, copy, numpy as np\n"
        "net = hn.Sequential(hn.Dense([[1]]))\n"
        "net.trace([1]).backward(hn.SquaredError(), target=[1])\n"
        "copy.copy(net); hasattr(net, '__array__'); hasattr(net, '_x')\n"
        "print('handnn.habits' in sys.modules, 'difflib' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "False False\n"
