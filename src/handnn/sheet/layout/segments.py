"""Where the staircase of a deep network starts again at the left, and which layers are left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from handnn.code import CodeStep, is_code
from handnn.elision import shortened
from handnn.sheet.layout.kinds import product_of
from handnn.sheet.layout.layer_labels import LONGEST_NAME
from handnn.sheet.page import Limits
from handnn.step import Step

Heading = tuple[str, ...]

LINES_IN_STAGE = 3  # of code, roughly
SOME_STAGES = 3  # of a deep network, drawn before and after the stages left out


def segments(chain: Sequence[Step], limits: Limits) -> Iterator[tuple[Heading, range]]:
    """The segments of the staircase: for each its heading, and the positions of its steps."""
    stages = _stages(chain, limits.stage)
    first, last = stages, []
    most = limits.stages * (LINES_IN_STAGE if any(map(is_code, chain)) else 1)
    if len(stages) > max(most, 2):  # two have nothing between them
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
        if position and (
            product_of(step) or not _goes_on(chain, position) or position - starts[-1] == longest
        ):
            starts.append(position)
    return [range(start, stop) for start, stop in pairwise([*starts, len(chain)])]


def pieces(chain: Sequence[Step], segment: range) -> Iterator[range]:
    """What is drawn in one go: steps of a staircase that lead on, or a strip alone."""
    start = segment.start
    for position in segment[1:]:
        if not _goes_on(chain, position):
            yield range(start, position)
            start = position
    yield range(start, segment.stop)


def is_strip(chain: Sequence[Step], position: int) -> bool:
    """Whether a step is drawn as a line of code, since it has no place on the staircase.

    On the staircase a column is a sample; the matrices of code lie as the code has them, and so do
    those where several arrays meet. An array with more than two axes, such as a picture with
    channels, is drawn in slices.
    """
    step = chain[position]
    if not isinstance(step, CodeStep):
        return _needs_room(step)
    if step.reading is None or step.output.ndim != 1:
        return True
    return product_of(step) is None and not _goes_on(chain, position)


def _needs_room(step: Step) -> bool:
    """Whether a layer's arrays have no place beside its input: a matrix, or slices."""
    if max(step.input.ndim, step.output.ndim) > 2:
        return True
    return product_of(step) is None and any(a.ndim > 1 for a in step.parameters.values())


def _goes_on(chain: Sequence[Step], position: int) -> bool:
    """Whether a step takes what the step before gives, both on the staircase."""
    step, before = chain[position], chain[position - 1]
    if not is_code(step) and not is_code(before):
        return not _needs_room(step) and not _needs_room(before)
    if position == 0 or step.symbols.input != before.symbols.output:
        return False
    if isinstance(step, CodeStep) and (step.reading is None or step.output.ndim != 1):
        return False
    return not is_strip(chain, position - 1)


def _grouped(stages: Sequence[range], size: int) -> Iterator[range]:
    for i in range(0, len(stages), size):
        group = stages[i : i + size]
        yield range(group[0].start, group[-1].stop)


def _left_out(steps: Sequence[Step]) -> Heading:
    names = " to ".join(dict.fromkeys(shortened(steps[i].name, LONGEST_NAME) for i in (0, -1)))
    plural = "s" * (len(steps) > 1)
    kind = "line" if all(map(is_code, steps)) else "layer"
    return f"… {len(steps):,} {kind}{plural} left out ({names}) …", *continuation(steps[-1])
