"""The administrator's pages for people, units and roles. No case text reaches them."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from avvikelse.core.dates import local_day, swedish_date
from avvikelse.core.vocabulary import USER_ROLE_LABELS, UserRole
from avvikelse.errors import AvvikelseError
from avvikelse.services.forms import Fault
from avvikelse.services.holes import list_holes
from avvikelse.services.members import (
    add_organisation,
    add_unit,
    add_user,
    grant,
    list_organisations,
    require_administrator,
    revoke,
)
from avvikelse.services.people import change_person, find_people, show_person, units_of
from avvikelse.services.routine_files import list_forums
from avvikelse.services.signing_in import set_password
from avvikelse.web.visit import Visit, Visiting, sentences

router = APIRouter(prefix="/administration")

NEEDED = {
    "name": "Skriv vad personen heter.",
    "email": "Skriv personens e-postadress.",
    "username": "Skriv ett användarnamn.",
    "organisation": "Välj var personen arbetar.",
}
"""What a new person can't be without, and what to say when it is left out."""


@router.get("")
def start(visit: Visiting) -> Response:
    """What there is to administer."""
    with visit.reading() as (_, actor):
        require_administrator(actor)
    return visit.page("administration/start.html")


@router.get("/saknas")
def missing(visit: Visiting) -> Response:
    """Where nobody has the next step: place, role and how many cases wait; no number (R8)."""
    with visit.reading() as (session, actor):
        require_administrator(actor)
        found = list_holes(session, actor, visit.now)
    lines = [(line, swedish_date(local_day(line.since))) for line in found]
    return visit.page("administration/missing.html", lines=lines)


@router.get("/personer")
def people(visit: Visiting, sok: str = "") -> Response:
    """Everybody, by organisation; those who match every word that is looked for."""
    with visit.reading() as (session, actor):
        found = find_people(session, actor, sok)
    return visit.page("administration/people.html", people=found, wanted=sok)


@router.get("/personer/ny")
def new_person(visit: Visiting) -> Response:
    """The form for a new person."""
    return _new_person(visit)


