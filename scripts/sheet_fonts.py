"""Fetch the fonts of the by-hand sheet and cut them down to what a sheet can show.

Run it only to change the fonts: the results are kept in git, under src/handnn/render/fonts, with
their licences. Needs npm, and ``pip install fonttools brotli``.
"""

import shutil
import string
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset

ASSETS = Path(__file__).parent.parent / "src" / "handnn" / "render" / "fonts"

ASCII = "".join(chr(code) for code in range(0x20, 0x7F))
GREEK = "αβγδεζηθκλμνξπρστφχψω"
SIGNS = "≈∂∞∑√→←↑↓⁽⁾≤≥⁰⁴⁵⁶⁷⁸⁹"

NAMES = string.ascii_letters + string.digits + " '′()[],./:=-−_…"
NUMBERS = string.digits + " −-+.,…einfa=×·()?"

# What each file is called here, where it comes from, and the characters kept of it.
SETS = {
    "print": ("stix-two-text", "latin-400-normal", ASCII + "−·×÷±…–—‘’“”′²³¹"),
    "italic": ("stix-two-text", "latin-400-italic", NAMES),
    "greek": ("stix-two-text", "greek-400-italic", GREEK),
    "signs": ("stix-two-math", "latin-400-normal", SIGNS),
    "hand": ("patrick-hand", "latin-400-normal", NUMBERS),
}
VERSION = "5.3.0"


def unpacked(family: str, into: Path) -> Path:
    """The folder of a font's npm package, fetched once."""
    folder = into / family
    if not folder.exists():
        command = ["npm", "pack", "--silent", f"@fontsource/{family}@{VERSION}"]
        subprocess.run(command, cwd=into, check=True, stdout=subprocess.DEVNULL)
        (archive,) = into.glob("*.tgz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        archive.unlink()
    return folder / "package"


def main() -> None:
    """Write the cut-down fonts and the licences."""
    ASSETS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, (family, style, characters) in SETS.items():
            package = unpacked(family, Path(scratch))
            subset.main(
                [
                    str(package / "files" / f"{family}-{style}.woff2"),
                    f"--text={characters}",
                    "--flavor=woff2",
                    "--no-hinting",
                    "--desubroutinize",
                    "--layout-features=kern",
                    "--name-IDs=0,1,2,13,14",
                    f"--output-file={ASSETS / name}.woff2",
                ]
            )
            shutil.copy(package / "LICENSE", ASSETS / f"LICENSE-{family}.txt")
    for file in sorted(ASSETS.iterdir()):
        print(f"{file.stat().st_size:>8,}  {file.name}")


if __name__ == "__main__":
    main()
