"""Four eyes on exactly one text: who may attest, what voids it, and what the table shows (R13)."""

import pytest
from sqlalchemy import update

from avvikelse.core.vocabulary import DeidStatus
from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import Deidentification, ForumItem, table
from avvikelse.deid import Verdict, detector_version
from avvikelse.errors import BadInput, Forbidden, RefusedMove
from avvikelse.services.agendas import agenda
from avvikelse.services.casework import open_case
from avvikelse.services.decisions import decide
from avvikelse.services.deidentification import attest, stored_status, write_deidentified
from avvikelse.services.weekly import weekly_list
from tests.services.steps import (
    SECRETARY,
    attested,
    counts,
    frozen,
    held,
    lifted,
    planned,
    received,
    rows,
    shown,
    step,
    told,
)
from tests.world import ATTESTED, CLEAN_TEXT, World

NAMED = "Anna Berg, 19680423-9819, fick vänta. Ring henne på 070-174 06 12 eller skriv till anna@example.se."
REWRITTEN = "Begäran skickades till fel mottagare och ersättningen blev sen."
LIFT = {"why_unsolved": "Felet kom tillbaka."}


def status(world: World, who: str, number: str) -> DeidStatus:
    def ask(session, actor, number):  # type: ignore[no-untyped-def]
        return stored_status(session, actor, open_case(session, actor, number))

    return DeidStatus(world.ask(ask, who, number))


def test_the_author_doesn_t_attest(world: World) -> None:
    number = received(world)
    world.do(write_deidentified, "fk.chef", number, {"text": CLEAN_TEXT}, rev=None)
    assert status(world, "fk.chef", number) is DeidStatus.UNATTESTED
    with pytest.raises(Forbidden, match="kollega"):
        world.do(attest, "fk.chef", number, ATTESTED, rev=None)
    world.do(attest, "fk.omradeschef", number, ATTESTED, rev=None)
    assert status(world, "fk.chef", number) is DeidStatus.VALID


def test_the_other_party_attests_its_own_text_only(world: World) -> None:
    number = received(world)
    world.do(write_deidentified, "fk.chef", number, {"text": CLEAN_TEXT}, rev=None)
    with pytest.raises(RefusedMove, match="Det finns ingen avidentifierad text"):
        world.do(attest, "region.samordnare", number, ATTESTED, rev=None)
    assert status(world, "vc.chef", number) is DeidStatus.MISSING
    assert shown(world, "vc.chef", number).deidentification is None


def test_a_new_version_voids_the_attestation(world: World) -> None:
    number = received(world)
    attested(world, number)
    world.do(write_deidentified, "fk.samordnare", number, {"text": CLEAN_TEXT}, rev=None)  # the very same words
    assert status(world, "fk.chef", number) is DeidStatus.UNATTESTED
    with pytest.raises(RefusedMove):
        step(world, "fk.chef", number, "lift_to_forum", **LIFT)
    world.do(attest, "fk.chef", number, ATTESTED, rev=None)
    assert step(world, "fk.chef", number, "lift_to_forum", **LIFT) == "forum"


def test_a_text_that_points_somebody_out_is_kept_but_goes_nowhere(world: World) -> None:
    number = received(world)
    written = world.do(write_deidentified, "fk.chef", number, {"text": NAMED}, rev=None)
    assert written.report.verdict is Verdict.BLOCKED
    [row] = rows(world, Deidentification)
    assert row.text == NAMED
    assert "Anna" not in row.findings
    assert "9819" not in row.findings
    with pytest.raises(RefusedMove) as refused:
        world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
    assert "Anna" not in refused.value.message
    with pytest.raises(RefusedMove):
        step(world, "fk.chef", number, "lift_to_forum", **LIFT)


@pytest.mark.parametrize("part", ["tried", "question"])
def test_every_part_of_the_text_is_checked(world: World, part: str) -> None:
    number = received(world)
    written = world.do(write_deidentified, "fk.chef", number, {"text": CLEAN_TEXT, part: NAMED}, rev=None)
    assert written.report.verdict is Verdict.BLOCKED


def test_an_empty_or_endless_text_is_bad_input(world: World) -> None:
    number = received(world)
    before = counts(world)
    for text in ("", "  ", "x" * 20_001):
        with pytest.raises(BadInput):
            world.do(write_deidentified, "fk.chef", number, {"text": text}, rev=None)
    assert counts(world) == before


def tamper(world: World, model: type, **values: object) -> None:
    """Changes rows behind the program's back."""
    with unit_of_work(world.engine) as session:
        session.execute(update(table(model)).values(**values))


