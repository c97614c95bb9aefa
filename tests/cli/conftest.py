"""Commands as a user types them."""

from pathlib import Path

import pytest

from handnn import cli
from handnn.hidden_layer import hidden_layer_exercise


@pytest.fixture
def net_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The exercise in a file, in the folder where the commands run."""
    monkeypatch.chdir(tmp_path)
    trace = hidden_layer_exercise()
    trace.network.save("net.json", trace.input)
    return Path("net.json")


@pytest.fixture
def handnn(capsys: pytest.CaptureFixture[str]):
    """Run a command: ``handnn("run", "net.json")`` gives what it prints."""

    def run(*args: str) -> str:
        with pytest.raises(SystemExit) as stopped:
            cli.main(list(args))
        out, err = capsys.readouterr()
        assert (stopped.value.code, err) == (0, "")
        return out

    return run


@pytest.fixture
def complaint(capsys: pytest.CaptureFixture[str]):
    """Run a wrong command: gives its one line on standard error."""

    def run(*args: str) -> str:
        with pytest.raises(SystemExit) as stopped:
            cli.main(list(args))
        out, err = capsys.readouterr()
        assert (stopped.value.code, out) == (2, "")
        assert err.startswith("error: ")
        assert err.count("\n") == 1
        return err.removeprefix("error: ").rstrip("\n")

    return run
