"""The history's hash chain, and what a history says about where a deviation stands.

Every event's hash covers the hash before it, so nothing in the trail can be changed, taken out or put in
between without being seen (R19). Events hold keys, states, hashes and times, never a text of a case.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_LINE = json.JSONEncoder(ensure_ascii=False)
GENESIS = "0" * 64
"""What the first event of a chain stands on."""


@dataclass(frozen=True, slots=True)
class ChainedEvent:
    """An event as the trail keeps it. `at` is UTC; `data` is canonical JSON."""

    seq: int
    at: datetime
    kind: str
    actor_id: int | None
    organisation: str | None
    deviation_id: int | None
    data: str
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first place where the trail doesn't hold, and a Swedish sentence on what is wrong there."""

    seq: int
    message: str


@dataclass(slots=True)
class Replayed:
    """Where the history says a deviation stands."""

    state: str = ""
    rev: int = 0
    conduct_matter: bool = False
    owner: str = ""


def canonical(data: dict[str, Any]) -> str:
    """The one way of writing `data`, so that the same content always has the same hash."""
    return _CANONICAL.encode(data)


def event_hash(
    prev_hash: str,
    seq: int,
    at: datetime,
    kind: str,
    actor_id: int | None,
    organisation: str | None,
    deviation_id: int | None,
    data: str,
) -> str:
    """The SHA-256 (hex) of an event and of the hash before it."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    line = _LINE.encode([prev_hash, seq, moment, kind, actor_id, organisation, deviation_id, data])
    return hashlib.sha256(line.encode()).hexdigest()


def first_broken_link(events: Iterable[ChainedEvent], head_seq: int, head_hash: str) -> BrokenLink | None:
    """Walks the trail in order and names the first link that doesn't hold; None when all do.

    `head_seq` and `head_hash` are what the installation says the last event is, so that a cut-off end shows.
    """
    seq, prev = 0, GENESIS
    for event in events:
        if event.seq != seq + 1:
            return BrokenLink(seq + 1, f"Händelse {seq + 1} saknas i loggen.")
        if event.prev_hash != prev:
            return BrokenLink(event.seq, f"Händelse {event.seq} bygger inte på händelsen före.")
        expected = event_hash(
            prev, event.seq, event.at, event.kind, event.actor_id, event.organisation, event.deviation_id, event.data
        )
        if event.hash != expected:
            return BrokenLink(event.seq, f"Händelse {event.seq} har ändrats i efterhand.")
        seq, prev = event.seq, event.hash
    if (seq, prev) != (head_seq, head_hash):
        return BrokenLink(seq + 1, f"Loggen slutar vid händelse {seq}, men {head_seq} händelser har skrivits.")
    return None


def replay(events: Iterable[tuple[str, str]]) -> Replayed:
    """Where a deviation stands according to its own events, given as (kind, data) in order.

    Raises ValueError when an event doesn't follow on the one before: a revision is missing, or a move starts
    from a state that the deviation wasn't in.
    """
    position = Replayed()
    for kind, text in events:
        data = json.loads(text)
        if "rev" not in data:
            continue  # a reading, not a change
        if data["rev"] != position.rev + 1:
            raise ValueError(f"revision {data['rev']} follows on {position.rev}")
        position.rev = data["rev"]
        if kind == "moved" and data["from"] != position.state:
            raise ValueError(f"a move from {data['from']} in state {position.state}")
        position.state = data.get("to", position.state)
        position.conduct_matter = data.get("conduct_matter", position.conduct_matter)
        position.owner = data.get("owner", position.owner)
    return position
