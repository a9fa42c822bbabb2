"""A case on every level, ordinary and of conduct, in which every text carries a mark of its own.

A mark is two ordinary words, one for the kind of text and one for the case ('kastrull tredje'), so that it can be
looked for in everything a person can get hold of, and says nothing that the de-identification check would stop.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from avvikelse.core.dates import local_day
from avvikelse.db.session import Session, reading, unit_of_work
from avvikelse.errors import AvvikelseError, Forbidden, NotFound, RefusedMove
from avvikelse.services.agendas import agenda, freeze
from avvikelse.services.decisions import decide
from avvikelse.services.deid_review import review_findings
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.desk import show_case
from avvikelse.services.handling import add_measure, agree, complete_measure, log_contact, record_investigation
from avvikelse.services.handover import hand_over
from avvikelse.services.meetings import ForumRef, MeetingRef, find_forum, find_meeting, plan_meetings
from avvikelse.services.members import add_unit, add_user, grant
from avvikelse.services.moves import move
from avvikelse.services.reports import describe, report
from tests.services.steps import concluded, meeting_today, now_of
from tests.world import AF, ATTESTED, FK, PEOPLE, REGION, START, World, a_report, build_world

SECRETARY = "region.sekreterare"

KINDS = {
    "fk title": "paraply",
    "fk description": "kastrull",
    "fk reference": "FK-77",
    "fk reporter's note": "gardin",
    "fk manager's note": "hammare",
    "fk investigation": "tallrik",
    "region reference": "REG-88",
    "region title": "lampa",
    "region description": "matta",
    "region note": "spade",
    "region investigation": "kudde",
    "message to region": "cykel",
    "message to fk": "stege",
    "fk draft": "hink",
    "region draft": "borste",
    "fk attested": "nyckel",
    "measure": "lektion",
    "decision": "blomma",
    "decided measure": "fönster",
}

CASES = {
    "raised": "första",
    "registered": "andra",
    "contacted": "tredje",
    "managers": "fjärde",
    "ready": "femte",
    "table": "sjätte",
    "frozen": "sjunde",
    "steering": "åttonde",
    "national": "nionde",
    "resolved": "tionde",
    "closed": "elfte",
    "withdrawn": "tolfte",
    "conduct raised": "trettonde",
    "conduct registered": "fjortonde",
    "conduct managers": "femtonde",
    "conduct resolved": "sextonde",
}

MORE_PEOPLE: dict[str, tuple[str, list[tuple[str, str | None, str | None]]]] = {
    "fk.kollega": (FK, [("reporter", "Sjukpenning team 1", None)]),
    "fk.grannchef": (FK, [("manager", "Sjukpenning team 2", None)]),
    "af.ledamot": (AF, [("member", None, "avvikelseforum")]),
}

EVERYBODY = frozenset(PEOPLE) | frozenset(MORE_PEOPLE)


def mark(kind: str, case: str) -> str:
    """The mark that a kind of text carries in a case."""
    return f"{KINDS[kind]} {CASES[case]}"


def clean(kind: str, case: str) -> str:
    """A sentence that points nobody out, with the mark."""
    return f"Begäran skickades till fel mottagare och ärendet drog ut på tiden, {mark(kind, case)}."


@dataclass
class Story:
    """The installation, the cases by their level, and what else the acts need to name."""

    world: World
    numbers: dict[str, str] = field(default_factory=dict)
    measures: dict[str, int] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)
    forums: dict[str, ForumRef] = field(default_factory=dict)
    days: dict[str, list[str]] = field(default_factory=dict)
    past: dict[str, str] = field(default_factory=dict)
    """The day of each forum's meeting that has been held."""

    def attempt(self, who: str, act: Any) -> tuple[str, str]:
        """What happens when the person tries: 'done', 'missing', 'forbidden' or 'refused', and what they are told."""
        [outcome] = self.attempts([who], act).values()
        return outcome

    def attempts(self, people: Any, act: Any) -> dict[str, tuple[str, str]]:
        """The same for several people, each from the same starting point; all of it is taken back."""
        found: dict[str, tuple[str, str]] = {}
        with unit_of_work(self.world.engine) as session:
            for who in people:
                actor = self.world.actor(who)
                found[who] = _try(session, lambda inner, actor=actor: act(inner, actor))
        return found

    def ask(self, question: Any, who: str, *args: Any, **kwargs: Any) -> Any:
        return self.world.ask(question, who, *args, **kwargs)

    def meeting(self, forum: str, index: int | None) -> MeetingRef:
        """A meeting to come, by its place among them; without one the meeting that has been held."""
        day = self.past[forum] if index is None else self.days[forum][index]
        found = self.ask(find_meeting, SECRETARY, self.forums[forum], day, self.world.now)
        assert found is not None
        return found


