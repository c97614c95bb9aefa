"""The pictures that are kept in git, and the networks in them."""

from pathlib import Path

from custom_layers import Gain
from exercises import hidden_layer

import handnn as hn
from handnn.render.speech import narrate
from handnn.render.svg.picture import svg
from handnn.sheet import Limits, forward_page
from handnn.sheet.diagram import diagram

README_PICTURE = Path(__file__).parent.parent / "docs" / "assets" / "hidden-layer.svg"


def runs():
    """What is drawn: a run and a sample of it by the name of the picture."""
    decimals = hn.Sequential(
        hn.Dense([[0.5, -0.25], [1, 0.75]], [0.1, -0.2], name="hidden"),
        hn.Sigmoid(),
        hn.Dense([[1, -1], [0.5, 1e-7]], [0, 0.25], name="output"),
        hn.Softmax(),
    )
    compact = hn.Sequential(
        hn.Dense([[1, 0, -1], [1, 1, 0]]), hn.ReLU(), hn.Dense([[1, -1], [0, 1]]), hn.ReLU()
    )
    custom = hn.Sequential(
        Gain([2, -1], name="scale"),
        hn.ReLU(),
        hn.Sequential(hn.Dense([[1, 2], [3, -4]], [0, 1]), hn.Tanh(), name="block"),
    )
    return {
        "batch": (hidden_layer().trace([[2, 1, 3], [1, 0, 2], [0, 4, 1]]).run, 1),
        "decimals": (decimals.trace([0.6, -1.2]).run, 0),
        "compact": (compact.trace([3, 4, 5]).run, 0),
        "custom": (custom.trace([3, 4]).run, 0),
        "elided": (hn.Dense([range(-15, 15)] * 30).run(range(30)).placed(), 0),
    }


def readme_picture():
    trace = hidden_layer().trace([2, 1, 3])
    return svg(trace.sheet(), diagram(trace.run), description=narrate(trace.run))


def picture(name):
    run, sample = runs()[name]
    return svg(forward_page(run, Limits(features=6)), diagram(run, sample), fonts=False)
