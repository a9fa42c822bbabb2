"""The answers given in a step: checked against the routine's questions, and kept where each belongs.

Some questions have a place of their own in the registration; every answer but a number becomes a private note.
"""

import difflib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, insert, update

from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import Side
from avvikelse.db.cases import Case
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import DeviationParty, Note, Registration, table
from avvikelse.errors import BadInput
from avvikelse.services.forms import LONG, SHORT, ContactForm, checked

_registration, _party, _note = table(Registration), table(DeviationParty), table(Note)
_ADD_NOTE = Prepared(insert(_note))
_STAMP = Prepared(
    update(_party).where(_party.c.deviation_id == bindparam("case_id"), _party.c.organisation == bindparam("own"))
)
_CHANGE = Prepared(
    update(_registration).where(
        _registration.c.deviation_id == bindparam("case_id"), _registration.c.organisation == bindparam("own")
    )
)
_START = Prepared(insert(_registration))

CONTACTS = {"other_party_told": "told_at", "contact_logged": "contacted_at"}
INVESTIGATIONS = {"how_solved", "investigation_recorded"}


def check_answers(routine: Routine, trigger: str, form: Mapping[str, str]) -> dict[str, str]:
    """The answers, stripped. Raises BadInput for one that the step doesn't ask for or that can't be used."""
    spec = routine.transitions.get(trigger)
    asked = spec.ask if spec is not None else {}
    answers: dict[str, str] = {}
    for key, value in form.items():
        if spec is not None and key not in asked:
            close = difflib.get_close_matches(key, list(asked), n=1)
            hint = f" Menade du {close[0]}?" if close else ""
            raise BadInput(f"Steget {trigger} frågar inte efter {key[:40]}.{hint}")
        limit = SHORT // 2 if key == "own_reference" else LONG
        text = checked(ContactForm, {"text": value}).text if value.strip() else ""
        if len(text) > limit:
            raise BadInput(f"Svaret på frågan ”{asked.get(key, key)}” får ha högst {limit} tecken.")
        if text:
            answers[key] = text
    return answers


def keep_answers(session: Session, actor: Actor, case: Case, answers: Mapping[str, str], now: datetime) -> None:
    """Writes each answer where it belongs, all of it within the acting organisation."""
    belongs = {"deviation_id": case.id, "organisation": actor.organisation}
    for key, text in answers.items():
        if key == "own_reference":
            _keep_reference(session, actor, case, text, now)
            continue
        if key in INVESTIGATIONS:
            save_investigation(session, actor, case, {"investigation": text}, now)
        elif key in CONTACTS:
            stamp(session, actor, case, CONTACTS[key], now)
        # Also what went into the investigation: a reporter reads their own notes, but not an investigation.
        kind = "contact" if key in CONTACTS else "answer"
        note = {"kind": kind, "label": key, "text": text, "author_id": actor.user_id, "created_at": now}
        session.write(_ADD_NOTE, belongs | note)


def stamp(session: Session, actor: Actor, case: Case, column: str, now: datetime) -> None:
    """Notes on the acting organisation's part when something was done."""
    session.write(_STAMP, {"case_id": case.id, "own": actor.organisation, column: now})


def save_investigation(session: Session, actor: Actor, case: Case, values: Mapping[str, str], now: datetime) -> None:
    """Writes the acting organisation's investigation in its registration and notes when (R1)."""
    save_registration(session, actor, case, values, now)
    stamp(session, actor, case, "investigated_at", now)


def save_registration(session: Session, actor: Actor, case: Case, values: Mapping[str, str], now: datetime) -> None:
    """Changes the acting organisation's registration, or starts it."""
    changed = {"case_id": case.id, "own": actor.organisation, **values, "updated_at": now}
    if not session.write(_CHANGE, changed):
        belongs = {"deviation_id": case.id, "organisation": actor.organisation}
        session.write(_START, {**belongs, **values, "created_at": now, "updated_at": now})


def _keep_reference(session: Session, actor: Actor, case: Case, reference: str, now: datetime) -> None:
    """The own reference number; for a concerned party it is also the receipt that the deviation has come in (R7)."""
    save_registration(session, actor, case, {"own_reference": reference}, now)
    party = case.party(actor.organisation)
    if party.side is Side.CONCERNED and not party.received:
        stamp(session, actor, case, "received_at", now)
        party.received = True
