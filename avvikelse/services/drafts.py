"""A report that is being written: kept as it is filled in, sent as one use case (R1–R5, R12)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from avvikelse.core.dates import local_day
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import CaseRole, Side
from avvikelse.db.access import own_drafts, visible_drafts
from avvikelse.db.people import nearest_manager, reporter_unit
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import ReportDraft, User, table
from avvikelse.errors import BadInput, Forbidden, NotFound
from avvikelse.services.forms import LONG, Fault, ReportForm, checked, faults_in
from avvikelse.services.members import units_of
from avvikelse.services.moves import move
from avvikelse.services.reports import faults_in_facts, report
from avvikelse.services.routines import active_routines

_draft, _user = table(ReportDraft), table(User)

Answers = dict[str, Any]
LISTS = frozenset({"concerned"})
FIELDS = {
    "vad": ("title", "description"),
    "vem": ("concerned", "concerned_unit"),
    "sagt": ("told", "other_party_told"),
    "lost": ("solved", "how_solved"),
    "fakta": ("occurred_on", "category", "nature", "gender", "conduct_matter", "unit"),
}
"""The steps of a report in order, by their key in the address, with what each asks."""

OWN_QUESTIONS = {"told", "solved", "how_solved"}
HOW_SOLVED = "how_solved"
MOST_DRAFTS = 20
TITLE = 80


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that somebody has begun."""

    id: int
    answers: Answers
    saved_at: datetime

    @property
    def title(self) -> str:
        """What it is about, in the reporter's own words; empty when nothing is written yet."""
        return _title(self.answers)


@dataclass(frozen=True, slots=True)
class Reporter:
    """What the form needs to know of who reports: their routine, and who their nearest manager is."""

    routine: Routine
    manager: str
    """The manager's name; empty when none is known."""
    units: list[str]
    """The organisation's units to choose from, for somebody who works in none of them."""
    can_solve: bool
    """True when the routine lets the reporter say that it was solved in the situation (R2)."""

    @property
    def help(self) -> str:
        """What the routine says is to be done first."""
        return self.routine.states[self.routine.start].help

    def question(self, key: str) -> str:
        """A question as the routine puts it; empty where it doesn't."""
        steps = (step for step in self.routine.transitions.values() if self.routine.start in step.from_)
        return next((step.ask[key] for step in steps if key in step.ask), "")


def drafts(session: Session, actor: Actor) -> list[Draft]:
    """The reports that the person has begun, the latest first."""
    if actor.user_id is None:
        return []
    return [_read(row) for row in session.read(_OWN_DRAFTS, {"user": actor.user_id})]


_OWN_DRAFTS = Prepared(own_drafts().order_by(_draft.c.saved_at.desc()))


def find_draft(session: Session, actor: Actor, draft_id: int) -> Draft:
    """One of the person's own. Raises NotFound for any other."""
    row = session.execute(visible_drafts(actor).where(_draft.c.id == draft_id)).one_or_none()
    if row is None:
        raise NotFound("Det finns ingen påbörjad rapport här. Den kan vara skickad eller kastad.")
    return _read(row)


def reporter(session: Session, actor: Actor) -> Reporter:
    """What the form needs to know of the person. Raises Forbidden to whoever belongs to no party."""
    mine = [routine for routine in active_routines(session) if actor.organisation in routine.parties]
    if actor.user_id is None or not mine:
        raise Forbidden("Din organisation är inte part i överenskommelsen. Be er administratör om hjälp.")
    unit_id = reporter_unit(session, actor.user_id)
    if unit_id is None:
        return Reporter(mine[0], "", units_of(session, [actor.organisation]), _solving_step(mine[0]) is not None)
    manager_id = nearest_manager(session, unit_id, not_user=actor.user_id) or nearest_manager(session, unit_id)
    name = session.execute(select(_user.c.name).where(_user.c.id == manager_id)).scalar_one_or_none()
    return Reporter(mine[0], name or "", [], _solving_step(mine[0]) is not None)


def save_draft(session: Session, actor: Actor, draft_id: int | None, answers: Mapping[str, Any], now: datetime) -> int:
    """Keeps what has been filled in, also when it is faulty; without an id a new draft begins. Returns its id.

    Raises NotFound when it isn't the person's, BadInput for what no form of ours holds.
    """
    if actor.user_id is None:
        raise Forbidden("Bara den som är inloggad kan rapportera.")
    new = _kept(answers)
    if draft_id is not None:
        whole = find_draft(session, actor, draft_id).answers | new
        values = {"answers": json.dumps(whole, ensure_ascii=False), "saved_at": now}
        session.execute(update(_draft).where(_draft.c.id == draft_id).values(values))
        return draft_id
    if len(drafts(session, actor)) >= MOST_DRAFTS:
        raise BadInput(f"Du har redan {MOST_DRAFTS} påbörjade rapporter. Skicka eller kasta någon av dem först.")
    values = {"answers": json.dumps(new, ensure_ascii=False), "saved_at": now}
    added = insert(_draft).values(user_id=actor.user_id, started_at=now, **values).returning(_draft.c.id)
    return int(session.execute(added).scalar_one())


