"""Download Pyodide and its NumPy, so that tests, or a school's own server, need no other site.

    python scripts/fetch_pyodide.py [folder]

The files go to the given folder, else to $HANDNN_PYODIDE, else to ~/.cache/handnn/pyodide-VERSION.
If they are all there and intact, nothing is downloaded. It needs nothing but pip: a package on PyPI
that bundles Pyodide for its own use contains every file. The checksums are those of Pyodide's
release.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

VERSION = "314.0.3"
CARRIER = "open-webui==0.12.4"
CARRIED_IN = "open_webui/frontend/pyodide"
SHA256 = {
    "pyodide.mjs": "5cfc46f5dcbaf2a16f26e2363f441873eb424762609cc03db00d6a2ace4d00e5",
    "pyodide.asm.mjs": "1a9775427ef6e8abaa7db88ece0515422d1886915ae5c9093776410c865dfd8d",
    "pyodide.asm.wasm": "e7f8fac36f8bf11085309cbc5c829b3ec3057c18bf1d73b05a6741612d63cdbf",
    "python_stdlib.zip": "444c770dfd75a32097fc0a7d5c1413fd3140601f49c3a1f2e9af0376fcd124b4",
    # Pyodide's own list of packages, with the carrier's additions.
    "pyodide-lock.json": "67e6f0b62fa972daa5fc27c28b3c2ad388f5e343a0be6cab9464d1def06a54a6",
    "numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl": (
        "0cad9c1b91f0082e4f959bc0e0bf5835a2efbba6ab3b1e9d1fe6e7e564cca98e"
    ),
}


def default_folder() -> Path:
    """Where the files go if no folder is given."""
    chosen = os.environ.get("HANDNN_PYODIDE")
    return Path(chosen) if chosen else Path.home() / ".cache" / "handnn" / f"pyodide-{VERSION}"


def fetch(folder: Path) -> Path:
    """Put Pyodide and NumPy into the folder, unless they are there, and return it.

    Raises:
        subprocess.CalledProcessError: If pip cannot download the package.
        ValueError: If a file has the wrong checksum.
    """
    if all(_is_whole(folder / name) for name in SHA256):
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", CARRIER]
        subprocess.run([*download, "--only-binary=:all:", "--dest", scratch], check=True)
        (carrier,) = Path(scratch).glob("*.whl")
        with zipfile.ZipFile(carrier) as package:
            for name in SHA256:
                (folder / name).write_bytes(package.read(f"{CARRIED_IN}/{name}"))
    for name in SHA256:
        if not _is_whole(folder / name):
            raise ValueError(f"{name} is not the file of Pyodide {VERSION}")
    return folder


def _is_whole(file: Path) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == SHA256[file.name]


if __name__ == "__main__":
    print(fetch(Path(sys.argv[1]) if len(sys.argv) > 1 else default_folder()))
