"""A worksheet in a real notebook: it shows itself, is filled in, and a cell checks answers."""

import pytest
from optional import optional

pytestmark = pytest.mark.notebook

nbformat = optional("nbformat")
nbclient = optional("nbclient")
nbconvert = optional("nbconvert")

CELLS = [
    'import handnn as hn\nsheet = hn.worksheet(hn.gallery["hidden-layer"])\nsheet',
    'hn.worksheet(hn.gallery["single-neuron"])',
    'answers = {"z1[1]": 4, "h[1]": 4, "z1[2]": "3"}\nsheet.check(answers)',
    "sheet.check(answers).require()",
    "sheet.check({cell: sheet.key.values[cell] for cell in sheet.asked}).require()",
]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory):
    """The executed notebook; its fourth cell fails, as a test for nbgrader or otter does."""
    folder = tmp_path_factory.mktemp("notebook")
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    client = nbclient.NotebookClient(
        made, timeout=120, allow_errors=True, resources={"metadata": {"path": folder}}
    )
    return client.execute()


def test_a_wrong_answer_fails_with_the_hint_and_a_right_one_passes(notebook):
    *_, shown, wrong, right = notebook.cells
    assert "b1[1] was left out." in shown["outputs"][0]["data"]["text/plain"]
    (failed,) = wrong["outputs"]
    assert failed["ename"] == "AssertionError"
    assert "Look at z1[1] first, where you have 4." in failed["evalue"]
    assert "Count the terms of z1[1]: are they all there?" in failed["evalue"]
    assert "left out" not in failed["evalue"]  # a hint does not give the cause away
    assert right["outputs"] == []


def test_worksheets_are_filled_in_and_checked_where_they_stand(notebook, page, tmp_path):
    exported, _ = nbconvert.HTMLExporter(embed_images=True).from_notebook_node(notebook)
    (tmp_path / "notebook.html").write_text(exported, encoding="utf-8")
    page.goto((tmp_path / "notebook.html").as_uri())
    page.wait_for_selector("handnn-worksheet.hn-live")
    hidden, neuron = page.locator("handnn-worksheet.hn-live").all()
    hidden.locator('[data-asked="z1[1]"]').fill("4")
    hidden.get_by_role("button", name="Check").click()
    assert "Look at z1[1] first" in hidden.locator(".hn-said").inner_text()
    neuron.locator('[data-asked="z[1]"]').fill("-1")
    neuron.locator('[data-asked="y[1]"]').fill("0")
    neuron.get_by_role("button", name="Check").click()
    assert neuron.locator(".hn-said").inner_text().strip() == "All 2 cells are right."
    box = hidden.locator(".hn-block tbody td").first.bounding_box()
    assert box["width"] == pytest.approx(box["height"], abs=1)
