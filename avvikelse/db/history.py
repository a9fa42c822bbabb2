"""Writes and walks the history: events are appended under a lock on the chain's head (R19)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from avvikelse.core.events import ChainedEvent, canonical, event_hash
from avvikelse.db.prepared import Prepared
from avvikelse.db.tables import ChainHead, Event, table

_event, _head = table(Event), table(ChainHead)
_LOCK_HEAD = Prepared(select(_head.c.seq, _head.c.hash).where(_head.c.id == 1).with_for_update())
_MOVE_HEAD = Prepared(update(_head).where(_head.c.id == 1))
_APPEND = Prepared(insert(_event))
BATCH = 1000


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event that the present transaction will write. `data` holds keys and states, never a text of a case."""

    at: datetime
    kind: str
    actor_id: int | None
    organisation: str | None
    deviation_id: int | None
    data: dict[str, Any] = field(default_factory=dict)


def write_events(connection: Connection, pending: list[PendingEvent]) -> None:
    """Chains the events onto the history. Called once, just before the commit."""
    if not pending:
        return
    [(seq, prev)] = _LOCK_HEAD.read(connection, {})
    rows = []
    for event in pending:
        seq += 1
        data = canonical(event.data)
        subject = (event.kind, event.actor_id, event.organisation, event.deviation_id, data)
        digest = event_hash(prev, seq, event.at, *subject)
        rows.append(
            {
                "seq": seq,
                "at": event.at,
                "kind": event.kind,
                "actor_id": event.actor_id,
                "organisation": event.organisation,
                "deviation_id": event.deviation_id,
                "data": data,
                "prev_hash": prev,
                "hash": digest,
            }
        )
        prev = digest
    _APPEND.write(connection, *rows)
    _MOVE_HEAD.write(connection, {"seq": seq, "hash": prev})


def walk(connection: Connection) -> Iterator[ChainedEvent]:
    """The whole history in order, a batch at a time."""
    after = 0
    while True:
        statement = select(_event).where(_event.c.seq > after).order_by(_event.c.seq).limit(BATCH)
        rows = connection.execute(statement).mappings().all()
        for row in rows:
            yield ChainedEvent(**row)
        if len(rows) < BATCH:
            return
        after = rows[-1]["seq"]


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """What somebody has done with a meeting: the event's kind, and the number of the agenda line, if any."""

    kind: str
    label: str


def meeting_changes(connection: Connection, meeting_id: int, after_rev: int) -> list[MeetingChange]:
    """What has been done with a meeting since a revision of it, in order. Says nothing of who or of any case."""
    statement = (
        select(_event.c.kind, _event.c.data)
        .where(_event.c.deviation_id.is_(None), _event.c.data.contains(f'"meeting":{meeting_id},"rev":'))
        .order_by(_event.c.seq)
    )
    rows = [(row.kind, json.loads(row.data)) for row in connection.execute(statement)]
    return [MeetingChange(kind, str(data.get("label", ""))) for kind, data in rows if data["rev"] > after_rev]


def head(connection: Connection) -> tuple[int, str]:
    """The last event's number and hash, as the installation keeps them."""
    row = connection.execute(select(_head.c.seq, _head.c.hash).where(_head.c.id == 1)).one()
    return row.seq, row.hash
