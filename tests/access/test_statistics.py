"""Who may count what: one's own in full, the agreement's without small figures, a conduct matter never (R8, R16)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from avvikelse.core.permissions import Actor
from avvikelse.core.statistics import Figures
from avvikelse.errors import AvvikelseError, BadInput, Forbidden
from avvikelse.services.statistics import By, joint_figures, joint_stays, own_figures, own_stays, period
from tests.access.story import EVERYBODY, Story

LATER = datetime(2027, 1, 11, 9, tzinfo=UTC)
"""When both half-years of the year have ended."""
YEAR = period(date(2026, 1, 1), date(2026, 12, 31))
HANDLERS = {
    "vc.chef", "ort.chef", "region.direktor", "region.samordnare", "fk.chef", "fk.omradeschef", "fk.samordnare",
    "fk.grannchef", "af.chef", "af.samordnare",
}  # fmt: skip
JOINTLY = {
    "region.samordnare", "fk.samordnare", "af.samordnare", "af.ledamot", "fk.omradeschef", "region.sekreterare",
}  # fmt: skip


def _allowed(story: Story, question: Callable[..., Any], *more: Any) -> set[str]:
    found = set()
    for username in EVERYBODY:
        try:
            story.world.ask(question, username, *more)
        except Forbidden:
            continue
        found.add(username)
    return found


@pytest.mark.parametrize("by", list(By))
def test_own_figures_are_for_managers_and_coordinators(story: Story, by: By) -> None:
    assert _allowed(story, own_figures, by, YEAR) == HANDLERS


@pytest.mark.parametrize("by", [one for one in By if one is not By.UNIT])
def test_the_agreements_figures_are_for_its_coordinators_and_forums(story: Story, by: By) -> None:
    assert _allowed(story, joint_figures, by, YEAR, LATER) == JOINTLY


def test_stays_are_for_the_same_people(story: Story) -> None:
    now = LATER
    assert _allowed(story, own_stays, YEAR, now) == HANDLERS
    assert _allowed(story, joint_stays, YEAR, now) == JOINTLY


def test_another_organisations_units_are_never_counted(story: Story) -> None:
    with pytest.raises(BadInput, match="Enheter visas bara"):
        story.world.ask(joint_figures, "fk.samordnare", By.UNIT, YEAR, LATER)
    ours = story.world.ask(own_figures, "fk.samordnare", By.UNIT, YEAR)
    assert {row.label for row in ours.rows} <= {"Sjukförsäkringen", "Sjukpenning team 1", "Sjukpenning team 2"}


def _total(story: Story, username: str) -> int:
    figures: Figures = story.world.ask(own_figures, username, By.CATEGORY, YEAR)
    return figures.total.total or 0


def test_a_conduct_matter_is_in_nobodys_figures_but_its_managers(story: Story) -> None:
    """The coordinator counts twelve ordinary cases; the nearest manager also the four of conduct."""
    ordinary = sum(1 for name in story.numbers if not name.startswith("conduct"))
    assert _total(story, "fk.samordnare") == ordinary
    assert _total(story, "fk.omradeschef") == ordinary
    assert _total(story, "fk.chef") == len(story.numbers)
    assert _total(story, "af.samordnare") == 0


def test_the_agreements_figures_hold_no_case_that_a_party_does_not_know_of(story: Story) -> None:
    figures = story.world.ask(joint_figures, "af.samordnare", By.ORGANISATION, YEAR, LATER)
    known = {"raised", "registered", "withdrawn"}
    shared = [name for name in story.numbers if not name.startswith("conduct") and name not in known]
    assert figures.total.total == len(shared)


def test_a_period_that_cannot_be_is_refused() -> None:
    for first, last in ((date(2026, 2, 1), date(2026, 1, 1)), (date(2000, 1, 1), date(2026, 1, 1))):
        with pytest.raises(AvvikelseError, match="Perioden"):
            period(first, last)


def test_actors_without_roles_count_nothing(story: Story) -> None:
    nobody = Actor(None, "nobody", "forsakringskassan")
    with pytest.raises(Forbidden):
        story.world.ask(lambda session, _: own_figures(session, nobody, By.GENDER, YEAR), "fk.chef")
