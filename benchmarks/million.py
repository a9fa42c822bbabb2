"""A house with very many cases, laid in by statements over numbered rows: for lists, which read and never move.

Nineteen of twenty cases have ended, the rest stand on all levels; they are spread over the units of two authorities.
The history isn't laid in: no list reads it.
"""

from functools import partial

from sqlalchemy import Engine, select

from avvikelse.db.migrate import upgrade
from avvikelse.db.session import Session, make_engine, unit_of_work
from avvikelse.db.tables import Deviation, DeviationParty, Registration, RoutineVersion, Unit, User, table
from avvikelse.services.members import add_unit, add_user, grant
from avvikelse.services.signing_in import open_browser_session
from benchmarks import drivers
from benchmarks.cases import NOW
from tests.world import FK, REGION, build_world

UNITS, ROWS = 100, 50
INDEXES = [index for model in (Deviation, DeviationParty, Registration) for index in table(model).indexes]
"""Taken away while rows are laid in, and built at the end: that is many times quicker."""
MANAGER = "fk.chef.7"
REPORTER = "fk.medarbetare.7"
COORDINATOR = "fk.samordnare"

CASES = """
WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}),
c AS (SELECT i, CASE WHEN i % 20 <> 0 THEN 'closed' WHEN i % 60 = 0 THEN 'registered' WHEN i % 60 = 20
      THEN 'manager_dialogue' ELSE 'forum' END AS state FROM n)
INSERT INTO deviation (id, number, agreement, routine_version_id, state, rev, category, nature, affected, gender,
    source,
    conduct_matter, occurred_on, reported_at, entered_at, due_at, ended, owner_organisation, owner_role)
SELECT i, 'AVV-2025-' || i, 'varmland', {version}, state, 5, 'kvalitet', 'handelse', 'medborgare', 'okant', 'direkt',
    {false}, '2025-03-01', {earlier}, {earlier}, CASE WHEN state = 'closed' THEN NULL ELSE {due} END, state = 'closed',
    CASE WHEN state = 'registered' THEN '{own}' ELSE '{other}' END,
    CASE state WHEN 'registered' THEN 'reporting.manager' WHEN 'manager_dialogue' THEN 'concerned.manager'
         WHEN 'forum' THEN 'avvikelseforum.secretary' ELSE 'reporting.coordinator' END
FROM c"""

PARTIES = """
INSERT INTO deviation_party (deviation_id, organisation, side, unit_id, reporter_id, manager_id, visible_from)
SELECT d.id, '{own}', '{side}', {unit} + d.id / 20 % {units}, {reporter}, {manager} + d.id / 20 % {units}, d.reported_at
FROM deviation d WHERE d.id BETWEEN {first} AND {last}"""

REGISTRATIONS = """
INSERT INTO registration (deviation_id, organisation, own_reference, title, description, concerned_unit, investigation,
    no_measure_reason, created_at, updated_at)
SELECT d.id, '{own}', 'FK-' || d.id, 'Intyg nummer ' || d.id || ' utan uppgift om aktivitet', 'Uppgifter saknades.', '',
    '', '', d.reported_at, d.reported_at FROM deviation d WHERE d.id BETWEEN {first} AND {last}"""
BATCH = 100_000


def build_million(url: str, count: int) -> Engine:
    """A house with so many cases on the database; its people and units are there, and everything is at rest."""
    engine = make_engine(url)
    upgrade(engine)
    build_world(engine)
    with unit_of_work(engine) as session:
        for organisation, short in ((FK, "fk"), (REGION, "region")):
            _staff(session, organisation, short)
    with unit_of_work(engine) as session:
        names = {row.username: row.id for row in session.execute(select(table(User)))}
        units = {row.name: row.id for row in session.execute(select(table(Unit)))}
        version = session.execute(select(table(RoutineVersion).c.id)).scalar_one()
    lite = engine.dialect.name == "sqlite"
    values = {
        "version": version,
        "false": "0" if lite else "false",
        "earlier": "datetime('2025-03-01', '+' || (i % 500) || ' minutes') || '.000000'"
        if lite
        else "timestamptz '2025-03-01 00:00Z' + (i % 500) * interval '1 minute'",
        "due": "datetime('2026-01-01', '+' || (i % 90000) || ' minutes') || '.000000'"
        if lite
        else "timestamptz '2026-01-01 00:00Z' + (i % 90000) * interval '1 minute'",
    }
    for index in INDEXES:
        index.drop(engine)
    sides = [(FK, "fk", "reporting"), (REGION, "region", "concerned")]
    for first in range(1, count, BATCH):
        last = min(first + BATCH - 1, count)
        with unit_of_work(engine) as session:
            run = partial(_run, session)
            span = {"first": first, "last": last}
            run(CASES.format(**span, **values, own=FK, other=REGION))
            for organisation, short, side in sides:
                manager, reporter = names[f"{short}.chef.0"], names[f"{short}.medarbetare.0"]
                who = f"{reporter} + d.id / 20 % {UNITS}" if side == "reporting" else "NULL"
                places = {"unit": units[f"{short} 0"], "units": UNITS, "manager": manager, "reporter": who}
                run(PARTIES.format(**span, **places, own=organisation, side=side))
            run(REGISTRATIONS.format(**span, own=FK))
    for index in INDEXES:
        index.create(engine)
    drivers.settle(engine.url.render_as_string(hide_password=False))
    return engine


def _run(session: Session, statement: str) -> None:
    """Runs a written-out statement; psycopg takes a lone % for the beginning of a place to fill in."""
    lite = session.connection.dialect.name == "sqlite"
    session.connection.exec_driver_sql(statement if lite else statement.replace("%", "%%"))


def _staff(session: Session, organisation: str, short: str) -> None:
    """Units with a manager and a member of staff each; units, managers and staff are numbered in a row each."""
    for number in range(UNITS):
        add_unit(session, organisation, f"{short} {number}", None, NOW)
    for part, role in (("chef", "manager"), ("medarbetare", "reporter")):
        for number in range(UNITS):
            name = f"{short}.{part}.{number}"
            add_user(session, name, name, f"{name}@example.se", organisation, NOW)
            grant(session, name, role, NOW, unit=f"{short} {number}")


def sign_in(engine: Engine, username: str) -> str:
    """The secret of a browser that the person is signed in with."""
    with unit_of_work(engine) as session:
        user_id = session.execute(select(table(User).c.id).where(table(User).c.username == username)).scalar_one()
        return open_browser_session(session, user_id, NOW)
