"""Who can get hold of which text: everything a person can reach is gathered, and looked through for every mark."""

from typing import Any

import pytest
from sqlalchemy import select

from avvikelse.core.permissions import Actor
from avvikelse.db import access
from avvikelse.db.session import reading
from avvikelse.db.tables import Deviation, DeviationParty, Event, Outbox, Reminder, table
from avvikelse.errors import AvvikelseError, Stale
from avvikelse.services import moves
from avvikelse.services.agendas import agenda
from avvikelse.services.casework import open_case
from avvikelse.services.desk import show_case
from avvikelse.services.handover import CHOOSABLE, preview_handover
from avvikelse.services.invitations import invitations
from avvikelse.services.lists import list_cases
from avvikelse.services.meetings import find_forum
from avvikelse.services.preparation import preparation
from avvikelse.services.weekly import weekly_list
from tests.access.story import CASES, EVERYBODY, KINDS, SECRETARY, Story, mark
from tests.world import AF, FK, REGION

FK_REPORTER = {"fk.utredare"}
FK_NEAREST, REGION_NEAREST = {"fk.chef"}, {"vc.chef"}
FK_HANDLERS = {"fk.chef", "fk.omradeschef", "fk.samordnare"}
REGION_HANDLERS = {"vc.chef", "region.direktor", "region.samordnare"}
HANDLERS = FK_HANDLERS | REGION_HANDLERS
MEMBERS = {"region.samordnare", "fk.samordnare", "af.ledamot"}
NOBODY: set[str] = set()

ORDINARY = {
    "fk title": FK_REPORTER | FK_HANDLERS,
    "fk description": FK_REPORTER | FK_HANDLERS,
    "fk reference": FK_REPORTER | FK_HANDLERS,
    "fk reporter's note": FK_REPORTER | FK_HANDLERS,
    "fk manager's note": FK_HANDLERS,
    "fk investigation": FK_HANDLERS,
    "region reference": REGION_HANDLERS,
    "region title": REGION_HANDLERS,
    "region description": REGION_HANDLERS,
    "region note": REGION_HANDLERS,
    "region investigation": REGION_HANDLERS,
    "message to region": FK_REPORTER | HANDLERS,
    "message to fk": HANDLERS,
    "fk draft": FK_HANDLERS,
    "region draft": REGION_HANDLERS,
    "fk attested": FK_HANDLERS,
    "measure": FK_REPORTER | HANDLERS,
    "decision": FK_REPORTER | HANDLERS | {SECRETARY},
    "decided measure": FK_REPORTER | HANDLERS | {SECRETARY},
}
"""Who reads each kind of text of an ordinary case, where nothing of it has been put to a forum."""

CONDUCT = {
    "fk title": FK_REPORTER | FK_NEAREST,
    "fk description": FK_REPORTER | FK_NEAREST,
    "fk reference": FK_REPORTER | FK_NEAREST,
    "fk reporter's note": FK_REPORTER | FK_NEAREST,
    "fk manager's note": FK_NEAREST,
    "fk investigation": FK_NEAREST,
    "region reference": REGION_NEAREST,
    "region title": REGION_NEAREST,
    "region description": REGION_NEAREST,
    "region note": REGION_NEAREST,
    "region investigation": REGION_NEAREST,
    "message to region": FK_REPORTER | FK_NEAREST | REGION_NEAREST,
    "message to fk": FK_NEAREST | REGION_NEAREST,
    "measure": FK_REPORTER | FK_NEAREST | REGION_NEAREST,
}
"""The same for a conduct matter (R8)."""

LIFTED = ("table", "frozen", "steering", "national", "resolved", "closed")
ON_TABLE_NOW = ("table", "frozen", "steering", "national")
ON_FROZEN = ("frozen", "steering", "national", "resolved", "closed")
OPEN_BETWEEN_PARTIES = ("contacted", "managers", "ready", "table", "frozen", "steering", "national", "resolved")
KNOWN_TO_ONE_PARTY = ("raised", "registered", "withdrawn", "conduct raised", "conduct registered")


def expected_readers(kind: str, case: str) -> set[str]:
    """The table above, with what a forum adds to it."""
    if case.startswith("conduct"):
        return set(CONDUCT.get(kind, NOBODY))
    readers = set(ORDINARY[kind])
    if kind == "fk attested" and case in LIFTED:
        readers |= HANDLERS | {SECRETARY}
        if case in ON_FROZEN:
            readers |= MEMBERS
    if kind in ("decision", "decided measure"):
        readers |= MEMBERS  # in the minutes
    if kind == "measure" and case in ON_TABLE_NOW:
        readers |= {SECRETARY}
    return readers