def test_a_text_changed_behind_the_program_s_back_isn_t_the_attested_one(world: World) -> None:
    number = received(world)
    attested(world, number)
    tamper(world, Deidentification, text=REWRITTEN)
    with pytest.raises(RefusedMove):
        step(world, "fk.chef", number, "lift_to_forum", **LIFT)


def test_a_text_attested_under_another_detector_must_be_attested_again(world: World) -> None:
    number = received(world)
    attested(world, number)
    tamper(world, Deidentification, detector="0.1+lists.00000000")
    assert status(world, "fk.chef", number) is DeidStatus.STALE
    with pytest.raises(RefusedMove, match="intyga"):
        step(world, "fk.chef", number, "lift_to_forum", **LIFT)
    world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
    assert step(world, "fk.chef", number, "lift_to_forum", **LIFT) == "forum"


@pytest.mark.parametrize("change", [{"detector": "0.1+lists.00000000"}, {"text": NAMED}, {"text": REWRITTEN}])
def test_what_no_longer_holds_is_withheld_by_number_and_reason(world: World, change: dict[str, str]) -> None:
    number = lifted(world)
    forum = planned(world)
    tamper(world, ForumItem, **change)
    draft = world.ask(agenda, SECRETARY, forum, "next", world.now)
    assert number not in {line.number for line in draft.lines}
    [withheld] = draft.withheld
    assert withheld.number == number
    assert withheld.reason
    assert "Anna" not in repr(draft)
    assert all(not line.text for line in world.ask(weekly_list, "fk.samordnare", world.now))
    frozen(world, forum)
    assert told(world, "withheld") == [("fk.chef", "withheld")]
    held_back = world.ask(agenda, SECRETARY, forum, "next", world.now)
    assert [item.number for item in held_back.withheld] == [number]
    members = world.ask(agenda, "fk.samordnare", forum, "next", world.now)
    assert number not in repr(members)
    assert members.withheld == ()


def test_what_stops_holding_after_the_freeze_disappears_for_members(world: World) -> None:
    number = lifted(world)
    forum = planned(world)
    frozen(world, forum)
    assert number in repr(world.ask(agenda, "fk.samordnare", forum, "next", world.now))
    tamper(world, ForumItem, detector="0.1+lists.00000000")
    assert number not in repr(world.ask(agenda, "fk.samordnare", forum, "next", world.now))
    assert [item.number for item in world.ask(agenda, SECRETARY, forum, "next", world.now).withheld] == [number]


def test_attesting_again_refreshes_the_text_on_the_table(world: World) -> None:
    number = lifted(world)
    forum = planned(world)
    attested(world, number, REWRITTEN)
    [item] = rows(world, ForumItem)
    assert (item.text, item.detector) == (REWRITTEN, detector_version())
    draft = world.ask(agenda, SECRETARY, forum, "next", world.now)
    assert [line.text for line in draft.lines if line.number == number] == [REWRITTEN]


def test_the_other_party_s_text_doesn_t_take_the_table_over(world: World) -> None:
    number = lifted(world)
    world.do(write_deidentified, "vc.chef", number, {"text": REWRITTEN}, rev=None)
    world.do(attest, "region.samordnare", number, ATTESTED, rev=None)
    assert [item.text for item in rows(world, ForumItem)] == [CLEAN_TEXT]


def test_a_frozen_agenda_keeps_its_words(world: World) -> None:
    number = lifted(world)
    forum = planned(world)
    meeting = frozen(world, forum)
    world.do(write_deidentified, "fk.chef", number, {"text": REWRITTEN}, rev=None)
    with pytest.raises(RefusedMove, match="spikad"):
        world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
    [item] = rows(world, ForumItem)
    assert item.text == CLEAN_TEXT
    assert [row.attested_at for row in rows(world, Deidentification)][-1] is None
    world.do(decide, SECRETARY, forum, meeting, item.id, {"outcome": "next_meeting", "position": "Kvar."})
    held(world, forum, meeting)
    world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
    day = meeting.held_on.isoformat()
    for who in (SECRETARY, "fk.samordnare"):
        past = world.ask(agenda, who, forum, day, world.now)
        assert [line.text for line in past.lines if line.number == number] == [CLEAN_TEXT], who
        assert "ersättningen blev sen" not in repr(past)
    world.wait(working_days=60)
    coming = world.ask(agenda, SECRETARY, forum, "next", world.now)
    assert [line.text for line in coming.lines if line.number == number] == [REWRITTEN]
