"""Who may report a deviation, and who may read in a file of them."""

from typing import Any

import pytest

from avvikelse.inbound import Row as FileRow
from avvikelse.inbound import Table
from avvikelse.services import (
    imports,
    reports,
)
from tests.access.rows import FK_COORDINATOR, OWN_UNIT, REGION_COORDINATOR
from tests.access.story import EVERYBODY, SECRETARY, Story
from tests.world import AF, FK, REGION, a_report


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
