"""Who decides what is destroyed, sees what would be, and stops it: each organisation over its own (access.md, R8)."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import insert

from avvikelse.core.dates import local_day
from avvikelse.db.tables import RoleAssignment, User, table
from avvikelse.services import retention, retention_holds
from avvikelse.services.members import sign_in
from tests.access.rows import FK_NEAREST, FK_SIDE, HANDLERS, NEAREST, NOWHERE, R
from tests.access.story import EVERYBODY, KINDS, Story
from tests.services.retention import EVERYTHING
from tests.world import REGION

ADMINISTRATOR = "administrator"
FORM = {"diary_number": "RV 1", "period": 1, "kinds": EVERYTHING, "from_day": "2026-01-01"}
REASON = {"reason": "Tillsyn."}
MANAGING = {"vc.chef", "ort.chef", "region.direktor", "fk.chef", "fk.omradeschef", "fk.grannchef", "af.chef"}
COORDINATING = {"region.samordnare", "fk.samordnare", "af.samordnare"}


def _registered(session: Any, story: Story) -> int:
    """A decision that the region's administrator has registered."""
    return retention.register_decision(session, story.world.actor(ADMINISTRATOR), FORM, story.world.now)


DECIDING: dict[str, Callable[[Any, Any, Story], Any]] = {
    "register_decision": lambda s, a, st: retention.register_decision(s, a, FORM, st.world.now),
    "list_decisions": lambda s, a, _: retention.list_decisions(s, a),
    "show_decision": lambda s, a, st: retention.show_decision(s, a, _registered(s, st)),
    "revoke_decision": lambda s, a, st: retention.revoke_decision(s, a, _registered(s, st), st.world.now),
    "preview": lambda s, a, st: retention.preview(s, a, local_day(st.world.now)),
}


@pytest.mark.parametrize("name", DECIDING)
def test_an_organisation_s_decisions_are_its_administrators(story: Story, name: str) -> None:
    found = story.attempts(sorted(EVERYBODY), lambda session, actor: DECIDING[name](session, actor, story))
    assert {who for who, (what, _) in found.items() if what == "done"} == {ADMINISTRATOR}, found
    assert {what for who, (what, _) in found.items() if who != ADMINISTRATOR} == {"missing"}


def test_an_administrator_has_nothing_to_do_with_another_organisation_s_decisions(story: Story) -> None:
    def act(session: Any, _: Any) -> None:
        number = _registered(session, story)
        user = table(User)
        who = {
            "username": "fk.admin",
            "name": "Fk",
            "email": "fk.admin@example.se",
            "organisation": "forsakringskassan",
        }
        added = session.execute(insert(user).values(**who, active=True).returning(user.c.id)).scalar_one()
        session.execute(insert(table(RoleAssignment)).values(user_id=added, role=ADMINISTRATOR))
        theirs = sign_in(session, "fk.admin")
        assert retention.list_decisions(session, theirs) == []
        assert retention.preview(session, theirs, local_day(story.world.now)) == []
        retention.register_decision(session, theirs, FORM, story.world.now)  # the same kinds, in its own organisation
        assert [line.id for line in retention.list_decisions(session, theirs)] != [number]
        retention.revoke_decision(session, theirs, number, story.world.now)

    assert story.attempt(ADMINISTRATOR, act)[0] == "missing"


def test_a_preview_names_no_conduct_matter_and_no_text(story: Story) -> None:
    shown: list[Any] = []

    def act(session: Any, actor: Any) -> None:
        _registered(session, story)
        shown.extend(retention.preview(session, actor, local_day(story.world.now).replace(year=2040)))

    assert story.attempt(ADMINISTRATOR, act)[0] == "done"
    told = repr(shown)
    assert story.numbers["closed"] in told
    assert story.numbers["withdrawn"] not in told, "the region has never known of it"
    assert not [number for case, number in story.numbers.items() if case.startswith("conduct") and number in told]
    assert not [word for word in KINDS.values() if word in told]


