"""Routine files as an administrator handles them: which are in use, what a new one would change, how it reads."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from avvikelse.core.load import load_routine
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.core.routine_diff import routine_diff
from avvikelse.db.session import Session
from avvikelse.db.tables import Agreement, RoutineVersion, table
from avvikelse.errors import NotFound
from avvikelse.services.members import require_administrator
from avvikelse.services.migrating import Migration, migrate_cases, preview_migration, running_cases
from avvikelse.services.routines import engine_of

_version, _agreement = table(RoutineVersion), table(Agreement)


@dataclass(frozen=True, slots=True)
class VersionInUse:
    """A version of a routine that has been taken into use, and whether new cases start under it."""

    id: int
    routine: str
    version: str
    title: str
    activated_at: datetime
    active: bool
    running: int
    """How many cases that haven't ended follow it."""


@dataclass(frozen=True, slots=True)
class Bringing:
    """Running cases of one version that may be brought under another: `target`, one of `targets`."""

    source: VersionInUse
    target: VersionInUse
    targets: tuple[VersionInUse, ...]
    preview: Migration


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A routine file that holds together: what it says, and how it differs from the version in use (None: none is)."""

    routine: Routine
    differences: list[str] | None
    in_use: str


def list_versions(session: Session, actor: Actor) -> list[VersionInUse]:
    """Every version that has been taken into use, the newest first. Raises NotFound to others than administrators."""
    require_administrator(actor)
    active = set(session.execute(select(_agreement.c.active_version_id)).scalars())
    rows = session.execute(select(_version).order_by(_version.c.activated_at.desc(), _version.c.id.desc())).all()
    return [
        VersionInUse(
            row.id,
            row.routine,
            row.version,
            engine_of(session, row.id).routine.title,
            row.activated_at,
            row.id in active,
            sum(running_cases(session, row.id).values()),
        )
        for row in rows
    ]


def bringing(session: Session, actor: Actor, source_id: int, target_id: int | None, now: datetime) -> Bringing:
    """What bringing a version's running cases under another would change (R19); by default under the one in use.

    Raises NotFound when there is no such version, no other of the same routine, and to others than administrators.
    """
    versions = list_versions(session, actor)
    source = next((one for one in versions if one.id == source_id), None)
    others = [one for one in versions if source is not None and one.routine == source.routine and one != source]
    wanted = sorted(others, key=lambda one: not one.active) if target_id is None else others
    target = next((one for one in wanted if target_id in (None, one.id)), None)
    if source is None or target is None:
        raise NotFound("Det finns ingen annan version att flytta avvikelser till. Ta en ny version i bruk först.")
    preview = preview_migration(session, actor, source.routine, source.version, target.version, now)
    return Bringing(source, target, tuple(others), preview)


def bring(
    session: Session, actor: Actor, source_id: int, target_id: int, now: datetime, *, expected: int
) -> tuple[int, str]:
    """Brings the running cases of one version under another. Returns how many, and the new version's name.

    Raises as `bringing` and `migrate_cases`.
    """
    require_administrator(actor)
    known = {one.id: one for one in list_versions(session, actor)}
    if source_id not in known or target_id not in known or known[source_id].routine != known[target_id].routine:
        raise NotFound("Det finns ingen sådan version av rutinen.")
    source, target = known[source_id], known[target_id]
    moved = migrate_cases(session, actor, source.routine, source.version, target.version, now, expected=expected)
    return moved, target.version


def list_forums(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Every forum by key and name, for giving somebody a part in it. Raises NotFound to others than administrators."""
    require_administrator(actor)
    active = session.execute(select(_agreement.c.active_version_id).order_by(_agreement.c.key)).scalars().all()
    routines = [engine_of(session, version_id).routine for version_id in active]
    return [(key, spec.name) for routine in routines for key, spec in routine.forums.items()]


def version_content(session: Session, actor: Actor, version_id: int) -> tuple[Routine, str]:
    """A version's routine, and its file as it was. Raises NotFound when there is none, and to others."""
    require_administrator(actor)
    content = session.execute(select(_version.c.content).where(_version.c.id == version_id)).scalar()
    if content is None:
        raise NotFound("Det finns ingen sådan version av rutinen.")
    return engine_of(session, version_id).routine, content


def check_file(session: Session, actor: Actor, content: bytes, file: str) -> CheckedFile:
    """What taking the file into use would mean. Raises InvalidRoutine with every fault, NotFound to others."""
    require_administrator(actor)
    routine = load_routine(content, file)
    row = session.execute(select(_agreement).where(_agreement.c.key == routine.routine)).one_or_none()
    if row is None:
        return CheckedFile(routine, None, "")
    old = engine_of(session, row.active_version_id).routine
    return CheckedFile(routine, routine_diff(old, routine), old.version)
