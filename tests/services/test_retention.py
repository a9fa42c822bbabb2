"""Years pass, and what an authority has decided to destroy is destroyed: its own texts, never the history (R19)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel

from avvikelse.core.dates import local_day, swedish_date
from avvikelse.db.session import reading
from avvikelse.db.tables import DeviationParty, Event, Measure, Message, Note, Outbox, Registration
from avvikelse.errors import BadInput, NotFound, RefusedMove, Stale
from avvikelse.services.audit import verify
from avvikelse.services.drafts import save_draft
from avvikelse.services.handling import log_contact
from avvikelse.services.inbox import inbox
from avvikelse.services.lists import list_cases
from avvikelse.services.reports import describe
from avvikelse.services.retention import list_decisions, preview, revoke_decision, show_decision
from avvikelse.services.retention_holds import hold_on, list_holds, place_hold, release_hold
from tests.services.retention import (
    SECRETS,
    closed,
    decided,
    retained,
    told_and_waited,
    with_administrators,
    withdrawn,
    years_pass,
)
from tests.services.steps import attested, reported, rows, shown, step, told
from tests.world import FK, REGION, World


@pytest.fixture
def old(world: World) -> World:
    """The world with an administrator in both organisations."""
    return with_administrators(world)


def whole(world: World) -> None:
    """The chain of events holds from its first link to its last."""
    with reading(world.engine) as session:
        _, _, broken = verify(session)
    assert broken is None


def left(world: World, model: type[SQLModel], organisation: str | None = None) -> str:
    """What a table still says, of one organisation or of all."""
    found = [row for row in rows(world, model) if organisation is None or row.organisation == organisation]
    return repr(found)


def says_secrets(text: str) -> bool:
    return any(secret in text for secret in SECRETS)


def test_a_case_closes_years_pass_and_its_own_side_s_texts_are_gone(old: World) -> None:
    number = closed(old)
    decided(old)
    assert not retained(old), "nothing is near"
    years_pass(old, 4.9)
    [line] = old.ask(preview, "fk.admin", local_day(old.now))
    assert line.due.cases == 0
    years_pass(old, 0.1)
    [line] = old.ask(preview, "fk.admin", local_day(old.now))
    assert (line.due.cases, line.due.numbers) == (1, [number])
    before = rows(old, Event)

    assert retained(old) == {"told": 1}
    assert told(old, "retention_ahead") == [("fk.admin", "retention_ahead")]
    [notice] = [one.notice for one in old.ask(inbox, "fk.admin").messages]
    assert (notice.message, notice.count, notice.day) == ("retention_ahead", 1, local_day(old.now + timedelta(days=30)))
    assert not retained(old), "told once"
    old.now += timedelta(days=29)
    assert not retained(old), "there is still time to stop it"
    old.now += timedelta(days=2)
    done = retained(old)
    assert done["cases"] == 1
    assert not retained(old), "a second run does nothing"
    assert rows(old, Event)[: len(before)] == before
    whole(old)

    said = f"Texten är gallrad {swedish_date(local_day(old.now))} enligt beslut FO 2026/7."
    assert not says_secrets(left(old, Registration, FK))
    assert not left(old, Note, FK).strip("[]")
    assert says_secrets(left(old, Registration, REGION)), "the other authority decides over its own"
    assert says_secrets(left(old, Message)), "and what both hold stays until both have decided"
    assert shown(old, "fk.chef", number).registration.title == said
    assert [case.title for case in old.ask(list_cases, "fk.chef")] == [said]
    [event] = [row for row in rows(old, Event) if row.kind == "destroyed" and row.deviation_id]
    data = json.loads(event.data)
    assert (event.organisation, event.actor_id, data["decision"]) == (FK, None, "FO 2026/7")
    assert data["kinds"] == ["registration", "notes", "deidentified", "shared", "traces"]
    assert not says_secrets(event.data)


def test_what_two_parties_hold_goes_when_both_have_decided(old: World) -> None:
    number = closed(old)
    decided(old)
    years_pass(old, 6)
    told_and_waited(old)
    assert "shared" not in retained(old)
    decided(old, REGION, period=8)
    years_pass(old, 2)
    told_and_waited(old)
    assert retained(old)["shared"] == 1
    assert not says_secrets(left(old, Message) + left(old, Measure) + left(old, Note) + left(old, Registration))
    page = shown(old, "vc.chef", number)
    day = swedish_date(local_day(old.now))
    assert {row.body for row in page.messages} == {f"Texten är gallrad {day} enligt parternas beslut."}
    assert all(row.done_at and row.effect for row in page.measures), "that it was done and followed up is still known"
    assert not [row for row in rows(old, Outbox) if row.deviation_id is not None]
    whole(old)


def test_a_hold_keeps_the_texts_until_it_is_let_go(old: World) -> None:
    number, other = closed(old), closed(old)
    for organisation in (FK, REGION):
        decided(old, organisation)
    years_pass(old, 6)
    assert old.do(place_hold, "fk.samordnare", number, {"reason": "Tillsyn pågår."}) == number
    with pytest.raises(BadInput, match="redan stoppad"):
        old.do(place_hold, "fk.admin", number, {"reason": "Överklagad."})
    assert [line.reason for line in old.ask(list_holds, "fk.admin")] == ["Tillsyn pågår."]
    assert old.ask(list_holds, "administrator") == []
    held = old.ask(hold_on, "fk.chef", number)
    assert held is not None
    assert held.number == number
    told_and_waited(old)
    done = retained(old)
    assert (done["cases"], done["shared"]) == (3, 1), "both sides of the one, one side of the other"
    assert shown(old, "fk.chef", number).registration.title.startswith("Intyg")
    assert says_secrets(repr(shown(old, "vc.chef", number).messages)), "held by one is held for both"
    assert not says_secrets(repr(shown(old, "vc.chef", other).messages))
    old.do(release_hold, "fk.chef", number)
    assert retained(old)["cases"] == 1
    assert not says_secrets(left(old, Message) + left(old, Registration) + left(old, Note))
    with pytest.raises(BadInput, match="inte stoppad"):
        old.do(release_hold, "fk.chef", number)
    whole(old)


def test_a_hold_let_go_after_the_other_s_time_lets_the_shared_texts_go(old: World) -> None:
    """Försäkringskassan's time has come and gone when the region holds; only its own release sets them free."""
    number = closed(old)
    decided(old, period=1)
    years_pass(old, 2)
    told_and_waited(old)
    retained(old)
    decided(old, REGION, period=1)
    told_and_waited(old)
    old.do(place_hold, "administrator", number, {"reason": "Tillsyn."})
    assert not retained(old)
    old.do(release_hold, "administrator", number)
    assert retained(old) == {"cases": 1, "shared": 1}
    assert not says_secrets(left(old, Message))


