"""Who may do what: each use case on a case at each level, tried by everybody (access.md, R8).

A row names who may do the act, who sees the case but may not, and who meets a condition instead. Everybody else is
answered exactly as for a number that doesn't exist.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from typing import Any

import pytest

import avvikelse.services
from avvikelse.core.vocabulary import MeetingState
from avvikelse.inbound import Row as FileRow
from avvikelse.inbound import Table
from avvikelse.services import (
    agenda_frozen,
    agendas,
    arranging,
    casework,
    decisions,
    deid_review,
    deidentification,
    desk,
    handling,
    handover,
    imports,
    invitations,
    learning,
    meeting_people,
    meetings,
    minutes,
    minutes_view,
    moves,
    planning,
    preparation,
    reports,
    series,
    splitting,
    statistics,
    weekly,
)
from tests.access.story import EVERYBODY, KINDS, SECRETARY, Story, clean, item_on
from tests.world import AF, ATTESTED, FK, REGION, a_report

R = {"fk.utredare"}
FK_NEAREST, REGION_NEAREST = {"fk.chef"}, {"vc.chef"}
FK_MANAGERS, REGION_MANAGERS = {"fk.chef", "fk.omradeschef"}, {"vc.chef", "region.direktor"}
FK_COORDINATOR, REGION_COORDINATOR = {"fk.samordnare"}, {"region.samordnare"}
FK_SIDE, REGION_SIDE = FK_MANAGERS | FK_COORDINATOR, REGION_MANAGERS | REGION_COORDINATOR
MANAGERS, COORDINATORS = FK_MANAGERS | REGION_MANAGERS, FK_COORDINATOR | REGION_COORDINATOR
HANDLERS = FK_SIDE | REGION_SIDE
MEMBERS = {"fk.samordnare", "region.samordnare", "af.ledamot"}
NEAREST = FK_NEAREST | REGION_NEAREST
NOWHERE = "AVV-2026-9999"
OWN_UNIT = {FK: "Sjukpenning team 1", REGION: "Ortopedkliniken"}

Act = Callable[[Any, Any, Story, str], Any]


@dataclass(frozen=True)
class Row:
    """An act on the case at a level: done by, forbidden to, refused (a condition isn't met) to; missing to the rest."""

    use_case: Callable[..., Any]
    case: str
    act: Act
    done: set[str] = field(default_factory=set)
    forbidden: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    name: str = ""

    @property
    def id(self) -> str:
        return f"{self.use_case.__name__} {self.name} ({self.case})".replace("  ", " ")


def on(use_case: Any, cases: str, form: Any = None, *, name: str = "", **who: set[str]) -> Iterator[Row]:
    """Rows for a use case with a form, or without any, on the cases named with commas."""
    for case in cases.split(", "):
        text = form(case) if callable(form) else form
        extra = () if text is None else (text,)

        def act(
            session: Any, actor: Any, story: Story, number: str, use_case: Any = use_case, extra: Any = extra
        ) -> None:
            use_case(session, actor, number, *extra, rev=None, now=story.world.now)

        yield Row(use_case, case, act, name=name, **who)


def to(trigger: str, cases: str, answers: dict[str, str] | None = None, **who: set[str]) -> Iterator[Row]:
    """Rows for a step of the routine."""
    for case in cases.split(", "):

        def act(session: Any, actor: Any, story: Story, number: str) -> None:
            moves.move(session, actor, number, trigger, rev=None, form=answers or {}, now=story.world.now)

        yield Row(moves.move, case, act, name=trigger, **who)


def reads(use_case: Any, cases: str, done: set[str], *, clock: bool = True) -> Iterator[Row]:
    """Rows for a look at a case: either it is there or it isn't."""
    for case in cases.split(", "):

        def act(session: Any, actor: Any, story: Story, number: str) -> None:
            use_case(session, actor, number, *([story.world.now] if clock else []))

        yield Row(use_case, case, act, done=done)


EARLY = "raised, registered"
SHARED = "contacted, managers, ready, table, frozen, steering, national, resolved, closed"
SOME_SHARED = "contacted, managers, frozen, closed"
CONTACT = {"text": "Ringde växeln."}
FOUND = {"investigation": "Mallen saknade fältet."}
ANSWERED = {"own_reference": "FK-1", "other_party_told": "Rehabkoordinator, telefon."}
SPLIT = dict.fromkeys(("conduct_title", "conduct_description", "other_title", "other_description"), "Ord.")
TEXT = {"text": clean("fk draft", "managers")}
ANSWER = {"finding": (1,), "reason": "term"}
MEASURE = {"what": clean("measure", "managers"), "organisation": FK, "due_on": "2026-05-01"}
TO_REGION, TO_FK = {"receiver": REGION, "text": "Hej."}, {"receiver": FK, "text": "Hej."}
CLOSING = {"effect_followed_up": "God.", "reporter_told": "Muntligt."}


def _rows() -> Iterator[Row]:
    yield from _readings()
    yield from _steps()
    yield from _steps_in_conduct_matters()
    yield from _acts()
    yield from _acts_in_conduct_matters()


def _readings() -> Iterator[Row]:
    for use_case in (desk.show_case, moves.available, casework.open_case):
        clock = use_case is desk.show_case
        yield from reads(use_case, f"{EARLY}, withdrawn", R | FK_SIDE, clock=clock)
        yield from reads(use_case, SHARED, R | HANDLERS, clock=clock)
        yield from reads(use_case, "conduct raised, conduct registered", R | FK_NEAREST, clock=clock)
        yield from reads(use_case, "conduct managers, conduct resolved", R | NEAREST, clock=clock)


def _steps() -> Iterator[Row]:
    yield from to("resolve_in_situation", "raised", {"how_solved": "Vi ringde."}, done=R, forbidden=FK_SIDE)
    yield from to("register", "raised", ANSWERED, done=R | FK_COORDINATOR, forbidden=FK_MANAGERS)
    yield from to("withdraw", EARLY, {"why_withdrawn": "Fel."}, done=R | FK_COORDINATOR, forbidden=FK_MANAGERS)
    contact = {"contact_logged": "Chefen."}
    yield from to("contact_manager", "registered", contact, done=FK_MANAGERS, forbidden=R | FK_COORDINATOR)
    yield from to("contact_manager", "raised", contact, refused=R | FK_SIDE)
    yield from to("receive", "contacted", {"own_reference": "R-1"}, done=REGION_SIDE, forbidden=R | FK_SIDE)
    yield from to("resolve", "managers", done=MANAGERS, forbidden=R | COORDINATORS)
    unsolved = {"why_unsolved": "Felet kom tillbaka."}
    yield from to("lift_to_forum", "ready", unsolved, done=MANAGERS, forbidden=R | COORDINATORS)
    yield from to("lift_to_forum", "managers", unsolved, refused=MANAGERS, forbidden=R | COORDINATORS)
    principal = {"why_principal": "Felet är vanligt."}
    yield from to("lift_for_learning", "resolved", principal, done=FK_SIDE, refused=REGION_SIDE, forbidden=R)
    yield from to("close", "closed", CLOSING, refused=R | HANDLERS)
    yield from to("close", "resolved", CLOSING, refused=HANDLERS, forbidden=R)
    yield from to("reopen", "resolved, closed", {"why_reopened": "Felet är tillbaka."}, done=HANDLERS, forbidden=R)
    for trigger in ("decide", "return_to_managers", "lift_to_steering"):  # the forum's alone, by its decision
        yield from to(trigger, "table, frozen", forbidden=R | HANDLERS)
    yield from to("lift_to_national", "steering", forbidden=R | HANDLERS)


def _steps_in_conduct_matters() -> Iterator[Row]:
    yield from to("register", "conduct raised", ANSWERED, done=R, forbidden=FK_NEAREST)
    contact = {"contact_logged": "Chefen."}
    yield from to("contact_manager", "conduct registered", contact, done=FK_NEAREST, forbidden=R)
    yield from to("withdraw", "conduct registered", {"why_withdrawn": "Fel."}, done=R, forbidden=FK_NEAREST)
    yield from to("resolve", "conduct managers", done=NEAREST, forbidden=R)
    unsolved = {"why_unsolved": "Felet kom tillbaka."}
    yield from to("lift_to_forum", "conduct managers", unsolved, refused=NEAREST, forbidden=R)
    yield from to("lift_for_learning", "conduct resolved", {"why_principal": "Vanligt."}, refused=NEAREST, forbidden=R)
    yield from to("reopen", "conduct resolved", {"why_reopened": "Igen."}, done=NEAREST, forbidden=R)


def _acts() -> Iterator[Row]:
    everybody = R | HANDLERS
    yield from on(handling.log_contact, EARLY, CONTACT, done=R | FK_SIDE)
    yield from on(handling.log_contact, SOME_SHARED, CONTACT, done=everybody)
    yield from on(reports.describe, EARLY, {"title": "Ny rubrik"}, done=R | FK_SIDE)
    yield from on(reports.describe, SOME_SHARED, {"title": "Ny rubrik"}, done=everybody)
    yield from on(handling.record_investigation, EARLY, FOUND, done=FK_SIDE, forbidden=R)
    going = "contacted, managers, frozen"
    yield from on(handling.record_investigation, going, FOUND, done=HANDLERS, forbidden=R)
    yield from on(handling.record_investigation, "closed", FOUND, refused=HANDLERS, forbidden=R)
    yield from on(handling.add_measure, EARLY, MEASURE, done=FK_SIDE, forbidden=R)
    yield from on(handling.add_measure, going, MEASURE, done=HANDLERS, forbidden=R)
    yield from on(handling.add_measure, "closed", MEASURE, refused=HANDLERS, forbidden=R)
    yield from on(handling.agree, "managers", done=MANAGERS, forbidden=R | COORDINATORS)
    yield from on(handling.agree, "frozen, closed", refused=MANAGERS, forbidden=R | COORDINATORS)
    yield from on(handover.hand_over, EARLY, TO_REGION, done=FK_SIDE, forbidden=R)
    yield from on(deidentification.write_deidentified, EARLY, TEXT, done=FK_SIDE, forbidden=R)
    yield from on(deidentification.write_deidentified, SOME_SHARED, TEXT, done=HANDLERS, forbidden=R)
    yield from on(deid_review.review_findings, "frozen", ANSWER, done=REGION_SIDE, refused=FK_SIDE, forbidden=R)
    # Four eyes: each side's author is forbidden, their colleagues are not.
    attesters = HANDLERS - NEAREST
    yield from on(deidentification.attest, "managers", ATTESTED, done=attesters, forbidden=R | NEAREST)
    yield from on(deidentification.attest, "raised", ATTESTED, refused=FK_SIDE, forbidden=R)
    yield from on(splitting.split_conduct, EARLY, SPLIT, done=R | FK_MANAGERS, forbidden=FK_COORDINATOR)
    others = HANDLERS - FK_MANAGERS
    yield from on(splitting.split_conduct, "managers", SPLIT, done=R | FK_MANAGERS, forbidden=others)
    yield from on(splitting.split_conduct, "frozen, closed", SPLIT, refused=R | FK_MANAGERS, forbidden=others)
    for case in ("managers", "frozen"):
        yield Row(handover.hand_over, case, _answer_each_other, done=HANDLERS, forbidden=R)
        yield Row(handover.preview_handover, case, _preview, done=HANDLERS, forbidden=R)
        yield Row(handover.receive_message, case, _receive, done=REGION_SIDE, forbidden=R | FK_SIDE)
        yield Row(handling.complete_measure, case, _complete, done=FK_SIDE, forbidden=R | REGION_SIDE)


def _acts_in_conduct_matters() -> Iterator[Row]:
    first, both = "conduct raised, conduct registered", "conduct managers, conduct resolved"
    yield from on(handling.log_contact, first, CONTACT, done=R | FK_NEAREST)
    yield from on(handling.log_contact, both, CONTACT, done=R | NEAREST)
    yield from on(reports.describe, first, {"title": "Ny rubrik"}, done=R | FK_NEAREST)
    yield from on(reports.describe, both, {"title": "Ny rubrik"}, done=R | NEAREST)
    yield from on(handling.record_investigation, first, FOUND, done=FK_NEAREST, forbidden=R)
    yield from on(handling.record_investigation, both, FOUND, done=NEAREST, forbidden=R)
    yield from on(handling.add_measure, both, MEASURE, done=NEAREST, forbidden=R)
    yield from on(handling.agree, "conduct managers", done=NEAREST, forbidden=R)
    yield from on(deidentification.write_deidentified, both, TEXT, refused=NEAREST, forbidden=R)
    yield from on(deidentification.attest, both, ATTESTED, refused=NEAREST, forbidden=R)
    yield from on(splitting.split_conduct, first, SPLIT, done=R | FK_NEAREST)
    split = {"done": R | FK_NEAREST, "forbidden": REGION_NEAREST}
    yield from on(splitting.split_conduct, "conduct managers", SPLIT, **split)
    yield Row(handover.hand_over, "conduct managers", _answer_each_other, done=NEAREST, forbidden=R)
    yield Row(handover.preview_handover, "conduct managers", _preview, done=NEAREST, forbidden=R)
    yield Row(handover.receive_message, "conduct managers", _receive, done=REGION_NEAREST, forbidden=R | FK_NEAREST)
    yield Row(handling.complete_measure, "conduct managers", _complete, done=FK_NEAREST, forbidden=R | REGION_NEAREST)


def _answer_each_other(session: Any, actor: Any, story: Story, number: str) -> None:
    form = TO_FK if actor.organisation == REGION else TO_REGION
    handover.hand_over(session, actor, number, form, rev=None, now=story.world.now)


def _preview(session: Any, actor: Any, _: Story, number: str) -> None:
    form = TO_FK if actor.organisation == REGION else TO_REGION
    handover.preview_handover(session, actor, number, form)


def _case_of(story: Story, number: str) -> str:
    return next((case for case, known in story.numbers.items() if known == number), "managers")


def _receive(session: Any, actor: Any, story: Story, number: str) -> None:
    message = story.messages[_case_of(story, number)]
    handover.receive_message(session, actor, number, message, rev=None, now=story.world.now)


def _complete(session: Any, actor: Any, story: Story, number: str) -> None:
    measure = story.measures[_case_of(story, number)]
    handling.complete_measure(session, actor, number, measure, {}, rev=None, now=story.world.now)


ROWS = list(_rows())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_an_act_is_done_by_those_who_may_and_doesn_t_exist_for_those_who_can_t_see(story: Story, row: Row) -> None:
    number = story.numbers[row.case]
    found = story.attempts(sorted(EVERYBODY), lambda session, actor: row.act(session, actor, story, number))
    for outcome, people in (("done", row.done), ("forbidden", row.forbidden), ("refused", row.refused)):
        assert {who for who, (what, _) in found.items() if what == outcome} == people, (outcome, found)
    strangers = sorted(who for who, (what, _) in found.items() if what == "missing")
    assert set(strangers) == EVERYBODY - row.done - row.forbidden - row.refused, found
    nowhere = story.attempts(strangers, lambda session, actor: row.act(session, actor, story, NOWHERE))
    for who in strangers:
        what, said = found[who]
        assert (what, said.replace(number, NOWHERE)) == nowhere[who], who
    said = " ".join(message for _, message in found.values())
    assert not any(word in said for word in KINDS.values()), said


Meeting = Callable[[Any, Any, Any, Any, str], Any]


def _on(index: int | None, act: Meeting) -> Callable[[Any, Any, Story], Any]:
    """An act on the forum's held meeting (None), its frozen one (0) or a planned one (1)."""

    def acting(session: Any, actor: Any, story: Story) -> Any:
        do = partial(_call, session, actor, _forum(story), story.meeting("avvikelseforum", index), story)
        return act(do, session, actor, story, story.numbers["table"])

    return acting


def _call(session: Any, actor: Any, forum: Any, meeting: Any, story: Story, use_case: Any, *args: Any) -> Any:
    return use_case(session, actor, forum, meeting, *args, rev=None, now=story.world.now)


def _group(do: Any, _s: Any, _a: Any, story: Story, number: str) -> Any:
    do(arranging.group, [number, story.numbers["frozen"]], "Lika ärenden")


def _ungroup(do: Any, _s: Any, _a: Any, story: Story, number: str) -> Any:
    _group(do, _s, _a, story, number)
    do(arranging.ungroup, "group:1")


def _remove(do: Any, *_: Any) -> Any:
    do(arranging.add_own_item, {"heading": "Lokal"})
    do(arranging.remove_own_item, "free:1")


def _decide(_do: Any, session: Any, actor: Any, story: Story, _n: str) -> Any:
    meeting, item = story.meeting("avvikelseforum", 0), item_on(story, "frozen", "avvikelseforum")
    kept = {"outcome": "next_meeting", "position": "Kvar."}
    decisions.decide(session, actor, _forum(story), meeting, item, kept, story.world.now)


FORUM_ACTS: dict[str, tuple[Callable[..., Any], Callable[[Any, Any, Story], Any]]] = {
    "plan_meetings": (
        meetings.plan_meetings,
        lambda s, a, st: meetings.plan_meetings(s, a, _forum(st), st.world.now.date(), 1, now=st.world.now),
    ),
    "freeze": (
        agendas.freeze,
        lambda s, a, st: agendas.freeze(s, a, _forum(st), st.days["avvikelseforum"][1], st.world.now),
    ),
    "send": (agendas.send, _on(0, lambda do, *_: do(agendas.send))),
    "add_late": (agenda_frozen.add_late, _on(0, lambda do, *_: do(agenda_frozen.add_late))),
    "decide": (decisions.decide, _on(0, _decide)),
    "note_line": (minutes.note_line, _on(0, lambda do, *_: do(minutes.note_line, "1", {"notes": "Ordet gick runt."}))),
    "name_adjusters": (minutes.name_adjusters, _on(0, lambda do, *_: do(minutes.name_adjusters, ["af.ledamot"]))),
    "attend": (minutes.attend, _on(0, lambda do, *_: do(minutes.attend, {}))),
    "keep_the_rest": (minutes.keep_the_rest, _on(0, lambda do, *_: do(minutes.keep_the_rest))),
    "reopen": (minutes.reopen, _on(None, lambda do, *_: do(minutes.reopen))),
    "reorder": (arranging.reorder, _on(1, lambda do, s, a, st, number: do(arranging.reorder, number, None))),
    "set_time": (arranging.set_time, _on(1, lambda do, s, a, st, number: do(arranging.set_time, number, 10))),
    "group": (arranging.group, _on(1, _group)),
    "ungroup": (arranging.ungroup, _on(1, _ungroup)),
    "put_off": (arranging.put_off, _on(1, lambda do, s, a, st, number: do(arranging.put_off, number))),
    "take_back": (arranging.take_back, _on(1, lambda do, s, a, st, number: do(arranging.take_back, number))),
    "add_own_item": (
        arranging.add_own_item,
        _on(1, lambda do, *_: do(arranging.add_own_item, {"heading": "Lokal", "text": "Ny lokal från hösten."})),
    ),
    "plan_and_invite": (
        planning.plan_and_invite,
        lambda s, a, st: planning.plan_and_invite(s, a, _forum(st), st.world.now.date(), 1, now=st.world.now),
    ),
    "reschedule": (
        series.reschedule,
        lambda s, a, st: series.reschedule(
            s, a, _forum(st), _later(st), {"place": "Sal Vänern"}, rev=None, now=st.world.now
        ),
    ),
    "cancel_meeting": (
        series.cancel_meeting,
        lambda s, a, st: series.cancel_meeting(s, a, _forum(st), _later(st), rev=None, now=st.world.now),
    ),
    "set_people": (
        meeting_people.set_people,
        lambda s, a, st: meeting_people.set_people(
            s, a, _forum(st), _later(st), {"add": {"ort.chef": "guest"}}, rev=None, now=st.world.now
        ),
    ),
    "invite_members": (
        meeting_people.invite_members,
        lambda s, a, st: meeting_people.invite_members(s, a, [], _forum(st), st.world.now),
    ),
    "remove_own_item": (arranging.remove_own_item, _on(1, _remove)),
    "require_secretary": (meetings.require_secretary, lambda _, a, st: meetings.require_secretary(a, _forum(st))),
}


def _forum(story: Story) -> Any:
    return story.forums["avvikelseforum"]


def _later(story: Story) -> str:
    """The day of a meeting that is planned, with no agenda frozen."""
    return story.days["avvikelseforum"][2]


@pytest.mark.parametrize("name", FORUM_ACTS)
def test_only_the_secretary_acts_for_a_forum_and_its_members_are_told_so(story: Story, name: str) -> None:
    _, act = FORUM_ACTS[name]
    found = story.attempts(sorted(EVERYBODY), lambda session, actor: act(session, actor, story))
    assert {who for who, (what, _) in found.items() if what == "done"} == {SECRETARY}, found
    assert {who for who, (what, _) in found.items() if what == "forbidden"} == MEMBERS, found
    assert all(what == "missing" for who, (what, _) in found.items() if who not in MEMBERS | {SECRETARY}), found


def test_closing_a_meeting_is_the_secretary_s(story: Story) -> None:
    forum, meeting = _forum(story), story.meeting("avvikelseforum", 0)
    found = story.attempts(
        sorted(EVERYBODY),
        lambda session, actor: minutes.hold(session, actor, forum, meeting, story.world.now),
    )
    assert {who for who, (what, _) in found.items() if what == "refused"} == {SECRETARY}  # an item lacks its decision
    assert {who for who, (what, _) in found.items() if what == "forbidden"} == MEMBERS


@pytest.mark.parametrize(("day", "readers"), [(0, MEMBERS | {SECRETARY}), (1, {SECRETARY})])
def test_members_read_an_agenda_once_it_is_frozen(story: Story, day: int, readers: set[str]) -> None:
    when = story.days["avvikelseforum"][day]
    found = story.attempts(
        sorted(EVERYBODY), lambda session, actor: agendas.agenda(session, actor, _forum(story), when, story.world.now)
    )
    assert {who for who, (what, _) in found.items() if what == "done"} == readers, found
    assert {what for who, (what, _) in found.items() if who not in readers} == {"missing"}


def test_a_meeting_is_known_to_members_once_its_agenda_is_frozen(story: Story) -> None:
    forum, days = _forum(story), story.days["avvikelseforum"]
    for who in sorted(EVERYBODY):
        known = [story.ask(meetings.find_meeting, who, forum, day, story.world.now) is not None for day in days]
        assert known == [who in MEMBERS | {SECRETARY}, who == SECRETARY, who == SECRETARY], who
        after = story.ask(meetings.meeting_after, who, forum, story.world.now.date())
        assert (after is not None) == (who in MEMBERS | {SECRETARY}), who


def test_time_and_place_are_known_to_the_forum_also_while_the_agenda_is_a_draft(story: Story) -> None:
    """An invitation carries no text: a planned meeting's time and place are no secret to its members (access.md)."""
    forum, day, now = _forum(story), _later(story), story.world.now
    readers = MEMBERS | {SECRETARY}
    together = readers | {"fk.omradeschef"}  # a member of the steering group, which the forum meets once a year
    for read, may in (
        (lambda session, actor: invitations.invited(session, actor, forum, day, now), readers),
        (lambda session, actor: invitations.find_invitation(session, actor, forum, day, now), readers),
        (lambda session, actor: invitations.invitations(session, actor, forum), together),
    ):
        found = story.attempts(sorted(EVERYBODY), read)
        assert {who for who, (what, _) in found.items() if what == "done"} == may, found
        assert {what for who, (what, _) in found.items() if who not in may} == {"missing"}


def test_a_guest_reads_the_invitation_answers_it_and_changes_nothing(story: Story) -> None:
    forum, day, now = _forum(story), _later(story), story.world.now
    secretary = story.world.actor(SECRETARY)

    def with_guest(act: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def invited_first(session: Any, actor: Any) -> None:
            form = {"add": {"ort.chef": "guest"}}
            meeting_people.set_people(session, secretary, forum, day, form, rev=None, now=now)
            act(session, actor)

        return invited_first

    def outcome(act: Callable[[Any, Any], Any], who: str) -> str:
        return story.attempts([who], with_guest(act))[who][0]

    def answer(session: Any, actor: Any) -> None:
        meeting_people.answer_invitation(session, actor, forum, day, {"answer": "coming"}, now)

    assert outcome(lambda s, a: invitations.invited(s, a, forum, day, now), "ort.chef") == "done"
    assert outcome(lambda s, a: agendas.agenda(s, a, forum, day, now), "ort.chef") == "missing"
    assert outcome(lambda s, a: series.cancel_meeting(s, a, forum, day, rev=None, now=now), "ort.chef") == "forbidden"
    assert outcome(answer, "ort.chef") == "done"
    assert outcome(answer, "fk.samordnare") == "refused", "a member who isn't invited to this meeting"
    assert outcome(answer, "vc.chef") == "missing"


def test_a_preparation_is_for_those_who_handle_cases(story: Story) -> None:
    forum, now = _forum(story), story.world.now
    found = story.attempts(
        sorted(EVERYBODY), lambda session, actor: preparation.preparation(session, actor, forum, "next", now)
    )
    handlers = HANDLERS | {"ort.chef", "fk.grannchef", "af.chef", "af.samordnare"}
    assert {who for who, (what, _) in found.items() if what == "done"} == handlers, found
    assert {what for who, (what, _) in found.items() if who not in handlers} == {"missing"}


def test_minutes_are_approved_by_those_who_are_named(story: Story) -> None:
    """A meeting without a named adjuster is nobody's to approve; strangers don't know of it."""
    forum, meeting = _forum(story), story.meeting("avvikelseforum", 0)
    waiting = replace(meeting, state=MeetingState.HELD)

    def act(session: Any, actor: Any) -> None:
        secretary = story.world.actor(SECRETARY)
        minutes.name_adjusters(session, secretary, forum, meeting, ["af.ledamot"], rev=None, now=story.world.now)
        minutes.approve(session, actor, forum, waiting, rev=None, now=story.world.now)

    found = story.attempts(sorted(EVERYBODY), act)
    assert found["af.ledamot"][0] == "stale"  # named, but the meeting hasn't been held
    assert {what for who, (what, _) in found.items() if who != "af.ledamot"} == {"forbidden"}, found


def test_minutes_are_read_by_the_forum_and_extracts_by_the_parties(story: Story) -> None:
    forum, meeting = _forum(story), story.meeting("avvikelseforum", None)
    found = story.attempts(sorted(EVERYBODY), lambda s, a: minutes_view.minutes(s, a, forum, meeting))
    assert {who for who, (what, _) in found.items() if what == "done"} == MEMBERS | {SECRETARY}, found
    assert {what for who, (what, _) in found.items() if who not in MEMBERS | {SECRETARY}} == {"missing"}
    days = (meeting.held_on, meeting.held_on)
    found = story.attempts(sorted(EVERYBODY), lambda s, a: learning.learning_digest(s, a, forum, *days))
    assert {who for who, (what, _) in found.items() if what == "done"} == MEMBERS | {SECRETARY}, found
    coming = story.meeting("avvikelseforum", 0)
    found = story.attempts(sorted(EVERYBODY), lambda s, a: minutes_view.minutes(s, a, forum, coming))
    assert {who for who, (what, _) in found.items() if what == "done"} == {SECRETARY}, found
    for organisation, readers in ((FK, FK_SIDE | R), (REGION, REGION_SIDE), (AF, set())):
        found = story.attempts(
            sorted(EVERYBODY),
            lambda s, a, of=organisation: minutes_view.extract(s, a, forum, meeting.held_on, of),
        )
        may = readers | ({SECRETARY} if readers else set())
        assert {who for who, (what, _) in found.items() if what == "done"} == may, organisation
        assert {what for who, (what, _) in found.items() if who not in may} == {"missing"}


def test_who_reports_is_whoever_works_in_a_unit(story: Story) -> None:
    """Without a unit there is no manager to lift it to: those people are told why."""
    without = {"region.samordnare", "fk.samordnare", "af.samordnare", SECRETARY, "af.ledamot"}
    without |= {"granskare", "administrator"}

    def act(session: Any, actor: Any) -> None:
        counterpart = AF if actor.organisation == FK else FK
        reports.report(session, actor, a_report(concerned=[counterpart], concerned_unit=""), story.world.now)

    found = story.attempts(sorted(EVERYBODY), act)
    assert {who for who, (what, _) in found.items() if what == "done"} == EVERYBODY - without, found
    assert {who for who, (what, _) in found.items() if what == "forbidden"} == without, found


@pytest.mark.parametrize(("organisation", "coordinators"), [(FK, FK_COORDINATOR), (REGION, REGION_COORDINATOR)])
def test_importing_is_the_coordinator_s_of_that_organisation(
    story: Story, organisation: str, coordinators: set[str]
) -> None:
    """Colleagues are told whose it is; others aren't told whether the organisation exists."""
    row = FileRow(
        2, {"Eget nummer": "1", "Rubrik": "x", "Beskrivning": "x", "Datum": "2026-02-26", "Kategori": "annat"}
    )
    row.cells.update({"Berörd organisation": AF, "Enhet": OWN_UNIT[organisation]})
    file = Table(dict.fromkeys(row.cells, 1), [row])

    def act(session: Any, actor: Any) -> None:
        imports.import_cases(session, actor, organisation, file, story.world.now)

    found = story.attempts(sorted(EVERYBODY), act)
    colleagues = {who for who in EVERYBODY if story.world.actor(who).organisation == organisation} - coordinators
    assert {who for who, (what, _) in found.items() if what == "done"} == coordinators, found
    assert {who for who, (what, _) in found.items() if what == "forbidden"} == colleagues, found
    strangers = EVERYBODY - coordinators - colleagues

    def act_nowhere(session: Any, actor: Any) -> None:
        imports.import_cases(session, actor, "finns-inte", file, story.world.now)

    nowhere = story.attempts(sorted(strangers), act_nowhere)
    for who in strangers:
        assert found[who][0] == "missing"
        assert found[who][1].replace(organisation, "finns-inte") == nowhere[who][1]


LISTS = {desk.list_cases, weekly.weekly_list}
HELD_BY_TESTS_OF_THEIR_OWN = {
    minutes.hold,
    minutes.approve,
    minutes_view.minutes,
    minutes_view.extract,
    learning.learning_digest,
    imports.import_cases,
    meetings.find_meeting,
    meetings.meeting_after,
    agendas.agenda,
    reports.report,
    statistics.own_figures,
    statistics.joint_figures,
    statistics.own_stays,
    statistics.joint_stays,
}
"""Never refuse: they list what the person may see. Held by test_texts."""

BEHIND_A_DOOR = {
    "deidentification.stored_statuses": "preparation.preparation has found the cases through the door",
    "series.meeting_to_change": "series.reschedule, series.cancel_meeting and meeting_people.set_people start with it",
    "agenda_frozen.save_frozen": "agendas.freeze has asked for the secretary",
    "agenda_frozen.frozen": "agendas.agenda has found the meeting through the door",
    "agenda_frozen.agenda_rows": "reads through visible_agenda_items",
    "agenda_frozen.items_of": "reads through visible_forum_items",
    "agenda_frozen.decided_items": "reads through visible_forum_items",
    "agenda_frozen.waiting_items": "agenda_frozen.frozen asks only for the secretary",
    "agenda_draft.draft": "agendas.agenda and arranging ask for the secretary",
    "agenda_draft.table_items": "reads through visible_forum_items",
    "decisions.apply_decisions": "minutes.approve has asked for the adjuster",
    "meetings.change_meeting": "every act on a meeting has asked who acts",
    "meetings.meeting_before": "reads through visible_meetings",
    "meeting_mail.tell_people": "called by acts that have a row",
    "meeting_frame.frame_of": "reads through visible_meetings",
    "statistics.may_count_own": "says who may ask, and reads nothing",
    "statistics.may_count_jointly": "the same",
    "reports.lay_case": "reports.report and imports.import_cases have asked who acts",
    "reports.parties_of": "the same",
    "reports.require_party": "the same",
    "new_case.create_case": "reports.report and splitting.split_conduct have decided who the parties are",
    "new_case.save_told": "reports.report has just created the case",
}
"""Functions that take an actor but are only called by a use case that has a row."""


def test_every_function_that_takes_an_actor_has_its_row() -> None:
    covered = {row.use_case for row in ROWS} | {use_case for use_case, _ in FORUM_ACTS.values()} | LISTS
    covered |= {invitations.invited, invitations.invitations, invitations.find_invitation}
    covered |= {meeting_people.answer_invitation, preparation.preparation}
    covered |= HELD_BY_TESTS_OF_THEIR_OWN
    missing = [
        name
        for name, function in _public_functions()
        if function not in covered and name not in BEHIND_A_DOOR and not _works_on_a_case_already_found(function)
    ]
    assert not missing, f"no row in the matrix for {missing}"


def _public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in pkgutil.iter_modules(avvikelse.services.__path__):
        found = import_module(f"avvikelse.services.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            public = not name.startswith("_") and function.__module__ == found.__name__
            if public and "actor" in inspect.signature(function).parameters:
                yield f"{module.name}.{name}", function


def _works_on_a_case_already_found(function: Callable[..., Any]) -> bool:
    """It takes the case itself, which only the door hands out: `open_case`, or `case_behind` an item on the agenda."""
    case = inspect.signature(function).parameters.get("case")
    return case is not None and getattr(case.annotation, "__name__", case.annotation) == "Case"
