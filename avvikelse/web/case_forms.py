"""What the pages of one act have in common: the head, the revision that was read, and a form that comes back.

A form that is refused comes back with what was typed, the sentences that say why, and, when somebody else was first,
with what has happened since.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import HTMLResponse

from avvikelse.core.engine import Refusal
from avvikelse.core.permissions import Actor
from avvikelse.db.session import Session
from avvikelse.errors import AvvikelseError, Stale
from avvikelse.services.case_page import CaseHead, case_head, changes_since
from avvikelse.services.forms import Fault
from avvikelse.web.case_words import Happening, happenings, readers
from avvikelse.web.visit import Visit, sentences

UNREAD = -1
"""The revision of a form that doesn't say which one was read: never the case's, so it is answered as overtaken."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a form wasn't accepted, and what was typed in it."""

    values: Mapping[str, Any]
    faults: Sequence[str | Fault] = ()
    status: int = 200
    read: int | None = None
    """The revision the person had read when somebody else was first."""


def taken(values: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """The revision a form was made from, and what was typed in it."""
    rev = str(values.pop("rev", ""))
    return (int(rev) if rev.isdigit() and len(rev) < 10 else UNREAD), values  # noqa: PLR2004 (digits of a revision)


def refused(error: AvvikelseError, values: Mapping[str, Any], rev: int, faults: Iterable[str | Fault] = ()) -> Refused:
    """What to tell of an error: `faults` by field where something can tell which, else the error's own sentences."""
    found = list(faults) or list(sentences(error))
    return Refused(values, found, error.status, rev if isinstance(error, Stale) else None)


def head_of(session: Session, actor: Actor, number: str, again: Refused | None) -> dict[str, Any]:
    """What each act's page is given. Raises NotFound outside the person's view."""
    head = case_head(session, actor, number)
    return {
        "head": head,
        "case": head.case,
        "title": head.title,
        "parties": head.routine.parties,
        "own": actor.organisation,
        "readers": readers(head.case, actor),
        "changes": _changes(session, actor, head, again),
        "values": again.values if again else {},
        "faults": again.faults if again else (),
        "others": [party.organisation for party in head.case.parties if party.organisation != actor.organisation],
    }


def _changes(session: Session, actor: Actor, head: CaseHead, again: Refused | None) -> list[Happening]:
    if again is None or again.read is None or again.read == UNREAD:
        return []
    rows = changes_since(session, actor, head.case.number, again.read)
    return list(happenings(rows, head.routine, actor, {}))


def answer(visit: Visit, template: str, given: dict[str, Any], again: Refused | None) -> HTMLResponse:
    """The page, with the status of what went wrong; 403 for an act that is somebody else's."""
    status = 403 if given.get("not_yours") else 200
    status = max(status, again.status) if again is not None else status
    return visit.page(template, status=status, **given)


def hindered(refusals: Sequence[Refusal]) -> dict[str, Any]:
    """Why an act can't be done, for its page: the sentences, and whether it is somebody else's."""
    return {
        "why_not": [refusal.message for refusal in refusals],
        "not_yours": any(refusal.forbidden for refusal in refusals),
    }
