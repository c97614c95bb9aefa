"""Download the site's fonts and reduce them to the characters its pages use, in docs/assets/fonts.

Run it only to change the fonts; the results are kept in git, with their licences. It needs npm, and
``pip install fonttools brotli``.
"""

import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset

FONTS = Path(__file__).parent.parent / "docs" / "assets" / "fonts"

LATIN = "U+0020-007E,U+00A0-017F,U+2010-2027,U+2030-203A,U+20AC"
GREEK = "U+0391-03C9"
RAISED_AND_LOWERED = "U+00B2-00B3,U+00B9,U+2070-209C,U+1D40"
MATHEMATICS = "U+00B1,U+00B7,U+00D7,U+00F7,U+2190-2193,U+2200-22FF,U+21A6,U+27E8-27E9"
BOXES = "U+2500-259F"
MATHEMATICAL_LETTERS = "U+1D400-1D7FF,U+2102,U+210E,U+211D,U+2113"


@dataclass(frozen=True)
class Font:
    """One file of an npm package, and which of its characters are kept."""

    package: str
    file: str
    characters: str
    name: str


SETS = [
    Font(
        "@fontsource-variable/stix-two-text@5.3.0",
        "stix-two-text-latin-wght-normal.woff2",
        LATIN,
        "stix-two-text",
    ),
    Font(
        "@fontsource-variable/stix-two-text@5.3.0",
        "stix-two-text-latin-wght-italic.woff2",
        LATIN,
        "stix-two-text-italic",
    ),
    Font(
        "@fontsource-variable/stix-two-text@5.3.0",
        "stix-two-text-greek-wght-normal.woff2",
        GREEK,
        "stix-two-text-greek",
    ),
    Font(
        "@fontsource-variable/stix-two-text@5.3.0",
        "stix-two-text-greek-wght-italic.woff2",
        GREEK,
        "stix-two-text-greek-italic",
    ),
    # The text font lacks these signs: a few kilobytes save the reader from loading the whole next
    # font.
    Font(
        "@fontsource/stix-two-math@5.3.0",
        "stix-two-math-latin-400-normal.woff2",
        f"{RAISED_AND_LOWERED},U+2190-2193,U+2202,U+2207,U+2208,U+2211,U+221A,U+2248,U+2260-2265",
        "stix-two-signs",
    ),
    Font(
        "@fontsource/stix-two-math@5.3.0",
        "stix-two-math-latin-400-normal.woff2",
        f"{LATIN},{GREEK},{RAISED_AND_LOWERED},{MATHEMATICS},{MATHEMATICAL_LETTERS}",
        "stix-two-math",
    ),
    Font(
        "@fontsource/patrick-hand@5.3.0",
        "patrick-hand-latin-400-normal.woff2",
        f"{LATIN},{RAISED_AND_LOWERED},{MATHEMATICS}",
        "patrick-hand",
    ),
    *(
        Font(
            "@fontsource/dejavu-mono@5.3.0",
            f"dejavu-mono-latin-{weight}-normal.woff2",
            f"{LATIN},{GREEK},{RAISED_AND_LOWERED},{MATHEMATICS},{BOXES}",
            f"dejavu-mono-{weight}",
        )
        for weight in (400, 700)
    ),
]


def unpacked(package: str, into: Path) -> Path:
    """The folder of an npm package, downloaded once."""
    folder = into / package.replace("/", "-")
    if not folder.exists():
        subprocess.run(
            ["npm", "pack", "--silent", package], cwd=into, check=True, stdout=subprocess.DEVNULL
        )
        (archive,) = into.glob("*.tgz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        archive.unlink()
    return folder / "package"


def main() -> None:
    """Download and reduce the fonts, and print the sizes of the results."""
    FONTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for font in SETS:
            package = unpacked(font.package, Path(scratch))
            subset.main(
                [
                    str(package / "files" / font.file),
                    f"--unicodes={font.characters}",
                    "--flavor=woff2",
                    "--layout-features=*",
                    f"--output-file={FONTS / font.name}.woff2",
                ]
            )
            family = font.package.split("/")[1].split("@")[0]
            shutil.copy(package / "LICENSE", FONTS / f"LICENSE-{family}.txt")
    for file in sorted(FONTS.iterdir()):
        print(f"{file.stat().st_size:>8,}  {file.name}")


if __name__ == "__main__":
    main()
