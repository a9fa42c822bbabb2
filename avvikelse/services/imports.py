"""Importing deviations from a file of the organisation's own system (R12): all rows or none, and no row twice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from avvikelse.core.permissions import Actor, CaseParty
from avvikelse.db.access import visible_deviations, visible_registrations
from avvikelse.db.history import PendingEvent
from avvikelse.db.session import Session
from avvikelse.db.tables import Deviation, ImportedRow, Organisation, Registration, table
from avvikelse.errors import BadRows, Forbidden, NotFound, Stale
from avvikelse.inbound import Table
from avvikelse.services.columns import match_columns
from avvikelse.services.forms import Fault
from avvikelse.services.import_rows import Checked, RowChecker
from avvikelse.services.reports import lay_case, parties_of

_imported, _organisation = table(ImportedRow), table(Organisation)
_deviation, _registration = table(Deviation), table(Registration)
AT_A_TIME = 500
T = TypeVar("T")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of a row: its line, the organisation's own number, and the deviation's number."""

    line: int
    own_reference: str
    number: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the rows that became deviations, and those that already were."""

    created: tuple[Line, ...]
    skipped: tuple[Line, ...]
    dry_run: bool = False


def import_cases(
    session: Session,
    actor: Actor,
    organisation: str,
    file: Table,
    now: datetime,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Makes a deviation of every row, as if the coordinator had reported it, or of none. A dry run takes it all back.

    A row that has been imported before is left alone. Raises BadRows naming every faulty row, NotFound for another
    organisation than the person's, Forbidden to those who aren't its coordinator.
    """
    _require_coordinator(actor, organisation)
    if dry_run:
        return replace(_tried(session, actor, file, now, progress), dry_run=True)
    return _import(session, actor, file, now, progress)


def _require_coordinator(actor: Actor, organisation: str) -> None:
    if actor.organisation != organisation:
        raise NotFound(f"Du hör inte till någon organisation {organisation[:40]}. Importera till din egen.")
    if not actor.coordinator or actor.user_id is None:
        raise Forbidden("Du kan inte importera. Det gör organisationens samordnare.")


def _tried(session: Session, actor: Actor, file: Table, now: datetime, progress: Progress | None) -> Imported:
    recorded = len(session.events)
    attempt = session.connection.begin_nested()
    try:
        return _import(session, actor, file, now, progress)
    finally:
        attempt.rollback()
        del session.events[recorded:]


def _import(session: Session, actor: Actor, file: Table, now: datetime, progress: Progress | None) -> Imported:
    checker = RowChecker(session, actor, match_columns(file), now)
    # One import at a time for an organisation: the same file twice at once would else wait for itself and then fail.
    session.execute(
        select(_organisation.c.key).where(_organisation.c.key == actor.organisation).with_for_update(key_share=True)
    )
    rows = list(checker.check(file.rows))
    known = _known(session, actor, [row.form.own_reference for row in rows])
    faults = checker.faults + [
        checker.fault(line, Fault("own_reference", sentence)) for line, sentence in _taken(rows, known)
    ]
    if faults:
        raise BadRows(sorted(faults, key=lambda fault: fault.line))
    new = [row for row in rows if row.form.own_reference not in known]
    created = _create(session, actor, new, now, progress)
    skipped = [row for row in rows if row.form.own_reference in known]
    if created:
        data = {"rows": len(created), "skipped": len(skipped)}
        session.record(PendingEvent(now, "imported", actor.user_id, actor.organisation, None, data))
    lines = (Line(row.line, row.form.own_reference, known[row.form.own_reference].number) for row in skipped)
    return Imported(tuple(created), tuple(lines))


@dataclass(frozen=True, slots=True)
class _Known:
    """A number that is already in use: by which deviation (when it can be seen), and the row it came from (if any)."""

    number: str
    sha256: str | None


def _known(session: Session, actor: Actor, references: Sequence[str]) -> dict[str, _Known]:
    """Which of the numbers the organisation has already, from a file or by hand."""
    own = _imported.c.organisation == actor.organisation
    numbers = visible_deviations(actor).with_only_columns(_deviation.c.id, _deviation.c.number).subquery()
    by_file = (
        select(_imported.c.own_reference, _imported.c.sha256, numbers.c.number)
        .select_from(_imported)
        .outerjoin(numbers, numbers.c.id == _imported.c.deviation_id)
        .where(own)
    )
    by_hand = visible_registrations(actor).with_only_columns(_registration.c.own_reference, _deviation.c.number)
    found: dict[str, _Known] = {}
    for some in _parts(references):
        for row in session.execute(by_hand.where(_registration.c.own_reference.in_(some))):
            found[row.own_reference] = _Known(row.number, None)
        for row in session.execute(by_file.where(_imported.c.own_reference.in_(some))):
            found[row.own_reference] = _Known(row.number or "", row.sha256)
    return found


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items, some at a time: a statement takes only so many values."""
    return (items[start : start + AT_A_TIME] for start in range(0, len(items), AT_A_TIME))


def _taken(rows: Sequence[Checked], known: dict[str, _Known]) -> Iterator[tuple[int, str]]:
    """The lines whose number stands for something else, each with the sentence that says what."""
    first: dict[str, int] = {}
    for row in rows:
        reference = row.form.own_reference
        if first.setdefault(reference, row.line) != row.line:
            yield row.line, f"Numret står redan på rad {first[reference]}. Ta bort den ena raden eller rätta numret."
        elif (there := known.get(reference)) is None or there.sha256 == row.sha256:
            continue
        elif there.sha256 is None:
            yield row.line, f"Numret finns redan på {there.number}. Ta bort raden, eller rätta numret."
        else:
            where = f" som {there.number}" if there.number else ""
            yield row.line, f"Raden är redan importerad{where}, med andra uppgifter. Ändra där och ta bort raden."


def _create(
    session: Session, actor: Actor, rows: Sequence[Checked], now: datetime, progress: Progress | None
) -> list[Line]:
    created: list[Line] = []
    remembered: list[dict[str, Any]] = []
    parties: dict[Any, list[CaseParty]] = {}  # who is manager where is looked up once, not for each row
    for row in rows:
        form, reference = row.form, row.form.own_reference
        between = (row.unit_id, form.concerned, form.concerned_unit)
        if between not in parties:
            parties[between] = parties_of(session, actor, form, row.unit_id)
        case_id, number = lay_case(
            session, actor, form, row.version_id, row.routine, parties[between], now, own_reference=reference
        )
        created.append(Line(row.line, reference, number))
        remembered.append({"own_reference": reference, "sha256": row.sha256, "deviation_id": case_id})
        if progress is not None:
            progress(len(created), len(rows))
    belongs = {"organisation": actor.organisation, "imported_at": now}
    try:
        for some in _parts(remembered):
            session.execute(insert(_imported), [belongs | line for line in some])
    except IntegrityError:
        raise Stale("Någon annan importerade samma rader samtidigt. Inget är ändrat. Importera igen.", {}) from None
    return created
