"""A file's rows, understood and checked one by one: each becomes a form, or faults with line and column."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from avvikelse.core.events import canonical
from avvikelse.core.permissions import Actor
from avvikelse.core.routine import Routine
from avvikelse.db.people import reporter_unit
from avvikelse.db.session import Session
from avvikelse.db.tables import Unit, table
from avvikelse.errors import NotFound, RowFault
from avvikelse.inbound import Row
from avvikelse.services.columns import BY_FIELD, REPORTING, fold, nearest, shown
from avvikelse.services.forms import Fault, ImportForm, faults_in
from avvikelse.services.import_values import Unclear, party_named, read_value
from avvikelse.services.reports import faults_in_facts, require_party
from avvikelse.services.routines import active_engine

_unit = table(Unit)

CONDUCT = "beteende"
"""The category, by its key in the routine file, that a matter of conduct goes under."""

CONDUCT_STAYS_OUT = (
    "Frågor om beteende importeras inte: de läses bara av den som rapporterar och närmaste chef hos varje part. "
    "Ta bort raden och rapportera avvikelsen för hand som den som upptäckte den, eller som dennes chef."
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A row that can become a deviation. `sha256` is of what it says, however it was written."""

    line: int
    form: ImportForm
    version_id: int
    routine: Routine
    unit_id: int
    sha256: str


class RowChecker:
    """Checks the rows of one file for the person who imports it. Collects the faults; keeps no text of a row."""

    def __init__(self, session: Session, actor: Actor, columns: Mapping[str, str], now: datetime) -> None:
        self._session, self._actor, self._columns, self._now = session, actor, columns, now
        self._engines: dict[str | None, tuple[int, Routine]] = {}
        found = session.execute(select(_unit.c.name, _unit.c.id).where(_unit.c.organisation == actor.organisation))
        self._units: dict[str, int] = {row.name: row.id for row in found}
        self._folded = {fold(name): name for name in self._units}
        self._works_in = reporter_unit(session, actor.user_id) if actor.user_id is not None else None
        self.faults: list[RowFault] = []

    def check(self, rows: Iterable[Row]) -> Iterator[Checked]:
        """The rows that are in order. Those that aren't leave their faults in `faults`."""
        for row in rows:
            found = self._check(row)
            if isinstance(found, Checked):
                yield found
            else:
                self.faults += [self.fault(row.line, fault) for fault in found]

    def fault(self, line: int, fault: Fault) -> RowFault:
        """The fault as the file's owner reads it: with the column's own heading."""
        heading = self._columns.get(fault.field) or (BY_FIELD[fault.field].heading if fault.field else "")
        return RowFault(line, shown(heading), fault.sentence)

    def _check(self, row: Row) -> Checked | list[Fault]:
        if row.fault:
            return [Fault("", row.fault)]
        texts = {field: _plain(row.cells.get(heading, "")) for field, heading in self._columns.items()}
        texts = {field: text for field, text in texts.items() if text}
        agreement = texts.get("agreement")
        if (known_as := self._routine(agreement)) is None:
            return [Fault("agreement", "Överenskommelsen finns inte. Skriv dess nyckel, till exempel varmland.")]
        version_id, routine = known_as
        values, faults = _read(texts, routine)
        faults += self._of_whom(values.pop(REPORTING, None), routine)
        unit = self._unit(values, faults)
        # Checked also beside other faults, so that all of them are named at once.
        known = {fault.field for fault in faults}
        faults += [fault for fault in faults_in(ImportForm, values) if fault.field not in known]
        faults += _of_conduct(values)
        if not faults:
            form = ImportForm.model_validate(values)
            faults += faults_in_facts(form, routine, self._actor.organisation, self._now)
        if faults or unit is None:
            return faults
        return Checked(row.line, form, version_id, routine, unit, _digest(form))

    def _routine(self, agreement: str | None) -> tuple[int, Routine] | None:
        """The agreement's routine in use; None when there is no agreement of that name."""
        if agreement not in self._engines:
            if agreement is not None and not agreement.isprintable():
                return None  # PostgreSQL takes no NUL
            try:
                version_id, engine = active_engine(self._session, agreement)
            except NotFound:
                if agreement is None:
                    raise
                return None
            require_party(self._actor, engine.routine)
            self._engines[agreement] = (version_id, engine.routine)
        return self._engines[agreement]

    def _of_whom(self, organisation: str | None, routine: Routine) -> list[Fault]:
        if organisation is None or party_named(organisation, routine) == self._actor.organisation:
            return []
        return [Fault(REPORTING, "Raden är inte er organisations. Ta bort den.")]

    def _unit(self, values: dict[str, Any], faults: list[Fault]) -> int | None:
        """The own unit's id; writes its name as it is spelt, so that the same row is the same however it is written."""
        name = values.get("unit")
        if name is None and self._works_in is None:
            faults.append(Fault("unit", "Enheten saknas. Skriv vilken av era enheter som upptäckte avvikelsen."))
        if name is None:
            return self._works_in
        spelt = name if name in self._units else self._folded.get(fold(name), "")
        if spelt:
            values["unit"] = spelt
            return self._units[spelt]
        close = nearest(name, list(self._units))
        hint = f"Menade du {close}?" if close else "Kontrollera namnet."
        faults.append(Fault("unit", f"Enheten finns inte i er organisation. {hint}"))
        return None


def _plain(text: str) -> str:
    """The text without blanks around it, in the one way of writing its letters (a Mac parts å in two)."""
    return unicodedata.normalize("NFC", text).strip()


def _read(texts: Mapping[str, str], routine: Routine) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {"concerned": []} if routine.internal_matters else {}
    faults = []
    for field, text in texts.items():
        try:
            values[field] = read_value(field, text, routine)
        except Unclear as unclear:
            faults.append(Fault(field, str(unclear)))
    return values, faults


def _of_conduct(values: Mapping[str, Any]) -> list[Fault]:
    """A coordinator reads no conduct matter (R8), so none comes in by a coordinator's file."""
    field = "conduct_matter" if values.get("conduct_matter") else "category"
    return [Fault(field, CONDUCT_STAYS_OUT)] if values.get(field) in (True, CONDUCT) else []


def _digest(form: ImportForm) -> str:
    """The SHA-256 (hex) of what the row says. What is left at its default isn't in it: forms may grow."""
    said = form.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(canonical(said).encode()).hexdigest()
