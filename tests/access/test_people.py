"""Who decides about absence, hands over cases, sees the holes, moves versions; and that no reminder tells too much."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from avvikelse.db.access import visible_deviations, visible_forum_items
from avvikelse.db.tables import Outbox, User, table
from avvikelse.services import absences, holes, migrating, passing_on, routine_files, staff
from avvikelse.services.members import sign_in
from avvikelse.services.occasions import tell_occasions
from avvikelse.services.reminders import fire_due
from tests.access.story import EVERYBODY, KINDS, Story
from tests.world import FK

VERSION = "2023-04-01"
FK_PEOPLE = {"fk.utredare", "fk.kollega", "fk.chef", "fk.grannchef", "fk.omradeschef", "fk.samordnare"}
COORDINATORS = {"fk.samordnare", "region.samordnare", "af.samordnare"}
FORM = {"from_day": "2026-12-21", "to_day": "2027-01-08"}


def outcomes(story: Story, act: Callable[[Any, Any], Any]) -> dict[str, set[str]]:
    """Who met which outcome when everybody tried."""
    found = story.attempts(sorted(EVERYBODY), act)
    said = " ".join(message for _, message in found.values())
    assert not any(word in said for word in KINDS.values()), said
    assert not any(number in said for number in story.numbers.values()), said
    return {
        what: {who for who, (got, _) in found.items() if got == what} for what in {got for got, _ in found.values()}
    }


@pytest.mark.parametrize(
    ("whose", "may"),
    [
        ("fk.utredare", {"fk.utredare", "fk.chef", "fk.omradeschef", "fk.samordnare"}),
        ("fk.chef", {"fk.chef", "fk.omradeschef", "fk.samordnare"}),
        ("fk.samordnare", {"fk.samordnare"}),
    ],
)
def test_absence_is_set_and_ended_by_oneself_ones_manager_and_the_coordinator(
    story: Story, whose: str, may: set[str]
) -> None:
    now = story.world.now

    def set_absence(session: Any, actor: Any) -> None:
        absences.set_absence(session, actor, whose, FORM, now)

    def end_absence(session: Any, actor: Any) -> None:
        known = absences.set_absence(session, story.world.actor(whose), whose, FORM, now)
        absences.end_absence(session, actor, whose, known, now)

    for act in (set_absence, end_absence):
        assert outcomes(story, act) == {"done": may, "forbidden": FK_PEOPLE - may, "missing": EVERYBODY - FK_PEOPLE}


def test_strangers_are_answered_as_for_somebody_who_doesn_t_exist(story: Story) -> None:
    now, strangers = story.world.now, sorted(EVERYBODY - FK_PEOPLE)

    def asking(whose: str) -> dict[str, tuple[str, str]]:
        return story.attempts(strangers, lambda s, a: absences.set_absence(s, a, whose, FORM, now))

    known, unknown = asking("fk.chef"), asking("finns.inte")
    assert {who: (what, said.replace("fk.chef", "finns.inte")) for who, (what, said) in known.items()} == unknown


def test_absence_is_listed_for_those_who_may_set_it(story: Story) -> None:
    now = story.world.now
    seen = {}

    def listing(session: Any, actor: Any) -> None:
        absences.set_absence(session, story.world.actor("fk.chef"), "fk.chef", FORM, now)
        seen[actor.username] = absences.list_absences(session, actor, now)

    outcomes(story, listing)
    assert {who for who, found in seen.items() if found} == {"fk.chef", "fk.omradeschef", "fk.samordnare"}


def test_cases_are_handed_over_by_the_manager_above_the_coordinator_or_an_administrator(story: Story) -> None:
    found = outcomes(story, lambda s, a: passing_on.hand_over_cases(s, a, "fk.chef", "fk.omradeschef", story.world.now))
    may = {"fk.omradeschef", "fk.samordnare", "administrator"}
    forbidden = FK_PEOPLE - may
    assert found == {"done": may, "forbidden": forbidden, "missing": EVERYBODY - may - forbidden}


def test_a_receiver_is_chosen_by_those_who_may_hand_over(story: Story) -> None:
    found = outcomes(story, lambda s, a: passing_on.possible_receivers(s, a, "fk.chef"))
    may = {"fk.omradeschef", "fk.samordnare", "administrator"}
    forbidden = FK_PEOPLE - may
    assert found == {"done": may, "forbidden": forbidden, "missing": EVERYBODY - may - forbidden}


def test_managers_and_coordinators_decide_for_the_people_below_them(story: Story) -> None:
    seen: dict[str, set[str]] = {}

    def listing(session: Any, actor: Any) -> None:
        seen[actor.username] = {one.username for one in staff.staff_of(session, actor)}

    managers = {"vc.chef", "ort.chef", "region.direktor", "fk.chef", "fk.omradeschef", "fk.grannchef", "af.chef"}
    may = managers | COORDINATORS
    assert outcomes(story, listing) == {"done": may, "missing": EVERYBODY - may}
    assert seen["fk.chef"] == {"fk.utredare", "fk.kollega"}
    assert seen["fk.omradeschef"] == {"fk.utredare", "fk.kollega", "fk.chef", "fk.grannchef"}
    assert seen["fk.samordnare"] == FK_PEOPLE - {"fk.samordnare"}
    assert seen["ort.chef"] == set()


def test_the_holes_are_for_administrators_and_coordinators(story: Story) -> None:
    found = outcomes(story, lambda s, a: holes.list_holes(s, a, story.world.now))
    may = COORDINATORS | {"administrator"}
    assert found == {"done": may, "forbidden": EVERYBODY - may}


def test_versions_are_moved_by_administrators(story: Story) -> None:
    now = story.world.now

    def preview(session: Any, actor: Any) -> int:
        return migrating.preview_migration(session, actor, "varmland", VERSION, VERSION, now).cases

    def migrate(session: Any, actor: Any) -> None:
        expected = preview(session, story.world.actor("administrator"))
        migrating.migrate_cases(session, actor, "varmland", VERSION, VERSION, now, expected=expected)

    for act in (preview, migrate):
        assert outcomes(story, act) == {"done": {"administrator"}, "forbidden": EVERYBODY - {"administrator"}}


def test_the_pages_for_moving_versions_are_there_for_administrators_alone(story: Story) -> None:
    now = story.world.now

    def review(session: Any, actor: Any) -> None:
        routine_files.bringing(session, actor, 1, None, now)

    def move(session: Any, actor: Any) -> None:
        expected = sum(migrating.running_cases(session, 1).values())
        routine_files.bring(session, actor, 1, 1, now, expected=expected)

    assert outcomes(story, review) == {"missing": EVERYBODY}, "there is only one version"
    assert outcomes(story, move) == {"done": {"administrator"}, "missing": EVERYBODY - {"administrator"}}


@pytest.mark.parametrize("away", [(), ("fk.chef", "vc.chef", "fk.samordnare"), ("fk.utredare", "region.sekreterare")])
def test_whoever_is_reminded_of_a_case_may_see_it(story: Story, away: tuple[str, ...]) -> None:
    """Half a year of reminders at once, with people away and their deputies: none tells of an unseen case."""
    later = story.world.now + timedelta(days=200)
    deputies = {"fk.chef": "fk.kollega", "vc.chef": "ort.chef", "fk.samordnare": "fk.grannchef"}
    told: Counter[str] = Counter()

    def act(session: Any, _: Any) -> None:
        for who in away:
            form = {"from_day": "2026-03-02", "deputy": deputies.get(who, "")}
            absences.set_absence(session, story.world.actor(who), who, form, story.world.now)
        before = {row.id for row in session.execute(select(table(Outbox)))}
        told.update(fire_due(session, later)[0])
        told.update(tell_occasions(session, later))
        outbox, user = table(Outbox), table(User)
        rows = session.execute(select(outbox, user.c.username).join(user, user.c.id == outbox.c.recipient_id)).all()
        for row in rows:
            if row.id not in before:
                _seen(session, row, sign_in(session, row.username, later.date()))

    assert story.attempt("administrator", act) == ("done", "")
    assert {"overdue", "next_level", "measure_overdue", "weekly_list"} <= set(told), told


def _seen(session: Any, row: Any, actor: Any) -> None:
    data = json.loads(row.data)
    if row.deviation_id is None:
        assert "number" not in data
        return
    seen = session.execute(
        visible_deviations(actor).where(visible_deviations(actor).selected_columns.id == row.deviation_id)
    )
    items = session.execute(visible_forum_items(actor)).all()
    assert seen.first() is not None or row.deviation_id in {item.deviation_id for item in items}, (data, actor.username)


def test_somebody_of_another_organisation_is_nobody_s_deputy(story: Story) -> None:
    form = {**FORM, "deputy": "vc.chef"}
    found = story.attempt("fk.chef", lambda s, a: absences.set_absence(s, a, "fk.chef", form, story.world.now))
    assert found[0] == "bad_input"
    assert FK not in found[1]
