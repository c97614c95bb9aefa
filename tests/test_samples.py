"""Samples of any shape: sequences of tokens, pictures, and whole numbers."""

import numpy as np
import pytest
from sequence_layers import (
    AsPicture,
    Attention,
    Edges,
    Embedding,
    Flatten,
    MeanOfTokens,
    Transposing,
)

import handnn as hn

RNG = np.random.default_rng(7)
SEQUENCES = RNG.normal(size=(3, 5, 4))  # of 5 tokens with 4 features
PICTURES = RNG.normal(size=(3, 2, 3, 4))  # of 2 channels
IDS = np.array([[2, 0, 5], [1, 1, 3], [4, 5, 0]])
TABLE = RNG.normal(size=(6, 4))


def sequence_network():
    """From tokens to a class per token."""
    return hn.Sequential(
        hn.Dense.random(4, 4, rng=1, name="mix"),
        Attention.random(4, 2, name="look"),
        hn.Tanh(),
        hn.Dense.random(4, 3, rng=3, name="score"),
    )


def text_network(tokens_each=True):
    """From words to a class per word, or per text."""
    pooled = () if tokens_each else (MeanOfTokens(),)
    return hn.Sequential(
        Embedding(TABLE, name="table"),
        Attention.random(4, 2, name="look"),
        *pooled,
        hn.Dense.random(4, 3, rng=3, name="score"),
    )


def picture_network():
    return hn.Sequential(
        Edges(RNG.normal(size=(2, 2)), name="edges"),
        hn.ReLU(),
        Flatten(),
        hn.Dense.random(18, 2, rng=5, name="score"),
    )


def drawing_network():
    """From features to a picture, and back to features."""
    return hn.Sequential(AsPicture(2, 2), Edges([[1.0, -2.0]]), Flatten())


NETWORKS = {
    "tokens": (sequence_network, SEQUENCES),
    "words": (text_network, IDS),
    "texts": (lambda: text_network(tokens_each=False), IDS),
    "single words": (
        lambda: hn.Sequential(Embedding(TABLE, sample_ndim=0), hn.ReLU()),
        np.array([4, 0, 4]),
    ),
    "pictures": (picture_network, PICTURES),
    "drawing": (drawing_network, RNG.normal(size=(3, 4))),
}
both = pytest.mark.parametrize(("make", "batch"), NETWORKS.values(), ids=NETWORKS)


@both
def test_a_batch_gives_what_its_samples_give_one_by_one(make, batch):
    net = make()
    together = net(batch)
    assert len(together) == len(batch)
    for sample, output in zip(batch, together, strict=True):
        np.testing.assert_allclose(net(sample), output, rtol=1e-12, atol=1e-14)
        np.testing.assert_array_equal(net.trace(sample).output, net(sample))
    np.testing.assert_array_equal(net.trace(batch).output, together)


@both
def test_only_the_samples_of_a_batch_are_counted_above(make, batch):
    net = make()
    for x, batched in ((batch, True), (batch[1], False)):
        for step in net.trace(x):
            assert step.batched is batched
            assert step.variable("input").batched is batched
            assert step.variable("output").batched is batched


def test_cells_of_a_sequence_and_of_a_batch_of_them():
    net = sequence_network()
    one, several = net.trace(SEQUENCES[0]), net.trace(SEQUENCES)
    assert str(one["score"].explain((2, 0))).startswith("z3[3,1] = W3[1,1]·h[3,1] + ")
    assert str(several["score"].explain((1, 2, 0))).startswith("z3⁽²⁾[3,1] = W3[1,1]·h⁽²⁾[3,1] + ")
    back = several.backward(hn.CrossEntropy(), np.zeros((3, 5)))
    assert str(back.explain("score.b", 1)).startswith("∂L/∂b3[2] = ∂L/∂z3⁽¹⁾[1,2] + ")


