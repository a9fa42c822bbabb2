"""The audit trail: walked, verified, exported, without texts (R19, access.md)."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from avvikelse.core.events import BrokenLink, first_broken_link
from avvikelse.db.history import head, walk
from avvikelse.db.session import Session


def verify(session: Session) -> tuple[int, str, BrokenLink | None]:
    """Walks the whole chain. Returns the number of events, the last hash, and the first broken link if any.

    The hash can be written down outside the installation: the same number and hash later prove that nothing
    before it has changed.
    """
    seq, digest = head(session.connection)
    return seq, digest, first_broken_link(walk(session.connection), seq, digest)


def export(session: Session) -> Iterator[dict[str, Any]]:
    """Every event in order, as plain values; times are ISO 8601 in UTC."""
    for event in walk(session.connection):
        yield asdict(event) | {"at": event.at.isoformat()}