def _try(session: Session, act: Any) -> tuple[str, str]:
    savepoint = session.connection.begin_nested()
    try:
        act(Session(session.connection))
    except NotFound as error:
        return "missing", error.message
    except Forbidden as error:
        return "forbidden", error.message
    except RefusedMove as error:
        return "refused", error.message
    except AvvikelseError as error:
        return error.code, error.message
    else:
        return "done", ""
    finally:
        savepoint.rollback()


def tell_story(engine: Engine) -> Story:
    """Builds the installation and brings each case to its level."""
    world = build_world(engine)
    with unit_of_work(engine) as session:
        add_unit(session, FK, "Sjukpenning team 2", "Sjukförsäkringen", START)
        for username, (organisation, roles) in MORE_PEOPLE.items():
            add_user(session, username, username.title(), f"{username}@example.se", organisation, START)
            for role, unit, forum in roles:
                grant(session, username, role, START, unit=unit, forum=forum)
    story = Story(world)
    with reading(engine) as session:
        story.forums = {key: find_forum(session, key) for key in ("avvikelseforum", "samverkansgrupp")}
    for key, forum in story.forums.items():
        days = world.do(plan_meetings, SECRETARY, forum, local_day(world.now), 3)
        story.days[key] = [day.isoformat() for day in days]
    for case in CASES:
        story.numbers[case] = _reported(story, case)
    _managers_level(story)
    _forums(story)
    _ends(story)
    return story


def step(story: Story, who: str, case: str, trigger: str, **answers: str) -> None:
    story.world.do(move, who, story.numbers[case], trigger, rev=None, form=answers)


def _reported(story: Story, case: str) -> str:
    number: str = story.world.do(
        report,
        "fk.utredare",
        a_report(
            title=mark("fk title", case),
            description=f"Anna Berg, 19680423-9819, {mark('fk description', case)}",
            conduct_matter=case.startswith("conduct"),
            category="beteende" if case.startswith("conduct") else "kvalitet",
        ),
    )
    return number


def _managers_level(story: Story) -> None:
    for case in CASES:
        if case not in ("raised", "withdrawn", "conduct raised"):
            _register(story, case)
    for case in CASES:
        if case not in ("raised", "withdrawn", "conduct raised", "registered", "conduct registered"):
            step(story, "fk.chef", case, "contact_manager", contact_logged=mark("fk manager's note", case))
    for case in CASES:
        if case not in ("raised", "withdrawn", "conduct raised", "registered", "conduct registered", "contacted"):
            _work(story, case)


def _register(story: Story, case: str) -> None:
    step(
        story,
        "fk.utredare",
        case,
        "register",
        own_reference=mark("fk reference", case),
        other_party_told=mark("fk reporter's note", case),
    )


def _work(story: Story, case: str) -> None:
    """Everything that the managers write, on both sides."""
    world, number = story.world, story.numbers[case]
    step(story, "vc.chef", case, "receive", own_reference=mark("region reference", case))
    texts = {"title": mark("region title", case), "description": mark("region description", case)}
    world.do(describe, "vc.chef", number, texts, rev=None)
    world.do(log_contact, "vc.chef", number, {"text": mark("region note", case)}, rev=None)
    world.do(record_investigation, "fk.chef", number, {"investigation": mark("fk investigation", case)}, rev=None)
    world.do(record_investigation, "vc.chef", number, {"investigation": mark("region investigation", case)}, rev=None)
    out = {"receiver": REGION, "text": mark("message to region", case)}
    story.messages[case] = world.do(hand_over, "fk.chef", number, out, rev=None)
    world.do(hand_over, "vc.chef", number, {"receiver": FK, "text": mark("message to fk", case)}, rev=None)
    measure = {"what": clean("measure", case), "organisation": FK, "due_on": "2026-05-01"}
    story.measures[case] = world.do(add_measure, "fk.chef", number, measure, rev=None)
    if not case.startswith("conduct"):
        world.do(write_deidentified, "fk.chef", number, {"text": clean("fk attested", case)}, rev=None)
        world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
        asking = f"{clean('region draft', case)} Det kallas zmorgigt hos oss."
        world.do(write_deidentified, "vc.chef", number, {"text": asking}, rev=None)
        world.do(review_findings, "vc.chef", number, {"finding": (1,), "reason": "ordinary_word"}, rev=None)
    if case == "ready":
        world.do(attest, "region.samordnare", number, ATTESTED, rev=None)
    if case == "managers":
        world.do(write_deidentified, "fk.chef", number, {"text": clean("fk draft", case)}, rev=None)
    if case in ("managers", "conduct managers", "conduct resolved"):
        world.do(agree, "fk.chef", number, rev=None)
        world.do(agree, "vc.chef", number, rev=None)