def test_words_are_looked_up_where_they_stand():
    trace = text_network().trace(IDS)
    assert trace["table"].input.dtype == np.intp
    assert str(trace["table"].explain((1, 2, 0))).splitlines()[0] == "z1⁽²⁾[3,1] = E1[4,1]"


@both
def test_gradients_are_the_measured_slopes(make, batch):
    assert hn.check_gradients(make(), batch[:2])
    assert hn.check_gradients(make(), batch[0])


@both
def test_the_gradient_of_a_batch_is_the_sum_over_its_samples(make, batch):
    net = make()
    start = np.random.default_rng(0).normal(size=net(batch).shape)
    together = net.trace(batch).backward(grad=start).gradients
    alone = [net.trace(x).backward(grad=g).gradients for x, g in zip(batch, start, strict=True)]
    for name, gradient in together.items():
        np.testing.assert_allclose(gradient, sum(each[name] for each in alone), atol=1e-12)


# -- whole numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize("ids", [[2, 0, 5], [2.0, 0.0, 5.0], np.array([2, 0, 5], np.uint8)])
def test_whole_numbers_stay_whole_numbers(ids):
    trace = text_network().trace(ids)
    assert trace.input.dtype == np.intp
    assert not trace.input.flags.writeable
    np.testing.assert_array_equal(trace["table"].output, TABLE[[2, 0, 5]])


def test_only_the_row_that_was_looked_up_has_a_gradient():
    back = (
        hn.Sequential(Embedding(TABLE, name="table"))
        .trace([2, 0, 2])
        .backward(grad=[[1, 2, 3, 4], [5, 6, 7, 8], [10, 20, 30, 40]])
    )
    expected = np.zeros((6, 4))
    expected[2], expected[0] = [11, 22, 33, 44], [5, 6, 7, 8]
    np.testing.assert_array_equal(back.gradients["table.E"], expected)


def test_there_is_no_gradient_with_respect_to_whole_numbers():
    back = text_network().trace(IDS).backward(hn.CrossEntropy(), IDS % 3)
    assert back["table"].input_gradient is None
    for ask in (lambda: back.input_gradient, lambda: back.explain("input")):
        with pytest.raises(hn.ArgumentError) as caught:
            ask()
        assert str(caught.value) == (
            "The input is whole numbers, and there is no gradient with respect to these: they "
            "cannot change a little. The gradients with respect to the parameters are in "
            "back.gradients."
        )


def test_a_network_of_whole_numbers_without_parameters():
    class OneHot(hn.Layer):
        sample_ndim = 0
        takes_whole_numbers = True

        def forward(self, x):
            return 1.0 * (x[..., None] == np.arange(3))

    trace = hn.Sequential(OneHot(name="one_hot")).trace([2, 0])
    np.testing.assert_array_equal(trace.output, [[0, 0, 1], [1, 0, 0]])
    assert trace.backward(grad=np.ones((2, 3)))["one_hot"].input_gradient is None
    assert [cell.value for cell in trace.explain("one_hot", 0)] == [0, 0, 1]


# -- losses ---------------------------------------------------------------------------------------

LOSSES = {
    "classes": (hn.CrossEntropy(), np.array([[0, 2, 1, 1, 0]] * 3)),
    "probabilities": (hn.CrossEntropy(), np.full((3, 5, 3), 1 / 3)),
    "numbers": (hn.SquaredError(), RNG.normal(size=(3, 5, 3))),
    "mean": (hn.MeanSquaredError(), RNG.normal(size=(3, 5, 3))),
    "yes or no": (hn.BinaryCrossEntropy(), RNG.integers(0, 2, (3, 5, 3))),
}


