"""The case page: everything one person may read and do about a case, gathered once."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from avvikelse.core.engine import Refusal
from avvikelse.core.next_act import NEVER, NextAct, next_act
from avvikelse.core.path import Path, path_of
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import Side
from avvikelse.db.access import visible_events, visible_registrations
from avvikelse.db.cases import Case
from avvikelse.db.people import names_in
from avvikelse.db.session import Session
from avvikelse.db.tables import Event, Registration, table
from avvikelse.services.acts import all_refusals
from avvikelse.services.casework import open_case
from avvikelse.services.deidentification import four_eyes
from avvikelse.services.desk import ShownCase, show_case
from avvikelse.services.routines import engine_of
from avvikelse.services.standing import Standing, standing_of

_event, _registration = table(Event), table(Registration)


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as one person sees it, with what they can do next and why not the rest."""

    shown: ShownCase
    routine: Routine
    standing: Standing
    path: Path
    next: NextAct | None
    acts: dict[str, list[Refusal]]
    """Every act that each routine has, with the reasons why it can't be done; none when it can."""
    people: dict[int, str]
    """Names of the own organisation's people who have written something here, by id."""

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.shown.case

    @property
    def title(self) -> str:
        """The own organisation's title of the case, empty when it has none."""
        own = self.shown.registration
        return own.title if own is not None else ""


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What stands at the head of a page about one act: no text but the own title."""

    case: Case
    routine: Routine
    title: str
    acts: dict[str, list[Refusal]]
    standing: Standing


def case_head(session: Session, actor: Actor, number: str) -> CaseHead:
    """The head of a page about one act. Raises NotFound outside the person's view."""
    case = open_case(session, actor, number, hold=False)
    own = own_registration(session, actor, number)
    return CaseHead(
        case=case,
        routine=engine_of(session, case.routine_version_id).routine,
        title=own.title if own is not None else "",
        acts=all_refusals(session, actor, case),
        standing=standing_of(session, actor, case),
    )


def own_registration(session: Session, actor: Actor, number: str) -> Row[Any] | None:
    """The own organisation's registration as it is now, to compare with what is sent; showing it is a reading."""
    case = open_case(session, actor, number, hold=False)
    return session.execute(visible_registrations(actor).where(_registration.c.deviation_id == case.id)).one_or_none()


def case_page(session: Session, actor: Actor, number: str, now: datetime) -> CasePage:
    """The whole page. The reading is written in the trail, as `show_case` does. Raises NotFound."""
    shown = show_case(session, actor, number, now)
    # The reader's case has lost the other parties' people; what can be done is decided on the whole one.
    case = open_case(session, actor, number, hold=False)
    routine = engine_of(session, case.routine_version_id).routine
    never = {move.trigger for move in shown.moves if NEVER & {refusal.code for refusal in move.refusals}}
    path = path_of(routine, _visits(shown.history), case.state, never)
    acts = _acts(session, actor, case, shown)
    return CasePage(
        shown=shown,
        routine=routine,
        standing=standing_of(session, actor, case),
        path=path,
        next=_next(actor, case, shown, routine, path, acts),
        acts=acts,
        people=names_in(session, actor.organisation, _writers(shown)),
    )


def changes_since(session: Session, actor: Actor, number: str, rev: int) -> list[Row[Any]]:
    """What has happened with the case since a revision of it, as far as the person may know."""
    case = open_case(session, actor, number, hold=False)
    rows = session.execute(visible_events(actor).where(_event.c.deviation_id == case.id).order_by(_event.c.seq))
    return [row for row in rows if json.loads(row.data).get("rev", 0) > rev]


def _acts(session: Session, actor: Actor, case: Case, shown: ShownCase) -> dict[str, list[Refusal]]:
    """Every act with its refusals. To attest is offered when there is a text, and to those who may read it anew."""
    acts, text = all_refusals(session, actor, case), shown.deidentification
    if text is None:
        del acts["attest_deidentified"]
    elif not acts["attest_deidentified"] and (why := four_eyes(session, actor, text)):
        acts["attest_deidentified"] = [Refusal("four_eyes", why)]
    return acts


def _visits(history: Iterable[Row[Any]]) -> list[tuple[str, datetime]]:
    read = [(json.loads(row.data), row.at) for row in history]
    return [(data["to"], at) for data, at in read if "to" in data]


def _next(
    actor: Actor,
    case: Case,
    shown: ShownCase,
    routine: Routine,
    path: Path,
    acts: dict[str, list[Refusal]],
) -> NextAct | None:
    """The most likely act. What the person has done already, or can't do, isn't proposed."""
    useful = {act: not refusals for act, refusals in acts.items()}
    own = case.party(actor.organisation)
    mine = [row for row in shown.measures if row.organisation == actor.organisation and not row.effect]
    useful["agree"] = useful["agree"] and not own.agreed
    useful["complete_measure"] = useful["complete_measure"] and bool(mine)
    useful["describe"] = useful["describe"] and (own.side is Side.REPORTING or bool(shown.registration))
    been = {stop.state for stop in path.done}
    found = next_act(routine, shown.moves, been, useful)
    if found is not None and found.act == "write_deidentified" and shown.checked is not None:
        return _with_the_text(acts, shown.checked.unanswered, found)
    return found


def _with_the_text(acts: dict[str, list[Refusal]], unanswered: bool, found: NextAct) -> NextAct | None:
    """When the text is written it is to be mended, or attested by somebody else."""
    if unanswered:
        return found
    return None if acts["attest_deidentified"] else NextAct(act="attest_deidentified", towards=found.towards)


def _writers(shown: ShownCase) -> Sequence[int]:
    found = {row.author_id for row in shown.notes} | {row.actor_id for row in shown.history}
    found |= {row.sent_by for row in shown.messages} | {row.received_by for row in shown.messages}
    text = shown.deidentification
    found |= {text.author_id, text.attester_id} if text is not None else set()
    return sorted(person for person in found if person is not None)
