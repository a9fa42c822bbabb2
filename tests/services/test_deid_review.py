"""The check asks, a person answers with a reason, and somebody else attests (R13)."""

import pytest

from avvikelse.core.vocabulary import DeidStatus
from avvikelse.db.tables import Deidentification, DeidReview, Event
from avvikelse.errors import BadInput, Forbidden, NotFound, RefusedMove
from avvikelse.services.deid_review import CheckedText, review_findings
from avvikelse.services.deidentification import attest, write_deidentified
from tests.services.steps import contacted, received, rows, shown, step
from tests.services.test_deidentification import status
from tests.world import ATTESTED, CLEAN_TEXT, World

ASKED = f"{CLEAN_TEXT} Det kallas zmorgigt eller qvirrk hos oss."
NAMED = f"{ASKED} Ring Anna Berg."
LIFT = {"why_unsolved": "Felet kom tillbaka."}


def written(world: World, text: str = ASKED) -> str:
    number = received(world)
    world.do(write_deidentified, "fk.chef", number, {"text": text}, rev=None)
    return number


def checked(world: World, number: str, who: str = "fk.chef") -> CheckedText:
    found = shown(world, who, number).checked
    assert found is not None
    return found


def answer(world: World, who: str, number: str, *findings: int, **values: object) -> int:
    form = {"finding": findings, "reason": "ordinary_word", **values}
    rev: int = world.do(review_findings, who, number, form, rev=None)
    return rev


def questions(world: World, number: str) -> list[int]:
    return [word.number for word in checked(world, number).found if word.open]


def test_a_question_stands_in_the_way_until_it_is_answered(world: World) -> None:
    number = written(world, f"{CLEAN_TEXT} Det kallas zmorgigt hos oss.")
    assert status(world, "fk.chef", number) is DeidStatus.UNANSWERED
    with pytest.raises(RefusedMove, match="Kontrollen frågar"):
        world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
    [word] = checked(world, number).found
    assert word.words == "zmorgigt"
    answer(world, "fk.chef", number, word.number, reason="other", comment="Påhittat ord")
    assert status(world, "fk.chef", number) is DeidStatus.UNATTESTED
    [kept] = checked(world, number, "fk.samordnare").found
    assert (kept.reason, kept.comment, kept.open) == ("other", "Påhittat ord", False)
    world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
    assert step(world, "fk.chef", number, "lift_to_forum", **LIFT) == "forum"


def test_who_answers_doesn_t_attest(world: World) -> None:
    number = written(world, f"{CLEAN_TEXT} Det kallas zmorgigt hos oss.")
    answer(world, "fk.samordnare", number, 1)
    with pytest.raises(Forbidden, match="svarat på kontrollens frågor"):
        world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
    world.do(attest, "fk.omradeschef", number, ATTESTED, rev=None)


def test_a_new_version_asks_again(world: World) -> None:
    text = f"{CLEAN_TEXT} Det kallas zmorgigt hos oss."
    number = written(world, text)
    answer(world, "fk.chef", number, 1)
    world.do(write_deidentified, "fk.chef", number, {"text": f"Ändrat. {text}"}, rev=None)
    assert questions(world, number) == [1]
    assert status(world, "fk.chef", number) is DeidStatus.UNANSWERED


def test_a_name_can_t_be_answered_away(world: World) -> None:
    number = written(world, NAMED)
    must = [word.number for word in checked(world, number).found if word.words == "Anna Berg"]
    with pytest.raises(RefusedMove, match="kan bara skrivas om"):
        answer(world, "fk.chef", number, *must)
    assert rows(world, DeidReview) == []


def test_one_bad_answer_among_several_saves_none(world: World) -> None:
    number = written(world)
    events = len(rows(world, Event))
    for bad, kind in (
        ((1, 99), NotFound),
        ((), BadInput),
    ):
        with pytest.raises(kind):
            answer(world, "fk.chef", number, *bad)
    with pytest.raises(BadInput, match="upprepa"):
        answer(world, "fk.chef", number, 1, comment=f"{checked(world, number).found[0].words} är ett ord")
    with pytest.raises(BadInput, match="annat skäl"):
        answer(world, "fk.chef", number, 1, reason="other")
    with pytest.raises(BadInput):
        answer(world, "fk.chef", number, 1, reason="vet inte")
    assert rows(world, DeidReview) == []
    assert len([row for row in rows(world, Event) if row.kind != "text_read"]) <= events


def test_an_answer_can_be_changed_until_it_is_attested(world: World) -> None:
    number = written(world, f"{CLEAN_TEXT} Det kallas zmorgigt hos oss.")
    answer(world, "fk.chef", number, 1)
    answer(world, "fk.chef", number, 1, reason="term")
    assert [row.reason for row in rows(world, DeidReview)] == ["term"]
    world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
    with pytest.raises(RefusedMove, match="redan intygad"):
        answer(world, "fk.chef", number, 1)


def test_rows_and_history_hold_places_and_kinds_never_the_words(world: World) -> None:
    number = written(world)
    open_now = questions(world, number)
    assert open_now
    answer(world, "fk.chef", number, *open_now)
    kept = repr(rows(world, DeidReview)) + repr(rows(world, Event)) + rows(world, Deidentification)[0].findings
    for word in checked(world, number).found:
        assert word.words not in kept


def test_the_attester_is_asked_whether_somebody_can_be_recognised(world: World) -> None:
    number = written(world, CLEAN_TEXT)
    with pytest.raises(BadInput, match="kännas igen"):
        world.do(attest, "fk.samordnare", number, {}, rev=None)
    with pytest.raises(RefusedMove, match="mer allmänt"):
        world.do(attest, "fk.samordnare", number, {"nobody_recognised": False}, rev=None)
    assert status(world, "fk.chef", number) is DeidStatus.UNATTESTED


def test_author_and_attester_are_warned_of_a_small_group(world: World) -> None:
    number = received(world)
    first = world.do(write_deidentified, "fk.chef", number, {"text": CLEAN_TEXT}, rev=None)
    assert first.small_group.startswith("Ingen annan avvikelse har")
    assert "Tänk efter" in shown(world, "fk.samordnare", number).small_group
    for _ in range(3):
        contacted(world)
    contacted(world, category="tillganglighet")
    contacted(world, gender="man")
    contacted(world, occurred_on="2026-01-31")
    contacted(world, conduct_matter=True, category="beteende")
    assert shown(world, "fk.chef", number).small_group.startswith("Bara 4 avvikelser har")
    contacted(world)
    assert shown(world, "fk.chef", number).small_group == ""
    assert shown(world, "vc.chef", number).small_group == ""  # no text of their own, nothing to warn of