@pytest.mark.parametrize(("loss", "targets"), LOSSES.values(), ids=LOSSES)
def test_the_loss_of_sequences_is_the_mean_over_their_tokens(loss, targets):
    outputs = RNG.normal(size=(3, 5, 3))
    of_tokens = [
        loss(token, target)
        for output, each in zip(outputs, targets, strict=True)
        for token, target in zip(output, each, strict=True)
    ]
    assert loss(outputs, targets) == pytest.approx(np.mean(of_tokens), rel=1e-12)
    assert loss(outputs[1], targets[1]) == pytest.approx(np.mean(of_tokens[5:10]), rel=1e-12)


@pytest.mark.parametrize(("loss", "targets"), LOSSES.values(), ids=LOSSES)
def test_the_gradient_of_a_loss_of_sequences_is_its_slope(loss, targets):
    outputs = RNG.normal(size=(3, 5, 3))
    prepared = loss.prepare_target(targets, outputs.shape, outputs.dtype)
    value, gradient = loss.forward_and_gradient(outputs, prepared)
    assert value == pytest.approx(loss(outputs, targets), rel=1e-12)
    np.testing.assert_allclose(gradient, loss.gradient(outputs, prepared), rtol=1e-12)
    for place in ((0, 0, 0), (2, 4, 1)):
        moved = [outputs.copy(), outputs.copy()]
        moved[0][place] -= 1e-6
        moved[1][place] += 1e-6
        slope = (loss(moved[1], targets) - loss(moved[0], targets)) / 2e-6
        assert gradient[place] == pytest.approx(slope, rel=1e-6, abs=1e-9)


def test_the_loss_of_one_sequence_is_not_that_of_samples():
    back = sequence_network().trace(SEQUENCES[0]).backward(hn.SquaredError(), np.ones((5, 3)))
    (loss,) = back.explain("loss")
    assert loss.lines()[0].startswith("L = 0.5·((z3[1,1] - t[1,1])^2 + (z3[1,2] - t[1,2])^2 + ")
    (cell,) = back.explain("output", (1, 2))
    assert cell.lines()[0] == "∂L/∂z3[2,3] = (z3[2,3] - t[2,3]) / 5"


def test_the_loss_of_a_batch_of_sequences_explains_itself():
    back = text_network().trace(IDS[:2, :2]).backward(hn.CrossEntropy(), [[0, 1], [2, 0]])
    assert "y⁽²⁾[1,3]" in str(hn.CrossEntropy().explain(np.ones((2, 2, 3)), [[0, 1], [2, 0]]))
    (cell,) = back.explain("output", (1, 0, 2))
    assert cell.symbol == "∂L/∂z3⁽²⁾[1,3]"
    assert cell.value == back.output_gradient[1, 0, 2]


def test_a_column_of_classes_for_each_sequence():
    with pytest.raises(hn.ShapeError) as caught:
        hn.CrossEntropy()(np.zeros((2, 5, 3)), np.zeros((2, 5, 1)))
    assert str(caught.value).endswith("The labels are a column; flatten it: y.squeeze(-1).")


def test_not_a_class_per_token():
    with pytest.raises(hn.ShapeError) as caught:
        hn.CrossEntropy()(np.zeros((2, 5, 3)), np.zeros((2, 4)))
    assert str(caught.value) == (
        "For an output of shape (2, 5, 3) CrossEntropy takes class indices of shape (2, 5) or "
        "probabilities of shape (2, 5, 3), but the target has shape (2, 4)."
    )


# -- learning -------------------------------------------------------------------------------------


def test_it_learns_a_class_per_word():
    rng = np.random.default_rng(0)
    X = rng.integers(0, 6, (60, 3))
    y = (X % 3 + 1) % 3
    net = text_network()
    history = hn.fit(
        net,
        X,
        y,
        loss=hn.CrossEntropy(),
        optimizer=hn.Adam(lr=0.05),
        epochs=40,
        rng=0,
        validation=(X[:5], y[:5]),
        progress=False,
    )
    assert history.accuracy[0] < 0.9
    assert history.accuracy[-1] == history.validation_accuracy[-1] == 1
    assert hn.accuracy(net, X, y) == 1
    np.testing.assert_array_equal(hn.predict(net, X), y)
    np.testing.assert_array_equal(hn.predict(net, X[0]), y[0])
    assert hn.accuracy(net, X, np.eye(3)[y]) == 1
    assert hn.accuracy(net, X, 2 - y) == np.mean(y == 1)


