"""Grading: the same with one process and with several."""

import handnn as hn
from handnn.practice.classroom.grading import FEW, PORTION
from handnn.practice.handed_in import HandedIn


def test_slips_count_once_and_are_added_up(folder, sheet, right):
    table = "name,z1[1],h[1],z2[1]\nAda,4,4,2\nBen,4,4,2\nCleo,-1,-1,-2\n"
    (folder / "class.csv").write_text(table)
    report = hn.grade(folder, sheet)
    assert report.cells == {"z1[1]": 2, "h[1]": 1}
    assert report.slips["bias-left-out"] == 2
    assert report.slips["relu-skipped"] == 1
    assert report.learners[0].feedback == sheet.check({"z1[1]": 4, "h[1]": 4, "z2[1]": 2})
    assert report.score == sum(len(each.feedback.right) for each in report.learners) / 36


def test_many_files_are_shared_by_processes(folder, sheet, right):
    n = FEW + PORTION // 2
    for i in range(n):
        answers = right | {"z1[1]": str(i)}
        handed_in = HandedIn(f"{i:03}", sheet.key.code, answers)
        (folder / f"{i:03}.json").write_text(handed_in.to_json(), encoding="utf-8")
    (folder / "x.json").write_text("{")
    done = []
    report = hn.grade(folder, sheet, processes=2, done=done.append)
    assert (sum(done), len(done)) == (n + 1, -(-n // PORTION))
    assert [each.name for each in report.learners] == [f"{i:03}" for i in range(n)]
    alone = hn.grade(folder, sheet)
    assert report == alone
    assert [problem.source for problem in report.problems] == ["x.json"]


def test_the_report_tells_the_worksheets_of_a_class_page_apart(folder, sheet, right):
    """The page hands in the title with the number; a table of answers has none."""
    numbered = HandedIn("Ada", sheet.key.code, right, "7. Forward pass")
    (folder / "ada.json").write_text(numbered.to_json(), encoding="utf-8")
    (folder / "ben.json").write_text(HandedIn("Ben", sheet.key.code, right).to_json())
    titles = [each.title for each in hn.grade(folder, sheet).learners]
    assert titles == ["7. Forward pass", sheet.title]
