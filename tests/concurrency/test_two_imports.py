"""The same file twice at the same moment: the second finds the first's rows, and changes nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import Deviation, ImportedRow
from avvikelse.inbound import Row, Table
from avvikelse.services.imports import Imported, import_cases
from tests.services.steps import rows
from tests.world import FK, REGION, World

MANY, AT_ONCE, AT_MOST = 40, 4, 60


def a_file() -> Table:
    cells = {"Rubrik": "Intyg", "Beskrivning": "Fälten är tomma.", "Datum": "2026-02-26", "Kategori": "kvalitet"}
    cells |= {"Berörd organisation": REGION, "Enhet": "Sjukpenning team 1"}
    lines = [Row(place + 2, cells | {"Eget nummer": f"FK-{place}"}) for place in range(MANY)]
    return Table(dict.fromkeys(lines[0].cells, 1), lines)


def test_the_same_file_at_once_comes_in_once(world: World) -> None:
    actor, start = world.actor("fk.samordnare"), Barrier(AT_ONCE)

    def run() -> Imported:
        start.wait(AT_MOST)
        with unit_of_work(world.engine) as session:
            return import_cases(session, actor, FK, a_file(), world.now)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        done = [future.result(AT_MOST) for future in [pool.submit(run) for _ in range(AT_ONCE)]]
    assert sorted(len(one.created) for one in done) == [0] * (AT_ONCE - 1) + [MANY]
    assert sorted(len(one.skipped) for one in done) == [0] + [MANY] * (AT_ONCE - 1)
    assert len(rows(world, Deviation)) == len(rows(world, ImportedRow)) == MANY
