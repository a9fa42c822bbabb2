"""The secretary arranges the draft, freezes it, and takes up what comes late (R14)."""

from typing import Any

import pytest

from avvikelse.core.agenda import Agenda
from avvikelse.errors import BadInput, NotFound, RefusedMove, Stale
from avvikelse.services import arranging
from avvikelse.services.agenda_frozen import add_late
from avvikelse.services.agendas import agenda, freeze, send
from avvikelse.services.meetings import ForumRef, MeetingRef
from tests.services.steps import SECRETARY, counts, lifted, meeting_today, now_of, planned, told
from tests.world import World

HEAD = 3
"""Lines before the first case: opening, minutes, follow-up."""


@pytest.fixture
def meeting(world: World) -> tuple[ForumRef, MeetingRef]:
    """A planned meeting with four cases on the table."""
    for _ in range(4):
        lifted(world)
    forum = planned(world)
    return forum, meeting_today(world, forum)


def act(world: World, meeting: tuple[ForumRef, MeetingRef], use_case: Any, *args: Any, rev: int | None = None) -> int:
    forum, known = meeting
    new: int = world.do(use_case, SECRETARY, forum, now_of(world, forum, known), *args, rev=rev)
    return new


def seen(world: World, meeting: tuple[ForumRef, MeetingRef], who: str = SECRETARY) -> Agenda:
    forum, known = meeting
    found: Agenda = world.ask(agenda, who, forum, known.held_on.isoformat(), world.now)
    return found


def cases(found: Agenda) -> list[tuple[str, str]]:
    return [(line.label, (line.number or line.title)[-4:]) for line in found.lines if line.number or line.title]


def test_a_case_is_moved_ahead_and_last(world: World, meeting: tuple[ForumRef, MeetingRef]) -> None:
    act(world, meeting, arranging.reorder, "AVV-2026-0004", "AVV-2026-0001")
    act(world, meeting, arranging.reorder, "5", None)
    assert cases(seen(world, meeting)) == [("4", "0004"), ("5", "0002"), ("6", "0003"), ("7", "0001")]
    late = lifted(world)
    assert cases(seen(world, meeting))[-1] == ("8", late[-4:])


def test_a_case_stays_under_its_heading(world: World, meeting: tuple[ForumRef, MeetingRef]) -> None:
    with pytest.raises(BadInput, match="under en annan rubrik"):
        act(world, meeting, arranging.reorder, "AVV-2026-0001", "1")
    with pytest.raises(NotFound):
        act(world, meeting, arranging.reorder, "99", None)


def test_similar_cases_become_one_item(world: World, meeting: tuple[ForumRef, MeetingRef]) -> None:
    act(world, meeting, arranging.group, ["AVV-2026-0002", "AVV-2026-0004"], "Sena intyg")
    assert cases(seen(world, meeting)) == [
        ("4", "0001"), ("5", "ntyg"), ("5.1", "0002"), ("5.2", "0004"), ("6", "0003"),
    ]  # fmt: skip
    with pytest.raises(BadInput, match="minst två"):
        act(world, meeting, arranging.group, ["AVV-2026-0001"], "Ensam")
    with pytest.raises(BadInput, match="peka ut"):
        act(world, meeting, arranging.group, ["AVV-2026-0001", "AVV-2026-0003"], "Om Anna Berg, 19680423-9819")
    act(world, meeting, arranging.ungroup, "5")
    assert [label for label, _ in cases(seen(world, meeting))] == ["4", "5", "6", "7"]


def test_time_own_items_and_what_is_put_off(world: World, meeting: tuple[ForumRef, MeetingRef]) -> None:
    act(world, meeting, arranging.set_time, "AVV-2026-0001", 15)
    act(world, meeting, arranging.add_own_item, {"heading": "Ny mall", "text": "Mallen visas."})
    act(world, meeting, arranging.put_off, "AVV-2026-0002")
    found = seen(world, meeting)
    assert [(line.number, line.minutes) for line in found.lines if line.minutes] == [("AVV-2026-0001", 15)]
    assert [(line.title, line.text) for line in found.lines if line.title] == [("Ny mall", "Mallen visas.")]
    assert [(held.number, "skjutit upp" in held.reason) for held in found.withheld] == [("AVV-2026-0002", True)]
    act(world, meeting, arranging.take_back, "AVV-2026-0002")
    act(world, meeting, arranging.remove_own_item, "free:1")
    found = seen(world, meeting)
    assert found.withheld == ()
    assert not [line for line in found.lines if line.title]


