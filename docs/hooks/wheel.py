"""Put the package's own wheel into the site, for the live cells to install in the browser."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.wheel import WheelBuilder
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parent.parent.parent


def on_files(files: Files, config: Any) -> Files:
    """Build the wheel of this checkout; the checksum in its address avoids stale caches."""
    with tempfile.TemporaryDirectory() as folder:
        (path,) = WheelBuilder(str(ROOT)).build(directory=folder, versions=["standard"])
        content = Path(path).read_bytes()
    address = f"assets/wheels/{Path(path).name}"
    files.append(File.generated(config, address, content=content))
    config.extra["wheel"] = f"{address}?{hashlib.sha256(content).hexdigest()[:8]}"
    return files