def _kept(answers: Mapping[str, Any]) -> Answers:
    known = {field for fields in FIELDS.values() for field in fields}
    if unknown := sorted(set(answers) - known):
        raise BadInput(f"Fältet {unknown[0][:40]} finns inte. Ta bort det.")
    if any(len(str(value)) > 2 * LONG for value in answers.values()):
        raise BadInput(f"Texten är för lång för att sparas. Korta den till högst {LONG} tecken.")
    return {
        name: [str(part)[:100] for part in value if part] if name in LISTS else str(value)
        for name, value in answers.items()
    }


def throw_draft(session: Session, actor: Actor, draft_id: int) -> None:
    """Throws a draft away for good. Raises NotFound when it isn't the person's."""
    find_draft(session, actor, draft_id)
    session.execute(delete(_draft).where(_draft.c.id == draft_id))


def faults_of_step(step: str, answers: Mapping[str, Any], who: Reporter, actor: Actor, now: datetime) -> list[Fault]:
    """What is wrong with the answers of one step, each fault on its field."""
    values = report_values(answers, who.routine, now)
    titled = {"title": values["title"] or _STAND_INS["title"]}  # nobody is asked for one: it is taken from the text
    faults = [fault for fault in faults_in(ReportForm, values | titled) if fault.field in FIELDS[step]]
    if step in ("vem", "fakta") and not faults_in(ReportForm, values | _STAND_INS):
        form = checked(ReportForm, values | _STAND_INS)
        faults += [
            fault
            for fault in faults_in_facts(form, who.routine, actor.organisation, now)
            if fault.field in FIELDS[step] and fault not in faults
        ]
    return [*faults, *_unanswered(step, answers, who)]


_STAND_INS = {"title": "…", "description": "…", "other_party_told": ""}
"""So that the facts can be judged before the texts are written."""


def _unanswered(step: str, answers: Mapping[str, Any], who: Reporter) -> list[Fault]:
    """The questions of the form's own that are left open."""
    if step == "sagt" and answers.get("told") not in ("ja", "nej"):
        return [Fault("told", "Svara ja eller inte än.")]
    if step == "sagt" and answers["told"] == "ja" and not str(answers.get("other_party_told", "")).strip():
        return [Fault("other_party_told", "Skriv vilken funktion du sade det till, när och hur.")]
    if step == "fakta" and who.units and str(answers.get("unit", "")) not in who.units:
        return [Fault("unit", "Välj vilken av era enheter avvikelsen hör till.")]
    if step == "lost" and who.can_solve and answers.get("solved") not in ("ja", "nej"):
        return [Fault("solved", "Svara ja eller nej.")]
    if step == "lost" and answers.get("solved") == "ja" and not str(answers.get(HOW_SOLVED, "")).strip():
        return [Fault(HOW_SOLVED, "Skriv kort hur det löste sig.")]
    return []


def faulty_step(answers: Mapping[str, Any], who: Reporter, actor: Actor, now: datetime) -> str | None:
    """The first step that something is missing or wrong in; None when the report can be sent."""
    return next((step for step in FIELDS if faults_of_step(step, answers, who, actor, now)), None)


def report_values(answers: Mapping[str, Any], routine: Routine, now: datetime) -> Answers:
    """The answers as `services.reports.report` takes them, with the defaults of what is left out."""
    given = {name: value for name, value in answers.items() if name not in OWN_QUESTIONS and value not in ("", [])}
    if answers.get("told") != "ja":
        given.pop("other_party_told", None)
    categories = list(routine.categories)
    defaults = {
        "title": _title(answers),
        "description": "",
        "concerned": [],
        "occurred_on": local_day(now).isoformat(),
        "category": "annat" if "annat" in categories else categories[0],
        "agreement": routine.routine,
    }
    return defaults | given


def _title(answers: Mapping[str, Any]) -> str:
    """The reporter's title, or else how the description begins."""
    written = str(answers.get("title", "")).strip()
    if written:
        return written
    words = str(answers.get("description", "")).split()
    first = " ".join(words).split(". ")[0].rstrip(".")
    return first if len(first) <= TITLE else first[:TITLE].rsplit(" ", 1)[0] + " …"


def send_draft(session: Session, actor: Actor, draft_id: int, now: datetime) -> str:
    """Reports what the draft tells, says that it was solved when it was, and takes the draft away: all or nothing.

    Returns the number. Raises NotFound when the draft isn't the person's, BadInput when something is missing.
    """
    answers = find_draft(session, actor, draft_id).answers
    who = reporter(session, actor)
    step = faulty_step(answers, who, actor, now)
    if step is not None:
        raise BadInput(" ".join(fault.sentence for fault in faults_of_step(step, answers, who, actor, now)))
    number = report(session, actor, report_values(answers, who.routine, now), now)
    trigger = _solving_step(who.routine)
    if trigger is not None and answers.get("solved") == "ja":
        move(session, actor, number, trigger, rev=None, form={HOW_SOLVED: answers[HOW_SOLVED]}, now=now)
    session.execute(delete(_draft).where(_draft.c.id == draft_id))
    return number


def _solving_step(routine: Routine) -> str | None:
    """The step by which the reporter says that it was solved in the situation (R2), if the routine has one."""
    role = f"{Side.REPORTING}.{CaseRole.REPORTER}"
    steps = routine.transitions.items()
    found = (key for key, spec in steps if routine.start in spec.from_ and role in spec.who and HOW_SOLVED in spec.ask)
    return next(found, None)


def _read(row: Any) -> Draft:
    return Draft(row.id, json.loads(row.answers), row.saved_at)


STEPS: Sequence[str] = tuple(FIELDS)