@pytest.mark.parametrize("minutes", ["-1", "481", "en kvart", ""])
def test_bad_time_is_told_and_changes_nothing(world: World, meeting: tuple[ForumRef, MeetingRef], minutes: str) -> None:
    before = counts(world)
    with pytest.raises(BadInput, match="minuter"):
        act(world, meeting, arranging.set_time, "1", minutes)
    assert counts(world) == before


def test_own_words_that_point_somebody_out_are_refused(world: World, meeting: tuple[ForumRef, MeetingRef]) -> None:
    before = counts(world)
    with pytest.raises(BadInput, match="peka ut"):
        act(world, meeting, arranging.add_own_item, {"heading": "Samtal", "text": "Ring Anna Berg, 070-174 06 12."})
    assert counts(world) == before


def test_the_second_secretary_sees_what_the_first_changed(world: World, meeting: tuple[ForumRef, MeetingRef]) -> None:
    seen_by_both = seen(world, meeting).rev
    act(world, meeting, arranging.set_time, "4", 10, rev=seen_by_both)
    with pytest.raises(Stale, match=r"Dagordningen har ändrats \(punkt 4\)") as overtaken:
        act(world, meeting, arranging.put_off, "AVV-2026-0001", rev=seen_by_both)
    assert overtaken.value.current["rev"] == seen_by_both + 1
    found = seen(world, meeting)
    assert found.withheld == ()
    assert [line.minutes for line in found.lines if line.minutes] == [10]
    forum, known = meeting
    with pytest.raises(Stale):
        world.do(freeze, SECRETARY, forum, known.held_on.isoformat(), rev=seen_by_both)
    assert act(world, meeting, arranging.put_off, "AVV-2026-0001", rev=found.rev) == found.rev + 1


def test_after_freezing_numbers_stay_and_what_comes_late_has_a_list_of_its_own(
    world: World, meeting: tuple[ForumRef, MeetingRef]
) -> None:
    forum, known = meeting
    act(world, meeting, arranging.put_off, "AVV-2026-0003")
    frozen = world.do(freeze, SECRETARY, forum, known.held_on.isoformat())
    with pytest.raises(RefusedMove, match="redan spikad"):
        act(world, meeting, arranging.set_time, "1", 5)
    first, second = lifted(world), lifted(world)
    found = seen(world, meeting)
    assert found.waiting == (first, second)  # what was put off isn't late
    assert seen(world, meeting, "fk.samordnare").waiting == ()
    assert act(world, meeting, add_late) == 2
    assert act(world, meeting, add_late) == 0
    third = lifted(world)
    assert act(world, meeting, add_late) == 1
    found = seen(world, meeting, "fk.samordnare")
    assert [line.label for line in found.lines[: len(frozen.lines)]] == [line.label for line in frozen.lines]
    assert [(line.label, line.number) for line in found.lines if line.late] == [
        ("T1", first), ("T2", second), ("T3", third),
    ]  # fmt: skip


def test_a_sent_agenda_is_told_of_once(world: World, meeting: tuple[ForumRef, MeetingRef]) -> None:
    forum, known = meeting
    with pytest.raises(RefusedMove, match="Spika den först"):
        act(world, meeting, send)
    world.do(freeze, SECRETARY, forum, known.held_on.isoformat())
    act(world, meeting, send)
    with pytest.raises(RefusedMove, match="redan utskickad"):
        act(world, meeting, send)
    assert seen(world, meeting).state == "sent"
    assert SECRETARY not in {who for who, _ in told(world, "agenda_sent")}
