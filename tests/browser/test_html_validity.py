"""The built site is valid HTML, as far as the checker (vnu) is to be had: it needs Java and npm."""

import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

import handnn as hn

# Material's switches for the drawer and the search have an attribute that HTML keeps for text.
THEME = "Attribute “autocomplete” is only allowed"
STYLE = re.compile("<style>.*?</style>", re.DOTALL)


@pytest.fixture(scope="session")
def checker(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command that checks pages; HANDNN_VNU names a vnu.jar that is there already."""
    if shutil.which("java") is None:
        pytest.skip("the HTML checker needs Java")
    if jar := os.environ.get("HANDNN_VNU"):
        return ["java", "-jar", jar]
    if shutil.which("npm") is None:
        pytest.skip("the HTML checker comes as an npm package, and there is no npm")
    folder = tmp_path_factory.mktemp("vnu")
    subprocess.run(["npm", "pack", "--silent", "vnu-jar"], cwd=folder, check=True, timeout=120)
    with tarfile.open(next(folder.glob("*.tgz"))) as package:
        package.extractall(folder, filter="data")
    return ["java", "-jar", str(next(folder.rglob("vnu.jar")))]


def complaints(checker: list[str], *paths: Path) -> list[str]:
    """What the checker says of the HTML; it knows too little of CSS to be asked about that."""
    command = [*checker, "--format", "json", "--errors-only", "--skip-non-html", *map(str, paths)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return [
        f"{message['url']}:{message['lastLine']}: {message['message']}"
        for message in json.loads(result.stderr)["messages"]
        if not message["message"].startswith(("CSS:", THEME))
    ]


def test_every_page_of_the_site_is_valid_html(checker: list[str], site_folder: Path):
    assert complaints(checker, site_folder) == []


def test_saved_sheets_are_valid_html(checker: list[str], tmp_path: Path):
    trace = hn.Sequential(hn.Dense([[1, -1]], [2], name="<b>&"), hn.ReLU()).trace([2, 1])
    trace.save(tmp_path / "run.html")
    trace.backward(hn.SquaredError(), target=[1]).save(tmp_path / "back.html")
    sheets = [hn.worksheet(trace), hn.worksheet(trace, blank="parameters")]
    sheets[0].save(tmp_path / "sheet.html")
    hn.save_worksheets(sheets, tmp_path / "class.html")
    for page in tmp_path.iterdir():
        text = page.read_text(encoding="utf-8")
        page.write_text(STYLE.sub("<style></style>", text), encoding="utf-8")
    assert complaints(checker, tmp_path) == []


def test_figures_with_frames_are_valid_html(checker: list[str], tmp_path: Path):
    net = hn.Sequential(hn.Dense([[1, -1]], [2], name="<b>"))
    back = net.trace([2, 1]).backward(hn.SquaredError(), target=[1])
    shown = hn.loss_curve(back, "<b>.W", (0, 0))._repr_html_()
    figure = STYLE.sub("", shown)  # which stands where a notebook allows it
    page = f'<!DOCTYPE html><html lang="en"><title>t</title><body>{figure}{figure}</body></html>'
    (tmp_path / "figure.html").write_text(page, encoding="utf-8")
    assert complaints(checker, tmp_path) == []


def test_the_checker_finds_what_is_wrong(checker: list[str], tmp_path: Path):
    (tmp_path / "bad.html").write_text("<!DOCTYPE html><title>t</title><p><table><tr></p>")
    assert complaints(checker, tmp_path)
