"""Walking a trace in reverse: the classical exercise, slopes, records, explanations, errors."""

import pickle

import backpropagation as exercise
import numpy as np
import pytest
from custom_layers import Scale
from exercises import hidden_layer
from hypothesis import given
from hypothesis import strategies as st

import handnn as hn
from handnn.parameters import parameter_owners


@pytest.fixture
def back():
    net = exercise.network()
    return net.trace(exercise.X).backward(hn.CrossEntropy(), target=exercise.TARGET)


def test_the_classical_exercise(back):
    assert back.loss == pytest.approx(exercise.LOSS, abs=1e-15)
    assert list(back.gradients) == list(exercise.GRADIENTS)
    for name, expected in exercise.GRADIENTS.items():
        np.testing.assert_allclose(back.gradients[name], expected, rtol=0, atol=1e-14)
    for name, expected in exercise.OUTPUT_GRADIENTS.items():
        np.testing.assert_allclose(back[name].output_gradient, expected, rtol=0, atol=1e-14)
    np.testing.assert_allclose(back.input_gradient, exercise.INPUT_GRADIENT, atol=1e-14)
    np.testing.assert_allclose(back.output_gradient, exercise.BY_Z3, atol=1e-14)


def test_from_a_given_gradient(back):
    again = back.trace.backward(grad=exercise.BY_Z3)
    assert again.loss is again.loss_function is again.target is None
    for name, expected in exercise.GRADIENTS.items():
        np.testing.assert_allclose(again.gradients[name], expected, rtol=0, atol=1e-14)


def test_a_batch_has_the_mean_of_the_gradients():
    net = exercise.network()
    samples, targets = [[2, 1, 3], [1, 0, 1], [0, 2, -1]], [1, 0, 2]
    whole = net.trace(samples).backward(hn.CrossEntropy(), targets)
    single = [
        net.trace(x).backward(hn.CrossEntropy(), t) for x, t in zip(samples, targets, strict=True)
    ]
    assert whole.loss == pytest.approx(np.mean([back.loss for back in single]))
    for name, gradient in whole.gradients.items():
        mean = np.mean([back.gradients[name] for back in single], axis=0)
        np.testing.assert_allclose(gradient, mean, atol=1e-14)


ACTIVATIONS = [hn.ReLU, hn.LeakyReLU, hn.Sigmoid, hn.Tanh, hn.Identity, hn.Softmax]


@given(
    seed=st.integers(0, 10_000),
    widths=st.lists(st.integers(1, 4), min_size=2, max_size=4),
    kinds=st.lists(st.sampled_from(ACTIVATIONS), min_size=3, max_size=3),
    batch=st.integers(0, 3),
    nested=st.booleans(),
)
def test_every_gradient_is_the_slope_of_the_loss(seed, widths, kinds, batch, nested):
    rng = np.random.default_rng(seed)
    layers = []
    for i, kind in zip(range(len(widths) - 1), kinds, strict=False):
        W, b = rng.normal(size=(widths[i + 1], widths[i])), rng.normal(size=widths[i + 1])
        layers += [hn.Dense(W, b if i % 2 else None), kind()]
    net = (
        hn.Sequential(hn.Sequential(*layers[:2], name="inner"), *layers[2:])
        if nested
        else hn.Sequential(*layers)
    )
    shape = (batch,) if batch else ()
    x, target = rng.normal(size=(*shape, widths[0])), rng.normal(size=(*shape, widths[-1]))
    loss = hn.SquaredError()
    back = net.trace(x).backward(loss, target)
    assert back.gradients.keys() == net.parameters.keys()
    owners = parameter_owners(net)
    for name, gradient in back.gradients.items():
        layer, own = owners[name]
        kept = getattr(layer, own)
        for cell in np.ndindex(kept.shape):
            slope = 0.0
            for sign in (1, -1):
                moved = kept.copy()
                moved[cell] += sign * 1e-6
                setattr(layer, own, moved)
                slope += sign * loss(net(x), target) / 2e-6
            setattr(layer, own, kept)
            assert gradient[cell] == pytest.approx(slope, rel=1e-4, abs=1e-7)


