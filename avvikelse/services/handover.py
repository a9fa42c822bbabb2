"""Handing over to another party: a message, previewed and chosen field by field, never a shared row (R7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from avvikelse.core.permissions import Actor
from avvikelse.db.access import visible_messages, visible_registrations
from avvikelse.db.cases import Case
from avvikelse.db.session import Session
from avvikelse.db.tables import DeviationParty, Message, Registration, table
from avvikelse.deid import Finding, check
from avvikelse.errors import BadInput, Forbidden, NotFound
from avvikelse.services.acts import message_refusals
from avvikelse.services.casework import open_case, record, require
from avvikelse.services.forms import LONG, HandoverForm, checked
from avvikelse.services.outbox import tell
from avvikelse.services.routines import engine_of
from avvikelse.services.schedule import mind_clock

_message, _registration, _party = table(Message), table(Registration), table(DeviationParty)

CHOOSABLE = {
    "own_reference": "Vårt nummer",
    "title": "Rubrik",
    "description": "Vad som hände",
    "concerned_unit": "Gäller enhet",
    "investigation": "Utredning",
}
"""The fields of a registration that may cross, with the heading each gets in the message."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Exactly what the other party would read, and what in it points out a person."""

    receiver: str
    body: str
    findings: tuple[Finding, ...]


def preview_handover(session: Session, actor: Actor, number: str, values: Mapping[str, Any]) -> Preview:
    """Shows the message before it is sent. Writes nothing."""
    case = open_case(session, actor, number)
    require(case, "hand_over")
    form = checked(HandoverForm, values)
    body = _body(session, actor, case, form)
    return Preview(form.receiver, body, check(body).findings)


def hand_over(
    session: Session, actor: Actor, number: str, values: Mapping[str, Any], *, rev: int | None, now: datetime
) -> int:
    """Sends the message; returns its id. From then on the other party's manager and coordinator see the case."""
    form = checked(HandoverForm, values)
    case = open_case(session, actor, number, rev)
    require(case, "hand_over")
    body = _body(session, actor, case, form)
    values = {
        "deviation_id": case.id,
        "sender": actor.organisation,
        "receiver": form.receiver,
        "body": body,
        "sent_by": actor.user_id,
        "sent_at": now,
    }
    message_id: int = session.execute(insert(_message).values(values).returning(_message.c.id)).scalar_one()
    theirs = (_party.c.deviation_id == case.id, _party.c.organisation == form.receiver)
    session.execute(update(_party).where(*theirs, _party.c.visible_from.is_(None)).values(visible_from=now))
    record(session, actor, case, "handed_over", now, receiver=form.receiver, message=message_id)
    mind_clock(session, case, now)
    routine = engine_of(session, case.routine_version_id).routine
    receiver = case.party(form.receiver)
    receiver.visible = True
    tell(session, actor, case, routine, [(f"{receiver.side}.manager", "handed_over")], now, only=form.receiver)
    return message_id


def receive_message(
    session: Session, actor: Actor, number: str, message_id: int, *, rev: int | None, now: datetime
) -> int:
    """Stamps a message as received by the own organisation. Doing it again changes nothing. Returns the revision."""
    case = open_case(session, actor, number, rev)
    require(case, "receive_message")
    found = session.execute(
        visible_messages(actor).where(_message.c.id == message_id, _message.c.deviation_id == case.id)
    ).one_or_none()
    if found is None:
        raise NotFound(f"{case.number} har ingen överlämning {message_id} som du kan se.")
    if why := message_refusals(actor, found):
        raise Forbidden(why[0].message)
    if found.received_at is not None:
        return case.rev
    session.execute(
        update(_message).where(_message.c.id == message_id).values(received_at=now, received_by=actor.user_id)
    )
    rev = record(session, actor, case, "message_received", now, sender=found.sender, message=message_id)
    mind_clock(session, case, now)
    return rev


def _body(session: Session, actor: Actor, case: Case, form: HandoverForm) -> str:
    if form.receiver == actor.organisation:
        raise BadInput("Du kan inte lämna över till din egen organisation. Välj en annan part.")
    if form.receiver not in {party.organisation for party in case.parties}:
        raise BadInput(f"{form.receiver[:40]} är inte part i {case.number}. Välj en annan mottagare.")
    unknown = [field for field in form.fields if field not in CHOOSABLE]
    if unknown:
        raise BadInput(f"Fältet {unknown[0][:40]} går inte att lämna över. Välj något av: {', '.join(CHOOSABLE)}.")
    own = session.execute(visible_registrations(actor).where(_registration.c.deviation_id == case.id)).one_or_none()
    parts = [
        f"{heading}:\n{getattr(own, field)}"
        for field, heading in CHOOSABLE.items()
        if field in form.fields and own is not None and getattr(own, field)
    ]
    body = "\n\n".join([*parts, form.text] if form.text else parts)
    if not body:
        raise BadInput("Överlämningen är tom. Välj minst ett fält, eller skriv en text.")
    if len(body) > 2 * LONG:
        raise BadInput("Överlämningen är för lång. Välj färre fält, eller korta texten.")
    return body
