"""The door for lists that are long: a person's cases in the order they are worked, walked along the indexes.

`visible_desk` finds exactly what `visible_deviations` finds (a test holds it), ground for ground: what a person reads
as reporter, as nearest manager, for a unit they manage, as coordinator. Each ground is a walk along one index that
stops after a page, however many cases there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    union,
)
from sqlalchemy.sql import visitors

from avvikelse.core.permissions import Actor
from avvikelse.db.access import deviation, mine, registration
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session

FOLDED = str.maketrans("åäáàâãöóòôõéèêëüúùûñç", "aaaaaaoooooeeeeuuuunc")


MOST_SEARCHED = 3_000


class Part(StrEnum):
    """A part of the desk: the person's turn, waiting for others, ended."""

    TURN = "turn"
    OPEN = "open"
    ENDED = "ended"


class Place(NamedTuple):
    """Where in a part a case stands: after this place the next page begins."""

    sort_at: datetime
    deviation_id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a desk is wanted; empty means all. With `words` (folded) or a `reference`, only what is found by them.

    `number` and `reference` are looked up. `words` are looked for, every one, in the title and reference of the first
    MOST_SEARCHED cases on each ground, so that a search takes as long among a million cases as among a few thousand.
    """

    states: tuple[str, ...] = ()
    category: str = ""
    organisation: str = ""
    reported_from: datetime | None = None
    reported_before: datetime | None = None
    due_before: datetime | None = None
    number: str = ""
    reference: str = ""
    words: tuple[str, ...] = ()


class _Shape(NamedTuple):
    """What decides how a statement looks, beside its values."""

    part: Part
    person: bool
    manager: bool
    units: int
    coordinator: bool
    deputy_of: int
    after: bool
    states: int
    filters: tuple[str, ...]
    looked_up: bool
    words: int
    one: bool


def fold(text: str) -> str:
    """The text as it is searched: small letters without rings, dots and accents."""
    return text.casefold().translate(FOLDED)


def visible_desk(
    session: Session, actor: Actor, part: Part, wanted: Wanted, *, after: Place | None = None, limit: int
) -> list[Any]:
    """The person's cases in a part of their desk, the first to be acted on first; in the last, the newest first."""
    units = () if actor.coordinator else tuple(sorted(actor.units))
    filters = ("category", "organisation", "reported_from", "reported_before", "due_before")
    used = tuple(name for name in filters if getattr(wanted, name))
    shape = _Shape(
        part,
        actor.user_id is not None,
        actor.manager,
        len(units),
        actor.coordinator,
        len(actor.deputy_of),
        after is not None,
        len(wanted.states),
        used,
        bool(wanted.number or wanted.reference),
        len(wanted.words),
        limit == 1,
    )
    statement = _statement(shape)
    if statement is None:
        return []
    values: dict[str, Any] = {"own": actor.organisation, "most": limit, "user": actor.user_id or 0}
    values |= _numbered("away", sorted(actor.deputy_of)) | _numbered("unit", units) | _numbered("state", wanted.states)
    values |= {name: getattr(wanted, name) for name in used}
    values |= _numbered("word", [f"%{_literally(word)}%" for word in wanted.words])
    if shape.looked_up:
        values |= {"number": wanted.number, "reference": wanted.reference}
    if shape.words:
        values["most_searched"] = MOST_SEARCHED
    if after is not None:
        values |= {"after": after.sort_at, "after_id": after.deviation_id}
    return session.read(statement, values)


def _numbered(name: str, values: Sequence[Any]) -> dict[str, Any]:
    return {f"{name}_{place}": value for place, value in enumerate(values)}


