"""The meeting as it is held: one item a screen, what was said and decided, and the end of the meeting (R14)."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.dates import local_day
from avvikelse.core.routine import Outcome
from avvikelse.core.vocabulary import MeetingState, OutcomeKind
from avvikelse.errors import NotFound, Stale
from avvikelse.services.forms import DecisionForm, Fault, MeasureForm, faults_in
from avvikelse.services.meeting_desk import meeting_view
from avvikelse.services.meeting_room import Room, record, room
from avvikelse.services.meetings import meeting_by_id
from avvikelse.services.minutes import close_meeting
from avvikelse.web.meeting_words import TOLD, MeetingId, by_organisation, typed, typed_rev
from avvikelse.web.visit import Visit, Visiting, sentences

router = APIRouter()

MEASURE_FIELDS = ("what", "organisation", "due_on", "follow_up")
MOST_MEASURES = 20
EXPLAINED = {
    OutcomeKind.MEASURES: "Skriv minst en åtgärd.",
    OutcomeKind.NOTED: "Ärendet avslutas som lärdom.",
    OutcomeKind.BACK: "Cheferna får ärendet tillbaka.",
    OutcomeKind.LIFT: "Ärendet går vidare till nästa nivå.",
    OutcomeKind.KEEP: "Ärendet ligger kvar på bordet.",
}


@router.get("/moten/{id:int}/mote")
def start(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Goes to the first item that waits for a decision."""
    with visit.reading() as (session, actor):
        found = room(session, actor, meeting_id)
    return visit.go(f"/moten/{meeting_id}/mote/{found.line.position}")


@router.get("/moten/{id:int}/mote/{item:int}")
def show_item(visit: Visiting, meeting_id: MeetingId, item: int) -> Response:
    """One item, as the meeting sees it."""
    return _item(visit, meeting_id, item)


@router.get("/moten/{id:int}/mote/{item:int}/skarm")
def show_on_screen(visit: Visiting, meeting_id: MeetingId, item: int) -> Response:
    """One item's text and nothing else, for a projector."""
    with visit.reading() as (session, actor):
        found = room(session, actor, meeting_id, item)
    return visit.page("forum/screen.html", room=found, base=f"/moten/{meeting_id}")


def _item(
    visit: Visit,
    meeting_id: int,
    place: int,
    *,
    faults: tuple[Fault | str, ...] = (),
    status: int = 200,
    overtaken: bool = False,
) -> Response:
    """The item with what was typed, or what is saved; beside it what a colleague has saved meanwhile."""
    with visit.reading() as (session, actor):
        found = room(session, actor, meeting_id, place)
    sent = visit.request.method == "POST"
    values = _typed(visit) if sent else _known(found)
    if visit.form.get("do") == "fler":
        values["measures"] = [*values["measures"], {}]
    measures = values["measures"] or [{}]
    return visit.page(
        "forum/room.html",
        status=status,
        faults=faults,
        room=found,
        base=f"/moten/{meeting_id}",
        values=values,
        theirs=_known(found) if overtaken else None,
        measures=[{name: measure.get(name, "") for name in MEASURE_FIELDS} for measure in measures],
        outcomes=[(key, outcome.label, _explained(outcome)) for key, outcome in found.outcomes.items()],
        parties=[("", "Välj organisation"), *found.parties.items()],
    )


def _explained(outcome: Outcome) -> str:
    return EXPLAINED[outcome.kind]


def _known(found: Room) -> dict[str, Any]:
    known = found.decision
    return {
        "notes": found.notes,
        "outcome": known.outcome,
        "position": known.position,
        "measures": list(known.measures),
    }


def _typed(visit: Visit) -> dict[str, Any]:
    """What was filled in; empty measures are left out."""
    rows = [{name: typed(visit, f"{name}-{n}") for name in MEASURE_FIELDS} for n in range(MOST_MEASURES)]
    return {
        "notes": typed(visit, "notes"),
        "outcome": typed(visit, "outcome"),
        "position": typed(visit, "position"),
        "measures": [row for row in rows if any(row.values())],
    }


