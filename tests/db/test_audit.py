"""Whoever gets at the database itself can change history, but not without its being seen."""

# ruff: noqa: S608 -- the statements are of the test's own making

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from avvikelse.core.events import GENESIS, BrokenLink, event_hash
from avvikelse.db.history import walk
from avvikelse.db.session import Session, reading
from avvikelse.services.audit import export, verify
from avvikelse.services.moves import move
from avvikelse.services.reports import report
from tests.world import World, a_report


@pytest.fixture(scope="module")
def world(still_world: World) -> World:
    """A history of some length."""
    number = still_world.do(report, "fk.utredare", a_report())
    withdrawn = {"why_withdrawn": "Rapporterad två gånger."}
    still_world.do(move, "fk.utredare", number, "withdraw", rev=None, form=withdrawn)
    return still_world


def tamper(world: World, *statements: str) -> BrokenLink:
    """What the walk says after changes made past the guard; all of it is taken back."""
    with world.engine.connect() as connection:
        if world.engine.dialect.name == "sqlite":
            unlock = [f"DROP TRIGGER event_no_{act}" for act in ("update", "delete")]
        else:
            unlock = ["DROP TRIGGER event_append_only ON event"]
        for statement in [*unlock, *statements]:
            connection.execute(text(statement))
        link = verify(Session(connection))[2]
        connection.rollback()
    assert link is not None
    return link


def length(world: World) -> int:
    with reading(world.engine) as session:
        return verify(session)[0]


def test_an_untouched_history_holds(world: World) -> None:
    with reading(world.engine) as session:
        seq, digest, link = verify(session)
        exported = list(export(session))
    assert link is None
    assert (len(exported), exported[-1]["hash"]) == (seq, digest)
    assert exported[0]["prev_hash"] == GENESIS
    assert exported[-1]["at"].endswith("+00:00")
    assert "Anna Berg" not in repr(exported)
    assert "Rapporterad" not in repr(exported)


@pytest.mark.parametrize(
    "change",
    ["data = '{}'", "kind = 'closed'", "actor_id = 99", "organisation = 'x'", "deviation_id = 7",
     "at = '2026-03-02 09:00:00.000001'", "hash = '" + "a" * 64 + "'"],
)  # fmt: skip
def test_a_changed_event_is_named(world: World, change: str) -> None:
    link = tamper(world, f"UPDATE event SET {change} WHERE seq = 5")
    assert (link.seq, "5" in link.message, "ändrats" in link.message) == (5, True, True)


def test_a_changed_event_with_a_hash_made_to_fit_breaks_the_next_link(world: World) -> None:
    def forge(connection: Connection) -> str:
        event = next(event for event in walk(connection) if event.seq == 5)
        return event_hash(event.prev_hash, 5, event.at, "closed", event.actor_id, event.organisation, None, event.data)

    with reading(world.engine) as session:
        digest = forge(session.connection)
    link = tamper(world, f"UPDATE event SET kind = 'closed', deviation_id = NULL, hash = '{digest}' WHERE seq = 5")
    assert link.seq == 6
    assert "bygger inte" in link.message


def test_a_removed_event_is_named(world: World) -> None:
    link = tamper(world, "DELETE FROM event WHERE seq = 5")
    assert (link.seq, link.message) == (5, "Händelse 5 saknas i loggen.")


def test_a_removed_event_is_seen_though_the_rest_is_numbered_anew(world: World) -> None:
    last = length(world)
    moves = [f"UPDATE event SET seq = {seq - 1} WHERE seq = {seq}" for seq in range(6, last + 1)]
    head = f"UPDATE chain_head SET seq = {last - 1}"
    assert tamper(world, "DELETE FROM event WHERE seq = 5", *moves, head).seq == 5


def test_a_removed_beginning_is_seen(world: World) -> None:
    assert tamper(world, "DELETE FROM event WHERE seq = 1").seq == 1


def test_a_cut_off_end_is_seen(world: World) -> None:
    last = length(world)
    link = tamper(world, f"DELETE FROM event WHERE seq = {last}")
    assert link.seq == last
    assert str(last) in link.message


def test_an_emptied_history_is_seen(world: World) -> None:
    assert tamper(world, "DELETE FROM event").seq == 1


def test_a_head_set_back_is_seen(world: World) -> None:
    last = length(world)
    assert tamper(world, f"UPDATE chain_head SET seq = {last - 1}").seq == last + 1


def test_two_events_that_changed_places_are_seen(world: World) -> None:
    swap: Callable[[int, int], str] = lambda old, new: f"UPDATE event SET seq = {new} WHERE seq = {old}"  # noqa: E731
    assert tamper(world, swap(5, -5), swap(6, 5), swap(-5, 6)).seq == 5


def test_an_event_put_in_at_the_end_is_seen(world: World) -> None:
    last = length(world)
    copied = "at, kind, actor_id, organisation, deviation_id, data, prev_hash, hash"
    link = tamper(world, f"INSERT INTO event (seq, {copied}) SELECT {last + 1}, {copied} FROM event WHERE seq = {last}")
    assert link.seq == last + 1
