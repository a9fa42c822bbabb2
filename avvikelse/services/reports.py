"""Reporting a deviation (R1, R3, R12), and telling it better."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from avvikelse.core.dates import local_day
from avvikelse.core.engine import Refusal
from avvikelse.core.permissions import Actor, CaseParty
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import Side
from avvikelse.db.cases import Case
from avvikelse.db.people import nearest_manager, reporter_unit, unit_named
from avvikelse.db.session import Session
from avvikelse.db.tables import DeviationParty, table
from avvikelse.errors import BadInput, Forbidden, RefusedMove
from avvikelse.services.answers import save_registration
from avvikelse.services.casework import open_case, record, require
from avvikelse.services.forms import DescriptionForm, Fault, ReportForm, checked
from avvikelse.services.new_case import COMMON, create_case, save_told
from avvikelse.services.routines import active_engine

_party = table(DeviationParty)

TEN_YEARS = timedelta(days=3653)


def report(session: Session, actor: Actor, values: Mapping[str, Any], now: datetime) -> str:
    """Reports a deviation and returns its number. The reporter owns the first step.

    Raises BadInput naming every faulty field; Forbidden for somebody who works in no unit.
    """
    form = checked(ReportForm, values)
    version_id, engine = active_engine(session, form.agreement)
    require_party(actor, engine.routine)
    faults = faults_in_facts(form, engine.routine, actor.organisation, now)
    if faults:
        raise BadInput(" ".join(fault.sentence for fault in faults))
    unit_id = _unit(session, actor, form.unit)
    parties = parties_of(session, actor, form, unit_id)
    _, number = lay_case(session, actor, form, version_id, engine.routine, parties, now)
    return number


def require_party(actor: Actor, routine: Routine) -> None:
    """Raises Forbidden to those whose organisation isn't party to the agreement, and to the installation itself."""
    if actor.user_id is None or actor.organisation not in routine.parties:
        raise Forbidden("Din organisation är inte part i överenskommelsen. Be er administratör om hjälp.")


def lay_case(
    session: Session,
    actor: Actor,
    form: ReportForm,
    version_id: int,
    routine: Routine,
    parties: list[CaseParty],
    now: datetime,
    own_reference: str = "",
) -> tuple[int, str]:
    """Creates the case of a form that is checked, whether filled in by hand or read from a file; its id and number."""
    common = form.model_dump(include=COMMON)
    texts = form.model_dump(include={"title", "description", "concerned_unit"}) | {"own_reference": own_reference}
    case_id, number = create_case(session, actor, version_id, routine, common, parties, texts, now)
    if form.other_party_told:
        save_told(session, actor, case_id, form.other_party_told, now)
    return case_id, number


def faults_in_facts(form: ReportForm, routine: Routine, organisation: str, now: datetime) -> list[Fault]:
    """What a well-formed report says that can't be so, for a reporter of the organisation."""
    faults = []
    if form.occurred_on > local_day(now):
        faults.append(Fault("occurred_on", "Datumet ligger i framtiden. Ange dagen då det hände."))
    if form.occurred_on < local_day(now) - TEN_YEARS:
        faults.append(Fault("occurred_on", "Datumet ligger mer än tio år tillbaka. Kontrollera året."))
    if form.category not in routine.categories:
        known = ", ".join(routine.categories)
        faults.append(Fault("category", f"Kategorin {form.category[:40]} finns inte. Välj något av: {known}."))
    if form.conduct_matter and len(form.concerned) > 1:
        message = "En fråga om beteende gäller en part åt gången. Rapportera en avvikelse för varje part."
        faults.append(Fault("conduct_matter", message))
    return [*faults, *(Fault("concerned", sentence) for sentence in _faulty_parties(form, routine, organisation))]