@pytest.fixture(scope="session")
def reach(story: Story) -> dict[str, str]:
    """All that each person can get hold of, in one string."""
    return {who: _everything(story, who) for who in sorted(EVERYBODY)}


def _everything(story: Story, who: str) -> str:
    world, actor = story.world, story.world.actor(who)
    with reading(world.engine) as session:
        found: list[Any] = [list_cases(session, actor), weekly_list(session, actor, world.now)]
        for name in sorted(vars(access)):
            if name.startswith("visible_") and name != "visible_weekly":  # read by the weekly list alone
                found += [tuple(row) for row in session.execute(getattr(access, name)(actor))]
        for key, forum in story.forums.items():
            for day in [*story.days[key], "next"]:
                found.append(_or_error(lambda forum=forum, day=day: agenda(session, actor, forum, day, world.now)))
            found.append(_or_error(lambda forum=forum: preparation(session, actor, forum, "next", world.now)))
            found.append(_or_error(lambda forum=forum: invitations(session, actor, forum)))
        for number in story.numbers.values():
            form = {"receiver": AF, "fields": list(CHOOSABLE), "text": "Hej."}
            for receiver in (FK, REGION):
                form = {**form, "receiver": receiver}
                found.append(_or_error(lambda n=number, form=form: preview_handover(session, actor, n, form)))
    story.attempts([who], lambda session, actor: found.extend(_cases(session, actor, story)))
    return "\n".join(map(repr, found))


def _cases(session: Any, actor: Actor, story: Story) -> list[Any]:
    now = story.world.now
    return [_or_error(lambda n=number: show_case(session, actor, n, now)) for number in story.numbers.values()]


def _or_error(question: Any) -> Any:
    try:
        return question()
    except AvvikelseError as error:
        return error.message.replace("AVV", "")  # an error repeats the number that was asked for


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_reaches_those_who_may_read_it_and_nobody_else(story: Story, reach: dict[str, str], kind: str) -> None:
    with reading(story.world.engine) as session:
        written = _written(session)
    for case in CASES:
        marked = mark(kind, case)
        expected = expected_readers(kind, case) if marked in written else set()
        assert {who for who, text in reach.items() if marked in text} == expected, (kind, case)


def _written(session: Any) -> str:
    """Every text there is, straight from the tables."""
    names = ("registration", "note", "message", "deidentification", "measure", "decision")
    rows = [tuple(row) for name in names for row in session.execute(select(getattr(access, name)))]
    return "\n".join(map(repr, rows))


def test_the_story_has_every_kind_of_text(story: Story) -> None:
    with reading(story.world.engine) as session:
        written = _written(session)
    missing = [kind for kind in KINDS if not any(mark(kind, case) in written for case in CASES)]
    assert not missing


def test_a_case_is_known_to_those_who_may_know_of_it_and_nobody_else(story: Story, reach: dict[str, str]) -> None:
    for case, number in story.numbers.items():
        known = {who for who, text in reach.items() if number in text}
        if case.startswith("conduct"):
            expected = FK_REPORTER | FK_NEAREST
            expected = expected if case in KNOWN_TO_ONE_PARTY else expected | REGION_NEAREST
        else:
            expected = FK_REPORTER | FK_HANDLERS
            expected = expected if case in KNOWN_TO_ONE_PARTY else expected | REGION_HANDLERS
        if case != "raised" and not case.startswith("conduct"):
            expected = expected | {"administrator"}  # the number alone, in the outbox: somebody has been told of it
        if case in LIFTED:
            expected = expected | {SECRETARY}
        if case in ON_FROZEN:
            expected = expected | MEMBERS
        if case in OPEN_BETWEEN_PARTIES:
            expected = expected | {"af.samordnare"}  # by the weekly list
        assert known == expected, case


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_the_weekly_list_is_for_coordinators_and_leaves_out_conduct(story: Story, who: str) -> None:
    lines = story.ask(weekly_list, who, story.world.now)
    coordinators = {"fk.samordnare", "region.samordnare", "af.samordnare"}
    expected = {story.numbers[case] for case in OPEN_BETWEEN_PARTIES} if who in coordinators else set()
    assert {line.number for line in lines} == expected


def test_the_weekly_list_shows_a_forum_text_only_to_those_who_may_read_it(story: Story) -> None:
    """The third party's coordinator is no member, and the case isn't theirs: kind and place, no text."""
    for who, cases in {
        "af.samordnare": (),
        "fk.samordnare": ("table", "frozen", "steering", "national"),
        "region.samordnare": ("table", "frozen", "steering", "national"),
    }.items():
        lines = story.ask(weekly_list, who, story.world.now)
        assert {line.number for line in lines if line.text} == {story.numbers[case] for case in cases}, who