def test_a_hold_after_everything_is_gone_changes_nothing_that_is_said(old: World) -> None:
    """The sentence tells the day when the texts went, also after a hold that came too late is let go."""
    number = closed(old)
    for organisation in (FK, REGION):
        decided(old, organisation, period=1)
    years_pass(old, 2)
    told_and_waited(old)
    assert retained(old)["shared"] == 1
    before = left(old, Message), left(old, Registration)
    old.do(place_hold, "administrator", number, {"reason": "Tillsyn."})
    years_pass(old, 1)
    old.do(release_hold, "administrator", number)
    assert "cases" not in retained(old)
    after = left(old, Message), left(old, Registration)
    assert after == before


def test_nothing_is_destroyed_without_a_decision_or_when_it_is_revoked_in_time(old: World) -> None:
    closed(old)
    years_pass(old, 30)
    assert not retained(old)
    number = decided(old)
    assert retained(old) == {"told": 1}
    old.do(revoke_decision, "fk.admin", number)
    old.now += timedelta(days=31)
    assert not retained(old)
    with pytest.raises(BadInput, match="redan upphävt"):
        old.do(revoke_decision, "fk.admin", number)
    assert says_secrets(left(old, Registration, FK))


def test_what_a_revoked_decision_covered_goes_by_it_no_longer(old: World) -> None:
    """Försäkringskassan's time had come for what both hold; then it revoked, before the region's had."""
    number = closed(old)
    revoked = decided(old)
    years_pass(old, 6)
    told_and_waited(old)
    retained(old)
    old.do(revoke_decision, "fk.admin", revoked)
    decided(old, REGION)
    told_and_waited(old)
    assert "shared" not in retained(old)
    assert says_secrets(repr(shown(old, "fk.chef", number).messages))
    decided(old, kinds=["shared"])
    told_and_waited(old)
    assert retained(old) == {"cases": 1, "shared": 1}
    assert not says_secrets(left(old, Message))
    whole(old)


