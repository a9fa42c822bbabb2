"""The case page: where a deviation stands, what can be done, our side and what is between the parties."""

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.next_act import NEVER
from avvikelse.core.permissions import Actor
from avvikelse.services.case_page import CasePage, case_page
from avvikelse.web.case_words import ACT_NAMES, address_of, happenings, readers, turn_of
from avvikelse.web.visit import Visiting

router = APIRouter()

DONE = "not_yet_received"
"""The guard of a step that has been taken already, and can't be taken twice."""


@router.get("/avvikelser/{number}")
def show(visit: Visiting, number: str) -> Response:
    """The whole case, as far as the visitor may read it. The reading is written in the trail."""
    with visit.writing("show case") as (session, actor):
        page = case_page(session, actor, number, visit.now)
    return visit.page(
        "case/page.html",
        page=page,
        case=page.case,
        shown=page.shown,
        standing=page.standing,
        turn=turn_of(page.standing),
        late=page.standing.due is not None and page.standing.due < visit.now,
        possible=_possible(page),
        others=_others(page),
        timeline=list(happenings(page.shown.history, page.routine, actor, page.people)),
        parties=page.routine.parties,
        own=actor.organisation,
        waiting=_waiting(page, actor),
        outcomes=_outcomes(page),
        questions=_questions(page),
        readers=readers(page.case, actor),
        first=_first(page),
    )


def _first(page: CasePage) -> tuple[str, str, str] | None:
    """The proposed act: its address, its name, and which step it makes possible."""
    found, number = page.next, page.case.number
    if found is None:
        return None
    if found.trigger:
        return f"/avvikelser/{number}/steg/{found.trigger}", page.routine.transitions[found.trigger].label, ""
    if found.act == "complete_measure":
        return "#atgarder", "Följ upp åtgärderna", found.towards
    return address_of(number, found.act), ACT_NAMES[found.act][1], found.towards


def _possible(page: CasePage) -> list[tuple[str, str]]:
    """What else can be done now: the routine's steps, then what every routine has."""
    number, first = page.case.number, _first(page)
    steps = [(f"/avvikelser/{number}/steg/{move.trigger}", move.label) for move in page.shown.moves if move.allowed]
    acts = [(address_of(number, act), name) for act, (_, name) in ACT_NAMES.items() if page.acts.get(act) == []]
    return [link for link in [*steps, *acts] if first is None or link[0] != first[0]]


def _others(page: CasePage) -> tuple[list[tuple[str, list[str]]], list[tuple[str, list[str]]]]:
    """What can't be done, each with every reason: what lacks something; and what is done, or somebody else's to do."""
    refused = [(move.label, list(move.refusals)) for move in page.shown.moves if not move.allowed]
    refused += [(name, page.acts[act]) for act, (_, name) in ACT_NAMES.items() if page.acts.get(act)]
    lacking, elsewhere = [], []
    for label, refusals in refused:
        aside = [refusal.message for refusal in refusals if refusal.forbidden or refusal.code == DONE]
        never = [refusal.message for refusal in refusals if refusal.code in NEVER]
        if aside:
            elsewhere.append((label, aside))
        else:
            lacking.append((label, never or [refusal.message for refusal in refusals]))
    return lacking, elsewhere


def _waiting(page: CasePage, actor: Actor) -> list[int]:
    """Messages to the own organisation that nobody has confirmed, by id, when the visitor may."""
    if page.acts["receive_message"]:
        return []
    return [row.id for row in page.shown.messages if row.receiver == actor.organisation and not row.received_at]


def _outcomes(page: CasePage) -> dict[str, str]:
    """What a forum's outcomes are called in the routine."""
    return {key: outcome.label for forum in page.routine.forums.values() for key, outcome in forum.outcomes.items()}


def _questions(page: CasePage) -> dict[str, str]:
    """What the routine's steps ask, by the key their answers are noted under."""
    return {key: question for step in page.routine.transitions.values() for key, question in step.ask.items()}