@router.post("/moten/{id:int}/mote/{item:int}")
def save_item(visit: Visiting, meeting_id: MeetingId, item: int) -> Response:
    """Saves what was said and decided, and goes where the pressed button leads."""
    values, where = _typed(visit), typed(visit, "do")
    if where == "fler":
        return _item(visit, meeting_id, item)
    decides = bool(values["outcome"] or values["position"] or values["measures"])
    wrong = tuple(_faults(values)) if decides else ()
    if wrong:
        return _item(visit, meeting_id, item, faults=wrong, status=422)
    form = values if decides else {"notes": values["notes"]}
    try:
        with visit.writing("meeting record") as (session, actor):
            forum, meeting = meeting_by_id(session, actor, meeting_id)
            record(session, actor, forum, meeting, item, form, rev=typed_rev(visit), now=visit.now)
            found = room(session, actor, meeting_id, item)
    except TOLD as error:
        said, stale = tuple(sentences(error)), isinstance(error, Stale)
        return _item(visit, meeting_id, item, faults=said, status=error.status, overtaken=stale)
    return visit.go(_next(meeting_id, item, where, found), "Sparat.")


def _next(meeting_id: int, place: int, where: str, found: Room) -> str:
    base = f"/moten/{meeting_id}"
    if where == "nasta" and found.after:
        return f"{base}/mote/{found.after.place}"
    if where == "nasta":
        return f"{base}/protokoll" if found.meeting.state == MeetingState.HELD else f"{base}/avsluta"
    if where == "forra" and found.before:
        return f"{base}/mote/{found.before.place}"
    return f"{base}/protokoll" if where == "klart" else f"{base}/mote/{place}"


def _faults(values: dict[str, Any]) -> list[Fault]:
    """What is wrong in the decision; a measure's faults name its own fields."""
    plain = {"outcome": values["outcome"], "position": values["position"]}
    found = faults_in(DecisionForm, plain)
    for n, measure in enumerate(values["measures"]):
        found += [Fault(f"{fault.field}-{n}", fault.sentence) for fault in faults_in(MeasureForm, measure)]
    return found


@router.get("/moten/{id:int}/avsluta")
def ask_to_close(visit: Visiting, meeting_id: MeetingId) -> Response:
    """What lacks a decision, and what it means to end the meeting."""
    return _close(visit, meeting_id)


def _close(visit: Visit, meeting_id: int, *, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        found = room(session, actor, meeting_id)
        view = meeting_view(session, actor, meeting_id, visit.now, papers=False)
    if view.state not in ("frozen", "sent"):
        raise NotFound("Mötet är redan avslutat.")
    people = view.invitation.people if view.invitation else ()
    return visit.page(
        "forum/close.html",
        status=status,
        faults=faults,
        view=view,
        here=f"/forum/{view.address}",
        room=found,
        too_early=found.meeting.held_on > local_day(visit.now),
        undecided=[stop for stop in found.stops if stop.decided is False],
        groups=by_organisation(view.invitation) if view.invitation else [],
        adjusters=[one.attendee.name for one in people if one.attendee.adjuster],
    )


@router.post("/moten/{id:int}/avsluta")
def close(visit: Visiting, meeting_id: MeetingId) -> Response:
    """Ends the meeting; what lacks a decision is kept for the next one when that is asked for."""
    try:
        with visit.writing("meeting close") as (session, actor):
            forum, meeting = meeting_by_id(session, actor, meeting_id)
            keep = typed(visit, "do") == "spara-resten"
            close_meeting(session, actor, forum, meeting, keep_rest=keep, rev=typed_rev(visit), now=visit.now)
    except TOLD as error:
        return _close(visit, meeting_id, faults=tuple(sentences(error)), status=error.status)
    return visit.go(f"/moten/{meeting_id}/protokoll", "Mötet är avslutat. Nu ska protokollet justeras.")
