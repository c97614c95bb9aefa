"""Every mistake is answered: where it is, what was expected, what came, what to do."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from exercises import hidden_layer

import handnn as hn
from handnn.hidden_layer import hidden_layer_exercise


class Own(hn.Layer):
    """A layer around any function, right or wrong."""

    def __init__(self, function: Callable, name: str | None = "mine") -> None:
        super().__init__(name=name)
        self.function = function

    def forward(self, x):
        return self.function(x)


def message(kind: type[Exception], function: Callable, *args) -> str:
    with pytest.raises(kind) as caught:
        function(*args)
    assert isinstance(caught.value, hn.HandnnError)
    return str(caught.value)


# -- the input ------------------------------------------------------------------------------------

TAKER = 'layer 0 "hidden" (Dense 3 → 4) takes '


EXPECTED = "expected (3,) or (batch, 3)."


NOT_A_SAMPLE = f"{TAKER}one sample or a batch of samples, not "


WRONG_INPUTS = {
    "wrong width": (
        [2, 1],
        hn.ShapeError,
        f"{TAKER}3 features, but the input has 2.\nGot an input of shape (2,); {EXPECTED}",
    ),
    "wrong width of a batch": (
        [[2, 1, 3, 4]],
        hn.ShapeError,
        f"{TAKER}3 features, but the input has 4.\nGot an input of shape (1, 4); {EXPECTED}",
    ),
    "nothing": (
        [],
        hn.ShapeError,
        f"{TAKER}3 features, but the input has 0.\nGot an input of shape (0,); {EXPECTED}",
    ),
    "0-d": (
        5,
        hn.ShapeError,
        f"{NOT_A_SAMPLE}a single number.\nGot an input of shape (); {EXPECTED}",
    ),
    "3-d": (
        [[[2, 1, 3]]],
        hn.ShapeError,
        f"{NOT_A_SAMPLE}an array of 3 dimensions.\nGot an input of shape (1, 1, 3); {EXPECTED}",
    ),
    "empty batch": (
        np.empty((0, 3)),
        hn.InputError,
        "The input is empty: its shape is (0, 3). Give at least one sample.",
    ),
    "ragged": (
        [[2, 1, 3], [1, 1]],
        hn.InputError,
        "The input has rows of different lengths. Every row needs the same number of values.",
    ),
    "text": ("2 1 3", hn.InputError, "The input must hold numbers, but holds '2 1 3'."),
    "text among numbers": (
        [2, "x", 3],
        hn.InputError,
        "The input must hold numbers, but holds 'x'.",
    ),
    "numbers as text": (
        ["2", "1", "3"],
        hn.InputError,
        "The input must hold numbers, but holds '2'.",
    ),
    "bytes": (b"213", hn.InputError, "The input must hold numbers, but holds b'213'."),
    "None": (None, hn.InputError, "The input must hold numbers, but holds None."),
    "None among numbers": (
        [2, None, 3],
        hn.InputError,
        "The input must hold numbers, but holds None.",
    ),
    "a dict": ({"a": 1}, hn.InputError, "The input must hold numbers, but holds {'a': 1}."),
    "dates": (
        np.array(["2020-01-01"] * 3, dtype="datetime64[D]"),
        hn.InputError,
        "The input must hold numbers, but holds datetime.date(2020, 1, 1).",
    ),
    "complex": (
        [2j, 1, 3],
        hn.InputError,
        "The input holds complex numbers; handnn works with real ones.",
    ),
    "masked": (
        np.ma.masked_array([2, 1, 3], [0, 1, 0]),
        hn.InputError,
        "The input has masked values. Fill them first: x.filled(0).",
    ),
    "beyond float64": (
        [10**400, 1, 3],
        hn.InputError,
        "The input holds a number too large for float64.",
    ),
}


@pytest.mark.parametrize("call", [hn.Sequential.__call__, hn.Sequential.trace])
@pytest.mark.parametrize(("x", "kind", "said"), WRONG_INPUTS.values(), ids=WRONG_INPUTS)
def test_a_wrong_input(call, x, kind, said: str) -> None:
    assert message(kind, call, hidden_layer(), x) == said


def test_an_input_error_is_the_builtin_kind_too() -> None:
    for x in ([2, 1], "text"):
        with pytest.raises(ValueError, match=r"takes 3 features|must hold numbers"):
            hidden_layer()(x)


def test_where_any_width_will_do_the_message_says_so() -> None:
    assert message(hn.ShapeError, hn.Sequential(hn.ReLU()), 5) == (
        'layer 0 "relu_1" (ReLU) takes one sample or a batch of samples, not a single number.\n'
        "Got an input of shape (); expected (features,) or (batch, features)."
    )


def test_one_feature_is_not_plural() -> None:
    assert message(hn.ShapeError, hn.Dense([[2]], name="double"), [1, 2]) == (
        '"double" (Dense 1 → 1) takes 1 feature, but the input has 2.\n'
        "Got an input of shape (2,); expected (1,) or (batch, 1)."
    )


def test_the_layer_that_fixes_the_width_is_named_not_the_first() -> None:
    assert message(hn.ShapeError, hn.Sequential(hn.ReLU(), hn.Dense([[1, 2]])), [1]) == (
        'layer 1 "dense_1" (Dense 2 → 1) takes 2 features, but the input has 1.\n'
        "Got an input of shape (1,); expected (2,) or (batch, 2)."
    )


@pytest.mark.parametrize(("value", "first"), [(np.nan, 0), (np.inf, 0)])
def test_nan_and_infinity_flow_and_are_found(value: float, first: int) -> None:
    with np.errstate(all="ignore"):
        trace = hidden_layer().trace([1, value, 1])
    step, index = trace.first_non_finite()
    assert (step.name, index) == ("hidden", (first,))
    assert hidden_layer().trace([2, 1, 3]).first_non_finite() is None


# -- layers ---------------------------------------------------------------------------------------

WRONG_LAYERS = {
    "W missing": (
        lambda: hn.Dense(None),
        hn.InputError,
        "A dense layer needs weights, Dense([[1, -1, 1]]), or sizes, Dense.random(3, 1).",
    ),
    "W a vector": (
        lambda: hn.Dense([1, -1, 1]),
        hn.ShapeError,
        "W of a dense layer is a matrix with one row of weights per neuron; got shape (3,). "
        "A single neuron has one row: [[1, -1, 1]].",
    ),
    "W and b a size": (
        lambda: hn.Dense(3, 4),
        hn.ShapeError,
        "W of a dense layer is a matrix with one row of weights per neuron; got shape (). "
        "For random weights of a given size write Dense.random(3, 4).",
    ),
    "W empty": (
        lambda: hn.Dense([[]]),
        hn.ShapeError,
        "W of a dense layer is a matrix with one row of weights per neuron; got shape (1, 0). "
        "A single neuron has one row: [[1, -1, 1]].",
    ),
    "W text": (
        lambda: hn.Dense([["a"]]),
        hn.InputError,
        "W of Dense must hold numbers, but holds 'a'.",
    ),
    "W ragged": (
        lambda: hn.Dense([[1, 2], [3]], name="hidden"),
        hn.InputError,
        'W of "hidden" (Dense) has rows of different lengths. '
        "Every row needs the same number of values.",
    ),
    "b too long": (
        lambda: hn.Dense([[1, -1, 1]], [1, 2]),
        hn.ShapeError,
        "b of a dense layer has one value per neuron: W of shape (1, 3) needs a b of shape (1,), "
        "but got (2,).",
    ),
    "b a column": (
        lambda: hn.Dense([[1], [2]], [[1], [2]]),
        hn.ShapeError,
        "b of a dense layer has one value per neuron: W of shape (2, 1) needs a b of shape (2,), "
        "but got (2, 1).",
    ),
    "b complex": (
        lambda: hn.Dense([[1]], [1j]),
        hn.InputError,
        "b of Dense holds complex numbers; handnn works with real ones.",
    ),
    "no inputs": (
        lambda: hn.Dense.random(0, 4),
        hn.NetworkError,
        "Dense.random: inputs must be a positive whole number, not 0.",
    ),
    "half an output": (
        lambda: hn.Dense.random(3, 2.5),
        hn.NetworkError,
        "Dense.random: outputs must be a positive whole number, not 2.5.",
    ),
    "another init": (
        lambda: hn.Dense.random(3, 4, init="xavier"),
        hn.NetworkError,
        "Dense.random: init must be 'he', 'glorot' or 'zeros', not 'xavier'.",
    ),
    "slope text": (
        lambda: hn.LeakyReLU("small"),
        hn.SettingError,
        "LeakyReLU: negative_slope must be a finite number, not 'small'.",
    ),
    "slope infinite": (
        lambda: hn.LeakyReLU(float("inf")),
        hn.SettingError,
        "LeakyReLU: negative_slope must be a finite number, not inf.",
    ),
    "a name with a dot": (
        lambda: hn.ReLU(name="a.b"),
        hn.NetworkError,
        "A layer cannot be called 'a.b': a name needs at least one character, and no dot (the dot "
        'joins names, as in "hidden.W").',
    ),
    "no name": (
        lambda: hn.ReLU(name=""),
        hn.NetworkError,
        "A layer cannot be called '': a name needs at least one character, and no dot (the dot "
        'joins names, as in "hidden.W").',
    ),
    "a name that is no text": (
        lambda: hn.ReLU(name=3),
        hn.LayerTypeError,
        "A layer's name must be text; got 3.",
    ),
}


@pytest.mark.parametrize(("make", "kind", "said"), WRONG_LAYERS.values(), ids=WRONG_LAYERS)
def test_a_wrong_layer(make, kind, said: str) -> None:
    assert message(kind, make) == said


def test_a_parameter_keeps_its_shape_and_holds_numbers() -> None:
    layer = hidden_layer().layers[0]
    assert message(hn.ShapeError, setattr, layer, "W", [[1, 2]]) == (
        'W of "hidden" (Dense 3 → 4) has shape (4, 3), but the new one has shape (1, 2). '
        "A parameter keeps its shape; build a new layer for another size."
    )
    assert message(hn.InputError, setattr, layer, "b", ["x"] * 4) == (
        "b of \"hidden\" (Dense 3 → 4) must hold numbers, but holds 'x'."
    )
    assert message(hn.InputError, setattr, layer, "W", None) == (
        'W of "hidden" (Dense 3 → 4) must hold numbers, but holds None.'
    )
    assert layer.W.shape == (4, 3)


# -- networks -------------------------------------------------------------------------------------

WRONG_NETWORKS = {
    "no layer": (
        lambda: hn.Sequential(),
        hn.NetworkError,
        "A network needs at least one layer: Sequential(Dense(W, b), ReLU()).",
    ),
    "a function": (
        lambda: hn.Sequential(hn.ReLU(), np.tanh),
        hn.LayerTypeError,
        "Argument 1 of Sequential is not a layer but <ufunc 'tanh'>. "
        "A layer is an object, such as ReLU() or Dense(W, b).",
    ),
    "something long": (
        lambda: hn.Sequential("x" * 100),
        hn.LayerTypeError,
        f"Argument 0 of Sequential is not a layer but '{'x' * 56}.... "
        "A layer is an object, such as ReLU() or Dense(W, b).",
    ),
    "a list": (
        lambda: hn.Sequential([hn.ReLU()]),
        hn.LayerTypeError,
        "Argument 0 of Sequential is not a layer but [ReLU]. "
        "Write the layers one after the other: Sequential(*layers).",
    ),
    "a class": (
        lambda: hn.Sequential(hn.ReLU),
        hn.LayerTypeError,
        "Argument 0 of Sequential is not a layer but <class 'handnn.layers.relu.ReLU'>. "
        "That is the class; create a layer: ReLU(...).",
    ),
    "two equal names": (
        lambda: hn.Sequential(hn.ReLU(name="a"), hn.ReLU(), hn.Tanh(name="a")),
        hn.NetworkError,
        'Layers 0 and 2 are both called "a". Give each its own name.',
    ),
    "neighbours": (
        lambda: hn.Sequential(
            hn.Dense(np.ones((4, 3)), name="hidden"), hn.ReLU(), hn.Dense(np.ones((2, 3)))
        ),
        hn.ShapeError,
        'layer 2 "dense_1" (Dense 3 → 2) takes 3 features, but layer 0 "hidden" (Dense 3 → 4) '
        "gives 4. Give it weights with 4 columns, or the other 3 rows.",
    ),
}


@pytest.mark.parametrize(("make", "kind", "said"), WRONG_NETWORKS.values(), ids=WRONG_NETWORKS)
def test_a_wrong_network(make, kind, said: str) -> None:
    assert message(kind, make) == said


# -- layers of one's own --------------------------------------------------------------------------


def raising(x):
    raise KeyError("colour")


def writing(x):
    x += 1
    return x


FEATURES = "Let forward return one row of features per sample."


MINE = 'layer 1 "mine" (Own) '


WRONG_FORWARDS = {
    "one number": (
        np.sum,
        f"gave shape () for an input of shape (4,); expected (features,). {FEATURES}",
    ),
    "an axis too many": (
        lambda x: x[None],
        f"gave shape (1, 4) for an input of shape (4,); expected (features,). {FEATURES}",
    ),
    "nothing": (
        lambda x: None,
        f"gave a NoneType for an input of shape (4,); expected (features,). {FEATURES}",
    ),
    "an error": (raising, "could not run on an input of shape (4,): KeyError: 'colour'"),
    "NumPy's error": (
        lambda x: x[7],
        "could not run on an input of shape (4,): IndexError: index 7 is out of bounds for axis 0 "
        "with size 4",
    ),
}


@pytest.mark.parametrize("call", [hn.Sequential.__call__, hn.Sequential.trace])
@pytest.mark.parametrize(("function", "said"), WRONG_FORWARDS.values(), ids=WRONG_FORWARDS)
def test_a_wrong_forward_is_told_with_its_layer(call, function, said: str) -> None:
    own = hn.Sequential(hn.Dense(np.ones((4, 3))), Own(function), hn.ReLU())
    assert message(hn.LayerError, call, own, [1, 2, 3]) == MINE + said


def test_a_list_is_no_array() -> None:
    own = hn.Sequential(hn.ReLU(), Own(list))
    assert message(hn.LayerError, own.trace, [1, 2]) == (
        f"{MINE}gave a list for an input of shape (2,); expected (features,). {FEATURES}"
    )


def test_samples_that_get_lost() -> None:
    own = hn.Sequential(hn.ReLU(), Own(lambda x: x[:1]))
    assert message(hn.LayerError, own, [[1, 2], [3, 4]]) == (
        f"{MINE}gave shape (1, 2) for an input of shape (2, 2); expected (2, features). {FEATURES}"
    )


def test_a_layer_alone_is_checked_too() -> None:
    assert message(hn.LayerError, Own(np.sum), [1, 2]) == (
        f'"mine" (Own) gave shape () for an input of shape (2,); expected (features,). {FEATURES}'
    )
    assert message(hn.LayerError, Own(raising, name=None), [1, 2]) == (
        "Own could not run on an input of shape (2,): KeyError: 'colour'"
    )


UNDERIVABLE = {
    "a way out of the record": (
        lambda x: x * float(x[0]),
        "float() of a number is not covered by the arrays that remember. Leave float() out, or "
        "write x.item(). It is also what an array of floats asks of a number assigned to it, and "
        "what math.exp and np.asarray(..., "
        "dtype=float) do: use NumPy's functions, and np.zeros_like(x) or np.array([...]) for "
        "arrays to be filled",
    ),
    "a function that is not covered": (
        lambda x: np.fft.fft(x).real,
        "np.fft.fft is not covered by the arrays that remember",
    ),
    "an error of NumPy's": (
        lambda x: x.view(float),
        "AttributeError: 'numpy.ndarray' object has no attribute 'view'",
    ),
    "another shape": (
        lambda x: x if isinstance(x, np.ndarray) else x[:1],
        "it gives another output when it is run again",
    ),
}


@pytest.mark.parametrize(("function", "reason"), UNDERIVABLE.values(), ids=UNDERIVABLE)
def test_a_gradient_that_cannot_be_derived(function, reason: str) -> None:
    class Odd(hn.Layer):
        def forward(self, x):
            return function(x)

    class Weighing(Odd):
        parameter_names = ("w",)

        def __init__(self):
            super().__init__()
            self.w = np.ones(3)

    for layer, methods in (
        (Odd(name="first"), "input_gradient"),
        (Weighing(), "input_gradient and parameter_gradients"),
    ):
        trace = hn.Sequential(layer).trace([2.0, 1.0, 3.0])
        title = f'"{layer.name or "weighing"}" ({type(layer).__name__})'
        assert message(hn.UnexplainedError, partial(trace.backward, grad=[1, 1, 1])) == (
            f"The gradient of {title} cannot be derived from its forward: "
            f"{reason}. Write {methods}, or keep to NumPy's functions."
        )


def test_a_layer_that_changes_its_input() -> None:
    said = (
        "tried to write into its input or into a parameter. forward must leave them as they are: "
        "work on a copy, x = x.copy()."
    )
    own = hn.Sequential(hn.Dense(np.eye(2)), Own(writing))
    assert message(hn.LayerError, own.trace, [1, 2]) == MINE + said
    assert message(hn.LayerError, Own(writing), [1.0, 2.0]) == '"mine" (Own) ' + said
    x = np.array([1.0, 2.0])
    message(hn.LayerError, hn.Sequential(Own(writing)), x)
    assert x.tolist() == [1, 2]
    assert x.flags.writeable


def test_a_layer_that_gives_the_next_one_the_wrong_width() -> None:
    own = hn.Sequential(Own(lambda x: x[..., :2]), hn.Dense(np.ones((2, 3)), name="output"))
    assert message(hn.ShapeError, own, [1, 2, 3]) == (
        'layer 1 "output" (Dense 3 → 2) takes 3 features, but layer 0 "mine" (Own) gave 2.'
    )


def test_a_layer_without_forward() -> None:
    class Bare(hn.Layer):
        pass

    assert message(hn.LayerError, Bare(), [1, 2]) == (
        "Bare could not run on an input of shape (2,): NotImplementedError: Bare has no forward "
        "method: write one."
    )


def test_inside_a_nested_network_the_whole_way_is_told() -> None:
    block = hn.Sequential(hn.Tanh(), Own(raising), name="block")
    assert message(hn.LayerError, hn.Sequential(hn.ReLU(), block), [1, 2]) == (
        'layer 1 "block" (Sequential of 2 layers) › layer 1 "mine" (Own) could not run on an input '
        "of shape (2,): KeyError: 'colour'"
    )


def test_a_network_inside_a_layer_of_ones_own_says_what_came_in() -> None:
    class Stack(hn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.inner = hn.Sequential(hn.Dense([[1, 2], [3, 4]]))

        def forward(self, x):
            return self.inner.forward(x)

    assert message(hn.ShapeError, hn.Sequential(Stack()), [1, 2, 3]) == (
        'layer 0 "stack_1" (Stack) › layer 0 "dense_1" (Dense 2 → 2) takes 2 features, '
        "but the input has 3."
    )


# -- traces ---------------------------------------------------------------------------------------


def test_a_step_or_a_cell_that_is_not_there() -> None:
    trace = hidden_layer_exercise()
    assert message(hn.NoSuchStepError, lambda: trace["hiden"]) == (
        "The trace has no step named 'hiden'. Its steps: 'hidden', 'relu_1', 'output', 'relu_2'."
    )
    assert message(hn.NoSuchStepError, lambda: trace.network["hiden"]) == (
        "The network has no layer named 'hiden'. "
        "Its layers: 'hidden', 'relu_1', 'output', 'relu_2'."
    )
    assert message(hn.NoSuchStepError, lambda: trace.network[4]) == (
        "The network has 4 layers, counted from 0; there is no layer 4. "
        "Its layers: 'hidden', 'relu_1', 'output', 'relu_2'."
    )
    assert message(hn.NoSuchStepError, lambda: trace[4]) == (
        "The trace has 4 steps, 0 to 3; there is no step 4."
    )
    assert message(hn.NoSuchStepError, trace["hidden"].explain, 4) == (
        '"hidden" has an array of shape (4,) here: indices 0 to 3. There is no cell 4.'
    )
    assert message(hn.NoSuchStepError, trace["hidden"].explain, "0") == (
        "\"hidden\" has an array of shape (4,) here: indices 0 to 3. There is no cell '0': "
        "cells are indexed by whole numbers, as in NumPy: .explain(0)."
    )
    assert message(hn.NoSuchStepError, lambda: trace[0]["inner"]) == (
        "The step 'hidden' has no step named 'inner'. Its steps: none."
    )
    for kind in (KeyError, IndexError):
        with pytest.raises(kind):
            trace["hiden"]