def test_nobody_learns_who_works_with_the_case_at_the_other_party(story: Story) -> None:
    """Unit and people are read within the organisation only: not as rows, not in the history, not on the page."""
    theirs = {"fk.chef": REGION, "fk.utredare": REGION, "vc.chef": FK, "region.samordnare": FK}
    for who, other in theirs.items():
        shown = story.world.do(show_case, who, story.numbers["managers"])
        for party in shown.case.parties:
            people = (party.reporter_id, party.manager_id, party.unit_id)
            assert (people == (None, None, None)) == (party.organisation == other), who
        for row in shown.case.stamps:
            people = (row.reporter_id, row.manager_id, row.unit_id)
            assert (people == (None, None, None)) == (row.organisation == other), who
        assert any(row.organisation == other for row in shown.history), who
        assert all(row.actor_id is None for row in shown.history if row.organisation == other), who


PRIVATE_ACTS = {"described", "deid_written", "deid_reviewed", "deid_attested", "text_read", "split"}


def test_the_history_keeps_each_party_s_own_acts_to_itself(story: Story) -> None:
    for who, own in {"fk.chef": FK, "fk.utredare": FK, "vc.chef": REGION, "region.samordnare": REGION}.items():
        shown = story.world.do(show_case, who, story.numbers["managers"])
        theirs = {row.kind for row in shown.history if row.organisation != own}
        assert "moved" in theirs
        assert not theirs & PRIVATE_ACTS, who
        assert "text_read" not in {row.kind for row in shown.history}, who


def test_a_third_party_doesn_t_learn_that_the_two_others_write_to_each_other(story: Story) -> None:
    """The message's event is told to its sender and its receiver alone."""
    number = story.numbers["managers"]
    for who in ("fk.chef", "vc.chef"):
        shown = story.world.do(show_case, who, number)
        assert [row.kind for row in shown.history].count("handed_over") == 2, who


def test_the_auditor_reads_the_whole_trail_and_no_text(story: Story, reach: dict[str, str]) -> None:
    with reading(story.world.engine) as session:
        events = session.execute(access.visible_events(story.world.actor("granskare"))).all()
        everything = session.execute(select(table(Event))).all()
    assert len(events) == len(everything)
    assert all(mark(kind, case) not in reach["granskare"] for kind in KINDS for case in CASES)


def test_history_and_mails_hold_no_text_at_all(story: Story) -> None:
    """Whoever reads the trail, a mail or a calendar entry learns a number, a state and what to do; never a word."""
    with reading(story.world.engine) as session:
        for model in (Event, Outbox, Reminder, Deviation, DeviationParty):
            everything = repr(session.execute(select(table(model))).all())
            for kind in KINDS:
                assert KINDS[kind] not in everything, (model, kind)
            assert "Anna Berg" not in everything
            assert "Begäran" not in everything


def test_somebody_who_comes_too_late_learns_where_the_case_stands_only_if_they_may_know(story: Story) -> None:
    number = story.numbers["managers"]
    told: dict[str, Any] = {}

    def act(session: Any, actor: Actor) -> None:
        try:
            open_case(session, actor, number, rev=1)
        except Stale as error:
            told[actor.username] = error.current
            raise

    found = story.attempts(sorted(EVERYBODY), act)
    assert {who for who, (what, _) in found.items() if what == "stale"} == FK_REPORTER | HANDLERS
    assert {what for who, (what, _) in found.items() if who not in told} == {"missing"}
    shown = story.ask(moves.available, "fk.chef", number)[0]
    assert all(current == {"number": number, "state": shown.state, "rev": shown.rev} for current in told.values())


@pytest.mark.parametrize("who", ["administrator", "granskare", "fk.kollega", "ort.chef", "fk.grannchef", "af.chef"])
def test_without_a_part_in_any_case_there_is_nothing(story: Story, who: str) -> None:
    assert story.ask(list_cases, who) == []
    assert story.ask(weekly_list, who, story.world.now) == []


@pytest.mark.parametrize("organisation", [FK, REGION])
def test_an_actor_who_is_no_person_reads_no_case(story: Story, organisation: str) -> None:
    """A party without reporter must not become everybody's when the actor has no id either."""
    nobody = Actor(None, "nobody", organisation)
    operator = Actor(None, "operator", organisation, secretary_of=frozenset({story.forums["avvikelseforum"].id}))
    with reading(story.world.engine) as session:
        assert list_cases(session, nobody) == []
        assert list_cases(session, operator) == []
        for name in sorted(vars(access)):
            if name.startswith("visible_"):
                assert session.execute(getattr(access, name)(nobody)).all() == [], name


def test_forum_names_are_no_secret_but_their_agendas_are(story: Story) -> None:
    with reading(story.world.engine) as session:
        assert find_forum(session, "veckoavstamning").key == "veckoavstamning"
