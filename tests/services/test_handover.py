"""What crosses to another party is chosen field by field, seen beforehand, and exactly that (R7)."""

import pytest

from avvikelse.db.tables import Message
from avvikelse.errors import BadInput, Forbidden, NotFound
from avvikelse.services.handling import record_investigation
from avvikelse.services.handover import CHOOSABLE, hand_over, preview_handover, receive_message
from tests.services.steps import contacted, counts, reported, rows, shown, told
from tests.world import FK, REGION, World


def test_the_preview_is_exactly_what_is_sent(world: World) -> None:
    number = contacted(world)
    world.do(record_investigation, "fk.chef", number, {"investigation": "Mallen saknade fältet."}, rev=None)
    for fields in ([], ["title"], ["investigation", "own_reference"], list(CHOOSABLE)):
        form = {"receiver": REGION, "fields": fields, "text": "Hör av dig.\n\nHälsningar"}
        preview = world.ask(preview_handover, "fk.chef", number, form)
        sent = world.do(hand_over, "fk.chef", number, form, rev=None)
        [message] = [row for row in shown(world, "vc.chef", number).messages if row.id == sent]
        assert message.body == preview.body


def test_nothing_is_chosen_beforehand(world: World) -> None:
    number = contacted(world)
    with pytest.raises(BadInput, match="tom"):
        world.ask(preview_handover, "fk.chef", number, {"receiver": REGION})
    preview = world.ask(preview_handover, "fk.chef", number, {"receiver": REGION, "text": "Hej."})
    assert preview.body == "Hej."
    assert preview.findings == ()


@pytest.mark.parametrize("field", CHOOSABLE)
def test_only_the_chosen_field_crosses(world: World, field: str) -> None:
    number = contacted(world)
    world.do(record_investigation, "fk.chef", number, {"investigation": "Mallen saknade fältet."}, rev=None)
    contents = {
        "own_reference": "FK-1",
        "title": "Intyg utan beskrivning",
        "description": "Anna Berg",
        "concerned_unit": "Vårdcentralen Granåsen",
        "investigation": "Mallen saknade fältet",
    }
    body = world.ask(preview_handover, "fk.chef", number, {"receiver": REGION, "fields": [field]}).body
    assert [name for name, content in contents.items() if content in body] == [field]


def test_a_preview_warns_of_what_points_somebody_out_and_writes_nothing(world: World) -> None:
    number = contacted(world)
    before = counts(world)
    preview = world.ask(preview_handover, "fk.chef", number, {"receiver": REGION, "fields": ["description"]})
    assert {"person", "personal_number"} & {finding.kind.value for finding in preview.findings}
    assert counts(world) == before


@pytest.mark.parametrize("field", ["notes", "no_measure_reason", "deviation_id", "id", "__class__", "created_at"])
def test_nothing_else_of_the_registration_can_cross(world: World, field: str) -> None:
    number = contacted(world)
    before = counts(world)
    for use_case in (preview_handover, hand_over):
        extra = {} if use_case is preview_handover else {"rev": None}
        act = world.ask if use_case is preview_handover else world.do
        with pytest.raises(BadInput):
            act(use_case, "fk.chef", number, {"receiver": REGION, "fields": [field]}, **extra)
    assert counts(world) == before


def test_a_message_opens_the_case_before_the_managers_have_it(world: World) -> None:
    number = reported(world)
    with pytest.raises(NotFound):
        shown(world, "vc.chef", number)
    world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "Ett fel hos er."}, rev=None)
    seen = shown(world, "vc.chef", number)
    assert [row.body for row in seen.messages] == ["Ett fel hos er."]
    assert (seen.registration, seen.notes) == (None, [])
    assert told(world) == [("vc.chef", "handed_over")]


def test_a_message_is_received_once_and_by_its_receiver(world: World) -> None:
    number = contacted(world)
    message = world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "Hej."}, rev=None)
    with pytest.raises(Forbidden, match="tar emot"):
        world.do(receive_message, "fk.samordnare", number, message, rev=None)
    rev = world.do(receive_message, "vc.chef", number, message, rev=None)
    first = rows(world, Message)[0].received_at
    assert world.do(receive_message, "region.samordnare", number, message, rev=None) == rev
    assert rows(world, Message)[0].received_at == first
    with pytest.raises(NotFound):
        world.do(receive_message, "vc.chef", number, message + 1, rev=None)


def test_another_case_s_message_isn_t_found(world: World) -> None:
    number, other = contacted(world), contacted(world)
    message = world.do(hand_over, "fk.chef", other, {"receiver": REGION, "text": "Hej."}, rev=None)
    with pytest.raises(NotFound):
        world.do(receive_message, "vc.chef", number, message, rev=None)


def test_the_reporter_reads_what_their_side_sent_but_not_the_answer(world: World) -> None:
    number = contacted(world)
    world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "Vår fråga."}, rev=None)
    world.do(hand_over, "vc.chef", number, {"receiver": FK, "text": "Vårt svar."}, rev=None)
    assert [row.body for row in shown(world, "fk.utredare", number).messages] == ["Vår fråga."]


def test_reading_what_another_party_wrote_is_logged_too(world: World) -> None:
    """The receiver has no registration yet, but reads a raw text all the same."""
    number = contacted(world)
    world.do(hand_over, "fk.chef", number, {"receiver": REGION, "fields": ["description"]}, rev=None)
    before = counts(world)["event"]
    shown(world, "vc.chef", number)
    assert counts(world)["event"] == before + 1


def test_a_message_too_long_is_bad_input(world: World) -> None:
    number = contacted(world)
    with pytest.raises(BadInput, match="20000"):
        world.do(hand_over, "fk.chef", number, {"receiver": REGION, "text": "x" * 20_001}, rev=None)