def _forums(story: Story) -> None:
    world = story.world
    forum, steering = story.forums["avvikelseforum"], story.forums["samverkansgrupp"]
    for case in ("steering", "national", "resolved", "closed"):
        step(story, "fk.chef", case, "lift_to_forum", why_unsolved="Felet kom tillbaka.")
    first = meeting_today(world, forum)
    world.do(freeze, SECRETARY, forum, first.held_on.isoformat())
    for case in ("steering", "national"):
        form = {"outcome": "lift_to_steering", "position": clean("decision", case)}
        _decide(story, case, forum, first, form)
    for case in ("resolved", "closed"):
        measure = {"what": clean("decided measure", case), "organisation": REGION, "due_on": "2026-06-01"}
        position = clean("decision", case)
        form = {"outcome": "close_with_measures", "position": position, "measures": [measure]}
        _decide(story, case, forum, first, form)
    concluded(world, forum, first)
    story.past[forum.key] = first.held_on.isoformat()
    step(story, "fk.chef", "frozen", "lift_to_forum", why_unsolved="Felet kom tillbaka.")
    world.do(freeze, SECRETARY, forum, story.days["avvikelseforum"][0])
    second = meeting_today(world, steering)
    world.do(freeze, SECRETARY, steering, second.held_on.isoformat())
    national = {"outcome": "lift_to_national", "position": "Behovet är nationellt."}
    _decide(story, "national", steering, second, national)
    _decide(story, "steering", steering, second, {"outcome": "next_meeting", "position": "Mer underlag behövs."})
    concluded(world, steering, second)
    story.past[steering.key] = second.held_on.isoformat()
    world.do(freeze, SECRETARY, steering, story.days["samverkansgrupp"][0])
    step(story, "fk.chef", "table", "lift_to_forum", why_unsolved="Felet kom tillbaka.")


def _decide(story: Story, case: str, forum: ForumRef, meeting: MeetingRef, form: dict[str, Any]) -> None:
    item = item_on(story, case, forum.key, meeting.held_on.isoformat())
    story.world.do(decide, SECRETARY, forum, now_of(story.world, forum, meeting), item, form)


def item_on(story: Story, case: str, forum: str, day: str | None = None) -> int:
    """The id of the case's item on the forum's first coming agenda, or on another day's."""
    found = story.ask(agenda, SECRETARY, story.forums[forum], day or story.days[forum][0], story.world.now)
    [item] = [line.item_id for line in found.lines if line.number == story.numbers[case] and line.item_id]
    return int(item)


def _ends(story: Story) -> None:
    world = story.world
    step(story, "fk.utredare", "withdrawn", "withdraw", why_withdrawn="Rapporterad två gånger.")
    step(story, "fk.chef", "conduct resolved", "resolve")
    number = story.numbers["closed"]
    mine = story.measures["closed"]
    world.do(complete_measure, "fk.chef", number, mine, {"effect": "Felet är borta."}, rev=None)
    world.do(complete_measure, "vc.chef", number, _region_measure(story), {"effect": "Felet är borta."}, rev=None)
    step(story, "fk.chef", "closed", "close", reporter_told="Muntligt.")


def _region_measure(story: Story) -> int:
    shown = story.world.do(show_case, "vc.chef", story.numbers["closed"])
    [measure] = [row.id for row in shown.measures if row.organisation == REGION]
    return int(measure)


def the_forum(story: Story) -> ForumRef:
    """The forum on whose table most cases lie."""
    return story.forums["avvikelseforum"]


def a_later_day(story: Story) -> str:
    """The day of a meeting that is planned, with no agenda frozen."""
    return story.days["avvikelseforum"][2]
