"""What a manager or coordinator does for colleagues: notes their absence, hands their cases over when they leave."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session
from avvikelse.errors import BadInput, Stale
from avvikelse.services.absences import end_absence, list_absences
from avvikelse.services.forms import Fault
from avvikelse.services.members import colleagues
from avvikelse.services.passing_on import PassedOn, hand_over_cases, possible_receivers
from avvikelse.services.staff import staff_of
from avvikelse.web.absence_form import note_absence
from avvikelse.web.visit import Visit, Visiting, row_id, sentences

router = APIRouter(prefix="/medarbetare")

PLACE = "/medarbetare"
NOTHING = {"person": "", "from_day": "", "to_day": "", "deputy": ""}
NO_CHOICE = ("", "Välj en person")


@router.get("")
def staff(visit: Visiting) -> Response:
    """Who is away, and everybody the visitor decides for."""
    with visit.reading() as (session, actor):
        return _page(visit, session, actor, NOTHING)


def _page(visit: Visit, session: Session, actor: Actor, values: dict[str, Any], **more: Any) -> Response:
    people, mine = staff_of(session, actor), actor.username
    known = dict(colleagues(session, actor)) | {mine: visit.visitor.name if visit.visitor else mine}
    return visit.page(
        "staff/list.html",
        people=people,
        choices=[NO_CHOICE, *((one.username, one.name) for one in people if one.active)],
        deputies=[("", "Ingen"), *sorted(known.items(), key=lambda one: one[1].casefold())],
        absences=[one for one in list_absences(session, actor, visit.now) if one.username != mine],
        names=known,
        values=values,
        **more,
    )


@router.post("/franvaro")
def say_who_is_away(visit: Visiting) -> Response:
    """Notes that a colleague is away. A faulty form comes back as it was filled in."""
    values = {**NOTHING, **visit.values()}
    faults = note_absence(visit, values, values["person"])
    if not faults:
        return visit.go(PLACE, "Frånvaron är sparad.")
    with visit.reading() as (session, actor):
        return _page(visit, session, actor, values, faults=faults, status=422)


@router.post("/{username}/franvaro/{id:int}")
def take_back(visit: Visiting, username: str, id: int) -> Response:  # noqa: A002 (the address's own word)
    """Takes a colleague's absence away."""
    with visit.writing("end absence") as (session, actor):
        staff_of(session, actor)
        end_absence(session, actor, username, id, visit.now)
    return visit.go(PLACE, "Frånvaron är borttagen.")


@router.get("/{username}/lamna-over")
def ask_receiver(visit: Visiting, username: str) -> Response:
    """The form that asks who gets the cases of somebody who leaves."""
    return _ask(visit, username)


def _ask(visit: Visit, username: str, faults: tuple[Fault, ...] = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        leaver = possible_receivers(session, actor, username)
    receiver = str(visit.form.get("receiver", ""))
    return visit.page(
        "staff/pass_on.html",
        status=status,
        faults=faults,
        leaver=leaver,
        receiver=receiver,
        choices=[NO_CHOICE, *leaver.colleagues],
        back=_back(actor, username),
    )


@router.post("/{username}/lamna-over")
def pass_on(visit: Visiting, username: str) -> Response:
    """Tells what handing over would mean; done when that page's button says so."""
    receiver, does = str(visit.form.get("receiver", "")).strip(), visit.form.get("do") == "ge"
    if not receiver:
        return _ask(visit, username, (Fault("receiver", "Välj vem som ska ta över."),), 422)
    expected = row_id(str(visit.form.get("antal", "")))
    told: tuple[str, ...] = ()
    try:
        with visit.writing("hand over cases") as (session, actor):
            leaver = possible_receivers(session, actor, username)
            done = hand_over_cases(
                session, actor, username, receiver, visit.now, dry_run=not does, expected=expected or 0
            )
    except BadInput as error:
        return _ask(visit, username, (Fault("receiver", error.message),), error.status)
    except Stale as error:
        does, done, told = False, PassedOn(**error.current), tuple(sentences(error))
    name = dict(leaver.colleagues).get(receiver.lower(), receiver)
    if does:
        return visit.go(_back(actor, username), _told(done, name))
    return visit.page(
        "staff/pass_on_confirm.html",
        status=409 if told else 200,
        faults=told,
        leaver=leaver,
        receiver=receiver,
        name=name,
        count=done,
    )


def _back(actor: Actor, username: str) -> str:
    """Where the visitor came from: the administrator's page of the person, or the own people."""
    return PLACE if actor.manager or actor.coordinator else f"/administration/personer/{username}"


def _told(done: PassedOn, name: str) -> str:
    them = "den" if done.left == 1 else "dem"
    stay = f" {_cases(done.left)} är kvar, för {name} kan inte ta över {them}." if done.left else ""
    return f"{_cases(done.passed)} har gått till {name}.{stay}"


def _cases(count: int) -> str:
    return "1 avvikelse" if count == 1 else f"{count} avvikelser"