def test_float32_sequences_are_learned_in_float32():
    net = sequence_network()
    single = net.with_parameters(
        {name: array.astype(np.float32) for name, array in net.parameters.items()}
    )
    hn.fit(
        single,
        SEQUENCES,
        np.zeros((3, 5)),
        loss=hn.CrossEntropy(),
        optimizer=hn.SGD(lr=0.1),
        epochs=1,
        progress=False,
    )
    assert {array.dtype for array in single.parameters.values()} == {np.dtype(np.float32)}


def test_one_update_of_fit_is_that_of_a_trace():
    by_fit, by_hand = text_network(), text_network()
    loss, y = hn.CrossEntropy(), IDS % 3
    hn.fit(by_fit, IDS, y, loss=loss, optimizer=hn.SGD(lr=0.1), shuffle=False, progress=False)
    hn.SGD(lr=0.1).update(by_hand, by_hand.trace(IDS).backward(loss, y))
    for name, array in by_hand.parameters.items():
        np.testing.assert_allclose(by_fit.parameters[name], array, rtol=1e-12)


# -- saving ---------------------------------------------------------------------------------------


def test_the_number_of_axes_is_a_setting_that_a_file_keeps(tmp_path):
    net = hn.Sequential(Embedding(TABLE, sample_ndim=0, name="table"), hn.ReLU())
    net.save(tmp_path / "net.json", input=[4, 2])
    again = hn.load(tmp_path / "net.json", layers=[Embedding])
    assert again.sample_ndim == 0
    assert again.takes_whole_numbers
    np.testing.assert_array_equal(again(hn.load_input(tmp_path / "net.json")), net([4, 2]))


def test_a_batch_of_pictures_is_kept_in_a_file(tmp_path):
    net = picture_network()
    net.save(tmp_path / "net.json", input=PICTURES)
    again = hn.load(tmp_path / "net.json", layers=[Edges, Flatten])
    np.testing.assert_array_equal(hn.load_input(tmp_path / "net.json"), PICTURES)
    np.testing.assert_array_equal(again(PICTURES), net(PICTURES))


# -- what a network takes -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "sample_ndim"),
    [
        ((hn.Dense([[1.0]]), hn.ReLU()), None),
        ((hn.Dense.random(4, 4), Attention.random(4, 0)), 2),
        ((hn.Sequential(hn.ReLU(), hn.Softmax()), Attention.random(4, 0)), 2),
        ((hn.Sequential(hn.ReLU(), Attention.random(4, 0)), hn.ReLU()), 2),
        ((MeanOfTokens(), AsPicture(2, 2)), 2),
        ((Edges([[1.0, 2.0]]), Attention.random(3, 0)), 3),
        ((hn.ReLU(), AsPicture(2, 2), Edges([[1.0, 2.0]])), 1),
    ],
)
def test_the_first_layer_that_says_so_determines_a_sample(layers, sample_ndim):
    assert hn.Sequential(*layers).sample_ndim == sample_ndim


def test_the_summary_shows_the_shapes_of_one_sample():
    for x in (IDS, IDS[0]):
        rows = text_network(tokens_each=False).summary(x).rows
        assert [row.output_shape for row in rows] == [(3, 4), (3, 4), (4,), (3,)]
    for x in (SEQUENCES, SEQUENCES[0]):
        rows = sequence_network().summary(x).rows
        assert [row.output_shape for row in rows] == [(5, 4), (5, 4), (5, 4), (5, 3)]
    assert text_network().summary().total == 24 + 48 + 15


