"""The command `handnn train`: learning on real data."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from handnn.arrays import Array
from handnn.errors import FileAccessError, SettingError
from handnn.extras import package
from handnn.files import check_suffix
from handnn.layers import Dense, ReLU
from handnn.learning import SGD, fit, predict
from handnn.losses import CrossEntropy
from handnn.sequential import Sequential

app = typer.Typer(
    help="Train a network on real data, and save it.",
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback()
def _train() -> None:
    """Train a network on real data, and save it."""


_EXAMPLES = """\b
Examples:
  handnn train digits
  handnn train digits --epochs 10 --seed 1 --save net.json
"""


@app.command(epilog=_EXAMPLES)
def digits(
    ctx: typer.Context,
    epochs: Annotated[int, typer.Option(help="How many times to go through the data.")] = 30,
    seed: Annotated[int, typer.Option(help="The seed of all random numbers.")] = 0,
    save: Annotated[Path, typer.Option(metavar="FILE", help="Where to save the network.")] = Path(
        "digits.json"
    ),
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that exists.")] = False,
) -> None:
    """Train on handwritten digits.

    A 64-64-10 network learns the 1,797 digits of scikit-learn. Every fourth digit is held out to
    measure the accuracy. The file contains one of these as the input for "handnn run".
    """
    if save.exists() and not force:
        raise FileAccessError(
            f"{save} already exists. Choose another name, --save NAME, or use --force."
        )
    check_suffix(save)
    if seed < 0:
        raise SettingError(f"--seed must be a whole number, at least 0; got {seed}.")
    X, y = load_digits()
    held_out = np.arange(len(X)) % 4 == 3
    rng = np.random.default_rng(seed)
    network = Sequential(
        Dense.random(64, 64, rng=rng, name="hidden"),
        ReLU(),
        Dense.random(64, 10, rng=rng, name="output"),
    )
    start = time.perf_counter()
    history = fit(
        network,
        X[~held_out],
        y[~held_out],
        loss=CrossEntropy(),
        optimizer=SGD(lr=0.2, momentum=0.9),
        epochs=epochs,
        batch_size=64,
        rng=rng,
    )
    took = time.perf_counter() - start
    correct = np.asarray(predict(network, X[held_out]) == y[held_out])
    example = int(np.flatnonzero(held_out)[0])
    network.save(save, X[example], input_shape=(8, 8))
    accuracy = "" if not history.accuracy else f", accuracy {100 * history.accuracy[-1]:.1f} %"
    ctx.obj.text(
        f"Trained on {(~held_out).sum():,} handwritten digits for {len(history)} epochs "
        f"({took:.1f} s){accuracy}.\n"
        f"Of {correct.size} digits that it has never seen, it recognizes {correct.sum()}: "
        f"{100 * correct.mean():.1f} %."
    )
    ctx.obj.text(
        f"{save} is written, with a {y[example]} as its input. To see every number on the way to\n"
        f"the ten outputs, the largest of which is the answer: handnn run {save}"
    )


def load_digits() -> tuple[Array, Array]:
    """The handwritten digits that come with scikit-learn.

    Returns:
        1,797 pictures of 8 by 8 as rows of 64 numbers from 0 to 1, and the digits they show.

    Raises:
        MissingExtraError: If scikit-learn is not installed.
    """
    need = "The handwritten digits come with scikit-learn"
    datasets = package("sklearn.datasets", "examples", need)
    X, y = datasets.load_digits(return_X_y=True)
    return X / 16, y
