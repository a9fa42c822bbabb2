"""Splits a conduct matter off, so that the rest of a case can go on (R8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from avvikelse.core.engine import Refusal
from avvikelse.core.permissions import Actor, CaseParty
from avvikelse.core.vocabulary import CaseRole, Side
from avvikelse.db.access import visible_deviations, visible_registrations
from avvikelse.db.cases import Case, case_behind
from avvikelse.db.history import PendingEvent
from avvikelse.db.session import Session
from avvikelse.db.tables import Deidentification, Deviation, ImportedRow, Note, Registration, table
from avvikelse.errors import Forbidden, RefusedMove
from avvikelse.services.acts import NOT_REPORTING, refuse_impossible
from avvikelse.services.casework import open_case, record, require
from avvikelse.services.forms import SplitForm, checked
from avvikelse.services.new_case import COMMON, create_case
from avvikelse.services.outbox import tell
from avvikelse.services.retention_holds import hold_as_well
from avvikelse.services.routines import engine_of

_deviation, _registration = table(Deviation), table(Registration)
_note, _deid, _imported = table(Note), table(Deidentification), table(ImportedRow)
REPORTER = f"{Side.REPORTING}.{CaseRole.REPORTER}"


def split_conduct(
    session: Session, actor: Actor, number: str, values: Mapping[str, Any], *, rev: int | None, now: datetime
) -> tuple[str, str]:
    """Splits a case that is partly a conduct matter into two; returns (conduct number, other number).

    The flag is never taken off a case: the case keeps its kind and is told anew, and the other part becomes a new
    case from the same reporter. What the case said before is kept as a note on the conduct case, where only the
    reporter and the nearest managers read it, and of the two only the conduct case tells of the other. A text that
    was attested before may be about the conduct too, so it must be attested anew. Of an imported case nobody knows who
    found it: the conduct case is then the nearest manager's, never the importing coordinator's. Raises RefusedMove at a
    forum, when the case has ended, or when there is no such manager.
    """
    form = checked(SplitForm, values)
    case = open_case(session, actor, number, rev)
    require(case, "split_conduct")
    if case.reporting().organisation != actor.organisation:
        raise Forbidden(NOT_REPORTING.message)
    refuse_impossible(session, actor, case, "split_conduct")
    conduct = {"title": form.conduct_title, "description": form.conduct_description}
    other = {"title": form.other_title, "description": form.other_description}
    stays, leaves = (conduct, other) if case.conduct_matter else (other, conduct)
    new_id, new_number = _new_half(session, actor, case, leaves, now)
    _keep_what_was_said(session, actor, case, case.id if case.conduct_matter else new_id, now)
    own = (_registration.c.deviation_id == case.id, _registration.c.organisation == actor.organisation)
    session.execute(update(_registration).where(*own).values(**stays, updated_at=now))
    if case.conduct_matter:
        _link(session, case.id, new_id)
        record(session, actor, case, "split", now)
        return case.number, new_number
    _link(session, new_id, case.id)
    hold_as_well(session, actor, case, new_id, now)
    _void_attestations(session, case)
    # The history of the case that others read must not tell that there is a conduct matter.
    record(session, actor, case, "described", now, fields=sorted(other))
    session.record(PendingEvent(now, "split", actor.user_id, actor.organisation, new_id))
    return new_number, case.number


def _link(session: Session, conduct_id: int, other_id: int) -> None:
    session.execute(update(_deviation).where(_deviation.c.id == conduct_id).values(split_from_id=other_id))


def _void_attestations(session: Session, case: Case) -> None:
    attested = (_deid.c.deviation_id == case.id, _deid.c.attested_at.is_not(None))
    session.execute(update(_deid).where(*attested).values(attester_id=None, attested_at=None))


def _new_half(session: Session, actor: Actor, case: Case, texts: dict[str, str], now: datetime) -> tuple[int, str]:
    row = session.execute(visible_deviations(actor).where(_deviation.c.id == case.id)).one()
    common = {key: getattr(row, key) for key in COMMON} | {"conduct_matter": not case.conduct_matter}
    reporter_id = _reporter_of_new(session, case)
    parties = [
        CaseParty(
            organisation=party.organisation,
            side=party.side,
            unit_id=party.unit_id,
            reporter_id=reporter_id if party.side is Side.REPORTING else party.reporter_id,
            manager_id=party.manager_id,
            visible=party.side is Side.REPORTING,
            received=False,
            agreed=False,
        )
        for party in case.parties
    ]
    routine = engine_of(session, case.routine_version_id).routine
    new_id, number = create_case(session, actor, case.routine_version_id, routine, common, parties, texts, now)
    tell(session, actor, case_behind(session, actor, new_id), routine, [(REPORTER, "your_turn")], now)
    return new_id, number


def _reporter_of_new(session: Session, case: Case) -> int | None:
    """Who is the new case's reporter: the old one's, but for the conduct half of an imported case (R8).

    Its reporter is the coordinator who read the file in, and has no part in a conduct matter.
    """
    reporting = case.reporting()
    imported = select(_imported.c.id).where(_imported.c.deviation_id == case.id)
    if case.conduct_matter or session.execute(imported).first() is None:
        return reporting.reporter_id
    if reporting.manager_id is None:
        message = "Enheten har ingen närmaste chef som kan ta frågan om beteende. Be er administratör lägga till en."
        raise RefusedMove([Refusal("no_nearest_manager", message)])
    return reporting.manager_id


def _keep_what_was_said(session: Session, actor: Actor, case: Case, conduct_id: int, now: datetime) -> None:
    statement = visible_registrations(actor).where(_registration.c.deviation_id == case.id)
    before = session.execute(statement).one()
    session.execute(
        insert(_note).values(
            deviation_id=conduct_id,
            organisation=actor.organisation,
            kind="before_split",
            label=before.title,
            text=before.description,
            author_id=actor.user_id,
            created_at=now,
        )
    )
