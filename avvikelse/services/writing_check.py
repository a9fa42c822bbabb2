"""What is said of a text while it is being written: what may point somebody out, why, and what to write instead.

Never refuses anything: in the own organisation's registration a person may have to be named. The gate to a forum is
elsewhere (R13).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from avvikelse.deid import Exchange, Finding, Level
from avvikelse.services.checking import propose

CHECKED = {
    "title": "Rubriken",
    "description": "Vad som hände",
    "other_party_told": "Vem du sade till",
    "how_solved": "Hur det löste sig",
}
"""The texts of a report that are looked through, with what they are called."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A stretch of a text that may point somebody out. `start` and `end` (exclusive) count Unicode code points.

    `replacement` is None where a person has to decide what to write.
    """

    start: int
    end: int
    kind: str
    level: str
    why: str
    replacement: str | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What the check says of a text, and the text with everything replaced that can be."""

    suggestions: list[Suggestion]
    masked: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A suggestion as a page without scripts shows it: in which text, the words, why, and what to write instead."""

    text: str
    words: str
    why: str
    replacement: str | None


def look(text: str) -> Looked:
    """Looks a text through; when the check can't be made, one suggestion says so."""
    proposal = propose(text)
    found: list[Suggestion] = []
    for finding in proposal.report.findings:
        exchange = _exchange(finding, proposal.exchanges)
        new = proposal.text[exchange.new_start : exchange.new_end] if exchange else None
        start, end = (exchange.start, exchange.end) if exchange else (finding.start, finding.end)
        if not found or start >= found[-1].end:  # one exchange may answer several findings
            found.append(Suggestion(start, end, finding.kind, finding.level, finding.why, new))
    return Looked(found, proposal.text)


def _exchange(finding: Finding, exchanges: tuple[Exchange, ...]) -> Exchange | None:
    return next((one for one in exchanges if one.start < finding.end and finding.start < one.end), None)


def remarks(answers: Mapping[str, object]) -> list[Remark]:
    """What surely should be rewritten in the texts of a report; mere questions are left out."""
    texts = {name: str(answers.get(field, "")) for field, name in CHECKED.items()}
    return [
        Remark(name, text[one.start : one.end], one.why, one.replacement)
        for name, text in texts.items()
        if text.strip()
        for one in look(text).suggestions
        if one.level == Level.MUST_REWRITE
    ]


def masked(answers: Mapping[str, object]) -> dict[str, str]:
    """The texts of a report with everything replaced that can be."""
    texts = {field: str(answers.get(field, "")) for field in CHECKED}
    return {field: look(text).masked for field, text in texts.items() if text.strip()}
