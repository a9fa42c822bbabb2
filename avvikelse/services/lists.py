"""A person's cases in the order they are worked: their turn first, then what waits for others, then what has ended."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

from avvikelse.core.engine import role_label
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.vocabulary import SECRETARY, CaseRole
from avvikelse.db.desk import Part, Place, Wanted, visible_desk
from avvikelse.db.session import Session
from avvikelse.db.tables import NEVER
from avvikelse.services.routines import engine_of

PAGE = 50
ALL = (Part.TURN, Part.OPEN, Part.ENDED)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class ListedCase(NamedTuple):
    """A line of a list: what the person may know, with the own organisation's title when it has one.

    `what` is what to do when it is the person's turn, else where the case is now; `why` says why the turn is theirs.
    A tuple, since a page makes fifty: a frozen dataclass takes several times as long to make.
    """

    number: str
    title: str
    state: str
    label: str
    owner: str
    owner_role: str
    due_at: datetime | None
    rev: int
    part: Part
    what: str
    why: str
    ended_at: datetime | None
    category: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some of a person's cases. `after` gives the next page and is empty on the last one."""

    lines: list[ListedCase]
    after: str


def list_cases(session: Session, actor: Actor, *, limit: int = 200) -> list[ListedCase]:
    """The person's cases, their turn first and within that the most urgent, at most `limit`."""
    return page_of_cases(session, actor, limit=limit).lines


def page_of_cases(
    session: Session,
    actor: Actor,
    wanted: Wanted | None = None,
    *,
    parts: tuple[Part, ...] = ALL,
    after: str = "",
    limit: int = PAGE,
) -> CasePage:
    """A page of the person's cases in the `parts` of their desk. An `after` that can't be read begins from the top."""
    place = _read_place(after)
    rows: list[tuple[Part, Any]] = []
    for part in parts:
        if place is not None and ALL.index(part) < ALL.index(place[0]):
            continue
        begin = place[1] if place is not None and place[0] is part else None
        left = limit + 1 - len(rows)
        rows += [(part, row) for row in visible_desk(session, actor, part, wanted or Wanted(), after=begin, limit=left)]
        if len(rows) > limit:
            break
    words = _Words(session, actor)
    shown = rows[:limit]
    return CasePage([words.line(part, row) for part, row in shown], _write_place(*shown[-1]) if rows[limit:] else "")


def _write_place(part: Part, row: Any) -> str:
    """A place in a list for an address: where, a time and a row's id, nothing of the case."""
    return f"{part}-{(row.sort_at - _EPOCH) // _MICROSECOND}-{row.deviation_id}"


def _read_place(text: str) -> tuple[Part, Place] | None:
    try:
        part, micros, number = text.split("-")
        return Part(part), Place(_EPOCH + int(micros) * _MICROSECOND, int(number[:18]))
    except (ValueError, OverflowError):
        return None


_STANDS = attrgetter("routine_version_id", "state", "owner_organisation", "owner_role", "category", "side", "turn")
"""What of a row decides the words, beside whose it is."""


class _Said(NamedTuple):
    """What is said alike of many rows."""

    label: str
    owner: str
    owner_role: str
    what: str
    why: str
    category: str


class _Words:
    """Puts rows into words. What is said alike of many rows is thought out once."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self._session, self._user = session, actor.user_id
        self._said: dict[tuple[Any, ...], _Said] = {}

    def line(self, part: Part, row: Any) -> ListedCase:
        """A row as a line of a list."""
        manager, sort_at, ended = row.manager_id, row.sort_at, part is Part.ENDED
        reporter = row.reporter_id is not None and row.reporter_id == self._user
        key = (_STANDS(row), ended, part is Part.TURN, reporter, manager is None, manager == self._user)
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = self._say(part, row, reporter)
        return ListedCase(
            number=row.number,
            title=row.own_title or "",
            state=row.state,
            label=said.label,
            owner=said.owner,
            owner_role=said.owner_role,
            due_at=sort_at if not ended and sort_at < NEVER else None,
            rev=row.rev,
            part=part,
            what=said.what,
            why=said.why,
            ended_at=sort_at if ended else None,
            category=said.category,
        )

    def _say(self, part: Part, row: Any, reporter: bool) -> _Said:
        routine = engine_of(self._session, row.routine_version_id).routine
        state = routine.states[row.state]
        role = role_label(routine, row.owner_role)
        owner = routine.parties.get(row.owner_organisation, row.owner_organisation)
        category = routine.categories.get(row.category, "")
        if part is Part.TURN:
            return _Said(state.label, owner, role, state.help, self._why(routine, row), category)
        if part is Part.ENDED or reporter:
            return _Said(state.label, owner, role, state.says, "", category)
        at_forum = row.owner_role.endswith(f".{SECRETARY}")
        waits = f"Väntar på {role}." if at_forum else f"Väntar på {role}, {owner}."
        return _Said(state.label, owner, role, waits, "", category)

    def _why(self, routine: Routine, row: Any) -> str:
        if row.turn == CaseRole.REPORTER:
            return "Det är din tur för att du rapporterade avvikelsen."
        if row.turn == CaseRole.MANAGER and row.manager_id is None:
            return "Det är din tur för att ingen chef är angiven. Då tar samordnaren vid."
        role = role_label(routine, f"{row.side}.{row.turn}")
        if row.turn == CaseRole.MANAGER and row.manager_id != self._user:
            return f"Det är din tur för att du är ersättare för {role}, som är borta."
        return f"Det är din tur för att du är {role}."