def _literally(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@lru_cache(maxsize=512)
def _statement(shape: _Shape) -> Prepared | None:
    """The statement of a shape; None for somebody who reads nothing of that part."""
    grounds = list(_turns(shape) if shape.part is Part.TURN else _grounds(shape))
    if not grounds:
        return None
    kinds = [kind for kind, used in ((_looked_up, shape.looked_up), (_searched, shape.words)) if used] or [_walk]
    walks = [kind(shape, ground) for ground in grounds for kind in kinds]
    several = union(*(select(walk.subquery()) for walk in walks)) if len(walks) > 1 else walks[0]
    found = several.subquery()
    statement = (
        select(
            *(deviation.c[name] for name in _SHOWN),
            registration.c.title.label("own_title"),
            *(found.c[column.name] for column in _OWN),
        )
        .select_from(found)
        .join(deviation, deviation.c.id == found.c.deviation_id)
        .outerjoin(registration, _own_registration())
    )
    return Prepared(_ordered(shape, statement, found).limit(_most(shape)))


_USER: BindParameter[int] = bindparam("user")
_AFTER_ID: BindParameter[int] = bindparam("after_id")
_AFTER: BindParameter[datetime] = bindparam("after", type_=mine.c.sort_at.type)
# Each moment is one bind, however often it stands in a statement: a prepared statement makes each bind's value fit.
_MOMENTS = {
    "reported_from": deviation.c.reported_at >= bindparam("reported_from", type_=deviation.c.reported_at.type),
    "reported_before": deviation.c.reported_at < bindparam("reported_before", type_=deviation.c.reported_at.type),
    "due_before": deviation.c.due_at < bindparam("due_before", type_=deviation.c.due_at.type),
}
_SHOWN = ("number", "state", "routine_version_id", "category", "owner_organisation", "owner_role", "rev")
_OWN = tuple(mine.c[name] for name in ("side", "turn", "reporter_id", "manager_id", "sort_at", "deviation_id"))
"""What a walk brings with it of the own party, so that the row is looked up once."""


def _own_registration() -> ColumnElement[bool]:
    return and_(registration.c.deviation_id == deviation.c.id, registration.c.organisation == bindparam("own"))


def _grounds(shape: _Shape) -> list[ColumnElement[bool]]:
    """Why a person reads a case, each ground answered by one index (access.md, R8)."""
    ended = mine.c.ended.is_(True) if shape.part is Part.ENDED else mine.c.ended.is_(False)
    shared = deviation.c.conduct_matter.is_(False)
    grounds = []
    if shape.person:
        grounds.append(and_(mine.c.reporter_id == _USER, ended))
    if shape.person and shape.manager:
        grounds.append(and_(mine.c.manager_id == _USER, ended))
    if shape.coordinator:
        grounds.append(and_(mine.c.organisation == bindparam("own"), ended, shared))
    grounds += [and_(mine.c.unit_id == bindparam(f"unit_{place}"), ended, shared) for place in range(shape.units)]
    return [and_(ground, not_(_is_turn(shape))) for ground in grounds] if shape.part is Part.OPEN else grounds


def _turns(shape: _Shape) -> list[ColumnElement[bool]]:
    """Whose turn it is: the same people as are told so (`services.outbox.recipients`)."""
    turn, shared = mine.c.turn, deviation.c.conduct_matter.is_(False)
    going, own = mine.c.ended.is_(False), mine.c.organisation == bindparam("own")
    turns = []
    if shape.person:
        turns.append(and_(mine.c.reporter_id == _USER, going, turn == "reporter"))
    if shape.person and shape.manager:
        turns.append(and_(mine.c.manager_id == _USER, going, turn == "manager"))
    turns += [and_(mine.c.manager_id == away, going, turn == "manager", _stands_in(shape)) for away in _away(shape)]
    if shape.coordinator:
        turns.append(and_(own, turn == "coordinator", shared))
        turns.append(and_(own, turn == "manager", mine.c.manager_id.is_(None), shared))
    return turns


def _away(shape: _Shape) -> list[BindParameter[int]]:
    """The managers whom the person stands in for."""
    return [bindparam(f"away_{place}") for place in range(shape.deputy_of)]


def _stands_in(shape: _Shape) -> ColumnElement[bool]:
    """A deputy has the turn in what they read in the manager's place: of units they have now, no conduct (R8)."""
    shared = deviation.c.conduct_matter.is_(False)
    if shape.coordinator:
        return shared
    return and_(shared, or_(false(), *(mine.c.unit_id == bindparam(f"unit_{place}") for place in range(shape.units))))


def _is_turn(shape: _Shape) -> ColumnElement[bool]:
    """It is the person's turn; never neither true nor false, since its opposite is asked for."""
    turn = mine.c.turn
    kinds: list[ColumnElement[bool]] = []
    if shape.person:
        kinds.append(and_(turn == "reporter", func.coalesce(mine.c.reporter_id, 0) == _USER))
    if shape.person and shape.manager:
        kinds.append(and_(turn == "manager", func.coalesce(mine.c.manager_id, 0) == _USER))
    for away in _away(shape):
        theirs = and_(func.coalesce(mine.c.manager_id, 0) == away, func.coalesce(_stands_in(shape), false()))
        kinds.append(and_(turn == "manager", theirs))
    if shape.coordinator:
        unmanaged = and_(turn == "manager", mine.c.manager_id.is_(None))
        kinds.append(and_(deviation.c.conduct_matter.is_(False), or_(turn == "coordinator", unmanaged)))
    return or_(*kinds) if kinds else false()


def _known(shape: _Shape, ground: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """What a case of the ground must be: the organisation's to know of, and wanted."""
    return [ground, mine.c.organisation == bindparam("own"), mine.c.visible_from.is_not(None), *_filters(shape)]


def _walk(shape: _Shape, ground: ColumnElement[bool]) -> Select[Any]:
    """One page along the ground's index."""
    conditions = _known(shape, ground)
    statement = select(*_OWN).where(*conditions)
    if any(column.table is deviation for column in _columns(*conditions)):
        statement = statement.join(deviation, deviation.c.id == mine.c.deviation_id)
    return _ordered(shape, statement).limit(_most(shape))


def _columns(*clauses: ColumnElement[Any]) -> Iterator[Column[Any]]:
    """The columns that the clauses look at."""
    return (one for clause in clauses for one in visitors.iterate(clause) if isinstance(one, Column))


def _looked_up(shape: _Shape, ground: ColumnElement[bool]) -> Select[Any]:
    """The cases with the number, or with the reference in the own organisation."""
    reference = (
        registration.c.organisation == bindparam("own"),
        registration.c.own_reference == bindparam("reference"),
    )
    hit = union(
        select(deviation.c.id).where(deviation.c.number == bindparam("number")),
        select(registration.c.deviation_id).where(*reference, registration.c.own_reference != ""),
    ).subquery()
    joined = hit.join(mine, mine.c.deviation_id == hit.c.id).join(deviation, deviation.c.id == hit.c.id)
    statement = select(*_OWN).select_from(joined).where(*_known(shape, ground))
    return _ordered(shape, statement).limit(_most(shape))


def _searched(shape: _Shape, ground: ColumnElement[bool]) -> Select[Any]:
    """A page of those along the ground's index that have every word; it is walked no farther than MOST_SEARCHED."""
    text = registration.c.title + " " + registration.c.own_reference
    joined = mine.join(deviation, deviation.c.id == mine.c.deviation_id).outerjoin(registration, _own_registration())
    walked = _ordered(shape, select(*_OWN, text.label("text")).select_from(joined).where(*_known(shape, ground)))
    near = walked.limit(bindparam("most_searched")).subquery()
    folded = _folded(near.c.text)
    words = [folded.like(bindparam(f"word_{place}"), escape="\\") for place in range(shape.words)]
    statement = select(*(near.c[column.name] for column in _OWN)).where(*words)
    return _ordered(shape, statement, near).limit(_most(shape))


def _most(shape: _Shape) -> ColumnElement[int]:
    """How many rows at most. To see if there is one more the number stands in the statement itself.

    PostgreSQL takes an unknown number for a tenth of the rows, and would plan such a short look anew each time.
    """
    return literal_column("1", Integer) if shape.one else bindparam("most", type_=Integer)


def _ordered(shape: _Shape, statement: Select[Any], of: FromClause = mine) -> Select[Any]:
    keys = (of.c.sort_at, of.c.deviation_id)
    return statement.order_by(*(key.desc() for key in keys) if shape.part is Part.ENDED else keys)


def _filters(shape: _Shape) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if shape.after:
        found += _after(shape.part)
    if shape.states:
        found.append(or_(*(deviation.c.state == bindparam(f"state_{place}") for place in range(shape.states))))
    if "category" in shape.filters:
        found.append(deviation.c.category == bindparam("category"))
    if "organisation" in shape.filters:
        found.append(_with_party())
    found += [condition for name, condition in _MOMENTS.items() if name in shape.filters]
    return found


def _after(part: Part) -> list[ColumnElement[bool]]:
    """After the place, in the part's order; the first condition alone finds the place in the index."""
    sort_at, number = mine.c.sort_at, mine.c.deviation_id
    if part is Part.ENDED:
        return [sort_at <= _AFTER, or_(sort_at < _AFTER, number < _AFTER_ID)]
    return [sort_at >= _AFTER, or_(sort_at > _AFTER, number > _AFTER_ID)]


def _with_party() -> ColumnElement[bool]:
    """The organisation is another party of the case."""
    other = mine.alias("other")
    return (
        select(other.c.id)
        .where(other.c.deviation_id == deviation.c.id, other.c.organisation == bindparam("organisation"))
        .exists()
    )


def _folded(text: ColumnElement[str]) -> ColumnElement[str]:
    """`fold` as the database does it, for the letters that Swedish titles have; SQLite's lower() knows only a–z."""
    folded: ColumnElement[str] = func.lower(text)
    for given, plain in zip("ÅÄÖÉåäöé", "aaoeaaoe", strict=True):
        folded = func.replace(folded, given, plain)
    return folded
