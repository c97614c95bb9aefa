"""Convolutions: the sum of products below each kernel, at every place."""

import numpy as np
import pytest
from torch_layers import assert_same, module

import handnn as hn

SETTINGS = [(1, 0), (2, 0), (1, 1), (3, 2), ((2, 1), (0, 1))]


def by_hand(x, K, b, stride, padding):
    """Loop over everything."""
    (down, right), (above, left) = np.broadcast_to(stride, 2), np.broadcast_to(padding, 2)
    x = np.pad(x, [(0, 0), (above, above), (left, left)])
    rows, columns = K.shape[2:]
    z = [
        [
            [
                sum(
                    K[o, i, k, m] * x[i, r + k, c + m]
                    for i in range(K.shape[1])
                    for k in range(rows)
                    for m in range(columns)
                )
                + b[o]
                for c in range(0, x.shape[2] - columns + 1, right)
            ]
            for r in range(0, x.shape[1] - rows + 1, down)
        ]
        for o in range(len(K))
    ]
    return np.array(z)


@pytest.mark.parametrize(("stride", "padding"), SETTINGS)
def test_every_cell_is_the_sum_of_products_below_a_kernel(stride, padding) -> None:
    rng = np.random.default_rng(0)
    x, K, b = (rng.integers(-5, 6, n).astype(float) for n in [(2, 6, 7), (3, 2, 3, 2), 3])
    layer = hn.Conv2D(K, b, stride, padding)
    z = by_hand(x, K, b, stride, padding)
    assert layer(x).tolist() == z.tolist()
    assert layer(np.stack([x, 2 * x]))[0].tolist() == z.tolist()


def test_a_cell_on_paper_is_only_its_window() -> None:
    net = hn.Sequential(hn.Conv2D([[[[1, 0], [2, -1]]]], [5], name="edges"))
    step = net.trace([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]])["edges"]
    assert " ".join(str(step.explain((0, 1, 0))).split()) == (
        "z[1,2,1] = K[1,1,1,1]·x[1,2,1] + K[1,1,1,2]·x[1,2,2] + K[1,1,2,1]·x[1,3,1] + "
        "K[1,1,2,2]·x[1,3,2] + b[1] "
        "z[1,2,1] = 1·4 + 0·5 + 2·7 + (-1)·8 + 5 = 15"
    )


def test_the_sheet_has_the_picture_the_kernel_and_the_result() -> None:
    sheet = hn.Sequential(hn.Conv2D([[[[1, -1]]]])).trace([[[5, 5, 0], [5, 5, 0]]]).sheet()
    shapes = {block.name: (block.height, block.width) for block in sheet.blocks}
    assert shapes == {"K[1,1]": (1, 2), "x[1]": (2, 3), "z[1]": (2, 2)}


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (hn.Conv2D([[[[1, 0], [2, -1]]]], [5]), (1, 3, 3)),
        (hn.Conv2D([[[[1, 0]], [[2, -1]]]], stride=(1, 2), padding=(0, 1)), (2, 2, 3)),
        (hn.Conv1D([[[1, 2]], [[0, -1]]], [1, 2], stride=2), (1, 5)),
        (hn.Conv1D([[[1, 2, 3]]], padding=1), (1, 4)),
    ],
)
@pytest.mark.parametrize("batch", [(), (2,)])
def test_it_is_sound(layer: hn.Layer, shape: tuple, batch: tuple) -> None:
    assert hn.check_layer(layer, np.random.default_rng(0).normal(size=batch + shape))