def test_the_input_gradient_is_computed_only_when_asked_for(monkeypatch):
    asked = []
    original = hn.Dense.input_gradient
    monkeypatch.setattr(
        hn.Dense, "input_gradient", lambda *args: asked.append(args[0].name) or original(*args)
    )
    back = exercise.network().trace(exercise.X).backward(hn.CrossEntropy(), 1)
    assert asked == ["third", "second"]
    assert back.backward_run.input_gradient is None
    assert back.input_gradient is back.input_gradient
    assert asked == ["third", "second", "third", "second", "first"]


def test_a_record_of_a_backward_pass(back):
    assert len(back) == 5
    assert [step.name for step in back] == ["first", "relu_1", "second", "relu_2", "third"]
    assert back[0] is back["first"]
    assert back[-1] is back["third"]
    assert repr(back) == (
        "Backward from loss 0.702263: first.W, first.b, second.W, second.b, third.W, third.b"
    )
    assert repr(back.trace.backward(grad=[1, 1, 1])).startswith("Backward from a given gradient: ")
    assert back == exercise.network().trace(exercise.X).backward(hn.CrossEntropy(), target=1)
    assert back != exercise.network().trace(exercise.X).backward(hn.CrossEntropy(), target=0)
    assert back != back.trace.backward(grad=back.output_gradient)
    assert back != 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(back)
    np.testing.assert_array_equal(back.target, [0, 1, 0])


@pytest.mark.parametrize("name", ["loss", "gradients", "input_gradient", "run", "trace"])
def test_it_never_changes(back, name):
    with pytest.raises(AttributeError):
        setattr(back, name, None)


def test_its_arrays_are_read_only(back):
    for array in [*back.gradients.values(), back.input_gradient, back.output_gradient, back.target]:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    with pytest.raises(TypeError):
        back.gradients["first.W"] = 0


def test_a_given_gradient_is_copied():
    trace = exercise.network().trace(exercise.X)
    grad = np.ones(3)
    back = trace.backward(grad=grad)
    grad[0] = 5
    assert back.output_gradient[0] == 1


def test_it_can_be_pickled(back):
    copy = pickle.loads(pickle.dumps(back))
    assert copy == back
    np.testing.assert_array_equal(copy.input_gradient, back.input_gradient)
    assert str(copy) == str(back)
    with pytest.raises(ValueError, match="read-only"):
        copy.gradients["first.W"][0, 0] = 1


def test_float32_stays_float32():
    rng = np.random.default_rng(0)
    net = hn.Sequential(
        hn.Dense(rng.normal(size=(4, 3)).astype("f"), np.zeros(4, "f")),
        hn.ReLU(),
        hn.Dense(rng.normal(size=(2, 4)).astype("f"), np.zeros(2, "f")),
    )
    trace = net.trace(np.ones((2, 3), "f"))
    for back in (trace.backward(hn.CrossEntropy(), [0, 1]), trace.backward(grad=np.ones((2, 2)))):
        assert {gradient.dtype for gradient in back.gradients.values()} == {np.dtype(np.float32)}
        assert back.input_gradient.dtype == np.float32


# -- layers inside layers -------------------------------------------------------------------------


def test_a_shared_layer_adds_up_under_its_first_name():
    tied = hn.Dense([[1, 2], [3, 4]], [0, 1], name="tied")
    apart = [hn.Dense([[1, 2], [3, 4]], [0, 1], name=name) for name in ("one", "two")]
    x, target = [[1, 2], [3, -1]], [[0, 0], [1, 1]]
    both = hn.Sequential(tied, hn.ReLU(), tied).trace(x).backward(hn.SquaredError(), target)
    each = hn.Sequential(apart[0], hn.ReLU(), apart[1]).trace(x).backward(hn.SquaredError(), target)
    assert list(both.gradients) == ["tied.W", "tied.b"]
    for own in ("W", "b"):
        np.testing.assert_array_equal(
            both.gradients[f"tied.{own}"],
            each.gradients[f"one.{own}"] + each.gradients[f"two.{own}"],
        )


