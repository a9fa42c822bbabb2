"""Moments keep their promise on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import StatementError

from avvikelse.db.prepared import Prepared
from avvikelse.db.session import reading, unit_of_work
from avvikelse.db.tables import RoutineVersion, table

_version = table(RoutineVersion)
MOMENTS = [
    datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC),
    datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 2, 30, 0, 1, tzinfo=ZoneInfo("Europe/Stockholm")),
    datetime(2026, 10, 25, 2, 30, 0, 1, tzinfo=ZoneInfo("Europe/Stockholm"), fold=1),
    datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=-11))),
]


def row(moment: datetime | None) -> dict[str, object]:
    return {"routine": "r", "version": "1", "sha256": "0" * 64, "content": "", "activated_at": moment}


def write(engine: Engine, *rows: dict[str, object], prepared: bool) -> None:
    """Inserts rows by the one way or the other."""
    statement = Prepared(insert(_version))
    with unit_of_work(engine) as session:
        for values in rows:
            if prepared:
                session.write(statement, values)
            else:
                session.execute(insert(_version), values)


@pytest.mark.parametrize("prepared", [False, True], ids=["core", "prepared"])
def test_moments_come_back_to_the_microsecond(engine: Engine, prepared: bool) -> None:
    rows = [row(moment) | {"version": str(number)} for number, moment in enumerate(MOMENTS)]
    write(engine, *rows, prepared=prepared)
    with reading(engine) as session:
        found = session.execute(select(_version.c.activated_at).order_by(_version.c.version)).scalars().all()
        late = session.execute(select(_version.c.version).where(_version.c.activated_at > MOMENTS[0])).scalars().all()
    assert found == [moment.astimezone(UTC) for moment in MOMENTS]
    assert all(moment.tzinfo is not None and moment.utcoffset() == timedelta(0) for moment in found)
    assert sorted(late) == ["2", "3"]  # compared as moments, not as texts


@pytest.mark.parametrize("prepared", [False, True], ids=["core", "prepared"])
def test_a_moment_without_time_zone_is_refused(engine: Engine, prepared: bool) -> None:
    naive = datetime(2026, 3, 2, 8, 0)  # noqa: DTZ001 (what the test is about)
    with pytest.raises((StatementError, ValueError), match="time zone"):
        write(engine, row(naive), prepared=prepared)
    with pytest.raises(StatementError, match="time zone"), reading(engine) as session:
        session.execute(select(_version).where(_version.c.activated_at == naive))
