"""Commands that set an installation up: organisations, units, people, roles."""

import click

from avvikelse.bootstrap import install
from avvikelse.cli.common import as_json, installation, now, read_bytes, show, table
from avvikelse.core.vocabulary import USER_ROLE_LABELS, UserRole
from avvikelse.services import members
from avvikelse.services.setup import apply_setup, read_setup
from avvikelse.services.signing_in import set_password
from avvikelse.settings import routine_file


@click.command()
@click.argument("file", metavar="FIL.yaml")
def setup(file: str) -> None:
    """Sätt upp en hel överenskommelse: rutin, enheter, användare och roller. Allt eller inget."""
    spec = read_setup(read_bytes(file), file)
    found = install()
    path = routine_file(found.settings, spec.routine)
    found.migrate()
    with found.write("setup") as session:
        apply_setup(session, spec, path.read_bytes(), str(path), now())
    click.echo(f"Klart. Rutinen {spec.routine} är i bruk och {len(spec.people)} användare är tillagda.")


@click.group()
def organisation() -> None:
    """Lägg till och lista organisationer."""


@organisation.command(name="add")
@click.argument("key", metavar="NYCKEL")
@click.argument("name", metavar="NAMN")
def add_organisation(key: str, name: str) -> None:
    """Lägg till en organisation."""
    with installation().write("organisation add") as session:
        members.add_organisation(session, key, name, now())
    click.echo(f"{name} är tillagd.")


@organisation.command(name="list")
@as_json
def list_organisations(as_json: bool) -> None:
    """Visa organisationerna."""
    with installation().read() as session:
        found = members.list_organisations(session)
    rows = [(line["key"], line["name"]) for line in found]
    show(found, as_json, lambda: table(("Nyckel", "Namn"), rows, empty="Ingen organisation finns än."))


@click.group()
def unit() -> None:
    """Lägg till och lista enheter."""


@unit.command(name="add")
@click.argument("organisation", metavar="ORGANISATION")
@click.argument("name", metavar="NAMN")
@click.option("--under", metavar="ENHET", help="Enheten närmast ovanför.")
def add_unit(organisation: str, name: str, under: str | None) -> None:
    """Lägg till en enhet i en organisation."""
    with installation().write("unit add") as session:
        members.add_unit(session, organisation, name, under, now())
    click.echo(f"{name} är tillagd.")


@unit.command(name="list")
@as_json
def list_units(as_json: bool) -> None:
    """Visa enheterna."""
    with installation().read() as session:
        found = members.list_units(session)
    rows = [(str(line["organisation"]), str(line["name"]), line["under"] or "") for line in found]
    show(found, as_json, lambda: table(("Organisation", "Enhet", "Under"), rows, empty="Ingen enhet finns än."))


@click.group()
def user() -> None:
    """Lägg till och lista användare, ge dem roller."""


@user.command(name="add")
@click.argument("username", metavar="ANVÄNDARNAMN")
@click.option("--name", required=True, help="Personens namn.")
@click.option("--email", required=True, help="E-postadressen.")
@click.option("--organisation", required=True, help="Organisationens nyckel.")
def add_user(username: str, name: str, email: str, organisation: str) -> None:
    """Lägg till en användare. Ge sedan roller med user role."""
    with installation().write("user add") as session:
        members.add_user(session, username, name, email, organisation, now())
    click.echo(f"{username} är tillagd.")


@user.command()
@click.argument("username", metavar="ANVÄNDARNAMN")
@click.argument("address", metavar="ADRESS")
def email(username: str, address: str) -> None:
    """Rätta en användares e-postadress. Mejl som inte gick fram skickas sedan om med outbox retry."""
    with installation().write("user email") as session:
        members.change_email(session, username, address, now())
    click.echo(f"{username} har nu adressen {address}.")


@user.command(name="list")
@as_json
def list_users(as_json: bool) -> None:
    """Visa användarna och deras roller."""
    with installation().read() as session:
        found = members.list_users(session)
    rows = [
        (str(line["username"]), str(line["name"]), str(line["organisation"]), _said(line["roles"]))  # type: ignore[arg-type]  # because roles is a list
        for line in found
    ]
    headings = ("Användarnamn", "Namn", "Organisation", "Roller")
    show(found, as_json, lambda: table(headings, rows, empty="Ingen användare finns än."))


def _said(roles: list[str]) -> str:
    """The roles in Swedish, each once: 'manager (Sjukpenning)' becomes 'chef (Sjukpenning)'."""
    parts = (role.partition(" ") for role in roles)
    return ", ".join(dict.fromkeys(f"{USER_ROLE_LABELS[UserRole(key)]}{space}{unit}" for key, space, unit in parts))


@user.command()
@click.argument("username", metavar="ANVÄNDARNAMN")
@click.password_option("--password", prompt="Nytt lösenord", confirmation_prompt="Samma igen", help="Frågas efter.")
def password(username: str, password: str) -> None:
    """Ge en användare ett lösenord. Personen loggas ut överallt."""
    with installation().write("user password") as session:
        set_password(session, username, password, now())
    click.echo(f"{username} har ett nytt lösenord.")


@user.command()
@click.argument("username", metavar="ANVÄNDARNAMN")
def leave(username: str) -> None:
    """Någon har slutat: får inte logga in och får inga mejl. Lämna sedan över avvikelserna med handover."""
    with installation().write("user leave") as session:
        members.deactivate(session, username, now())
    click.echo(f"{username} är inte längre användare. Lämna över avvikelserna: avvikelse handover {username} MOTTAGARE")


@user.command()
@click.argument("username", metavar="ANVÄNDARNAMN")
@click.argument("role", metavar="ROLL")
@click.option("--unit", metavar="ENHET", help="Enheten som rollen gäller.")
@click.option("--forum", metavar="FORUM", help="Forumet som rollen gäller.")
@click.option("--remove", is_flag=True, help="Ta tillbaka rollen.")
def role(username: str, role: str, unit: str | None, forum: str | None, remove: bool) -> None:
    """Ge en användare en roll, eller ta tillbaka den."""
    change = members.revoke if remove else members.grant
    with installation().write("user role") as session:
        change(session, username, role, now(), unit=unit, forum=forum)
    click.echo(f"{username} har {'inte längre ' if remove else ''}rollen {role}.")
