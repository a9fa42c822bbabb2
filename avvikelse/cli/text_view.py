"""A de-identified text as the command line shows it: what the check found, what was answered, who may be recognised."""

from collections.abc import Iterator
from typing import Any

from avvikelse.deid import Level
from avvikelse.services.deid_review import REASONS, CheckedText
from avvikelse.services.deidentification import Written
from avvikelse.services.desk import ShownCase


def written_values(written: Written) -> dict[str, Any]:
    """What became of a newly written text, as plain values."""
    report = written.report
    return {"verdict": report.verdict, "findings": len(report.findings), "small_group": written.small_group}


def written_text(written: Written) -> str:
    """What became of a newly written text, and what to do now."""
    whys = list(dict.fromkeys(finding.why for finding in written.report.findings))
    says = {
        "blocked": "Texten är sparad men kan inte intygas än. ",
        "needs_review": "Texten är sparad. Kontrollen frågar om ord i den: skriv om dem, eller ange varför de kan stå "
        "kvar (review_findings). Fynden visas med avvikelse deviation show. ",
        "clear": "Texten är sparad. Be en kollega läsa och intyga den. ",
    }[written.report.verdict]
    return (says + " ".join([*whys, written.small_group])).strip()


def checked_values(checked: CheckedText | None) -> list[dict[str, Any]]:
    """The findings as plain values, in order of place; offsets count code points of all parts joined."""
    return [
        {
            "number": word.number,
            "start": word.finding.start,
            "end": word.finding.end,
            "kind": word.finding.kind,
            "level": word.finding.level,
            "text": word.words,
            "why": word.finding.why,
            "reason": word.reason,
            "comment": word.comment,
        }
        for word in (checked.found if checked is not None else ())
    ]


def deidentified_text(found: ShownCase) -> Iterator[str]:
    """The text with its state, findings and warning; nothing when there is no text."""
    text, checked = found.deidentification, found.checked
    if text is None or checked is None:
        return
    attested = "intygad" if text.attested_at else "inte intygad"
    yield f"Avidentifierad text ({attested}{', kontrollen har fynd' if checked.unanswered else ''})"
    yield from (f"  {part}" for part in (text.text, text.tried, text.question) if part)
    for word in checked.found:
        yield f"  Fynd {word.number}, ”{word.words}”: {_answer(word)}"
    if found.small_group:
        yield f"  Obs: {found.small_group}"
    yield ""


def _answer(word: Any) -> str:
    if word.finding.level is Level.MUST_REWRITE:
        return f"skriv om. {word.finding.why}"
    if word.reason is None:
        return f"ta ställning. {word.finding.why}"
    return f"kan stå kvar. {REASONS[word.reason]}{f': {word.comment}' if word.comment else ''}."