def test_what_is_gone_is_not_destroyed_again_when_its_decision_is_revoked_and_made_anew(old: World) -> None:
    closed(old)
    numbers = [decided(old, organisation, kinds=["shared"]) for organisation in (FK, REGION)]
    years_pass(old, 6)
    told_and_waited(old)
    assert retained(old)["shared"] == 1
    before = left(old, Message)
    old.do(revoke_decision, "fk.admin", numbers[0])
    decided(old, kinds=["shared"])
    old.now += timedelta(days=60)
    assert not retained(old)
    assert left(old, Message) == before


def test_a_decision_works_from_its_day_and_never_before_the_notice(old: World) -> None:
    closed(old)
    number = decided(old, from_day="2036-01-01")
    years_pass(old, 9.75)
    assert not retained(old), "a month and a day before"
    old.now += timedelta(days=1)
    assert retained(old) == {"told": 1}
    assert old.ask(show_decision, "fk.admin", number).works_from.isoformat() == "2036-01-01"


def test_while_nobody_can_be_told_nothing_is_destroyed(old: World) -> None:
    from avvikelse.services.members import revoke  # noqa: PLC0415 (only here)

    closed(old)
    decided(old)
    years_pass(old, 6)
    old.plain(revoke, "fk.admin", "administrator")
    assert not retained(old)
    old.now += timedelta(days=60)
    assert not retained(old)


def test_a_case_that_was_destroyed_takes_no_more_until_it_is_opened_again(old: World) -> None:
    number = closed(old)
    before = shown(old, "fk.chef", number).case.rev
    decided(old)
    years_pass(old, 6)
    told_and_waited(old)
    retained(old)
    form = {"title": "Ny rubrik", "description": "Ny text."}
    with pytest.raises(Stale):
        old.do(describe, "fk.chef", number, form, rev=before)
    for act, values in ((describe, form), (log_contact, {"text": "Ringde."})):
        with pytest.raises(RefusedMove, match="Er text är gallrad"):
            old.do(act, "fk.chef", number, values, rev=None)
    step(old, "fk.chef", number, "reopen", why_reopened="Felet är tillbaka.")
    old.do(describe, "fk.chef", number, form, rev=None)
    assert not retained(old), "an open case keeps its texts"
    old.do(log_contact, "vc.chef", number, {"text": "Ringde."}, rev=None)
    assert {row.destroyed for row in rows(old, DeviationParty)} == {0}
    whole(old)


def test_a_case_of_which_only_messages_are_gone_still_takes_what_is_written(old: World) -> None:
    """Nobody's text is gone, and a solved case is lifted for learning long after its messages are of use (R10)."""
    number = closed(old)
    decided(old, kinds=["traces"], period=1)
    years_pass(old, 2)
    told_and_waited(old)
    assert retained(old)["cases"] == 1
    old.do(log_contact, "fk.chef", number, {"text": "Ringde."}, rev=None)
    attested(old, number)


