"""Records in a real notebook: executed, exported, and opened in the browser."""

import json
import re
from pathlib import Path

import pytest
from optional import optional

pytestmark = pytest.mark.notebook

nbformat = optional("nbformat")
nbclient = optional("nbclient")
nbconvert = optional("nbconvert")

CELLS = [
    "import handnn as hn\n"
    "net = hn.Sequential(hn.Dense([[1, -1, 1], [1, 1, 0]], [-5, 0]), hn.ReLU())\n"
    "net",
    "trace = net.trace([2, 1, 3])\ntrace",
    "trace[0]",
    "net.summary()",
    "back = trace.backward(hn.SquaredError(), target=[1, 2])\nback",
    "hn.SGD(lr=0.1).update(net, back)",
    "hn.fit(net, [[2, 1, 3], [1, 1, 0]], [[1, 2], [0, 1]], loss=hn.SquaredError(), "
    "optimizer=hn.SGD(lr=0.01), epochs=20, batch_size=2, rng=0)",
    "trace",
    'hn.loss_curve(back, "dense_1.W", (0, 0))',
]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory):
    """The executed notebook, in a folder whose kernel is this very Python."""
    folder = tmp_path_factory.mktemp("notebook")
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    return nbclient.NotebookClient(
        made, timeout=120, resources={"metadata": {"path": folder}}
    ).execute()


def test_every_record_shows_itself_and_keeps_its_text(notebook):
    for cell in notebook.cells:
        (data,) = [output["data"] for output in cell["outputs"] if "data" in output]
        assert data["text/html"]
        assert data["text/plain"]
        assert not re.search(r"<(html|body)", data["text/html"])


def test_the_export_is_alive_and_the_sheets_do_not_disturb_one_another(
    notebook, page, tmp_path: Path
):
    exported, _ = nbconvert.HTMLExporter(embed_images=True).from_notebook_node(notebook)
    file = tmp_path / "notebook.html"
    file.write_text(exported, encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_selector("handnn-sheet.hn-live")
    sheets = page.locator("handnn-sheet.hn-live")
    assert sheets.count() == 4  # the third is that of an update
    page.evaluate("document.querySelectorAll('handnn-sheet')[0].change([['x', 0, 5]])")
    inputs = [
        sheet.locator(".hn-block >> nth=0 >> tbody td").all_inner_texts() for sheet in sheets.all()
    ]
    x, W = ["2", "1", "3"], ["1", "−1", "1", "1", "1", "0"]
    assert inputs == [["5", "1", "3"], x, W, x]
    box = sheets.nth(0).locator(".hn-block tbody td").first.bounding_box()
    assert box["width"] == pytest.approx(box["height"], abs=1)
    figure = page.locator("handnn-frames")
    figure.get_by_role("slider", name="learning rate").fill("0")
    assert figure.locator("output").text_content().startswith("learning rate")
    assert json.loads(json.dumps(notebook.metadata)) is not None
