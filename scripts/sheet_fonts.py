"""Fetch the fonts of the by-hand sheet and cut them down to what a sheet can show.

Run it only to change the fonts: the results are kept in git, with their licences: those of pictures
and pages under src/handnn/render/fonts, those of printed worksheets, where there are titles in many
languages, under src/handnn/practice/paper/fonts. Needs npm, and ``pip install fonttools brotli``.
"""

import shutil
import string
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

SOURCE = Path(__file__).parent.parent / "src" / "handnn"
ASSETS = SOURCE / "render" / "fonts"
PRINTED = SOURCE / "practice" / "paper" / "fonts"

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

# For print: the Latin, Greek and Cyrillic alphabets, and every sign of the arithmetic.
ALPHABETS = "U+20-7E,U+A0-17F,U+386-3CE,U+400-45F,U+2010-2026,U+2032-2033,U+2070-208E"
OPERATORS = "U+2190-2193,U+2200-2265,U+2295-2299,U+25A1,U+25CB"
PRINTED_SETS = {
    "roman": (("stix-two-math", "latin-400-normal"),),
    "italic": (("stix-two-text", "latin-400-italic"), ("stix-two-text", "greek-400-italic")),
    "hand": (("patrick-hand", "latin-400-normal"),),
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


def write_printed(scratch: Path) -> None:
    """Write the fonts of printed worksheets, as TrueType, which is what a PDF embeds."""
    PRINTED.mkdir(parents=True, exist_ok=True)
    for name, parts in PRINTED_SETS.items():
        cut = []
        for i, (family, style) in enumerate(parts):
            package = unpacked(family, scratch)
            cut.append(str(scratch / f"{name}-{i}.ttf"))
            subset.main(
                [
                    str(package / "files" / f"{family}-{style}.woff2"),
                    f"--unicodes={ALPHABETS},{OPERATORS}",
                    "--no-hinting",
                    "--layout-features=",
                    "--drop-tables+=MATH,GDEF,GPOS,GSUB,DSIG",
                    "--name-IDs=0,1,2,4,6,13,14",
                    f"--output-file={cut[-1]}",
                ]
            )
            shutil.copy(package / "LICENSE", PRINTED / f"LICENSE-{family}.txt")
        font = merge.Merger().merge(cut) if len(cut) > 1 else TTFont(cut[0])
        font.flavor = None
        font.save(PRINTED / f"{name}.ttf")


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
        write_printed(Path(scratch))
    for file in sorted([*ASSETS.iterdir(), *PRINTED.iterdir()]):
        print(f"{file.stat().st_size:>8,}  {file.name}")


if __name__ == "__main__":
    main()
