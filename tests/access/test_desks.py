"""The long lists' door finds exactly what the one door finds, page by page, and the turns are those who are told."""

from datetime import timedelta

import pytest

from avvikelse.core.permissions import Actor
from avvikelse.db.access import visible_deviations
from avvikelse.db.desk import Part, Wanted, fold
from avvikelse.services.lists import list_cases, page_of_cases
from tests.access.story import EVERYBODY, Story
from tests.world import FK, REGION


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_a_desk_holds_what_the_door_lets_through(story: Story, who: str) -> None:
    door = story.ask(lambda session, actor: {row.number for row in session.execute(visible_deviations(actor))}, who)
    found = [line.number for line in story.ask(list_cases, who)]
    assert len(found) == len(set(found))
    assert set(found) == door


@pytest.mark.parametrize("who", ["fk.chef", "region.direktor", "fk.samordnare", "fk.utredare"])
def test_pages_follow_one_another_without_gap_or_overlap(story: Story, who: str) -> None:
    whole = [line.number for line in story.ask(list_cases, who)]
    found: list[str] = []
    after = ""
    while True:
        page = story.ask(page_of_cases, who, after=after, limit=2)
        found += [line.number for line in page.lines]
        after = page.after
        if not after:
            break
    assert len(whole) > 2
    assert found == whole


def test_my_turn_comes_first_then_what_waits_then_what_has_ended(story: Story) -> None:
    lines = story.ask(list_cases, "fk.chef")
    assert [line.part for line in lines] == sorted((line.part for line in lines), key=list(Part).index)
    assert {line.part for line in lines} == set(Part)
    mine = [line for line in lines if line.part is Part.TURN]
    assert {line.number for line in mine} >= {story.numbers["registered"], story.numbers["conduct registered"]}
    assert all("du är chefen för den som rapporterade" in line.why for line in mine)
    assert story.numbers["closed"] in {line.number for line in lines if line.part is Part.ENDED}
    above = story.ask(list_cases, "fk.omradeschef")
    assert story.numbers["registered"] not in {line.number for line in above if line.part is Part.TURN}


def test_filters_keep_to_what_is_asked_for(story: Story) -> None:
    def numbers(wanted: Wanted) -> set[str]:
        return {line.number for line in story.ask(page_of_cases, "fk.chef", wanted).lines}

    everything = numbers(Wanted())
    assert numbers(Wanted(states=("forum", "steering"))) == {story.numbers[c] for c in ("table", "frozen", "steering")}
    assert numbers(Wanted(organisation=REGION)) == everything
    assert numbers(Wanted(organisation="arbetsformedlingen")) == set()
    assert numbers(Wanted(number=story.numbers["raised"])) == {story.numbers["raised"]}
    assert numbers(Wanted(reported_before=story.world.now - timedelta(days=900))) == set()
    assert numbers(Wanted(reported_from=story.world.now - timedelta(days=900))) == everything
    assert numbers(Wanted(due_before=story.world.now + timedelta(days=900))) < everything


def test_a_search_sees_the_own_registration_alone(story: Story) -> None:
    """Titles and references of the other side don't exist for the searcher (access.md)."""
    for who, other, word in (("vc.chef", "fk.chef", "lampa"), ("fk.chef", "vc.chef", "77")):
        words = (word[:4], fold("FJÄRDE"))
        assert [line.number for line in story.ask(page_of_cases, who, Wanted(words=words)).lines] == [
            story.numbers["managers"]
        ]
        assert not story.ask(page_of_cases, other, Wanted(words=words)).lines
    assert not story.ask(page_of_cases, "fk.chef", Wanted(words=("100%_",))).lines
    secret = story.numbers["conduct raised"]
    assert not story.ask(page_of_cases, "fk.samordnare", Wanted(number=secret)).lines


def test_whoever_is_nobody_has_an_empty_desk(story: Story) -> None:
    nobody = Actor(None, "nobody", FK)
    assert story.ask(lambda session, _: list_cases(session, nobody), "fk.chef") == []
