"""The check's questions about a de-identified text, and a person's answers: why a word may stay (R13).

What layers 1–3 of the check find can only be rewritten. What it only asks about may stay for a reason that somebody
gives; the reason counts for exactly that stretch of exactly that text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert

from avvikelse.core.engine import Refusal
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import ReviewReason
from avvikelse.db.cases import answers_to, latest_text
from avvikelse.db.session import Session
from avvikelse.db.tables import DeidReview, table
from avvikelse.deid import Finding, Level, Report, detector_version
from avvikelse.errors import BadInput, NotFound, RefusedMove
from avvikelse.services.casework import open_case, record, require
from avvikelse.services.checking import inspect
from avvikelse.services.forms import DeidentifiedForm, ReviewForm, checked

_review = table(DeidReview)

REASONS = {
    ReviewReason.ORDINARY_WORD: "Ett vanligt ord, inget namn",
    ReviewReason.TERM: "Ett fackord, en diagnos, ett läkemedel eller en förkortning",
    ReviewReason.ORGANISATION: "En myndighet, ett system eller en sorts enhet",
    ReviewReason.MANY: "Många kan vara den som menas",
    ReviewReason.OTHER: "Annat skäl",
}
"""What each reason is called for those who choose."""

SCANNED = tuple(DeidentifiedForm.model_fields)
"""The fields that will be read at the forum. A field added to the form is checked from the first moment."""

BETWEEN = "\n\n"
"""What stands between the fields when they are checked as one text."""


@dataclass(frozen=True, slots=True)
class FoundWord:
    """A finding with the words it marks, for the person who is to rewrite or answer.

    `number` counts from 1 in order of place; `reason` is None until somebody has answered.
    """

    number: int
    finding: Finding
    words: str
    reason: ReviewReason | None
    comment: str

    @property
    def open(self) -> bool:
        """True for what must still be rewritten or answered."""
        return self.finding.level is Level.MUST_REWRITE or self.reason is None


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A de-identified text as the check sees it now, with the answers it has been given."""

    report: Report
    found: tuple[FoundWord, ...]

    @property
    def unanswered(self) -> bool:
        """True when something must be rewritten or answered before the text can be attested."""
        return any(word.open for word in self.found)


def whole_text(parts: Any) -> str:
    """All that will be read at the forum, in one piece: what is checked and hashed is exactly this."""
    return BETWEEN.join(getattr(parts, name) for name in SCANNED)


def check_text(session: Session, row: Row[Any]) -> CheckedText:
    """Checks a version of a text, made sure by the caller to be the reader's own, and finds the answers to it."""
    report = inspect(whole_text(row))
    given = {(answer.start, answer.end, answer.kind): answer for answer in answers_to(session, row.id)}
    text = whole_text(row)
    found = [
        _found(number, finding, text, given.get((finding.start, finding.end, finding.kind)))
        for number, finding in enumerate(report.findings, 1)
    ]
    return CheckedText(report, tuple(found))


def _found(number: int, finding: Finding, text: str, answer: Row[Any] | None) -> FoundWord:
    reason = ReviewReason(answer.reason) if answer is not None else None
    comment = answer.comment if answer is not None else ""
    return FoundWord(number, finding, text[finding.start : finding.end], reason, comment)


def all_answered(session: Session, row: Row[Any], findings: Sequence[Mapping[str, Any]]) -> bool:
    """True when every one of a version's stored findings has an answer."""
    given = {(answer.start, answer.end, answer.kind) for answer in answers_to(session, row.id)}
    return all((found["start"], found["end"], found["kind"]) in given for found in findings)


def reviewers(session: Session, row: Row[Any]) -> set[int]:
    """Those who have answered questions about a version of a text."""
    return {answer.reviewer_id for answer in answers_to(session, row.id)}


def review_findings(
    session: Session, actor: Actor, number: str, values: Mapping[str, Any], *, rev: int | None, now: datetime
) -> int:
    """Answers one or more of the check's questions about the own organisation's latest text with a reason.

    Returns the case's new revision. Raises NotFound for a finding that isn't there, RefusedMove for one that can only
    be rewritten or when the text is attested already, BadInput when the comment repeats the words.
    """
    form = checked(ReviewForm, values)
    case = open_case(session, actor, number, rev)
    require(case, "write_deidentified")
    row = latest_text(session, case.id, actor.organisation)
    if row is None:
        raise NotFound(f"{case.number} har ingen avidentifierad text från er.")
    if row.attested_at is not None and row.detector == detector_version():
        raise RefusedMove([Refusal("attested", "Texten är redan intygad. Skriv en ny version om den ska ändras.")])
    checked_text = check_text(session, row)
    for wanted in form.finding:
        _save(session, actor, row, _answerable(checked_text, wanted, form), form, now)
    data = {"sha256": checked_text.report.text_sha256, "reason": form.reason, "answers": len(form.finding)}
    return record(session, actor, case, "deid_reviewed", now, **data)


def _answerable(text: CheckedText, number: int, form: ReviewForm) -> FoundWord:
    word = next((word for word in text.found if word.number == number), None)
    if word is None:
        raise NotFound(f"Texten har inget fynd {number}. Läs texten igen, den kan ha ändrats.")
    if word.finding.level is Level.MUST_REWRITE:
        raise RefusedMove([Refusal("must_rewrite", f"Fynd {number} kan bara skrivas om. {word.finding.why}")])
    if word.words.strip().casefold() in form.comment.casefold():
        raise BadInput(f"Skälet till fynd {number} får inte upprepa ordet. Skriv det utan ordet.")
    if form.reason is ReviewReason.OTHER and not form.comment:
        raise BadInput("Skriv vilket skälet är när du väljer ”annat skäl”.")
    return word


def _save(session: Session, actor: Actor, row: Row[Any], word: FoundWord, form: ReviewForm, now: datetime) -> None:
    place = {"deidentification_id": row.id, "start": word.finding.start, "end": word.finding.end}
    here = [_review.c[name] == value for name, value in place.items()]
    session.execute(delete(_review).where(*here))
    answer = {"kind": word.finding.kind, "reason": form.reason, "comment": form.comment}
    session.execute(insert(_review).values(**place, **answer, reviewer_id=actor.user_id, reviewed_at=now))
