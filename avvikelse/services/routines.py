"""Routine versions: taking one into use, and the engine that decides for a case (R19)."""

import hashlib
from datetime import datetime
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy import Engine as Database
from sqlalchemy import insert, select, update

from avvikelse.core.engine import Engine
from avvikelse.core.findings import InvalidRoutine
from avvikelse.core.load import load_routine
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.db.history import PendingEvent
from avvikelse.db.prepared import Prepared
from avvikelse.db.session import Session
from avvikelse.db.tables import Agreement, Forum, Organisation, RoutineVersion, table
from avvikelse.errors import BadInput, NotFound, UnreadableRoutine

_version, _agreement, _forum, _organisation = table(RoutineVersion), table(Agreement), table(Forum), table(Organisation)

# Versions never change, so an engine once built serves its database as long as the process lives.
_engines: WeakKeyDictionary[Database, dict[int, Engine]] = WeakKeyDictionary()


def activate(session: Session, content: bytes, file: str, now: datetime, *, actor: Actor | None = None) -> Routine:
    """Takes a routine file into use: new cases start under it, running ones keep theirs (R19).

    Raises InvalidRoutine when the file doesn't hold together, BadInput when the same version has been in use with
    another content, NotFound to a person who isn't an administrator.
    """
    if actor is not None and not actor.administrator:
        raise NotFound("Det finns ingen sådan sida. Gå till startsidan och leta därifrån.")
    routine = load_routine(content, file)
    digest = hashlib.sha256(content).hexdigest()
    known = session.execute(
        select(_version).where(_version.c.routine == routine.routine, _version.c.version == routine.version)
    ).one_or_none()
    if known is not None and known.sha256 != digest:
        raise BadInput(
            f"{file}: version {routine.version} av rutinen {routine.routine} används redan med annat innehåll. "
            "Ge filen en ny version."
        )
    if known is None:
        values = {
            "routine": routine.routine,
            "version": routine.version,
            "sha256": digest,
            "content": content.decode("utf-8-sig"),
            "activated_at": now,
        }
        version_id = session.execute(insert(_version).values(values).returning(_version.c.id)).scalar_one()
        # An earlier attempt that was rolled back may have left the engine of another file under this id.
        _engines.setdefault(session.connection.engine, {}).pop(version_id, None)
    else:
        version_id = known.id
    _save_parties(session, routine)
    _save_agreement(session, routine, version_id)
    data = {"routine": routine.routine, "version": routine.version, "sha256": digest}
    session.record(PendingEvent(now, "routine_activated", actor.user_id if actor else None, None, None, data))
    return routine


def _save_parties(session: Session, routine: Routine) -> None:
    known = {row.key for row in session.execute(select(_organisation.c.key))}
    new = [{"key": key, "name": name} for key, name in routine.parties.items() if key not in known]
    if new:
        session.execute(insert(_organisation), new)


def _save_agreement(session: Session, routine: Routine, version_id: int) -> None:
    key = routine.routine
    changed = session.execute(
        update(_agreement).where(_agreement.c.key == key).values(active_version_id=version_id)
    ).rowcount
    if not changed:
        session.execute(insert(_agreement).values(key=key, active_version_id=version_id))
    known = {row.key for row in session.execute(select(_forum.c.key).where(_forum.c.agreement == key))}
    new = [
        {"agreement": key, "key": forum, "secretary_organisation": spec.secretary}
        for forum, spec in routine.forums.items()
        if forum not in known
    ]
    if new:
        session.execute(insert(_forum), new)


def engine_of(session: Session, version_id: int) -> Engine:
    """The engine of a routine version. Raises UnreadableRoutine when this version of the program can't read it."""
    cached = _engines.setdefault(session.connection.engine, {})
    if version_id not in cached:
        row = session.execute(select(_version).where(_version.c.id == version_id)).one()
        try:
            cached[version_id] = _engine_for(row.content, row.routine)
        except InvalidRoutine:
            raise UnreadableRoutine(row.routine, row.version) from None
    return cached[version_id]


def unreadable_versions(session: Session) -> list[str]:
    """Of each version in use that this program can't read: its name and its first fault, in Swedish."""
    found = []
    for row in session.execute(select(_version).order_by(_version.c.id)):
        try:
            _engine_for(row.content, row.routine)
        except InvalidRoutine as invalid:
            more = f" (och {len(invalid.findings) - 1} till)" if len(invalid.findings) > 1 else ""
            found.append(f"{row.routine} {row.version} går inte att läsa: {str(invalid.findings[0]).rstrip('.')}{more}")
    return found


@lru_cache(maxsize=32)
def _engine_for(content: str, routine: str) -> Engine:
    """The engine of a file's content: reading the file is what takes time, and the same content means the same."""
    return Engine(load_routine(content.encode(), routine))


def versions_of(session: Session, agreement: str) -> list[int]:
    """Every version of the agreement's routine, by id: running cases keep the one they started under (R19)."""
    statement = select(_version.c.id).where(_version.c.routine == agreement).order_by(_version.c.id)
    return list(session.execute(statement).scalars())


def active_engine(session: Session, agreement: str | None = None) -> tuple[int, Engine]:
    """The version that new cases of the agreement start under, with its id. Without a name: the only agreement.

    Raises NotFound when there is none, BadInput when there are several to choose from.
    """
    statement = select(_agreement).order_by(_agreement.c.key)
    if agreement is not None:
        statement = statement.where(_agreement.c.key == agreement)
    rows = session.execute(statement).all()
    if not rows:
        raise NotFound("Ingen rutin är i bruk än. Be er administratör ta en i bruk.")
    if len(rows) > 1:
        names = ", ".join(row.key for row in rows)
        raise BadInput(f"Ange vilken överenskommelse det gäller: {names}.")
    version_id: int = rows[0].active_version_id
    return version_id, engine_of(session, version_id)


def active_routines(session: Session) -> list[Routine]:
    """The routine that is in use in each agreement, in the order of the agreements' keys."""
    return [engine_of(session, row.active_version_id).routine for row in session.read(_ACTIVE, {})]


_ACTIVE = Prepared(select(_agreement).order_by(_agreement.c.key))


def forum_id(session: Session, agreement: str, key: str) -> int:
    """The forum's row by its key in the routine file. Raises NotFound when the agreement has no such forum."""
    found: int | None = session.execute(
        select(_forum.c.id).where(_forum.c.agreement == agreement, _forum.c.key == key)
    ).scalar()
    if found is None:
        raise NotFound(f"Forumet {key} finns inte.")
    return found
