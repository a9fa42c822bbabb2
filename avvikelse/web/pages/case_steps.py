"""The routine's own steps: each has a page made from what the routine file asks, whoever wrote it."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import Side
from avvikelse.db.session import Session
from avvikelse.errors import AvvikelseError, BadInput, Forbidden, RefusedMove, Stale
from avvikelse.services.case_page import case_head
from avvikelse.services.forms import Fault
from avvikelse.services.moves import move
from avvikelse.services.standing import StepView, standing, step_view
from avvikelse.web.case_forms import Refused, answer, head_of, hindered, refused, taken
from avvikelse.web.case_words import listed, now_it_stands, turn_of
from avvikelse.web.visit import Visit, Visiting

router = APIRouter()

SHORT_ANSWERS = {"own_reference"}
"""Questions that are answered by a line."""


@router.get("/avvikelser/{number}/steg/{step}")
def show(visit: Visiting, number: str, step: str) -> Response:
    """The step before it is taken: what it asks, and what happens then."""
    return _page(visit, number, step, None)


@router.post("/avvikelser/{number}/steg/{step}")
def take(visit: Visiting, number: str, step: str) -> Response:
    """Takes the step."""
    rev, values = taken(visit.values())
    try:
        with visit.writing("take a step") as (session, actor):
            told = step_view(session, actor, number, step, visit.now).told
            move(session, actor, number, step, rev=rev, form=values, now=visit.now)
            now = standing(session, actor, number)
            nameless = _has_no_title(session, actor, number)
    except (BadInput, RefusedMove, Stale, Forbidden) as error:
        return _page(visit, number, step, _refused(error, values, rev))
    said = now_it_stands(number, now, told)
    if nameless:
        return visit.go(f"/avvikelser/{number}/gor/beskrivning", f"{said} Ge den nu en egen rubrik.")
    return visit.go(f"/avvikelser/{number}", said)


def _has_no_title(session: Session, actor: Actor, number: str) -> bool:
    """True for a concerned party that has received the case and not named it: its list would show a number alone."""
    head = case_head(session, actor, number)
    own = head.case.party(actor.organisation)
    return own.side is Side.CONCERNED and own.received and not head.title and not head.acts["describe"]


def _refused(error: AvvikelseError, values: dict[str, Any], rev: int) -> Refused:
    """Each unmet condition on the question that it is about, where there is one."""
    if not isinstance(error, RefusedMove):
        return refused(error, values, rev)
    fields = [refusal.code.removeprefix("answer_missing:") for refusal in error.refusals]
    faults = [
        Fault(field, refusal.message) if field in values else refusal.message
        for field, refusal in zip(fields, error.refusals, strict=True)
    ]
    return refused(error, values, rev, faults)


def _page(visit: Visit, number: str, step: str, again: Refused | None) -> Response:
    with visit.reading() as (session, actor):
        view = step_view(session, actor, number, step, visit.now)
        given = head_of(session, actor, number, again)
    shown = {
        "view": view,
        "heading": view.routine.transitions[step].label,
        "help": view.routine.transitions[step].help,
        "questions": _questions(view),
        "turn": turn_of(view.then) if view.then is not None else "",
        "told": listed(view.told),
        "to_forum": _to_forum(view),
        **hindered(view.why_not),
    }
    return answer(visit, "case/step.html", given | shown, again)


def _questions(view: StepView) -> list[tuple[str, str, bool, bool]]:
    """What is asked: its key, the question, whether a line will do, and whether it may be left out."""
    asked = view.option.ask if view.option is not None else ()
    return [(key, text, key in SHORT_ANSWERS, key not in view.must_answer) for key, text in asked]


def _to_forum(view: StepView) -> bool:
    """True when the step puts the case on a forum's table."""
    option = view.option
    return option is not None and view.routine.states[option.to_state].forum is not None