def test_the_sum_of_a_shared_layer_is_explained():
    tied = hn.Dense([[2]], name="tied")
    back = hn.Sequential(tied, tied).trace([3]).backward(hn.SquaredError(), [10])
    assert str(back.explain("tied.W", (0, 0))) == (
        "∂L/∂W1[1,1] = ∂L/∂W1@tied[1,1] + ∂L/∂W1@tied_2[1,1]\n∂L/∂W1[1,1] = 12 + 12 = 24"
    )
    told = str(back.explain())
    assert "tied_2 (Dense 1 → 1, ∂L/∂W1)\n  ∂L/∂W1@tied_2[1,1] = ∂L/∂z2[1]·z1[1]\n" in told
    assert told.endswith("∂L/∂W1[1,1] = 12 + 12 = 24")


class Twice(hn.Layer):
    """A layer that has another one inside and knows nothing of gradients."""

    def __init__(self, inner, scale, name=None):
        super().__init__(name=name)
        self.inner = inner
        self.scale = scale

    parameter_names = ("scale",)

    def forward(self, x):
        return self.scale * self.inner.forward(self.inner.forward(x))


def test_a_layer_with_another_inside():
    inner = hn.Dense([[1, 2], [0, 1]], [1, 0])
    net = hn.Sequential(Twice(inner, 3.0, name="twice"), inner)
    back = net.trace([1, -1]).backward(hn.SquaredError(), [0, 0])
    assert list(back.gradients) == ["twice.scale", "twice.inner.W", "twice.inner.b"]
    assert back.gradients["twice.scale"].shape == ()
    tied = hn.Dense([[1, 2], [0, 1]], [1, 0])
    flat = hn.Sequential(tied, tied, hn.Dense(3 * np.eye(2)), tied)
    expected = flat.trace([1, -1]).backward(hn.SquaredError(), [0, 0]).gradients
    np.testing.assert_allclose(back.gradients["twice.inner.W"], expected["dense_1.W"], atol=1e-12)
    np.testing.assert_allclose(back.gradients["twice.inner.b"], expected["dense_1.b"], atol=1e-12)


def test_nested_networks():
    inner = hn.Sequential(hn.Dense([[1, -1]], [0]), hn.Tanh(), name="inner")
    back = hn.Sequential(inner, hn.Dense([[2]])).trace([1, 2]).backward(grad=[1])
    assert list(back.gradients) == ["inner.dense_1.W", "inner.dense_1.b", "dense_1.W"]
    assert back["inner"]["dense_1"].parameter_gradients["W"] is not None
    assert "∂L/∂W1[1,2]" in str(back.explain("inner.dense_1.W", (0, 1)))


def test_a_network_without_parameters():
    back = hn.Sequential(hn.ReLU()).trace([-1, 2]).backward(hn.SquaredError(), [0, 0])
    assert dict(back.gradients) == {}
    np.testing.assert_array_equal(back.input_gradient, [0, 2])
    assert repr(back) == "Backward from loss 2: no parameters"


# -- explanation ----------------------------------------------------------------------------------


def test_one_cell_of_everything(back):
    def told(*args):
        return str(back.explain(*args)).splitlines()[-1]

    assert told("loss") == "L = log(exp(3) + exp(3) + exp(-1)) - (0·3 + 1·3 + 0·(-1)) ≈ 0.7023"
    assert told("output", 1) == "∂L/∂z3[2] = exp(3) / (exp(3) + exp(3) + exp(-1)) - 1 ≈ -0.5045"
    assert told("second.W", (1, 2)) == "∂L/∂W2[2,3] = (-1)·5 = -5"
    assert told("first.b", 1) == "∂L/∂b1[2] = -2"
    assert told("input", 0) == "∂L/∂x[1] = 1·0 + 1·(-2) + 0·2 + 1·(-1) = -3"
    assert str(back["relu_1"].explain("input", 0)) == (
        "∂L/∂z1[1] = ∂L/∂h1[1]·[z1[1] > 0]\n∂L/∂z1[1] = 1·[-1 > 0] = 0"
    )