def test_conduct_matters_go_too_and_no_administrator_learns_of_them(old: World) -> None:
    number = withdrawn(old, conduct_matter=True, category="beteende")
    decided(old)
    years_pass(old, 6)
    [line] = old.ask(preview, "fk.admin", local_day(old.now))
    assert (line.due.cases, line.due.numbers) == (0, [])
    with pytest.raises(NotFound):
        old.do(place_hold, "fk.admin", number, {"reason": "Tillsyn."})
    assert not retained(old), "a notice about no case would tell that there is such a one"
    assert not told(old, "retention_ahead")
    other = withdrawn(old)
    years_pass(old, 6)
    told_and_waited(old)
    [notice] = [one.notice for one in old.ask(inbox, "fk.admin").messages]
    assert notice.count == 1
    old.do(place_hold, "fk.admin", other, {"reason": "Tillsyn."})
    assert retained(old)["cases"] == 1
    assert not says_secrets(repr(shown(old, "fk.utredare", number).registration))
    [decision] = old.ask(list_decisions, "fk.admin")
    assert decision.worked_at is None, "nothing that the administrator may know of"
    old.do(release_hold, "fk.admin", other)
    assert retained(old)["cases"] == 1
    assert not says_secrets(left(old, Registration) + left(old, Note))
    [decision] = old.ask(list_decisions, "fk.admin")
    assert decision.worked_at == old.now


def test_nobody_is_told_because_of_a_case_that_another_organisation_kept_to_itself(old: World) -> None:
    withdrawn(old)
    decided(old, REGION)
    years_pass(old, 6)
    assert not retained(old)


def test_decisions_cover_what_they_say_and_no_more(old: World) -> None:
    closed(old)
    decided(old, kinds=["notes"], period=1)
    with pytest.raises(BadInput, match="gäller redan för anteckningar"):
        decided(old, kinds=["registration", "notes"])
    decided(old, kinds=["registration"], period=3, period_in="years")
    years_pass(old, 1.1)
    told_and_waited(old)
    retained(old)
    assert not left(old, Note, FK).strip("[]")
    assert says_secrets(left(old, Registration, FK))
    assert says_secrets(left(old, Note, REGION))
    years_pass(old, 2)
    told_and_waited(old)
    assert retained(old) == {"cases": 1}
    assert not says_secrets(left(old, Registration, FK))


def test_drafts_that_nobody_has_sent_go_by_when_they_were_saved(old: World) -> None:
    old.do(save_draft, "fk.utredare", None, {"title": "Gammal"})
    decided(old, kinds=["drafts"], period=6, period_in="months")
    years_pass(old, 0.45)
    assert retained(old) == {"told": 1}
    old.do(save_draft, "fk.utredare", None, {"title": "Ny"})
    old.now += timedelta(days=31)
    assert retained(old) == {"drafts": 1}
    assert not retained(old)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"diary_number": " "}, "Beslutets diarienummer saknas"),
        ({"period": 0}, "Tiden ska vara minst 1"),
        ({"period": "fem"}, "Tiden går inte att läsa"),
        ({"kinds": []}, "Kryssa i minst en sak som ska gallras"),
        ({"kinds": ["allt"]}, "Vad som ska gallras: välj något av"),
        ({"from_day": "2026-13-01"}, "Första dagen är inget datum"),
        ({"period_in": "weeks"}, "År eller månader"),
    ],
)
def test_a_faulty_decision_is_refused(old: World, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        decided(old, **changes)
    assert old.ask(list_decisions, "fk.admin") == []


def test_open_cases_are_never_touched(old: World) -> None:
    number = reported(old)
    decided(old)
    years_pass(old, 50)
    assert not retained(old)
    assert shown(old, "fk.chef", number).registration.title.startswith("Intyg")
