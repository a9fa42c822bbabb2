"""What is wrong in a routine file: where, which key, and one Swedish sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault in a routine file. `line` counts from 1; `key` is the dotted path (`states.raised.owner`)."""

    line: int
    key: str
    message: str
    file: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.key}: {self.message}" if self.key else f"{where}: {self.message}"


class InvalidRoutine(Exception):
    """The routine file does not hold together. Carries every finding, in the order of the file."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} fel i rutinfilen")
        self.findings = sorted(findings)