def test_everything_in_reverse_order(back):
    headings = [line for line in str(back.explain()).splitlines() if not line.startswith(" ")]
    assert headings == [
        "loss (CrossEntropy)",
        "loss (CrossEntropy, ∂L/∂z3)",
        "third (Dense 2 → 3, ∂L/∂W3)",
        "third (Dense 2 → 3, ∂L/∂b3)",
        "third (Dense 2 → 3, ∂L/∂h2)",
        "relu_2 (ReLU, ∂L/∂z2)",
        "second (Dense 4 → 2, ∂L/∂W2)",
        "second (Dense 4 → 2, ∂L/∂b2)",
        "second (Dense 4 → 2, ∂L/∂h1)",
        "relu_1 (ReLU, ∂L/∂z1)",
        "first (Dense 3 → 4, ∂L/∂W1)",
        "first (Dense 3 → 4, ∂L/∂b1)",
    ]


@given(seed=st.integers(0, 999))
def test_every_explained_number_is_the_stored_one(seed):
    rng = np.random.default_rng(seed)
    layers = [hn.Dense(rng.normal(size=(3, 2)), rng.normal(size=3)), hn.Sigmoid(), hn.Softmax()]
    back = (
        hn.Sequential(*layers)
        .trace(rng.normal(size=(2, 2)))
        .backward(hn.SquaredError(), rng.normal(size=(2, 3)))
    )
    for cell in back.explain():
        assert cell.number.value == pytest.approx(cell.value, rel=1e-9, abs=1e-12)


def test_dead_units_are_pointed_out(back):
    assert back.dead_units == {"first": (0,)}
    assert back.notes() == ('No gradient flows through z1[1] of "first": "relu_1" stops it.',)
    assert back.notes()[0] in str(back)


def test_units_that_nothing_comes_down_to():
    net = hn.Sequential(hn.Dense([[1], [1]], name="hidden"), hn.Dense([[1, 0]]))
    back = net.trace([[1], [2]]).backward(grad=[[1], [1]])
    assert back.notes() == (
        'No gradient flows through z1[2] of "hidden": none comes from the layers after it.',
    )


def test_a_unit_that_lives_in_one_sample_is_not_dead():
    net = hn.Sequential(hn.Dense([[1]]), hn.ReLU())
    assert net.trace([[1], [-1]]).backward(grad=[[1], [1]]).dead_units == {}


# -- errors ---------------------------------------------------------------------------------------

START = (
    "backward starts from a loss and a target, trace.backward(hn.SquaredError(), target=[1, 0]), "
    "or from the gradient with respect to the output, trace.backward(grad=[1, 1])."
)


LOSS = "Use SquaredError(), CrossEntropy() or another object of a subclass of Loss."