def said(function, *args):
    with pytest.raises(hn.HandnnError) as caught:
        function(*args)
    return f"{type(caught.value).__name__}: {caught.value}"


WRONG_INPUTS = {
    "a row for a sequence": (
        sequence_network,
        [1, 2, 3, 4],
        'ShapeError: layer 1 "look" (Attention) takes one sample of shape (tokens, 4) or a batch '
        "(batch, tokens, 4), not an array of shape (4,).",
    ),
    "too few features": (
        sequence_network,
        np.ones((5, 3)),
        'ShapeError: layer 0 "mix" (Dense 4 → 4) takes 4 features, but the input has 3.\n'
        "Got an input of shape (5, 3); expected (tokens, 4) or (batch, tokens, 4).",
    ),
    "attention alone": (
        lambda: Attention.random(4, 0),
        np.ones((1, 2, 5, 4)),
        "ShapeError: Attention takes one sample of shape (tokens, features) or a batch (batch, "
        "tokens, features), not an array of shape (1, 2, 5, 4).",
    ),
    "no channels": (
        picture_network,
        np.ones((8, 8)),
        'ShapeError: layer 0 "edges" (Edges) takes one sample of shape (channels, rows, columns) '
        "or a batch (batch, channels, rows, columns), not an array of shape (8, 8).",
    ),
    "one word for a sequence": (
        text_network,
        3,
        'ShapeError: layer 0 "table" (Embedding) takes one sample of shape (tokens,) or a batch '
        "(batch, tokens), not an array of shape ().",
    ),
    "a sequence for one word": (
        lambda: Embedding(TABLE, sample_ndim=0),
        IDS,
        "ShapeError: Embedding takes a single number or a batch (batch,), not an array of shape "
        "(3, 3).",
    ),
    "a fraction": (
        text_network,
        [1.5, 2],
        "InputError: The input must hold whole numbers, such as indices [2, 0], which layer 0 "
        '"table" (Embedding) takes; it holds 1.5.',
    ),
    "too large": (
        text_network,
        [1e300],
        "InputError: The input must hold whole numbers, such as indices [2, 0], which layer 0 "
        '"table" (Embedding) takes; it holds 1e+300.',
    ),
    "no number": (
        text_network,
        [float("nan"), 2],
        "InputError: The input must hold whole numbers, such as indices [2, 0], which layer 0 "
        '"table" (Embedding) takes; it holds nan.',
    ),
    "no tokens": (
        sequence_network,
        np.ones((0, 4)),
        "InputError: The input is empty: its shape is (0, 4). Give at least one sample.",
    ),
}


@pytest.mark.parametrize(("make", "x", "text"), WRONG_INPUTS.values(), ids=WRONG_INPUTS)
def test_a_wrong_input_is_answered_with_the_axes(make, x, text):
    assert said(make(), x) == said(make().trace, x) == text


def test_layers_that_do_not_fit_each_other():
    assert said(hn.Sequential, MeanOfTokens(), Edges([[1, 2]])) == (
        'ShapeError: layer 1 "edges_1" (Edges) takes samples of shape (channels, rows, columns), '
        'but layer 0 "mean_of_tokens_1" (MeanOfTokens) takes samples of shape (tokens, features). '
        "A layer that works on any number of axes says so, sample_ndim = None; one that gives "
        "samples of more axes than it takes, output_ndim = 3."
    )
    single = Embedding(TABLE, sample_ndim=0)
    assert said(hn.Sequential, single, Attention.random(4, 0)) == (
        'ShapeError: layer 1 "attention_1" (Attention) takes samples of shape (tokens, features), '
        'but layer 0 "embedding_1" (Embedding) takes samples of shape (). If its samples are '
        "sequences, let it say so: sample_ndim = 1."
    )
    assert said(hn.Sequential, hn.Dense([[1.0]]), single) == (
        'ShapeError: layer 1 "embedding_1" (Embedding) takes whole numbers, but layer 0 "dense_1" '
        "(Dense 1 → 1) gives other ones. It can only be the first layer."
    )