def _new_person(visit: Visit, faults: Any = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        require_administrator(actor)
        organisations = list_organisations(session)
    values = {"username": "", "name": "", "email": "", "organisation": ""} | visit.values()
    return visit.page(
        "administration/new_person.html", status=status, faults=faults, organisations=organisations, values=values
    )


@router.post("/personer/ny")
def add_person(visit: Visiting) -> Response:
    """Adds a person, and leads on to their roles."""
    values = visit.values()
    username, name, email, organisation = (
        str(values.get(key, "")).strip() for key in ("username", "name", "email", "organisation")
    )
    if faults := [Fault(field, says) for field, says in NEEDED.items() if not str(values.get(field, "")).strip()]:
        return _new_person(visit, faults, 422)
    try:
        with visit.writing("add user") as (session, actor):
            add_user(session, username.lower(), name, email, organisation, visit.now, actor=actor)
    except AvvikelseError as error:
        return _new_person(visit, sentences(error), error.status)
    address = f"/administration/personer/{username.lower()}"
    return visit.go(address, f"{name} är tillagd. Ge personen roller och ett lösenord.")


@router.get("/personer/{username}")
def person(visit: Visiting, username: str) -> Response:
    """One person: what they are called, their roles, their password."""
    return _person(visit, username)


def _person(visit: Visit, username: str, faults: Any = (), status: int = 200, about: str = "") -> Response:
    """The person's page. `about` is the part that the faults are about: role, change or password."""
    with visit.reading() as (session, actor):
        found = show_person(session, actor, username)
        units = units_of(session, actor, found.organisation)
        forums = list_forums(session, actor)
    roles = [(str(role), label) for role, label in USER_ROLE_LABELS.items()]
    return visit.page(
        "administration/person.html",
        status=status,
        faults=faults,
        person=found,
        units=units,
        forums=forums,
        roles=roles,
        values=visit.values(),
        about=about,
    )


@router.post("/personer/{username}")
def change(visit: Visiting, username: str) -> Response:
    """Changes what the person is called, and whether they work here."""
    try:
        with visit.writing("change user") as (session, actor):
            change_person(session, actor, username, {"active": "nej"} | visit.values(), visit.now)
    except AvvikelseError as error:
        return _person(visit, username, sentences(error), error.status, "change")
    return visit.go(f"/administration/personer/{username}", "Ändringen är sparad.")


@router.post("/personer/{username}/roller")
def give_role(visit: Visiting, username: str) -> Response:
    """Gives the person a role."""
    role, unit, forum = (str(visit.form.get(name, "")) for name in ("role", "unit", "forum"))
    try:
        with visit.writing("grant role") as (session, actor):
            grant(session, username, role, visit.now, unit=unit or None, forum=forum or None, actor=actor)
    except AvvikelseError as error:
        return _person(visit, username, sentences(error), error.status, "role")
    return visit.go(f"/administration/personer/{username}", f"Rollen {USER_ROLE_LABELS[UserRole(role)]} är given.")


@router.post("/personer/{username}/roller/bort")
def take_role(visit: Visiting, username: str) -> Response:
    """Takes a role back."""
    role, unit, forum = (str(visit.form.get(name, "")) for name in ("role", "unit", "forum"))
    with visit.writing("revoke role") as (session, actor):
        revoke(session, username, role, visit.now, unit=unit or None, forum=forum or None, actor=actor)
    return visit.go(f"/administration/personer/{username}", "Rollen är borttagen.")


@router.post("/personer/{username}/losenord")
def give_password(visit: Visiting, username: str) -> Response:
    """Gives the person a new password, which signs them out everywhere."""
    try:
        with visit.writing("set password") as (session, actor):
            set_password(session, username, str(visit.form.get("password", "")), visit.now, actor=actor)
    except AvvikelseError as error:
        faults = [Fault("password", says) for says in sentences(error)]
        return _person(visit, username, faults, error.status, "password")
    return visit.go(f"/administration/personer/{username}", "Lösenordet är bytt. Personen är utloggad överallt.")


@router.get("/enheter")
def units(visit: Visiting) -> Response:
    """Every organisation's units as a tree, with who manages them."""
    return _units(visit)


def _units(visit: Visit, faults: Any = (), status: int = 200) -> Response:
    with visit.reading() as (session, actor):
        organisations = [one | {"units": units_of(session, actor, one["key"])} for one in list_organisations(session)]
    values = {"organisation": "", "name": "", "under": "", "key": ""} | visit.values()
    return visit.page(
        "administration/units.html", status=status, faults=faults, organisations=organisations, values=values
    )


@router.post("/enheter")
def add_one_unit(visit: Visiting) -> Response:
    """Adds a unit to an organisation."""
    organisation, name, under = (str(visit.form.get(key, "")) for key in ("organisation", "name", "under"))
    if not organisation:
        return _units(visit, [Fault("organisation", "Välj vilken organisation enheten hör till.")], 422)
    try:
        with visit.writing("add unit") as (session, actor):
            add_unit(session, organisation, name, under or None, visit.now, actor=actor)
    except AvvikelseError as error:
        return _units(visit, sentences(error), error.status)
    return visit.go("/administration/enheter", f"Enheten {name.strip()} är tillagd.")


@router.post("/organisationer")
def add_one_organisation(visit: Visiting) -> Response:
    """Adds an organisation."""
    key, name = str(visit.form.get("key", "")), str(visit.form.get("name", ""))
    try:
        with visit.writing("add organisation") as (session, actor):
            add_organisation(session, key, name, visit.now, actor=actor)
    except AvvikelseError as error:
        return _units(visit, sentences(error), error.status)
    return visit.go("/administration/enheter", f"{name.strip()} är tillagd.")