HOLDING = [
    ("closed", HANDLERS | {ADMINISTRATOR}, R),
    ("managers", HANDLERS | {ADMINISTRATOR}, R),
    ("withdrawn", FK_SIDE, R),
    ("conduct raised", FK_NEAREST, R),
    ("conduct resolved", NEAREST, R),
]


def _place(session: Any, actor: Any, number: str, story: Story) -> None:
    retention_holds.place_hold(session, actor, number, REASON, story.world.now)


def _place_and_release(session: Any, actor: Any, number: str, story: Story) -> None:
    _place(session, actor, number, story)
    retention_holds.release_hold(session, actor, number, story.world.now)


@pytest.mark.parametrize("act", [_place, _place_and_release])
@pytest.mark.parametrize(("case", "done", "forbidden"), HOLDING, ids=[case for case, *_ in HOLDING])
def test_a_case_is_held_by_those_who_handle_it_and_by_the_administrator(
    story: Story, act: Any, case: str, done: set[str], forbidden: set[str]
) -> None:
    number = story.numbers[case]
    found = story.attempts(sorted(EVERYBODY), lambda session, actor: act(session, actor, number, story))
    assert {who for who, (what, _) in found.items() if what == "done"} == done, found
    assert {who for who, (what, _) in found.items() if what == "forbidden"} == forbidden
    strangers = sorted(EVERYBODY - done - forbidden)
    nowhere = story.attempts(strangers, lambda session, actor: act(session, actor, NOWHERE, story))
    for who in strangers:
        assert (found[who][0], found[who][1].replace(number, NOWHERE)) == nowhere[who], who


def test_a_hold_and_its_reason_are_read_by_those_who_could_have_placed_it(story: Story) -> None:
    """Placed on both sides of a case; each side reads its own, and nobody reads one of a conduct matter but its own."""
    seen: dict[str, list[tuple[str, str]]] = {}
    looked: dict[str, str] = {}
    closed, conduct = story.numbers["closed"], story.numbers["conduct resolved"]

    def act(session: Any, actor: Any) -> None:
        for number in (closed, conduct):
            for who, reason in (("fk.chef", "Kassans skäl."), ("vc.chef", "Regionens skäl.")):
                retention_holds.place_hold(session, story.world.actor(who), number, {"reason": reason}, story.world.now)
        on_case = retention_holds.hold_on(session, actor, closed) if actor.username in HANDLERS else None
        looked[actor.username] = on_case.reason if on_case else ""
        seen[actor.username] = []
        lines = retention_holds.list_holds(session, actor)
        seen[actor.username] = [(line.number, line.reason) for line in lines]

    found = story.attempts(sorted(EVERYBODY), act)
    assert {who for who, (what, _) in found.items() if what == "done"} == MANAGING | COORDINATING | {ADMINISTRATOR}
    for who, lines in seen.items():
        own = "Regionens skäl." if story.world.actor(who).organisation == REGION else "Kassans skäl."
        expected = [(closed, own)] if who in HANDLERS | {ADMINISTRATOR} else []
        expected = [(conduct, own), *expected] if who in NEAREST else expected
        assert lines == expected, who
        assert looked.get(who, "") in ("", own)


@pytest.mark.parametrize(("case", "done", "forbidden"), HOLDING, ids=[case for case, *_ in HOLDING])
def test_whether_a_case_is_held_is_asked_by_those_who_handle_it(
    story: Story, case: str, done: set[str], forbidden: set[str]
) -> None:
    number = story.numbers[case]
    found = story.attempts(sorted(EVERYBODY), lambda s, a: retention_holds.hold_on(s, a, number))
    assert {who for who, (what, _) in found.items() if what == "done"} == done - {ADMINISTRATOR}, found
    assert {who for who, (what, _) in found.items() if what == "forbidden"} == forbidden