WRONG = {
    "nothing": ((), {}, hn.ArgumentError, START),
    "both": ((hn.SquaredError(), [1, 1, 1]), {"grad": [1, 1, 1]}, hn.ArgumentError, START),
    "no target": ((hn.SquaredError(),), {}, hn.ArgumentError, START),
    "only a target": ((), {"target": 1}, hn.ArgumentError, START),
    "a target with a gradient": ((), {"target": 1, "grad": [1, 1, 1]}, hn.ArgumentError, START),
    "a class": (
        (hn.CrossEntropy, 1),
        {},
        hn.ArgumentError,
        f"The loss is {hn.CrossEntropy!r}. That is the class; create a loss: CrossEntropy().",
    ),
    "no loss at all": (("mse", 1), {}, hn.ArgumentError, f"The loss is 'mse'. {LOSS}"),
    "a gradient of another shape": (
        (),
        {"grad": [1, 1]},
        hn.ShapeError,
        "grad is the gradient with respect to the output and has its shape, (3,); got an array of "
        "shape (2,).",
    ),
    "text": ((), {"grad": "a"}, hn.InputError, "grad must hold numbers, but holds 'a'."),
    "no such class": (
        (hn.CrossEntropy(), 7),
        {},
        hn.InputError,
        "The target holds class 7, but the output has 3 features: the classes are 0 to 2.",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_answered(case):
    args, named, kind, text = WRONG[case]
    trace = exercise.network().trace(exercise.X)
    with pytest.raises(kind) as caught:
        trace.backward(*args, **named)
    assert str(caught.value) == text


def test_what_is_not_there_is_said(back):
    with pytest.raises(hn.NoSuchStepError) as caught:
        back.explain("first.w")
    assert str(caught.value) == (
        "This backward pass has no gradient of 'first.w'. It has: 'loss', 'output', 'input', "
        "'first.W', 'first.b', 'second.W', 'second.b', 'third.W', 'third.b'; and those of the "
        "steps 'first', 'relu_1', 'second', 'relu_2', 'third'."
    )
    with pytest.raises(hn.ArgumentError) as caught:
        back.explain("first", "b")
    assert str(caught.value) == (
        "The name of a gradient begins with its step: back.explain('first.b')."
    )
    with pytest.raises(hn.NoSuchStepError, match=r"^The backward pass has no step named 'fourth'"):
        back["fourth"]
    with pytest.raises(hn.NoSuchStepError):
        back.trace.backward(grad=[1, 1, 1]).explain("loss")


def test_a_backward_pass_of_a_given_gradient_says_so():
    back = hidden_layer().trace([2, 1, 3]).backward(grad=[1, 1])
    assert str(back).startswith("Backward from a given gradient of the output\n\n ")


def test_the_arithmetic_of_many_gradients_is_not_printed():
    net = hn.Sequential(*[hn.Dense([[1]], [0]) for _ in range(21)])
    text = str(net.trace([1]).backward(grad=[1]))
    assert text.endswith('There are 42 gradients; ask for one: explain("dense_1.W")')


def test_gradients_that_cannot_be_explained_leave_the_sheet():
    class Odd(Scale):
        def parameter_gradients(self, step, grad):
            return {"w": np.array([float(v) for v in np.asarray(grad, float)]) * step.input}

        def input_gradient(self, step, grad):
            return grad * self.w

    text = str(hn.Sequential(Odd([1, 2], name="odd")).trace([1, 2]).backward(grad=[1, 1]))
    assert "cannot be written out" in text
    assert "As stored" in text


@pytest.mark.parametrize("index", [None, 0, (1, 2), -1])
@pytest.mark.parametrize("name", ["first.W", "second.W"])
def test_a_gradient_is_explained_by_its_name(back, name, index):
    step, _, own = name.partition(".")
    assert str(back.explain(name, index)) == str(back[step].explain(own, index))


@pytest.mark.parametrize("name", ["first", "relu_1", "second", "relu_2", "third"])
def test_a_step_is_explained_by_its_name(back, name):
    told = str(back.explain(name))
    assert told == str(back[name].explain())
    assert told


def test_a_cell_of_a_step_with_one_gradient(back):
    assert str(back.explain("relu_1", 0)) == str(back["relu_1"].explain("input", 0))
    with pytest.raises(hn.NoSuchStepError):
        back.explain("relu_1", 4)


def test_a_cell_of_a_step_with_several_gradients_needs_the_name_of_one(back):
    with pytest.raises(hn.ArgumentError) as caught:
        back.explain("first", (0, 0))
    assert str(caught.value) == (
        "'first' has several gradients. Name the one to find a cell in: "
        "back['first'].explain('W', (0, 0))."
    )


def test_a_first_step_without_parameters_explains_the_gradient_of_the_input():
    back = hn.Sequential(hn.ReLU(), hn.Dense([[1, -1]])).trace([3, -2]).backward(grad=[2])
    assert str(back.explain("relu_1")).splitlines()[1:] == [
        "  ∂L/∂x[1] = ∂L/∂h[1]·[x[1] > 0]",
        "  ∂L/∂x[1] = 2·[3 > 0] = 2",
        "  ∂L/∂x[2] = (-2)·[-2 > 0] = 0",
    ]


@pytest.mark.parametrize("index", [None, 0])
@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("loss", "the loss itself"),
        ("output", "the network's output"),
        ("input", "the network's input"),
    ],
)
def test_where_a_layer_is_called_like_an_end_of_the_network_the_explanation_says_which(
    name, meant, index
):
    index = None if name == "loss" else index
    plain, named = (
        hn.Sequential(hn.Dense([[1, 2]], [0], "first"), hn.ReLU(last))
        .trace([2, 1])
        .backward(hn.SquaredError(), target=[1])
        for last in ("last", name)
    )
    assert str(named.explain(name, index)) == (
        f"{plain.explain(name, index)}\n"
        f'"{name}" is {meant} here.\n'
        f'For the layer of that name: back["{name}"].explain()'
    )
    assert name + " (ReLU, ∂L/∂z)" in str(named[name].explain())
    assert "here" not in str(named.explain())


