"""Writing, checking and attesting the text that may be put to a forum (R13). Four eyes, bound to exactly this text.

A text is checked when it is written, attested, lifted, put on an agenda and exported. What can't be checked, or was
checked by another detector, doesn't count.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, update

from avvikelse.core.engine import Refusal
from avvikelse.core.events import canonical
from avvikelse.core.guards import DEID_SENTENCES
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import DeidStatus
from avvikelse.db.cases import Case, item_on_table, items_on_table, latest_text, latest_texts
from avvikelse.db.session import Session
from avvikelse.db.tables import Deidentification, table
from avvikelse.deid import Report, Verdict, detector_version
from avvikelse.errors import Forbidden, RefusedMove
from avvikelse.services.acts import refuse_impossible
from avvikelse.services.casework import open_case, record, require
from avvikelse.services.checking import inspect
from avvikelse.services.deid_review import all_answered, check_text, reviewers, whole_text
from avvikelse.services.forms import AttestForm, DeidentifiedForm, checked
from avvikelse.services.forum_items import refresh_on_table
from avvikelse.services.small_groups import small_group_warning

_deid = table(Deidentification)


@dataclass(frozen=True, slots=True)
class Written:
    """A new version of a text: what the check says of it, and a warning when few cases are like this one, else ''."""

    report: Report
    small_group: str


def write_deidentified(
    session: Session, actor: Actor, number: str, values: Mapping[str, Any], *, rev: int | None, now: datetime
) -> Written:
    """Saves a new version of the own organisation's de-identified text, and tells what the check says of it.

    A new version needs new answers and a new attestation. A text with findings is saved all the same, so that nothing
    is lost: it can't be attested or lifted.
    """
    form = checked(DeidentifiedForm, values)
    case = open_case(session, actor, number, rev)
    require(case, "write_deidentified")
    refuse_impossible(session, actor, case, "write_deidentified")
    report = inspect(whole_text(form))
    session.execute(
        insert(_deid).values(
            deviation_id=case.id,
            organisation=actor.organisation,
            **form.model_dump(),
            sha256=report.text_sha256,
            author_id=actor.user_id,
            written_at=now,
            **_outcome(report),
        )
    )
    record(session, actor, case, "deid_written", now, sha256=report.text_sha256, verdict=report.verdict)
    return Written(report, small_group_warning(session, actor, case))


def _outcome(report: Report) -> dict[str, str]:
    """What is kept of a check: kinds and places, never the words."""
    found = [{"kind": finding.kind, "start": finding.start, "end": finding.end} for finding in report.findings]
    return {"detector": report.detector, "verdict": report.verdict, "findings": canonical({"findings": found})}


def attest(
    session: Session, actor: Actor, number: str, values: Mapping[str, Any], *, rev: int | None, now: datetime
) -> int:
    """Attests that nobody can be recognised in the latest text. Returns the new revision.

    Raises Forbidden to the person who wrote it or answered the check's questions (four eyes), RefusedMove when there
    is no text, when the check, made again now, finds something or asks what nobody has answered, and when the
    attester thinks that somebody can be recognised.
    """
    form = checked(AttestForm, values)
    case = open_case(session, actor, number, rev)
    require(case, "attest_deidentified")
    refuse_impossible(session, actor, case, "attest_deidentified")
    latest = latest_text(session, case.id, actor.organisation)
    if latest is None:
        raise RefusedMove([_refusal(DeidStatus.MISSING)])
    if why := four_eyes(session, actor, latest):
        raise Forbidden(why)
    report = _attestable(session, latest)
    if not form.nobody_recognised:
        message = "Be den som skrev texten att skriva den mer allmänt. Läs den sedan igen."
        raise RefusedMove([Refusal("recognisable", message)])
    attested = session.execute(
        update(_deid)
        .where(_deid.c.id == latest.id)
        .values(attester_id=actor.user_id, attested_at=now, **_outcome(report))
        .returning(_deid)
    ).one()
    refresh_on_table(session, case, actor.organisation, attested, now)
    return record(session, actor, case, "deid_attested", now, sha256=report.text_sha256, detector=report.detector)


def four_eyes(session: Session, actor: Actor, text: Row[Any]) -> str:
    """Why the person can't attest this version of a text whatever it says; empty when they can (R13)."""
    if text.author_id == actor.user_id:
        return "Du har skrivit texten. Be en kollega läsa och intyga den."
    if actor.user_id in reviewers(session, text):
        return "Du har svarat på kontrollens frågor om texten. Be en annan kollega läsa och intyga den."
    return ""


def _attestable(session: Session, latest: Row[Any]) -> Report:
    """The check's report, made now, of a text that nothing stands against. Raises RefusedMove."""
    text = check_text(session, latest)
    if text.report.verdict == Verdict.BLOCKED or text.report.text_sha256 != latest.sha256:
        raise RefusedMove([_refusal(DeidStatus.BLOCKED)])
    if text.unanswered:
        raise RefusedMove([_refusal(DeidStatus.UNANSWERED)])
    return text.report


def stored_status(session: Session, actor: Actor, case: Case) -> DeidStatus:
    """How far the text has come according to its row: enough for showing a button, not for lifting."""
    return _stored(session, _row_that_counts(session, actor, case))


def stored_statuses(session: Session, actor: Actor, cases: Collection[Case]) -> dict[int, DeidStatus]:
    """The same for many cases, by the case's id: two questions, and one for each text that waits to be attested."""
    ids = [case.id for case in cases]
    rows = latest_texts(session, ids, actor.organisation) | items_on_table(session, ids)
    return {case_id: _stored(session, rows.get(case_id)) for case_id in ids}


def _stored(session: Session, row: Row[Any] | None) -> DeidStatus:
    if row is None:
        return DeidStatus.MISSING
    if "attested_at" in row._fields:
        if row.verdict == Verdict.BLOCKED:
            return DeidStatus.BLOCKED
        if row.attested_at is None:
            answered = all_answered(session, row, json.loads(row.findings)["findings"])
            return DeidStatus.UNATTESTED if answered else DeidStatus.UNANSWERED
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
    report = inspect(whole_text(row))
    return report.text_sha256 == row.sha256 and report.verdict != Verdict.BLOCKED


def _row_that_counts(session: Session, actor: Actor, case: Case) -> Row[Any] | None:
    """The snapshot on a forum's table when there is one, else the acting organisation's latest version."""
    return item_on_table(session, case.id) or latest_text(session, case.id, actor.organisation)


def _refusal(status: DeidStatus) -> Refusal:
    return Refusal("deidentified_and_attested", DEID_SENTENCES[status])