class Own(hn.Layer):
    """A layer of sequences around any function."""

    sample_ndim = 2

    def __init__(self, function):
        super().__init__(name="mine")
        self.function = function

    def forward(self, x):
        return self.function(x)


KEEP = (
    "Let forward keep the samples of a batch in front, and count the other axes from the end: "
    "axis=-1 is the features."
)
WRONG_OUTPUTS = {
    "a lost batch": (
        lambda x: x.mean(axis=0), SEQUENCES,
        "gave shape (5, 4) for an input of shape (3, 5, 4); expected (3, ..., features). " + KEEP,
    ),
    "one number per sample": (
        lambda x: x.sum(axis=(-1, -2)), SEQUENCES,
        "gave shape (3,) for an input of shape (3, 5, 4); expected (3, ..., features). " + KEEP,
    ),
    "one number": (
        np.sum, SEQUENCES[0],
        "gave shape () for an input of shape (5, 4); expected (..., features). " + KEEP,
    ),
    "nothing": (
        lambda x: None, SEQUENCES[0],
        "gave a NoneType for an input of shape (5, 4); expected (..., features). " + KEEP,
    ),
    "more axes": (
        lambda x: x.reshape(*x.shape[:-1], 2, 2), SEQUENCES,
        "gave shape (3, 5, 2, 2) for an input of shape (3, 5, 4); expected at most 3 axes. If a "
        "sample of the output has more axes than one of the input, say how many: output_ndim = 3.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("function", "x", "text"), WRONG_OUTPUTS.values(), ids=WRONG_OUTPUTS)
def test_a_wrong_output_is_answered_with_its_layer(function, x, text):
    assert said(Own(function), x) == f'LayerError: "mine" (Own) {text}'
    inside = hn.Sequential(Attention.random(4, 0), Own(function))
    for call in (inside, inside.trace):
        assert said(call, x) == f'LayerError: layer 1 "mine" (Own) {text}'


@pytest.mark.parametrize("whole", [True, False])
def test_single_numbers_without_features(whole):
    layer = Own(lambda x: 1.0 * x)
    layer.sample_ndim, layer.takes_whole_numbers = 0, whole
    assert said(layer, [1, 2]) == (
        'LayerError: "mine" (Own) gave shape (2,) for an input of shape (2,); expected (2, '
        "features). Let forward return one row of features per sample."
    )
    layer.function = lambda x: 1.0 * np.stack([x, -x], axis=-1)
    np.testing.assert_array_equal(layer([1, 2]), [[1, -1], [2, -2]])
    np.testing.assert_array_equal(layer(2), [2, -2])


@pytest.mark.parametrize(
    ("X", "y", "text"),
    [
        (
            SEQUENCES[0], np.zeros(5),
            "ShapeError: X has one sample after the other, shape (samples, tokens, features), but "
            "here it has shape (5, 4).",
        ),
        (
            SEQUENCES[0, 0], np.zeros(5),
            "ShapeError: X has one sample after the other, shape (samples, tokens, features), but "
            "here it has shape (4,).",
        ),
        (
            SEQUENCES, np.zeros((3, 4)),
            "ShapeError: For an output of shape (3, 5, 3) CrossEntropy takes class indices of "
            "shape (3, 5) or probabilities of shape (3, 5, 3), but the target has shape (3, 4).",
        ),
    ],
)  # fmt: skip
def test_what_fit_says_of_sequences(X, y, text):
    def fit():
        hn.fit(sequence_network(), X, y, loss=hn.CrossEntropy(), optimizer=hn.SGD(lr=0.1))

    assert said(fit) == text


def test_what_accuracy_says_of_sequences():
    assert said(hn.accuracy, sequence_network(), SEQUENCES, [0, 1, 2]) == (
        "ShapeError: accuracy compares predictions of shape (3, 5) with as many true classes, but "
        "y has shape (3,)."
    )


# -- check_layer ----------------------------------------------------------------------------------

ADVICE = (
    "Count axes from the end: axis=-1 is the features of either. k.T of a batch reverses all axes; "
    "np.swapaxes(k, -1, -2) transposes each sample, and k[..., 0, :] is the first token of each."
)


def findings(layer, x):
    """All findings by what was checked."""
    return {finding.check: finding for finding in hn.check_layer(layer, x)}


CHECKED = {
    "attention": (Attention.random(4, 1), SEQUENCES),
    "embedding": (Embedding(TABLE), IDS),
    "single words": (Embedding(TABLE, sample_ndim=0), np.array([3, 5])),
    "mean": (MeanOfTokens(), SEQUENCES),
    "flatten": (Flatten(), PICTURES),
    "reshape": (AsPicture(2, 2), SEQUENCES[0]),
    "convolution": (Edges([[1.0, -2.0], [0.5, 3.0]]), PICTURES),
    "network": (sequence_network(), SEQUENCES),
}


@pytest.mark.parametrize(("layer", "batch"), CHECKED.values(), ids=CHECKED)
def test_layers_of_any_shape_pass_all_checks(layer, batch):
    for x in (batch, batch[0]):
        found = findings(layer, x)
        assert {f.verdict for f in found.values()} == {"ok"}, found.values()


def test_a_forward_for_one_sequence_only_is_told_how_to_transpose():
    layer = Transposing.random(4, 1)
    alone = findings(layer, SEQUENCES[0])["samples"]
    assert alone.verdict == "FAILED"
    assert alone.text.startswith("It runs on one sample, but not on a batch: ValueError: matmul: ")
    assert alone.text.endswith(f"\n{ADVICE}")
    batch = findings(layer, SEQUENCES)["run"]
    assert batch.verdict == "FAILED"
    assert batch.text.endswith(f"\n{ADVICE}")


def test_a_wrong_axis_is_not_taken_for_a_normalisation_over_the_batch():
    layer = Own(lambda x: x - x.mean(axis=1, keepdims=True))
    finding = findings(layer, SEQUENCES)["samples"]
    assert finding.verdict == "FAILED"
    assert finding.text == (
        "Row 0 of a batch is not what sample 0 gives on its own, whatever the other samples are: "
        f"an axis is wrong.\n{ADVICE}"
    )


def test_a_loop_over_the_samples_for_one_over_the_tokens():
    def running_sum(x):
        sums = []
        for token in x:  # of a batch, these are its sequences
            sums.append(token + sums[-1] if sums else token)
        return np.stack(sums)

    finding = findings(Own(running_sum), SEQUENCES)["samples"]
    assert finding.verdict == "FAILED"
    assert finding.text.endswith(f"an axis is wrong.\n{ADVICE}")

    def right(x):
        sums = [x[..., 0, :]]
        for t in range(1, x.shape[-2]):
            sums.append(sums[-1] + x[..., t, :])
        return np.stack(sums, axis=-2)

    assert findings(Own(right), SEQUENCES)["samples"].verdict == "ok"


def test_samples_that_are_mixed_are_noted():
    finding = findings(Own(lambda x: x - x.mean(axis=0)), SEQUENCES)["samples"]
    assert finding.verdict == "note"
    assert finding.text.startswith("It mixes samples: row 0 of a batch is not")


def test_a_sequence_is_not_a_batch_for_the_measured_slopes():
    class Mean(Attention):
        """Its gradient is divided by the number of tokens."""

        def parameter_gradients(self, step, grad):
            exact = super().parameter_gradients(step, grad)
            return {name: g / step.input.shape[-2] for name, g in exact.items()}

    found = findings(Mean.random(4, 1), SEQUENCES[0])["gradients"]
    assert "mean over the batch" not in found.text
    assert "It is 0.2 times the slope everywhere." in found.text