def test_without_a_loss_the_output_is_a_layer_of_that_name():
    net = hn.Sequential(hn.Dense([[1, 2]], [0], "output"))
    back = net.trace([2, 1]).backward(grad=[1])
    assert str(back.explain("output")) == str(back["output"].explain())


def test_a_step_inside_another_is_explained_by_its_path():
    inner = hn.Sequential(hn.Dense([[1, -1]], [0]), hn.Tanh(), name="inner")
    back = hn.Sequential(inner, hn.Dense([[2]])).trace([1, 2]).backward(grad=[1])
    assert str(back.explain("inner.tanh_1")) == str(back["inner"]["tanh_1"].explain())
    assert str(back.explain("inner")) == str(back["inner"].explain())


@pytest.mark.parametrize(
    ("name", "values"), [("output", exercise.BY_Z3), ("input", exercise.INPUT_GRADIENT)]
)
def test_one_number_of_the_gradients_at_both_ends(back, name, values):
    for i, value in enumerate(values):
        (cell,) = back.explain(name, i)
        assert cell.value == pytest.approx(value, abs=1e-12)
        assert cell.index == (i,)


def test_an_index_needs_a_name(back):
    with pytest.raises(hn.ArgumentError) as caught:
        back.explain(index=(0, 0))
    assert str(caught.value) == (
        "explain needs the name of a gradient to find a cell in: back.explain('first.W', (0, 0))."
    )
    with pytest.raises(hn.ArgumentError, match=r"back\.explain\('input', 0\)\.$"):
        hn.ReLU().trace([1]).backward(grad=[1]).explain(index=0)
    with pytest.raises(hn.NoSuchStepError, match=r"shape \(4, 3\).*There is no cell \(4, 0\)"):
        back.explain("first.W", (4, 0))


def test_for_numpy_a_backward_pass_is_many_arrays(back):
    with pytest.raises(hn.ArgumentError) as caught:
        np.asarray(back)
    assert str(caught.value) == (
        "A backward pass holds several arrays. Choose one, such as back.gradients['first.W'] or "
        "back.input_gradient."
    )


def test_no_recorded_gradient_is_minus_zero():
    """On paper there is no -0: not where a mask has multiplied, nor where a gradient starts."""
    net = hn.Sequential(
        hn.Dense([[1, 1], [0, 1]], [0, -9]), hn.ReLU(), Scale([-1.0, -1.0]), hn.LeakyReLU(0.0)
    )
    back = net.trace([[0, 2], [1, -3]]).backward(grad=[[-0.0, 1], [-1, -0.0]])
    gradients = [back.output_gradient, back.input_gradient, *back.gradients.values()]
    for step in back.whole_run.leaves():
        gradients += [step.output_gradient, step.input_gradient]
        gradients += step.parameter_gradients.values()
    zeros = [array[array == 0] for array in gradients]
    assert sum(map(len, zeros)) > 8
    assert not any(np.signbit(array).any() for array in zeros)
    assert "-0 " not in f"{back} "


def test_steps_of_a_backward_pass_are_public(back):
    assert all(isinstance(step, hn.BackwardStep) for step in back)
    assert isinstance(back.backward_run, hn.BackwardStep)
    assert [step.step for step in back] == list(back.trace)
    assert back["first"].output_gradient.tolist() == pytest.approx([0, -2, 2, -1], abs=1e-12)