def test_a_random_layer_counts_the_cells_of_a_kernel() -> None:
    layer = hn.Conv2D.random(3, 400, (2, 5), 2, (0, 1), rng=0, name="edges", dtype=np.float32)
    assert (layer.K.shape, layer.K.dtype) == ((400, 3, 2, 5), np.float32)
    assert layer.K.var() == pytest.approx(2 / 30, rel=0.05)
    assert not layer.b.any()
    assert (layer.stride, layer.padding, layer.name) == (2, (0, 1), "edges")
    assert layer.label == "Conv2D 3 → 400, size 2 × 5"
    assert hn.Conv1D.random(2, 4, 3, rng=0).K.shape == (4, 2, 3)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: hn.Conv2D([[1, 0], [0, 1]], name="edges"),
            hn.ShapeError,
            'K of "edges" (Conv2D) has shape (2, 2); expected (outputs, inputs, rows, columns): '
            "for each output, a kernel for each channel of the input. For one kernel on one "
            "channel write [[kernel]].",
        ),
        (
            lambda: hn.Conv1D([[1, 2]]),
            hn.ShapeError,
            "K of Conv1D has shape (1, 2); expected (outputs, inputs, length): for each output, a "
            "kernel for each channel of the input.",
        ),
        (
            lambda: hn.Conv2D(None),
            hn.InputError,
            "Conv2D needs K, of shape (outputs, inputs, rows, columns). For random parameters of a "
            "given size write Conv2D.random(...).",
        ),
        (
            lambda: hn.Conv2D([[[[1]]]], [1, 2]),
            hn.ShapeError,
            "b of Conv2D 1 → 1, size 1 × 1 has shape (2,); expected (outputs,). outputs is 1, as K "
            "of shape (1, 1, 1, 1) says.",
        ),
        (
            lambda: hn.Conv2D([[[[1]]]], stride=0),
            hn.SettingError,
            "Conv2D: stride must be a whole number of at least 1, or (rows, columns), not 0.",
        ),
        (
            lambda: hn.Conv2D([[[[1]]]], padding=(1, 2, 3)),
            hn.SettingError,
            "Conv2D: padding must be a whole number of at least 0, or (rows, columns), not "
            "(1, 2, 3).",
        ),
        (
            lambda: hn.Conv1D([[[1]]], padding=0.5),
            hn.SettingError,
            "Conv1D: padding must be a whole number of at least 0, not 0.5.",
        ),
        (
            lambda: hn.Conv2D.random(1, 0, 3),
            hn.NetworkError,
            "Conv2D.random: outputs must be a positive whole number, not 0.",
        ),
        (
            lambda: hn.Conv2D.random(1, 1, (3, 0)),
            hn.NetworkError,
            "Conv2D.random: size must be a positive whole number, not 0.",
        ),
        (
            lambda: hn.Conv2D.random(1, 1, (3, 3, 3)),
            hn.NetworkError,
            "Conv2D.random: size must be a number, or one for each of rows, columns; not "
            "(3, 3, 3).",
        ),
    ],
)
def test_what_does_not_fit_is_refused(make, error: type, message: str) -> None:
    with pytest.raises(error) as caught:
        make()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        (
            (8, 8),
            " takes one sample of shape (channels, rows, columns) or a batch "
            "(batch, channels, rows, columns), not an array of shape (8, 8).",
        ),
        ((2, 8, 8), " takes 1 channel, but its input of shape (2, 8, 8) has 2."),
        ((4, 3, 8, 8), " takes 1 channel, but its input of shape (4, 3, 8, 8) has 3."),
        ((1, 2, 9), " has a window of 3 × 3, but its input has only 2 × 9 points."),
    ],
)
def test_an_input_that_does_not_fit_is_refused(shape: tuple, message: str) -> None:
    net = hn.Sequential(hn.Conv2D.random(1, 2, 3, rng=0, name="edges"))
    for run in (net, net.trace):
        with pytest.raises(hn.ShapeError) as caught:
            run(np.ones(shape))
        assert str(caught.value) == f'layer 0 "edges" (Conv2D 1 → 2, size 3 × 3){message}'


@pytest.mark.torch
@pytest.mark.parametrize(("stride", "padding"), SETTINGS)
@pytest.mark.parametrize("shape", [(2, 6, 7), (4, 2, 6, 7)])
def test_it_is_that_of_pytorch(stride, padding, shape: tuple) -> None:
    rng = np.random.default_rng(0)
    K, b = rng.normal(size=(3, 2, 3, 2)), rng.normal(size=3)
    theirs = module("Conv2d", 2, 3, (3, 2), stride, padding, parameters={"weight": K, "bias": b})
    layer = hn.Conv2D(K, b, stride, padding)
    assert_same(layer, theirs, rng.normal(size=shape), {"K": "weight", "b": "bias"})


@pytest.mark.torch
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1)])
@pytest.mark.parametrize("shape", [(2, 9), (4, 2, 9)])
def test_a_signal_is_that_of_pytorch_too(stride: int, padding: int, shape: tuple) -> None:
    rng = np.random.default_rng(0)
    K = rng.normal(size=(3, 2, 4))
    theirs = module("Conv1d", 2, 3, 4, stride, padding, bias=False, parameters={"weight": K})
    layer = hn.Conv1D(K, stride=stride, padding=padding)
    assert_same(layer, theirs, rng.normal(size=shape), {"K": "weight"})
