"""Where the staircase of a deep network starts again at the left, and which layers are left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from handnn.elision import shortened
from handnn.sheet.layout.kinds import product_of
from handnn.sheet.layout.layer_labels import LONGEST_NAME
from handnn.sheet.page import Limits
from handnn.step import Step

Heading = tuple[str, ...]

SOME_STAGES = 3  # of a deep network, drawn before and after the stages left out


def segments(chain: Sequence[Step], limits: Limits) -> Iterator[tuple[Heading, range]]:
    """The segments of the staircase: for each its heading, and the positions of its steps."""
    stages = _stages(chain, limits.stage)
    first, last = stages, []
    if len(stages) > max(limits.stages, 2):  # two have nothing between them
        some = min(SOME_STAGES, max(1, limits.stages // 2))
        first, last = stages[:some], stages[-some:]
    heading: Heading = ()
    for segment in _grouped(first, limits.segment):
        yield heading, segment
        heading = continuation(chain[segment[-1]])
    if last:
        heading = _left_out(chain[first[-1].stop : last[0].start])
    for segment in _grouped(last, limits.segment):
        yield heading, segment
        heading = continuation(chain[segment[-1]])


def continuation(last: Step) -> Heading:
    """The heading of a segment that continues from a step."""
    return (f"Continued from {last.symbols.output}:",)


def _stages(chain: Sequence[Step], longest: int) -> list[range]:
    """A stage is a product and the layers after it; too many of those make another stage."""
    starts = [0]
    for position, step in enumerate(chain):
        is_code = bool(step.lines) or (position > 0 and bool(chain[position - 1].lines))
        if position and (product_of(step) or is_code or position - starts[-1] == longest):
            starts.append(position)
    return [range(start, stop) for start, stop in pairwise([*starts, len(chain)])]


def _grouped(stages: Sequence[range], size: int) -> Iterator[range]:
    for i in range(0, len(stages), size):
        group = stages[i : i + size]
        yield range(group[0].start, group[-1].stop)


def _left_out(steps: Sequence[Step]) -> Heading:
    names = " to ".join(dict.fromkeys(shortened(steps[i].name, LONGEST_NAME) for i in (0, -1)))
    plural = "s" * (len(steps) > 1)
    return f"… {len(steps):,} layer{plural} left out ({names}) …", *continuation(steps[-1])