def _faulty_parties(form: ReportForm, routine: Routine, organisation: str) -> Iterator[str]:
    unknown = [party for party in form.concerned if party not in routine.parties]
    if unknown:
        yield f"Parten {unknown[0][:40]} finns inte. Välj något av: {', '.join(routine.parties)}."
    if len(set(form.concerned)) != len(form.concerned):
        yield "Samma part är angiven två gånger. Ta bort den ena."
    if organisation in form.concerned:
        yield "Din egen organisation kan inte vara den berörda parten. Välj en annan."
    if not form.concerned and not routine.internal_matters:
        yield "Den berörda parten saknas. Välj vilken organisation avvikelsen gäller."


def _unit(session: Session, actor: Actor, name: str) -> int:
    works_in = reporter_unit(session, actor.user_id) if actor.user_id is not None else None
    unit_id = unit_named(session, actor.organisation, name) if name else works_in
    if unit_id is None and name:
        raise BadInput(f"Enheten {name} finns inte i din organisation. Kontrollera namnet.")
    if unit_id is None:
        raise Forbidden("Du hör inte till någon enhet. Be er administratör lägga till dig.")
    return unit_id


def parties_of(session: Session, actor: Actor, form: ReportForm, unit_id: int) -> list[CaseParty]:
    """The parties of a new case, the reporting one first, each with the unit and nearest manager that are known."""
    reporting = CaseParty(
        organisation=actor.organisation,
        side=Side.REPORTING,
        unit_id=unit_id,
        reporter_id=actor.user_id,
        manager_id=nearest_manager(session, unit_id, not_user=actor.user_id) or nearest_manager(session, unit_id),
        visible=True,
        received=False,
        agreed=False,
    )
    return [reporting, *(_concerned(session, key, form.concerned_unit) for key in form.concerned)]


def _concerned(session: Session, organisation: str, unit: str) -> CaseParty:
    unit_id = unit_named(session, organisation, unit) if unit else None
    return CaseParty(
        organisation=organisation,
        side=Side.CONCERNED,
        unit_id=unit_id,
        reporter_id=None,
        manager_id=nearest_manager(session, unit_id),
        visible=False,
        received=False,
        agreed=False,
    )


def describe(
    session: Session, actor: Actor, number: str, values: Mapping[str, Any], *, rev: int | None, now: datetime
) -> int:
    """Changes the own registration's title, description, reference or the unit aimed at. Returns the new revision.

    The party that reported can aim at another unit until the other party has received the deviation. A concerned
    party sends the case to another unit of its own, never of a third party.
    """
    form = checked(DescriptionForm, values)
    case = open_case(session, actor, number, rev)
    require(case, "describe")
    changes = form.model_dump(exclude_none=True)
    if not changes:
        raise BadInput("Inget är ändrat. Fyll i minst ett fält.")
    save_registration(session, actor, case, changes, now)
    if form.concerned_unit is not None:
        _aim(session, actor, case, form.concerned_unit)
    return record(session, actor, case, "described", now, fields=sorted(changes))


def _aim(session: Session, actor: Actor, case: Case, unit: str) -> None:
    own = case.party(actor.organisation)
    if own.side is Side.CONCERNED:
        if unit_named(session, own.organisation, unit) is None:
            raise BadInput(f"Enheten {unit} finns inte i din organisation. Kontrollera namnet.")
        _aim_at(session, case, own.organisation, unit)
        return
    if any(party.received for party in case.concerned()):
        message = "Den andra parten har redan tagit emot avvikelsen. Kontakta dem om enheten är fel."
        raise RefusedMove([Refusal("already_received", message)])
    known = [party for party in case.concerned() if unit_named(session, party.organisation, unit) is not None]
    for party in known or case.concerned():
        _aim_at(session, case, party.organisation, unit)


def _aim_at(session: Session, case: Case, organisation: str, unit: str) -> None:
    unit_id = unit_named(session, organisation, unit)
    values = {"unit_id": unit_id, "manager_id": nearest_manager(session, unit_id)}
    theirs = (_party.c.deviation_id == case.id, _party.c.organisation == organisation)
    session.execute(update(_party).where(*theirs).values(values))
