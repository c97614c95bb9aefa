"""``python -m benchmarks``: measure everything, print the tables."""

import argparse
import os
from pathlib import Path

# One thread for every library; NumPy reads this when it is imported, so it must be set before.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import platform  # noqa: E402
from importlib.metadata import PackageNotFoundError, version  # noqa: E402

import handnn  # noqa: E402
from benchmarks import measurements  # noqa: E402

ALL = {
    "import": measurements.imports,
    "forward": measurements.forward,
    "show": measurements.showing,
    "step": measurements.training_step,
    "forward-only": measurements.forward_only_step,
    "epoch": measurements.digits_epoch,
    "memory": measurements.memory,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=ALL, help="a table; by default all")
    parser.add_argument(
        "--seconds", type=float, default=2.0, help="how long to measure each line (default: 2)"
    )
    parser.add_argument("--write", type=Path, metavar="FILE.md", help="write the tables there too")
    options = parser.parse_args()
    if measurements.HAS_TORCH:
        import torch

        torch.set_num_threads(1)
    texts = [_about()]
    print(texts[0], flush=True)
    for name in options.only or ALL:
        text = ALL[name](options.seconds).markdown()
        print(f"\n{text}", flush=True)
        texts.append(text)
    if options.write:
        options.write.write_text("\n\n".join(texts) + "\n", encoding="utf-8")


def _about() -> str:
    versions = [f"Python {platform.python_version()}", f"handnn {handnn.__version__}"]
    for package in ("numpy", "torch", "autograd", "scikit-learn", "micrograd"):
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            versions.append(f"{package} not installed")
    return (
        f"Measured with {', '.join(versions)} on {platform.machine()} ({platform.system()}), on "
        "one thread, with all contestants side by side in one run. A ratio is the time relative to "
        "bare NumPy's: the median over many rounds, in processor time."
    )


main()
