"""Prepared statements do what Core does, on both databases."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from avvikelse.db.prepared import Prepared
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import Counter, RoutineVersion, table

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
_counter, _version = table(Counter), table(RoutineVersion)
ADD = Prepared(insert(_counter))
ADD_VERSION = Prepared(insert(_version))


def _counters(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        return {row.name: row.value for row in session.execute(select(_counter))}


def test_one_statement_writes_one_row_or_several(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        assert session.write(ADD, {"name": "a", "value": 1}) == 1
        session.write(ADD, {"name": "b", "value": 2}, {"name": "c", "value": 3})
    assert _counters(engine) == {"a": 1, "b": 2, "c": 3}


def test_a_column_left_out_gets_its_fixed_default(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        session.write(ADD, {"name": "a"})
    assert _counters(engine) == {"a": 0}


def test_a_write_sets_the_columns_it_is_given_and_counts_the_rows(engine: Engine) -> None:
    change = Prepared(update(_counter).where(_counter.c.name == bindparam("which")))
    with unit_of_work(engine) as session:
        session.write(ADD, {"name": "a", "value": 1})
        assert session.write(change, {"which": "a", "value": 7}) == 1
        assert session.write(change, {"which": "nobody", "value": 8}) == 0
        assert session.write(Prepared(delete(_counter)), {}) == 1
    assert _counters(engine) == {}


def test_what_is_read_has_the_columns_own_types(engine: Engine) -> None:
    later = NOON.astimezone(timezone(timedelta(hours=2)))
    version = {"routine": "varmland", "version": "1", "sha256": "0", "activated_at": later}
    find = Prepared(select(_version).where(_version.c.routine == bindparam("routine")))
    with unit_of_work(engine) as session:
        session.write(ADD_VERSION, version)
        [row] = session.read(find, {"routine": "varmland"})
        assert session.read(find, {"routine": "orebro"}) == []
    assert (row.version, row.content, row.activated_at) == ("1", "", NOON)
    assert row.activated_at.tzinfo is UTC


def test_a_list_in_the_statement_is_laid_out(engine: Engine) -> None:
    some = Prepared(select(_counter.c.name).where(_counter.c.name.in_(["a", "c"])).order_by(_counter.c.name))
    with unit_of_work(engine) as session:
        session.write(ADD, {"name": "a"}, {"name": "b"}, {"name": "c"})
        assert [row.name for row in session.read(some, {})] == ["a", "c"]


def test_a_moment_without_time_zone_is_refused(engine: Engine) -> None:
    naive = {"routine": "varmland", "version": "1", "sha256": "0", "activated_at": NOON.replace(tzinfo=None)}
    with pytest.raises(ValueError, match="time zone"), unit_of_work(engine) as session:
        session.write(ADD_VERSION, naive)


def test_a_missing_value_is_refused(engine: Engine) -> None:
    change = Prepared(update(_counter).where(_counter.c.name == bindparam("which")))
    with pytest.raises(Exception, match="which"), unit_of_work(engine) as session:
        session.write(change, {"value": 7})


def test_the_drivers_errors_come_as_sqlalchemys_without_the_values(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as raised, unit_of_work(engine) as session:
        session.write(ADD, {"name": "a", "value": 1}, {"name": "a", "value": 2})
    assert raised.value.params is None
