"""A detector that fails its own trial lets nothing through: not to an attestation, not to an agenda (R13)."""

from collections.abc import Iterator

import pytest

from avvikelse.db.session import reading
from avvikelse.errors import BadInput, RefusedMove
from avvikelse.services import checking
from avvikelse.services.agendas import agenda
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.handling import add_measure
from avvikelse.services.meetings import find_forum
from tests.services.steps import lifted, received
from tests.world import CLEAN_TEXT, REGION, World


@pytest.fixture
def broken_detector(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A detector that no longer finds its canaries, as after a damaged upgrade."""
    monkeypatch.setattr(checking, "self_test", lambda: ("ett personnummer hittades inte",))
    checking._is_sound.cache_clear()  # noqa: SLF001 (the trial is made once per process; here it must be made again)
    yield
    checking._is_sound.cache_clear()  # noqa: SLF001


def test_nothing_can_be_attested(world: World, broken_detector: None) -> None:
    number = received(world)
    report = world.do(write_deidentified, "fk.chef", number, {"text": CLEAN_TEXT}, rev=None)
    assert report.verdict == "blocked"
    with pytest.raises(RefusedMove):
        world.do(attest, "fk.samordnare", number, rev=None)
    measure = {"what": "Listan rättas.", "organisation": REGION, "due_on": "2026-06-01"}
    with pytest.raises(BadInput, match="peka ut"):
        world.do(add_measure, "fk.chef", number, measure, rev=None)


def test_what_lies_on_the_table_is_withheld(world: World, request: pytest.FixtureRequest) -> None:
    number = lifted(world)
    request.getfixturevalue("broken_detector")
    with reading(world.engine) as session:
        forum = find_forum(session, "avvikelseforum")
    found = world.ask(agenda, "region.sekreterare", forum, "next", world.now)
    assert [line.number for line in found.lines if line.number] == []
    assert [(item.number, bool(item.reason)) for item in found.withheld] == [(number, True)]
