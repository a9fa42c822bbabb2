"""A coordinator brings in cases from the own deviation system: all rows or none, and no row twice (R12)."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest

from avvikelse.db.tables import Deviation, Event, ImportedRow, Outbox, Registration
from avvikelse.errors import BadRows, Forbidden, NotFound
from avvikelse.inbound import read_table
from avvikelse.services.imports import Imported, import_cases
from tests.services.steps import counts, rows, step
from tests.world import FK, REGION, World

HEADINGS = (
    "Eget nummer", "Rubrik", "Beskrivning", "Datum", "Berörd organisation", "Berörd enhet", "Enhet", "Kategori",
    "Kön", "Källa",
)  # fmt: skip
PERSON = "Zebulon Qvistgaard, 19680423-9819"


def a_row(n: int, **changes: str) -> dict[str, str]:
    """A row as people have it in their own lists."""
    cells = (
        f"FK-{n}", f"Sent svar {n}", PERSON, "2026-02-10", "Region Värmland", "Vårdcentralen Granåsen",
        "Sjukpenning team 1", "Kvalitet", "kvinna", "Patientnämnden",
    )  # fmt: skip
    return dict(zip(HEADINGS, cells, strict=True)) | changes


def as_csv(found: list[dict[str, str]]) -> tuple[bytes, str]:
    out = StringIO()
    writer = csv.DictWriter(out, list(found[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue().encode("cp1252"), "fil.csv"


def as_xlsx(found: list[dict[str, str]]) -> tuple[bytes, str]:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(list(found[0]))
    for cells in found:
        sheet.append(list(cells.values()))
    out = BytesIO()
    book.save(out)
    return out.getvalue(), "fil.xlsx"


def as_jsonl(found: list[dict[str, str]]) -> tuple[bytes, str]:
    return "\n".join(json.dumps(cells, ensure_ascii=False) for cells in found).encode(), "fil.jsonl"


FILES = {"csv": as_csv, "xlsx": as_xlsx, "jsonl": as_jsonl}


def brought_in(world: World, file: tuple[bytes, str], who: str = "fk.samordnare", **kwargs: Any) -> Imported:
    found: Imported = world.do(import_cases, who, FK, read_table(*file), **kwargs)
    return found


@pytest.mark.parametrize("kind", FILES)
def test_rows_become_deviations_once(world: World, kind: str) -> None:
    file = FILES[kind]([a_row(n) for n in range(3)])
    done = brought_in(world, file)
    assert [line.own_reference for line in done.created] == ["FK-0", "FK-1", "FK-2"]
    cases = rows(world, Deviation)
    assert [(case.state, case.source, case.gender) for case in cases] == [("raised", "patientnamnden", "kvinna")] * 3
    assert [row.own_reference for row in rows(world, Registration)] == ["FK-0", "FK-1", "FK-2"]
    before = counts(world)
    again = brought_in(world, file)
    assert again.created == ()
    assert [line.number for line in again.skipped] == [case.number for case in cases]
    assert counts(world) == before
    assert PERSON not in repr(rows(world, ImportedRow)) + repr(rows(world, Event)) + repr(rows(world, Outbox))


def test_the_coordinator_goes_on_from_there(world: World) -> None:
    [line] = brought_in(world, as_csv([a_row(1)])).created
    state = step(world, "fk.samordnare", line.number, "register", own_reference="FK-1", other_party_told="Växeln.")
    assert state == "registered"


def test_a_dry_run_changes_nothing(world: World) -> None:
    before = counts(world)
    done = brought_in(world, as_csv([a_row(1)]), dry_run=True)
    assert (len(done.created), done.dry_run) == (1, True)
    assert counts(world) == before


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"Datum": "i våras"}, "Datum", "datum"),
        ({"Datum": "2031-01-01"}, "Datum", "framtiden"),
        ({"Kategori": "Tråkigt"}, "Kategori", "Välj något av"),
        ({"Kön": "hon"}, "Kön", "Välj"),
        ({"Berörd organisation": "Polisen"}, "Berörd organisation", "Välj något av"),
        ({"Enhet": "Finns inte"}, "Enhet", ""),
        ({"Rubrik": ""}, "Rubrik", "saknas"),
        ({"Eget nummer": ""}, "Eget nummer", ""),
        ({"Kategori": "Beteende"}, "", ""),
    ],
)
@pytest.mark.parametrize("kind", FILES)
def test_one_bad_row_stops_them_all_and_is_named(
    world: World, kind: str, change: dict[str, str], column: str, says: str
) -> None:
    before = counts(world)
    with pytest.raises(BadRows) as error:
        brought_in(world, FILES[kind]([a_row(1), a_row(2, **change), a_row(3)]))
    fault = error.value.faults[0]
    assert fault.line == (2 if kind == "jsonl" else 3)
    assert not column or fault.column == column
    assert says in fault.reason
    assert "Zebulon" not in repr(error.value.faults)
    assert counts(world) == before


def test_every_bad_row_is_named(world: World) -> None:
    bad = [a_row(n, Datum="snart") if n % 2 else a_row(n) for n in range(10)]
    with pytest.raises(BadRows) as error:
        brought_in(world, as_csv(bad))
    assert [fault.line for fault in error.value.faults] == [3, 5, 7, 9, 11]


def test_a_row_that_has_changed_is_named_and_not_taken_twice(world: World) -> None:
    brought_in(world, as_csv([a_row(1)]))
    before = counts(world)
    with pytest.raises(BadRows, match="Inget är importerat") as error:
        brought_in(world, as_csv([a_row(1, Rubrik="En annan rubrik"), a_row(2)]))
    assert "AVV-2026-0001" in error.value.faults[0].reason
    assert counts(world) == before


def test_only_the_organisation_s_own_coordinator_imports(world: World) -> None:
    table = read_table(*as_csv([a_row(1)]))
    for who in ("fk.chef", "fk.utredare", "fk.omradeschef"):
        with pytest.raises(Forbidden):
            world.do(import_cases, who, FK, table)
    for who in ("region.samordnare", "region.sekreterare"):
        with pytest.raises(NotFound):
            world.do(import_cases, who, FK, table)
    with pytest.raises(NotFound):
        world.do(import_cases, "fk.samordnare", REGION, table)
