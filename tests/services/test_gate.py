"""Whatever breaks in the check, nothing gets through: not to an attestation, not to a lift, not to an agenda (R13).

Each test breaks the very detector that the services use, in a running installation with a text already on the table.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Text

from avvikelse import deid
from avvikelse.core.agenda import Agenda
from avvikelse.db.session import reading
from avvikelse.db.tables import Deidentification, ForumItem, table
from avvikelse.deid import detector
from avvikelse.errors import BadInput, RefusedMove
from avvikelse.services import checking
from avvikelse.services.agendas import agenda, freeze
from avvikelse.services.deid_review import SCANNED
from avvikelse.services.deidentification import attest, write_deidentified
from avvikelse.services.handling import add_measure
from avvikelse.services.meetings import find_forum
from avvikelse.services.weekly import weekly_list
from tests.services.steps import SECRETARY, attested, lifted, planned, received, shown, step
from tests.world import ATTESTED, CLEAN_TEXT, REGION, World

LIFT = {"why_unsolved": "Felet kom tillbaka."}
LISTS = Path(deid.__file__).parent / "data"


def _failing_trial(patch: pytest.MonkeyPatch, _: Path) -> None:
    """A detector that no longer finds its canaries, as after a damaged upgrade."""
    patch.setattr(checking, "self_test", lambda: ("ett personnummer hittades inte",))


def _slow(patch: pytest.MonkeyPatch, _: Path) -> None:
    patch.setattr(checking, "self_test", tuple)
    patch.setattr(checking, "TIME_LIMIT", 0.05)
    patch.setattr(checking, "check", lambda text: time.sleep(1) or deid.check(text))


def _raising(patch: pytest.MonkeyPatch, _: Path) -> None:
    """Even a check that breaks its promise never to raise."""

    def fail(_: str) -> None:
        raise RuntimeError

    patch.setattr(checking, "self_test", tuple)
    patch.setattr(checking, "check", fail)
    patch.setattr("threading.excepthook", lambda _: None)  # the thread's own end is what is tried, not its report


def _with_lists(spoil: Callable[[Path], None]) -> Callable[[pytest.MonkeyPatch, Path], None]:
    """A detector on a copy of the lists that somebody has spoilt; its trial is not what stops it."""

    def break_it(patch: pytest.MonkeyPatch, folder: Path) -> None:
        copy = folder / "lists"
        shutil.copytree(LISTS, copy)
        spoil(copy)
        broken = detector.Detector(copy)
        patch.setattr(detector, "default_detector", lambda: broken)
        patch.setattr(checking, "self_test", tuple)

    return break_it


def _a_list(folder: Path) -> Path:
    return max(folder.glob("*.txt"), key=lambda path: path.stat().st_size)


def _truncate(folder: Path) -> None:
    path = _a_list(folder)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _garble(folder: Path) -> None:
    _a_list(folder).write_bytes(b"\xff\xfe\x00")


def _remove(folder: Path) -> None:
    _a_list(folder).unlink()


def _unlisted(folder: Path) -> None:
    (folder / "manifest.json").write_text("{}")


def _layer(name: str) -> Callable[[pytest.MonkeyPatch, Path], None]:
    """A layer of the detector that throws."""

    def fail(*_: Any) -> Iterator[Any]:
        raise RuntimeError(name)

    def break_it(patch: pytest.MonkeyPatch, _: Path) -> None:
        patch.setattr(checking, "self_test", tuple)
        if name == "patterns":
            patch.setattr(detector, "_PATTERNS", (fail,))
        else:
            patch.setattr(detector, name, fail)

    return break_it


LAYERS = ("normalise", "patterns", "find_persons", "find_places", "find_workplaces", "find_unknown", "find_rare")
BREAKS = {
    "trial": _failing_trial,
    "time-out": _slow,
    "exception": _raising,
    "truncated list": _with_lists(_truncate),
    "broken list": _with_lists(_garble),
    "missing list": _with_lists(_remove),
    "empty manifest": _with_lists(_unlisted),
    **{f"{name} throws": _layer(name) for name in LAYERS},
}


@pytest.fixture(params=BREAKS)
def break_detector(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Breaks the running installation's detector when called; mended afterwards."""
    with pytest.MonkeyPatch.context() as patch:

        def break_it() -> None:
            BREAKS[request.param](patch, tmp_path)
            checking._is_sound.cache_clear()  # noqa: SLF001 (the trial is made once per process; here it must be made again)

        yield break_it
    checking._is_sound.cache_clear()  # noqa: SLF001


def test_nothing_is_written_off_as_clear(world: World, break_detector: Callable[[], None]) -> None:
    number = received(world)
    attested(world, number)
    break_detector()
    with pytest.raises(RefusedMove):
        step(world, "fk.chef", number, "lift_to_forum", **LIFT)
    written = world.do(write_deidentified, "fk.chef", number, {"text": CLEAN_TEXT}, rev=None)
    assert written.report.verdict == "blocked"
    assert written.report.findings[0].why.startswith("Kontrollen ")
    with pytest.raises(RefusedMove):
        world.do(attest, "fk.samordnare", number, ATTESTED, rev=None)
    measure = {"what": "Listan rättas.", "organisation": REGION, "due_on": "2026-06-01"}
    with pytest.raises(BadInput, match="Kontrollen "):
        world.do(add_measure, "fk.chef", number, measure, rev=None)
    shown_text = shown(world, "fk.chef", number).checked
    assert shown_text is not None
    assert shown_text.unanswered


def test_what_lies_on_the_table_is_withheld(world: World, break_detector: Callable[[], None]) -> None:
    number = lifted(world)
    forum = planned(world)
    break_detector()
    draft: Agenda = world.ask(agenda, SECRETARY, forum, "next", world.now)
    assert [line.number for line in draft.lines if line.number] == []
    assert [(item.number, bool(item.reason)) for item in draft.withheld] == [(number, True)]
    fixed: Agenda = world.do(freeze, SECRETARY, forum, "next")
    assert CLEAN_TEXT not in repr(fixed)
    assert [item.number for item in fixed.withheld] == [number]
    assert all(not line.text for line in world.ask(weekly_list, "fk.samordnare", world.now))


def test_what_was_frozen_before_it_broke_is_no_longer_exported(
    world: World, break_detector: Callable[[], None]
) -> None:
    number = lifted(world)
    forum = planned(world)
    world.do(freeze, SECRETARY, forum, "next")
    break_detector()
    with reading(world.engine) as session:
        again = agenda(session, world.actor("fk.samordnare"), find_forum(session, forum.key), "next", world.now)
    assert CLEAN_TEXT not in repr(again)
    assert number not in {line.number for line in again.lines}


def test_every_text_that_reaches_a_forum_is_scanned() -> None:
    """A text column that nobody checks would be a way past the gate."""

    def texts(model: type) -> set[str]:
        return {column.name for column in table(model).c if isinstance(column.type, Text)}

    assert texts(ForumItem) == set(SCANNED)
    assert texts(Deidentification) == {*SCANNED, "findings"}
