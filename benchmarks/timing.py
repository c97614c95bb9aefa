"""Timing several contestants fairly on a machine that other programs use too."""

import time
from collections.abc import Callable, Mapping

BLOCK = 0.004  # seconds: calls are timed in blocks at least this long


def interleaved(
    contestants: Mapping[str, Callable[[], object]], seconds: float
) -> dict[str, float]:
    """The time of one call of each, in seconds: the quickest of many blocks of calls.

    The contestants take turns, block by block and each time in another order, so that whatever
    slows the machine down slows all of them; noise only ever adds time, so the least is the truest.
    """
    calls = {name: _calls_per_block(run) for name, run in contestants.items()}
    best = dict.fromkeys(contestants, float("inf"))
    names = list(contestants)
    end = time.perf_counter() + seconds
    rounds = 0
    while rounds < 8 or time.perf_counter() < end:
        for name in names:
            best[name] = min(best[name], _block(contestants[name], calls[name]))
        names.append(names.pop(0))
        rounds += 1
    return best


def _calls_per_block(run: Callable[[], object]) -> int:
    run()  # what is only done once is not timed
    calls = 1
    while (once := _block(run, calls)) * calls < BLOCK / 2:
        calls *= 2
    return max(1, round(BLOCK / once)) if calls > 1 else 1


def _block(run: Callable[[], object], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        run()
    return (time.perf_counter() - start) / calls
