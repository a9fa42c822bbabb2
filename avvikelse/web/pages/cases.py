"""The case page: where a deviation stands, what can be done, our side and what is between the parties."""

from typing import NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.engine import Refusal
from avvikelse.core.next_act import MEETS, NEVER
from avvikelse.core.permissions import Actor
from avvikelse.core.vocabulary import NATURE_LABELS, Nature
from avvikelse.services.acts import DESTROYED
from avvikelse.services.case_page import CasePage, case_page
from avvikelse.services.retention_holds import hold_on, is_held, may_hold
from avvikelse.web.case_words import ACT_NAMES, address_of, destroyed_on, happenings, turn_of
from avvikelse.web.visit import Visiting

router = APIRouter()

DONE = "not_yet_received"
"""The guard of a step that has been taken already, and can't be taken twice."""
MENDED_BY = {code: act for code, act in MEETS.items() if act != "agree"}
"""Which act mends what; that the other party agrees is nothing one does oneself."""


@router.get("/avvikelser/{number}")
def show(visit: Visiting, number: str) -> Response:
    """The whole case, as far as the visitor may read it. The reading is written in the trail."""
    with visit.writing("show case") as (session, actor):
        page = case_page(session, actor, number, visit.now)
        held = hold_on(session, actor, number) if is_held(actor, page.case) else None
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
        kind=_kind(page),
        first=_first(page),
        destroyed=destroyed_on(page.shown.history, actor.organisation),
        held=held,
        may_hold=page.standing.ends and may_hold(actor, page.case),
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


class Why(NamedTuple):
    """A reason why something can't be done, with the page where it can be mended, when the visitor can mend it."""

    sentence: str
    address: str = ""
    name: str = ""


def _others(page: CasePage) -> tuple[list[tuple[str, list[Why]]], list[tuple[str, list[Why]]]]:
    """What can't be done, each with every reason: what lacks something; and what is done, or somebody else's to do."""
    refused = [(move.label, list(move.refusals)) for move in page.shown.moves if not move.allowed]
    refused += [(name, page.acts[act]) for act, (_, name) in ACT_NAMES.items() if page.acts.get(act)]
    refused = [(name, whys) for name, whys in refused if whys != [DESTROYED]]  # said once, at the top
    lacking, elsewhere = [], []
    for label, refusals in refused:
        aside = [Why(refusal.message) for refusal in refusals if refusal.forbidden or refusal.code == DONE]
        never = [Why(refusal.message) for refusal in refusals if refusal.code in NEVER]
        if aside:
            elsewhere.append((label, aside))
        else:
            lacking.append((label, never or [_why(page, refusal) for refusal in refusals]))
    return lacking, elsewhere


def _why(page: CasePage, refusal: Refusal) -> Why:
    act = MENDED_BY.get(refusal.code, "")
    if act == "complete_measure":
        return Why(refusal.message, "#atgarder", "Till åtgärderna")
    if act and page.acts.get(act) == []:
        return Why(refusal.message, address_of(page.case.number, act), ACT_NAMES[act][1])
    return Why(refusal.message)


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


def _kind(page: CasePage) -> str:
    """What kind of deviation it is: 'Kvalitet, händelse'."""
    category = page.routine.categories.get(page.case.category, page.case.category)
    return f"{category}, {NATURE_LABELS[Nature(page.case.nature)]}"
