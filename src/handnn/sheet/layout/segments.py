"""Where a deep network's staircase starts anew at the left, and what of it is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handnn.sheet.layout.chain import Leaf, is_dense
from handnn.sheet.layout.layer_labels import shortened
from handnn.sheet.page import Limits

Words = tuple[str, ...]

SOME_STAGES = 3  # drawn of a deep network, before and behind the stages left out


def segments(chain: Sequence[Leaf], limits: Limits) -> Iterator[tuple[Words, list[Leaf]]]:
    """The segments of the staircase: for each the words above it, and its leaves."""
    stages = _stages(chain, limits.stage)
    first, last = stages, []
    if len(stages) > limits.stages:
        some = min(SOME_STAGES, max(1, limits.stages // 2))
        first, last = stages[:some], stages[-some:]
    words: Words = ()
    for segment in _chopped(first, limits.segment):
        yield words, segment
        words = continued(segment[-1])
    if last:
        words = _left_out(chain[first[-1][-1].place + 1 : last[0][0].place])
    for segment in _chopped(last, limits.segment):
        yield words, segment
        words = continued(segment[-1])


def continued(last: Leaf) -> Words:
    """The words above a segment that goes on from a leaf."""
    return (f"Continued from {last.step.symbols.output}:",)


def _stages(chain: Sequence[Leaf], longest: int) -> list[list[Leaf]]:
    """A stage is a dense layer and what follows it; too much of that makes another stage."""
    stages: list[list[Leaf]] = []
    for leaf in chain:
        if not stages or is_dense(leaf.step) or len(stages[-1]) == longest:
            stages.append([])
        stages[-1].append(leaf)
    return stages


def _chopped(stages: Sequence[list[Leaf]], size: int) -> Iterator[list[Leaf]]:
    for i in range(0, len(stages), size):
        yield [leaf for stage in stages[i : i + size] for leaf in stage]


def _left_out(leaves: Sequence[Leaf]) -> Words:
    names = " to ".join(dict.fromkeys(shortened(leaves[i].step.name) for i in (0, -1)))
    plural = "s" * (len(leaves) > 1)
    return f"… {len(leaves):,} layer{plural} left out ({names}) …", *continued(leaves[-1])
