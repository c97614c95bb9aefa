"""Take a picture of the hidden layer's spreadsheet as LibreOffice shows it, for the documentation.

Run it when the spreadsheet looks different; the picture is kept in git. It needs LibreOffice, and
``pip install -e ".[xlsx]" pypdfium2``.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import ImageChops

import handnn as hn

PICTURE = Path(__file__).parent.parent / "docs" / "assets" / "spreadsheet.png"
SCALE = 1.5
MARGIN = 24  # pixels around what is drawn


def picture(file: Path) -> None:
    """Write the picture.

    Args:
        file: Where to.
    """
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.xlsx"
        hn.gallery["hidden-layer"].trace().save(sheet)
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(sheet)]
        subprocess.run(command, check=True, capture_output=True)
        page = pypdfium2.PdfDocument(sheet.with_suffix(".pdf"))[0]
        image = page.render(scale=SCALE).to_pil().convert("RGB")
    blank = image.copy()
    blank.paste("white", (0, 0, *image.size))
    left, top, right, bottom = ImageChops.difference(image, blank).getbbox()
    cut = image.crop((left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN))
    cut.save(file, optimize=True)


if __name__ == "__main__":
    picture(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE)
