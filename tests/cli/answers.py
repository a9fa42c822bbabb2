"""What a command answers when it is run as a person runs it, for the tests of the command line."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from avvikelse.cli import main


@dataclass(frozen=True)
class Answer:
    """A command's exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """What was printed as JSON."""
        return json.loads(self.out)


Run = Callable[..., Answer]


def answer_to(capfd: pytest.CaptureFixture[str], *arguments: str) -> Answer:
    """Runs the command to its end."""
    with pytest.raises(SystemExit) as stopped:
        main(list(arguments))
    captured = capfd.readouterr()
    return Answer(int(stopped.value.code or 0), captured.out, captured.err)
