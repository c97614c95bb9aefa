"""``python -m benchmarks.larger``: predictions over an array larger than the memory allowed.

A Dask array is computed chunk by chunk, by a local cluster of two processes.
"""

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported, here and in the processes started

import resource  # noqa: E402
from time import perf_counter  # noqa: E402
from typing import Any  # noqa: E402

import dask  # noqa: E402
import dask.array as da  # noqa: E402
import numpy as np  # noqa: E402
from distributed import Client, LocalCluster  # noqa: E402

import handnn as hn  # noqa: E402
from benchmarks.tables import Table, duration, print_table  # noqa: E402

MIB = 2**20
FEATURES = 64
CLASSES = 10
CHUNK = 50_000  # samples
SAMPLES = 5_000_000
LIMIT = 512 * MIB  # of each process
PROCESSES = 2


def network() -> hn.Sequential:
    """A 64-32-10 network with a softmax."""
    return hn.Sequential(
        hn.Dense.random(FEATURES, 32, rng=0),
        hn.ReLU(),
        hn.Dense.random(32, CLASSES, rng=1),
        hn.Softmax(),
    )


def count(predictions: Any) -> list[int]:
    """How often each class is predicted; of a Dask array, computed on the cluster."""
    classes = da.argmax(predictions, axis=1)
    found = da.bincount(classes, minlength=CLASSES).compute()
    return [int(n) for n in found]


def one_by_one(x: Any, net: hn.Sequential) -> list[int]:
    """The same chunk by chunk in one process, with NumPy."""
    total = np.zeros(CLASSES, int)
    for block in x.blocks:
        with dask.config.set(scheduler="synchronous"):
            total += np.bincount(net(block.compute()).argmax(axis=1), minlength=CLASSES)
    return [int(n) for n in total]


def measure(samples: int = SAMPLES) -> Table:
    """Count what a network predicts for random samples, and see how much memory it takes."""
    net = network()
    x = da.random.default_rng(0).normal(size=(samples, FEATURES), chunks=(CHUNK, FEATURES))
    table = Table(
        f"Predictions for {samples:,} samples, {x.nbytes / MIB:,.0f} MiB",
        ("how", "time", "samples a second", "most memory of a process"),
        f"A 64-32-10 network in float64 on a Dask array of random numbers in chunks of {CHUNK:,} "
        f"samples, which is made while it is used. The cluster is {PROCESSES} processes on one "
        f"machine of {os.cpu_count()} cores; each may use {LIMIT / MIB:.0f} MiB.",
    )
    start = perf_counter()
    expected = one_by_one(x, net)
    _add(table, "NumPy, chunk by chunk in this process", samples, perf_counter() - start, None)
    with _cluster() as cluster, Client(cluster) as client:
        count(net(x[:CHUNK]))  # the processes import what they need
        start = perf_counter()
        found = count(net(x))
        took = perf_counter() - start
        peak = max(client.run(_peak).values())
    assert found == expected
    _add(table, "`net(x)` on the cluster", samples, took, peak)
    return table


def _cluster() -> LocalCluster:
    return LocalCluster(
        n_workers=PROCESSES, threads_per_worker=1, memory_limit=LIMIT, dashboard_address=None
    )


def _peak() -> int:
    """The most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _add(table: Table, name: str, samples: int, took: float, peak: int | None) -> None:
    memory = "" if peak is None else f"{peak / MIB:.0f} MiB"
    table.rows.append((name, duration(took), f"{samples / took:,.0f}", memory))


if __name__ == "__main__":
    print_table("benchmarks.larger", __doc__, measure, "samples", SAMPLES)
