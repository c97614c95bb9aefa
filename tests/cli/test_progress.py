"""A progress bar: where somebody sees it, and nowhere else."""

from handnn.cli.progress import progress
from handnn.cli.screen import Screen


def test_nothing_is_drawn_where_nobody_looks(capsys) -> None:
    with progress("Checking", 3, Screen()) as done:
        done(3)
    assert capsys.readouterr() == ("", "")


def test_a_bar_on_a_terminal_goes_away(capsys, monkeypatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with progress("Checking", 3, Screen(no_color=True)) as done:
        done(1)
        done(2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Checking" in err
    assert "100%" in err
    assert err.rstrip("\r\n ").endswith("\x1b[2K")  # the line is cleared
