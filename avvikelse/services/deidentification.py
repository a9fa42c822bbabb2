"""Writing, checking and attesting the text that may be put to a forum (R13). Four eyes, bound to exactly this text.

A text is checked when it is written, attested, lifted, put on an agenda and exported. What can't be checked, or was
checked by another detector, doesn't count.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, update

from avvikelse.core.engine import Refusal
from avvikelse.core.events import canonical
from avvikelse.core.guards import DEID_SENTENCES
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import DeidStatus
from avvikelse.db.cases import Case, item_on_table, latest_text
from avvikelse.db.session import Session
from avvikelse.db.tables import Deidentification, table
from avvikelse.deid import Report, Verdict, detector_version
from avvikelse.errors import Forbidden, RefusedMove
from avvikelse.services.casework import open_case, record, require
from avvikelse.services.checking import inspect
from avvikelse.services.forms import DeidentifiedForm, checked
from avvikelse.services.forum_items import refresh_on_table

_deid = table(Deidentification)


def whole_text(text: str, tried: str, question: str) -> str:
    """All that will be read at the forum, in one piece: what is checked and hashed is exactly this."""
    return "\n\n".join((text, tried, question))


def write_deidentified(
    session: Session, actor: Actor, number: str, values: Mapping[str, Any], *, rev: int | None, now: datetime
) -> Report:
    """Saves a new version of the own organisation's de-identified text, and returns what the check says of it.

    A new version needs a new attestation. A text with findings is saved all the same, so that nothing is lost:
    it can't be attested or lifted.
    """
    form = checked(DeidentifiedForm, values)
    case = open_case(session, actor, number, rev)
    require(case, "write_deidentified")
    _refuse_conduct(case)
    report = inspect(whole_text(form.text, form.tried, form.question))
    found = [{"kind": finding.kind, "start": finding.start, "end": finding.end} for finding in report.findings]
    session.execute(
        insert(_deid).values(
            deviation_id=case.id,
            organisation=actor.organisation,
            **form.model_dump(),
            sha256=report.text_sha256,
            detector=report.detector,
            verdict=report.verdict,
            findings=canonical({"findings": found}),
            author_id=actor.user_id,
            written_at=now,
        )
    )
    record(session, actor, case, "deid_written", now, sha256=report.text_sha256, verdict=report.verdict)
    return report


def attest(session: Session, actor: Actor, number: str, *, rev: int | None, now: datetime) -> int:
    """Attests that nobody can be derived from the latest text. Returns the new revision.

    Raises Forbidden to the person who wrote it (four eyes), RefusedMove when there is no text or the check, made
    again now, finds something.
    """
    case = open_case(session, actor, number, rev)
    require(case, "attest_deidentified")
    _refuse_conduct(case)
    latest = latest_text(session, case.id, actor.organisation)
    if latest is None:
        raise RefusedMove([_refusal(DeidStatus.MISSING)])
    if latest.author_id == actor.user_id:
        raise Forbidden("Du har skrivit texten. Be en kollega läsa och intyga den.")
    report = inspect(whole_text(latest.text, latest.tried, latest.question))
    if report.verdict == Verdict.BLOCKED or report.text_sha256 != latest.sha256:
        raise RefusedMove([_refusal(DeidStatus.BLOCKED)])
    attested = session.execute(
        update(_deid)
        .where(_deid.c.id == latest.id)
        .values(attester_id=actor.user_id, attested_at=now, detector=report.detector, verdict=report.verdict)
        .returning(_deid)
    ).one()
    refresh_on_table(session, case, actor.organisation, attested, now)
    return record(session, actor, case, "deid_attested", now, sha256=report.text_sha256, detector=report.detector)


def stored_status(session: Session, actor: Actor, case: Case) -> DeidStatus:
    """How far the text has come according to its row: enough for showing a button, not for lifting."""
    row = _row_that_counts(session, actor, case)
    if row is None:
        return DeidStatus.MISSING
    if "attested_at" in row._fields:
        if row.verdict == Verdict.BLOCKED:
            return DeidStatus.BLOCKED
        if row.attested_at is None:
            return DeidStatus.UNATTESTED
    return DeidStatus.VALID if row.detector == detector_version() else DeidStatus.STALE


def verified_status(session: Session, actor: Actor, case: Case) -> DeidStatus:
    """How far the text has come, with the check made again on the very text now: what a lift goes by."""
    status = stored_status(session, actor, case)
    if status is not DeidStatus.VALID:
        return status
    row = _row_that_counts(session, actor, case)
    return DeidStatus.VALID if row is not None and holds(row) else DeidStatus.BLOCKED


def holds(row: Row[Any]) -> bool:
    """True when the row's text is the one that was attested and the present detector finds nothing to rewrite."""
    report = inspect(whole_text(row.text, row.tried, row.question))
    return report.text_sha256 == row.sha256 and report.verdict != Verdict.BLOCKED


def _row_that_counts(session: Session, actor: Actor, case: Case) -> Row[Any] | None:
    """The snapshot on a forum's table when there is one, else the acting organisation's latest version."""
    return item_on_table(session, case.id) or latest_text(session, case.id, actor.organisation)


def _refusal(status: DeidStatus) -> Refusal:
    return Refusal("deidentified_and_attested", DEID_SENTENCES[status])


def _refuse_conduct(case: Case) -> None:
    if case.conduct_matter:
        message = "Avvikelsen gäller en medarbetares beteende och stannar mellan cheferna. Den avidentifieras inte."
        raise RefusedMove([Refusal("not_conduct_matter", message)])
