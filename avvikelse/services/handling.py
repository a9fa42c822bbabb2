"""Work on a case between its steps: contacts, investigation, measures, and agreeing on a solution (R1, R6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from avvikelse.core.dates import local_day
from avvikelse.core.permissions import Actor
from avvikelse.db.access import visible_decisions, visible_measures
from avvikelse.db.cases import Case
from avvikelse.db.session import Session
from avvikelse.db.tables import Decision, DeviationParty, Measure, Note, table
from avvikelse.deid import Verdict
from avvikelse.errors import BadInput, Forbidden, NotFound
from avvikelse.services.acts import measure_refusals, refuse_impossible
from avvikelse.services.answers import save_investigation, stamp
from avvikelse.services.casework import open_case, record, require
from avvikelse.services.checking import inspect
from avvikelse.services.forms import ContactForm, InvestigationForm, MeasureDoneForm, MeasureForm, checked
from avvikelse.services.routines import engine_of
from avvikelse.services.schedule import drop_measure, mind_clock, schedule_measure

_note, _measure, _party, _decision = table(Note), table(Measure), table(DeviationParty), table(Decision)


def log_contact(
    session: Session, actor: Actor, number: str, values: Mapping[str, Any], *, rev: int | None, now: datetime
) -> int:
    """Logs a contact with the other party, privately (R6). Returns the new revision."""
    form = checked(ContactForm, values)
    case = open_case(session, actor, number, rev)
    require(case, "log_contact")
    session.execute(
        insert(_note).values(
            deviation_id=case.id,
            organisation=actor.organisation,
            kind="contact",
            label="contact",
            text=form.text,
            author_id=actor.user_id,
            created_at=now,
        )
    )
    stamp(session, actor, case, "contacted_at", now)
    return record(session, actor, case, "contact_logged", now)


def record_investigation(
    session: Session, actor: Actor, number: str, values: Mapping[str, Any], *, rev: int | None, now: datetime
) -> int:
    """Records the own organisation's investigation, and why no measure is needed when that is so (R1)."""
    form = checked(InvestigationForm, values)
    case = open_case(session, actor, number, rev)
    require(case, "record_investigation")
    refuse_impossible(session, actor, case, "record_investigation")  # what a case was closed on stays as it was (R1)
    save_investigation(session, actor, case, form.model_dump(), now)
    _void_agreements(session, case)
    rev = record(session, actor, case, "investigated", now)
    mind_clock(session, case, now)
    return rev


def add_measure(
    session: Session, actor: Actor, number: str, values: Mapping[str, Any], *, rev: int | None, now: datetime
) -> int:
    """Adds a measure for one of the parties; returns its id.

    Measures are read by all parties, so a text that points somebody out is refused.
    """
    form = checked(MeasureForm, values)
    case = open_case(session, actor, number, rev)
    require(case, "add_measure")
    refuse_impossible(session, actor, case, "add_measure")
    measure_id = save_measure(session, case, form, now)
    _void_agreements(session, case)
    record(session, actor, case, "measure_added", now, measure=measure_id, organisation=form.organisation)
    schedule_measure(session, case, measure_id, form.due_on, now)
    mind_clock(session, case, now)
    return measure_id


def save_measure(
    session: Session, case: Case, form: MeasureForm, now: datetime, *, decision_id: int | None = None
) -> int:
    """Writes a measure of the managers or, with `decision_id`, of a forum. Raises BadInput for faulty content."""
    parties = engine_of(session, case.routine_version_id).routine.parties
    if form.organisation not in parties:
        raise BadInput(f"Parten {form.organisation[:40]} finns inte. Välj något av: {', '.join(parties)}.")
    if form.due_on < local_day(now):
        raise BadInput("Dagen då åtgärden ska vara klar har redan passerat. Ange en dag framåt.")
    refuse_identifiers("Åtgärden", form.what, form.follow_up)
    values = {"deviation_id": case.id, "decision_id": decision_id, "created_at": now, **form.model_dump()}
    measure_id: int = session.execute(insert(_measure).values(values).returning(_measure.c.id)).scalar_one()
    return measure_id


def _require_in_force(session: Session, actor: Actor, decision_id: int | None) -> None:
    """What a forum decides is in force when its minutes are approved; those who were there read it before (R14)."""
    if decision_id is None:
        return
    decided = visible_decisions(actor).where(_decision.c.id == decision_id, _decision.c.applied_at.is_not(None))
    if session.execute(decided).one_or_none() is None:
        raise Forbidden("Åtgärden gäller först när protokollet är justerat. Markera den som gjord då.")


def complete_measure(
    session: Session,
    actor: Actor,
    number: str,
    measure_id: int,
    values: Mapping[str, Any],
    *,
    rev: int | None,
    now: datetime,
) -> int:
    """Marks a measure as done, or as handed over, with its effect if that is known (R14). Returns the new revision.

    What is left out stays as it was. The measure of an organisation that has no part in the case, and so can't see
    it, is marked by a party.
    """
    form = checked(MeasureDoneForm, values)
    case = open_case(session, actor, number, rev)
    require(case, "complete_measure")
    known = session.execute(
        visible_measures(actor).where(_measure.c.id == measure_id, _measure.c.deviation_id == case.id)
    ).one_or_none()
    if known is None:
        raise NotFound(f"{case.number} har ingen åtgärd {measure_id}.")
    if why := measure_refusals(actor, case, known):
        raise Forbidden(why[0].message)
    _require_in_force(session, actor, known.decision_id)
    refuse_identifiers("Effekten", form.effect, form.handed_over_to)
    given = form.model_dump(exclude_unset=True)
    done = {} if given.get("handed_over_to", known.handed_over_to) else {"done_at": known.done_at or now}
    session.execute(update(_measure).where(_measure.c.id == measure_id).values({"effect": known.effect} | given | done))
    drop_measure(session, measure_id)
    return record(session, actor, case, "measure_done", now, measure=measure_id)


def agree(session: Session, actor: Actor, number: str, *, rev: int | None, now: datetime) -> int:
    """A manager agrees, for their organisation, that the deviation is solved.

    There must be an investigation and measures to agree on (R1). A later step takes the agreement back, and so does
    any change of what was agreed on.
    """
    case = open_case(session, actor, number, rev)
    require(case, "agree")
    refuse_impossible(session, actor, case, "agree")
    stamp(session, actor, case, "agreed_at", now)
    rev = record(session, actor, case, "agreed", now)
    mind_clock(session, case, now)
    return rev


def _void_agreements(session: Session, case: Case) -> None:
    session.execute(update(_party).where(_party.c.deviation_id == case.id).values(agreed_at=None))


def refuse_identifiers(what: str, *texts: str) -> None:
    """Raises BadInput when a text that others will read has something in it that points a person out."""
    report = inspect("\n\n".join(texts))
    if report.verdict == Verdict.BLOCKED:
        why = report.findings[0].why if report.findings else ""
        raise BadInput(f"{what} läses av alla parter och får inte peka ut någon. {why} Skriv om texten.")
