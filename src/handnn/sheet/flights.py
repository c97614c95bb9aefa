"""Where a deep network's staircase starts anew at the left, and what of it is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handnn.sheet.chain import Leaf, is_dense
from handnn.sheet.model import Limits

LAST_STAGES = 3  # drawn of a deep network, behind the stages left out
LONGEST_STAGE = 4  # leaves; where no layer is dense, this many make a stage


def flights(chain: Sequence[Leaf], limits: Limits) -> Iterator[tuple[str, list[Leaf]]]:
    """The flights of the staircase: for each a caption (empty for the first), and its leaves."""
    stages = _stages(chain)
    first, last = stages, []
    if len(stages) > limits.stages:
        kept = max(1, limits.stages - LAST_STAGES)
        first, last = stages[:kept], stages[-LAST_STAGES:]
    caption = ""
    for flight in _chopped(first, limits.flight):
        yield caption, flight
        caption = _continued(flight[-1])
    if last:
        caption = _left_out(chain[first[-1][-1].place + 1 : last[0][0].place])
    for flight in _chopped(last, limits.flight):
        yield caption, flight
        caption = _continued(flight[-1])


def _stages(chain: Sequence[Leaf]) -> list[list[Leaf]]:
    """A stage is a dense layer and what follows it."""
    stages: list[list[Leaf]] = []
    for leaf in chain:
        if not stages or is_dense(leaf.step) or len(stages[-1]) == LONGEST_STAGE:
            stages.append([])
        stages[-1].append(leaf)
    return stages


def _chopped(stages: Sequence[list[Leaf]], size: int) -> Iterator[list[Leaf]]:
    for i in range(0, len(stages), size):
        yield [leaf for stage in stages[i : i + size] for leaf in stage]


def _continued(last: Leaf) -> str:
    return f"Continued from {last.step.symbols.output}:"


def _left_out(leaves: Sequence[Leaf]) -> str:
    first, last = leaves[0].step, leaves[-1].step
    names = f"{first.name} to {last.name}" if len(leaves) > 1 else first.name
    plural = "s" * (len(leaves) > 1)
    return (
        f"… {len(leaves):,} layer{plural} left out ({names}). Continued from {last.symbols.output}:"
    )
