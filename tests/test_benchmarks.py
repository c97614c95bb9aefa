"""The benchmarks run and print their tables; how fast is not a test's business."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import slips

ROOT = Path(__file__).parents[1]


def test_a_benchmark_prints_its_table_and_writes_it(tmp_path):
    command = [sys.executable, "-m", "benchmarks", "--seconds", "0", "--only", "forward"]
    table = tmp_path / "speed.md"
    run = subprocess.run(
        [*command, "--write", str(table)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "### Running one sample, float64" in run.stdout
    assert "| 3-4-2 " in run.stdout
    assert table.read_text(encoding="utf-8") == run.stdout


@pytest.mark.dask
@pytest.mark.engines
def test_predictions_on_a_cluster_are_those_of_numpy():
    command = [sys.executable, "-m", "benchmarks.larger", "--samples", "100_000"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "### Predictions for 100,000 samples, 49 MiB" in run.stdout
    assert "| `net(x)` on the cluster " in run.stdout


def test_the_checker_understands_learners_who_know_nothing_of_handnn():
    """And what stands in the documentation is what it reaches."""
    figures = slips.measure()
    total = figures.planted.total()
    assert figures.right_called_wrong == 0
    assert figures.located.total() == total > 2000
    assert figures.share(figures.named_unique, figures.unique) >= 0.95
    assert figures.share(figures.named, figures.planted) >= 0.75
    written = (ROOT / "benchmarks/slips.md").read_text(encoding="utf-8")
    assert written == figures.markdown() + "\n", "run python -m benchmarks.slips --write"
