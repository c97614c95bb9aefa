"""Softmax with cross-entropy: the probabilities, the loss, and the gradient of the logits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handnn.practice.generator.content import Content, script
from handnn.practice.generator.kind import WIDTHS, Kind, Sizes, are_widths, by_level, written
from handnn.practice.generator.levels import Level
from handnn.practice.generator.neurons import Net, draw_net
from handnn.practice.generator.randomness import Draws
from handnn.practice.generator.searching import Promise, all_differ

NEAR = "the logits are near each other, and not all the same"
DIFFERENT = "the classical mistakes change the probabilities, each in another way"

END = """
e = np.exp(z)
total = e.sum()
p = e / total
L = -(t * np.log(p)).sum()
dz = p - t
"""


def make(draws: Draws, sizes: Sizes, level: Level) -> Content:
    """An exercise that keeps the promises of `draw_net`, of the network that gives the logits.

    Further: the logits are as near each other as the level says, and not all the same;
    the mistakes change the probabilities too, not only the logits.
    """
    net = draw_net(
        draws,
        sizes,
        level,
        relu_at_end=False,
        outputs=replace(level, values=level.logits),
        of_output=[
            Promise[Net](NEAR, lambda net: 0 < _spread(net) <= level.logits),
            Promise(DIFFERENT, _mistakes_differ),
        ],
    )
    place = draws.whole(0, sizes[-1] - 1)
    target = [int(i == place) for i in range(sizes[-1])]
    given: dict[str, Sequence[Any]] = {"x": net.samples[0]}
    lines, entering = "", "x"
    for number, layer in enumerate(net.layers, 1):
        mark = str(number) if len(net.layers) > 1 else ""
        given |= {f"W{mark}": layer.W, f"b{mark}": layer.b}
        z = f"z{mark}" if layer.relu else "z"
        lines += f"{z} = W{mark} @ {entering} + b{mark}\n"
        if layer.relu:
            entering = f"h{mark}" if len(net.layers) > 2 else "h"
            lines += f"{entering} = np.maximum({z}, 0)\n"
    return Content(
        title=f"Softmax and cross-entropy, {written(sizes)}",
        task="Work out the logits z, their softmax p, the cross-entropy L of the target t, and "
        "dz, the gradient of L with respect to the logits.",
        code=script({**given, "t": target}, lines + END.lstrip()),
    )


def _spread(net: Net) -> int:
    """How far the logits are apart."""
    [logits] = net.entering[-1]
    return max(logits) - min(logits)


def _mistakes_differ(net: Net) -> bool:
    """Softmax sees only by how much the logits differ, so that is compared."""
    outputs = [net.entering[-1], *net.mistaken_outputs()]
    return all_differ([[logit - logits[0] for logit in logits] for [logits] in outputs])


def _are_classes(sizes: Sizes) -> bool:
    return are_widths(sizes) and sizes[-1] > 1


SOFTMAX = Kind(
    "softmax",
    f"{WIDTHS} and in the last one, which gives the logits",
    by_level((3, 3), (3, 4, 3), (4, 4, 3)),
    _are_classes,
    make,
)
