"""Sets a whole agreement up from one file: routine, units, people, roles. All of it or nothing."""

from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from avvikelse.db.people import unit_named
from avvikelse.db.session import Session
from avvikelse.errors import BadInput
from avvikelse.services.members import add_unit, add_user, grant
from avvikelse.services.routines import activate


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class UnitSpec(_Part):
    """A unit, with the units under it."""

    name: str
    units: list["UnitSpec | str"] = Field(default_factory=list)


class PersonSpec(_Part):
    """A person. A role is written 'coordinator', 'manager @ Enheten' or 'secretary @ forum'."""

    username: str
    name: str
    email: str
    organisation: str
    roles: list[str] = Field(default_factory=list)


class SetupSpec(_Part):
    """The file as a whole. `routine` is a routine file's path, or the name of a built-in routine."""

    routine: str
    units: dict[str, list[UnitSpec | str]] = Field(default_factory=dict)
    people: list[PersonSpec] = Field(default_factory=list)


def read_setup(content: bytes, file: str) -> SetupSpec:
    """The set-up in a YAML file. Raises BadInput that names the file and the key at fault."""
    try:
        data: Any = YAML(typ="safe", pure=True).load(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput(f"{file}: Filen är inte UTF-8. Spara om den som UTF-8.") from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        raise BadInput(f"{file}{line}: Filen går inte att läsa som YAML. Kontrollera indrag och kolon.") from None
    try:
        return SetupSpec.model_validate(data)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "filen"
        raise BadInput(f"{file}: {where} är fel eller saknas. Jämför med exemplet i dokumentationen.") from None


def apply_setup(session: Session, spec: SetupSpec, routine: bytes, routine_file: str, now: datetime) -> None:
    """Takes the routine into use and adds what the file names. Raises as the single acts do."""
    activate(session, routine, Path(routine_file).name, now)
    for organisation, units in spec.units.items():
        for unit in units:
            _add_units(session, organisation, unit, None, now)
    for person in spec.people:
        add_user(session, person.username, person.name, person.email, person.organisation, now)
        for role in person.roles:
            name, _, place = (part.strip() for part in role.partition("@"))
            grant(session, person.username, name, now, unit=place or None, forum=place or None)


def _add_units(session: Session, organisation: str, unit: UnitSpec | str, under: str | None, now: datetime) -> None:
    spec = UnitSpec(name=unit) if isinstance(unit, str) else unit
    if unit_named(session, organisation, spec.name) is None:
        add_unit(session, organisation, spec.name, under, now)
    for child in spec.units:
        _add_units(session, organisation, child, spec.name, now)
