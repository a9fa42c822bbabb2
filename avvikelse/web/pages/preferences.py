"""What a person chooses for themselves: how their mails come, and when they are away and who stands in."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import MAIL_CHOICE_LABELS
from avvikelse.db.session import Session
from avvikelse.services.absences import end_absence, list_absences
from avvikelse.services.members import colleagues
from avvikelse.services.preferences import choose_mail, mail_choice
from avvikelse.web.absence_form import note_absence
from avvikelse.web.visit import Visit, Visiting

router = APIRouter()

PLACE = "/installningar"
NO_ABSENCE = {"from_day": "", "to_day": "", "deputy": ""}


@router.get("/installningar")
def preferences(visit: Visiting) -> Response:
    """The person's own choices."""
    with visit.reading() as (session, actor):
        return _page(visit, session, actor, NO_ABSENCE)


@router.post("/installningar/mejl")
def choose(visit: Visiting) -> Response:
    """Chooses how mails come."""
    with visit.writing("choose mail") as (session, actor):
        choose_mail(session, actor, str(visit.form.get("mail", "")), visit.now)
    return visit.go(PLACE, "Ditt val är sparat.")


@router.post("/installningar/franvaro")
def go_away(visit: Visiting) -> Response:
    """Notes when the person is away, and who stands in. A faulty form comes back as it was filled in."""
    values = {**NO_ABSENCE, **visit.values()}
    faults = note_absence(visit, values)
    if not faults:
        return visit.go(PLACE, "Frånvaron är sparad.")
    with visit.reading() as (session, actor):
        return _page(visit, session, actor, values, faults=faults, status=422)


@router.post("/installningar/franvaro/{id:int}")
def come_back(visit: Visiting, id: int) -> Response:  # noqa: A002 (the address's own word)
    """Takes one of the person's absences away."""
    with visit.writing("end absence") as (session, actor):
        end_absence(session, actor, actor.username, id, visit.now)
    return visit.go(PLACE, "Frånvaron är borttagen.")


def _page(visit: Visit, session: Session, actor: Actor, absence: dict[str, Any], **more: Any) -> Response:
    people = colleagues(session, actor)
    return visit.page(
        "preferences/page.html",
        choice=mail_choice(session, actor),
        choices=[(key.value, label.capitalize()) for key, label in MAIL_CHOICE_LABELS.items()],
        absences=[one for one in list_absences(session, actor, visit.now) if one.username == actor.username],
        names=dict(people),
        people=[("", "Ingen"), *people],
        absence=absence,
        decides=actor.manager or actor.coordinator,
        **more,
    )
