"""Timing several contestants fairly on a machine that runs other programs too."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import truediv

BLOCK = 0.003  # seconds: calls are timed in blocks about this long
LEAST_ROUNDS = 15


@dataclass(frozen=True)
class Timing:
    """How long one call takes, in seconds, and relative to the first contestant's calls."""

    time: float
    ratio: float


def interleaved(
    contestants: Mapping[str, Callable[[], object]], seconds: float
) -> dict[str, Timing]:
    """Time contestants side by side.

    They take turns, block by block and in a different order each round, so that whatever slows the
    machine down slows all of them. Processor time is counted, which leaves out what other programs
    use. A ratio is the median over all rounds; a time is the minimum, because noise only ever adds.
    """
    calls = {name: _calls_per_block(run) for name, run in contestants.items()}
    names = list(contestants)
    first = names[0]
    blocks: dict[str, list[float]] = {name: [] for name in names}
    end = time.perf_counter() + seconds
    while len(blocks[first]) < LEAST_ROUNDS or time.perf_counter() < end:
        for name in names:
            blocks[name].append(_block(contestants[name], calls[name]))
        names.append(names.pop(0))
    return {
        name: Timing(min(times), statistics.median(map(truediv, times, blocks[first])))
        for name, times in blocks.items()
    }


def _calls_per_block(run: Callable[[], object]) -> int:
    run()  # work that is only done once is not timed
    calls = 1
    while (once := _block(run, calls)) * calls < BLOCK / 2:
        calls *= 2
    return max(1, round(BLOCK / once))


def _block(run: Callable[[], object], calls: int) -> float:
    start = time.process_time()
    for _ in range(calls):
        run()
    return (time.process_time() - start) / calls
