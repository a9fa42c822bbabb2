"""Importing from the own deviation system: all rows or none, no row twice, and nothing of a text in what is said."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from avvikelse.db.session import unit_of_work
from avvikelse.db.tables import (
    Agreement,
    Deviation,
    DeviationParty,
    Event,
    ImportedRow,
    Note,
    Outbox,
    Registration,
    Reminder,
    RoutineVersion,
    table,
)
from avvikelse.errors import BadInput, BadRows, Forbidden, NotFound, RefusedMove, Stale
from avvikelse.inbound import Table, read_table
from avvikelse.services import imports
from avvikelse.services.columns import COLUMNS
from avvikelse.services.imports import Imported, import_cases
from avvikelse.services.lists import list_cases
from avvikelse.services.members import grant
from avvikelse.services.reports import describe, report
from tests.inbound.files import csv_file, jsonl_file, xlsx_file
from tests.services.steps import as_operator, counts, rows, shown, step, told
from tests.world import AF, FK, REGION, World, a_report

WHO = "fk.samordnare"
TOLD = "Anna Berg har ont"

GOOD = {
    "Eget nummer": "FK-1",
    "Rubrik": "Intyg utan uppgifter",
    "Beskrivning": TOLD,
    "Datum": "2026-02-26",
    "Berörd organisation": "Region Värmland",
    "Berörd enhet": "Vårdcentralen Granåsen",
    "Enhet": "Sjukpenning team 1",
    "Kategori": "Kvalitet",
    "Kön": "Kvinna",
    "Motparten har fått veta": "Verksamhetschefen, telefon.",
}


def a_row(number: str = "FK-1", **changes: Any) -> dict[str, Any]:
    """A row as an organisation's system exports it; a change to None takes the column away."""
    named = {key.replace("_", " "): value for key, value in changes.items()}
    return {name: value for name, value in (GOOD | {"Eget nummer": number} | named).items() if value is not None}


def file_of(*lines: dict[str, Any], write: Callable[..., bytes] = csv_file, name: str = "a.csv") -> Table:
    headings = list(dict.fromkeys(heading for line in lines for heading in line))
    return read_table(write([headings, *([line.get(heading, "") for heading in headings] for line in lines)]), name)


def imported(world: World, *lines: dict[str, Any], who: str = WHO, organisation: str = FK, **more: Any) -> Imported:
    done: Imported = world.do(import_cases, who, organisation, file_of(*lines), **more)
    return done


def refused(world: World, *lines: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Where each fault is, and why; nothing is left behind, and no text of a case is said."""
    before = counts(world)
    with pytest.raises(BadRows) as error:
        imported(world, *lines)
    assert counts(world) == before
    said = [(fault.line, fault.column, fault.reason) for fault in error.value.faults]
    assert not any(word in str(said) for word in ("Anna", "har ont", "19680423"))
    return said


def test_a_file_becomes_deviations_that_the_coordinator_takes_on(world: World) -> None:
    done = imported(world, a_row("FK-1"), a_row("FK-2", Källa="Patientnämnden", Kön=""))
    assert [(line.line, line.own_reference, line.number) for line in done.created] == [
        (2, "FK-1", "AVV-2026-0001"),
        (3, "FK-2", "AVV-2026-0002"),
    ]
    first, second = rows(world, Deviation)
    assert (first.state, first.source, first.gender, first.occurred_on) == (
        "raised",
        "avvikelsesystem",
        "kvinna",
        date(2026, 2, 26),
    )
    assert (second.source, second.gender) == ("patientnamnden", "okant")
    assert (first.owner_organisation, first.owner_role) == (FK, "reporting.reporter")
    case = shown(world, WHO, "AVV-2026-0001")
    assert case.registration is not None
    assert (case.registration.own_reference, case.registration.description) == ("FK-1", TOLD)
    assert [line.number for line in world.ask(list_cases, "fk.chef")] == ["AVV-2026-0001", "AVV-2026-0002"]
    assert world.ask(list_cases, "region.samordnare") == []
    assert len(rows(world, Reminder)) == 6  # as after any report: three each


def test_nobody_is_flooded_with_messages_and_the_trail_says_how_many(world: World) -> None:
    imported(world, *(a_row(f"FK-{number}") for number in range(30)))
    assert rows(world, Outbox) == []
    kinds = [event.kind for event in rows(world, Event)[-31:]]
    assert kinds == ["reported"] * 30 + ["imported"]
    assert rows(world, Event)[-1].data == '{"rows":30,"skipped":0}'


def test_what_the_file_has_said_is_not_asked_for_again(world: World) -> None:
    """The own number and who was told are in the row: the coordinator goes straight on (R4, R5)."""
    [one] = imported(world, a_row()).created
    assert step(world, WHO, one.number, "register") == "registered"
    assert told(world) == [("fk.chef", "your_turn")]
    assert step(world, "fk.chef", one.number, "contact_manager", contact_logged="Chefen.") == "manager_dialogue"
    [untold] = imported(world, a_row("FK-2", Motparten_har_fått_veta="")).created
    with pytest.raises(RefusedMove, match="andra parten"):
        step(world, WHO, untold.number, "register")


@pytest.mark.parametrize(("write", "name"), [(csv_file, "a.csv"), (xlsx_file, "a.xlsx"), (jsonl_file, "a.jsonl")])
def test_the_same_rows_are_the_same_in_every_kind_of_file(world: World, write: Any, name: str) -> None:
    imported(world, a_row("FK-1"), a_row("FK-2"))
    before = counts(world)
    again: Imported = world.do(import_cases, WHO, FK, file_of(a_row("FK-1"), a_row("FK-2"), write=write, name=name))
    assert (again.created, [line.number for line in again.skipped]) == ((), ["AVV-2026-0001", "AVV-2026-0002"])
    assert counts(world) == before


def test_the_same_row_written_otherwise_is_still_the_same(world: World) -> None:
    imported(world, a_row())
    otherwise = {
        "own_reference": " FK-1 ",
        "TITLE": "Intyg utan uppgifter",
        "description": TOLD,
        "occurred on": "26/2 2026",
        "concerned_organisation": "region-varmland",
        "Berord  enhet:": "Vårdcentralen Granåsen",
        "reporting_unit": "sjukpenning TEAM 1",
        "category": "kvalitet",
        "gender": "kvinna",
        "källa": "Avvikelsesystem",
        "beteende": "Nej",
        "rapporterande organisation": "Försäkringskassan",
        "other_party_told": "Verksamhetschefen, telefon.",
    }
    assert imported(world, otherwise).created == ()


def test_new_rows_beside_old_ones_come_in(world: World) -> None:
    imported(world, a_row("FK-1"))
    done = imported(world, a_row("FK-1"), a_row("FK-2"))
    assert ([line.line for line in done.skipped], [line.line for line in done.created]) == ([2], [3])


def test_a_row_that_has_changed_since_is_named_with_its_deviation(world: World) -> None:
    imported(world, a_row())
    [(line, column, why)] = refused(world, a_row("FK-2"), a_row(Rubrik="En annan"))
    assert (line, column) == (3, "Eget nummer")
    assert "importerad som AVV-2026-0001, med andra uppgifter" in why


def test_a_number_that_was_registered_by_hand_is_not_imported_once_more(world: World) -> None:
    number = world.do(report, "fk.utredare", a_report())
    world.do(describe, "fk.utredare", number, {"own_reference": "FK-7"}, rev=None)
    assert refused(world, a_row("FK-7")) == [
        (2, "Eget nummer", f"Numret finns redan på {number}. Ta bort raden, eller rätta numret.")
    ]


def test_a_conduct_matter_s_number_is_not_given_away(world: World) -> None:
    number = world.do(report, "fk.utredare", a_report(conduct_matter=True))
    world.do(describe, "fk.utredare", number, {"own_reference": "FK-7"}, rev=None)
    assert len(imported(world, a_row("FK-7")).created) == 1


def test_another_organisation_s_numbers_are_its_own(world: World) -> None:
    imported(world, a_row("1"))
    theirs = a_row("1", Enhet="Rehabilitering till arbete", Berörd_organisation="Försäkringskassan")
    assert len(imported(world, theirs, who="af.samordnare", organisation=AF).created) == 1


def test_the_same_number_twice_in_a_file_is_named(world: World) -> None:
    [(line, column, why)] = refused(world, a_row("FK-1"), a_row("FK-2"), a_row("FK-1"))
    assert (line, column) == (4, "Eget nummer")
    assert "på rad 2" in why


def test_what_was_withdrawn_does_not_come_back_by_the_same_file(world: World) -> None:
    [one] = imported(world, a_row()).created
    step(world, WHO, one.number, "withdraw", why_withdrawn="Fel.")
    assert imported(world, a_row()).created == ()


def test_a_dry_run_says_what_would_be_and_leaves_nothing(world: World) -> None:
    before = counts(world)
    tried = imported(world, a_row("FK-1"), a_row("FK-2"), dry_run=True)
    assert (tried.dry_run, len(tried.created)) == (True, 2)
    assert counts(world) == before
    with pytest.raises(BadRows):
        imported(world, a_row(Kön="x"), dry_run=True)
    assert [line.number for line in imported(world, a_row()).created] == ["AVV-2026-0001"]


FAULTS: dict[str, tuple[dict[str, Any], str, tuple[str, ...]]] = {
    "no number": ({"Eget_nummer": ""}, "Eget nummer", ("saknas",)),
    "a long number": ({"Eget_nummer": "9" * 101}, "Eget nummer", ("högst 100 tecken",)),
    "no title": ({"Rubrik": "  "}, "Rubrik", ("saknas",)),
    "a long title": ({"Rubrik": TOLD * 20}, "Rubrik", ("högst 200 tecken",)),
    "no description": ({"Beskrivning": ""}, "Beskrivning", ("saknas",)),
    "a control character": ({"Beskrivning": "a\x07b"}, "Beskrivning", ("inte går att läsa",)),
    "no day": ({"Datum": ""}, "Datum", ("saknas",)),
    "a day that isn't": ({"Datum": "2026-02-30"}, "Datum", ("”2026-02-30” är inget datum", "2026-11-24")),
    "an American day": ({"Datum": "02/26/2026"}, "Datum", ("inget datum",)),
    "a day to come": ({"Datum": "2027-01-01"}, "Datum", ("i framtiden",)),
    "a text for a day": ({"Datum": TOLD}, "Datum", ("Värdet är inget datum",)),
    "a person for a day": ({"Datum": "19680423-9819"}, "Datum", ("Värdet är inget datum",)),
    "an unknown party": ({"Berörd_organisation": "Polisen"}, "Berörd organisation", ("”Polisen”", "Arbetsför")),
    "no party": ({"Berörd_organisation": ""}, "Berörd organisation", ("saknas",)),
    "the own party": ({"Berörd_organisation": "Försäkringskassan"}, "Berörd organisation", ("egen organisation",)),
    "a party twice": ({"Berörd_organisation": "Region Värmland; region-varmland"}, "Berörd organisation", ("två",)),
    "an unknown category": ({"Kategori": "kvalite"}, "Kategori", ("”kvalite”", "Menade du kvalitet?")),
    "a text for a category": ({"Kategori": TOLD}, "Kategori", ("Värdet går inte", "rutiner")),
    "a gender": ({"Kön": "kvina"}, "Kön", ("Menade du kvinna?",)),
    "a nature": ({"Typ": "sak"}, "Typ", ("Välj något av: handelse, risk, gott-exempel",)),
    "a source": ({"Källa": "x"}, "Källa", ("patientnamnden",)),
    "whom": ({"Drabbad": "x"}, "Drabbad", ("medborgare",)),
    "no unit": ({"Enhet": ""}, "Enhet", ("Enheten saknas",)),
    "an unknown unit": ({"Enhet": "Sjukpening team 1"}, "Enhet", ("Menade du Sjukpenning team 1?",)),
    "another's unit": ({"Enhet": "Ortopedkliniken"}, "Enhet", ("finns inte i er organisation",)),
    "an unclear yes": ({"Beteende": "kanske"}, "Beteende", ("ja, nej",)),
    "conduct": ({"Beteende": "Ja"}, "Beteende", ("importeras inte", "för hand")),
    "conduct by category": ({"Kategori": "Beteende"}, "Kategori", ("importeras inte", "för hand")),
    "another's row": ({"Rapporterande_organisation": "Region Värmland"}, "Rapporterande organisation", ("Ta bort",)),
    "an Excel error": ({"Rubrik": "#SAKNAS!"}, "Rubrik", ("fel från Excel",)),
    "an agreement": ({"Överenskommelse": "orebro"}, "Överenskommelse", ("finns inte",)),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_row_is_named_by_line_column_and_reason_and_nothing_is_imported(still_world: World, fault: str) -> None:
    changes, column, words = FAULTS[fault]
    [(line, where, why)] = refused(still_world, a_row("FK-1"), a_row("FK-2", **changes), a_row("FK-3"))
    assert (line, where) == (3, column)
    assert [word for word in words if word not in why] == [], why


@pytest.mark.parametrize("place", [0, 7, 29])
def test_a_bad_row_anywhere_leaves_the_history_as_it_was(still_world: World, place: int) -> None:
    lines = [a_row(f"FK-{number}", **({"Kön": "x"} if number == place else {})) for number in range(30)]
    assert [line for line, _, _ in refused(still_world, *lines)] == [place + 2]


def test_every_fault_of_a_row_is_named_at_once(still_world: World) -> None:
    bad = a_row("", Rubrik="", Datum="i går", Kön="x", Enhet="Månen", Beteende="ja")
    assert {column for _, column, _ in refused(still_world, bad)} == {
        "Eget nummer", "Rubrik", "Datum", "Kön", "Enhet", "Beteende",
    }  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "2026-03-01", "2026-03-01 00:00:00", "2026-03-01T10:30:00Z", "20260301", "2026/03/01", "1/3 2026", "01/03-2026",
        "1 mars 2026", "den 1 Mars 2026", "1 mar 2026",
    ],
)  # fmt: skip
def test_days_as_people_write_them(still_world: World, said: str) -> None:
    with unit_of_work(still_world.engine) as session:
        recorded = import_cases(
            session, still_world.actor(WHO), FK, file_of(a_row(Datum=said)), still_world.now, dry_run=True
        )
    assert len(recorded.created) == 1


def test_two_parties_in_one_cell(world: World) -> None:
    [one] = imported(world, a_row(Berörd_organisation="Region Värmland och Arbetsförmedlingen")).created
    assert one.number == "AVV-2026-0001"
    assert [party.organisation for party in rows(world, DeviationParty)] == [FK, REGION, AF]


def test_columns_that_are_unknown_missing_or_double_are_named(still_world: World) -> None:
    faults = refused(still_world, a_row(Katgori="x", Motpart="y", Personnummer="19680423-9819", Kategori=None))
    assert [(line, column) for line, column, _ in faults] == [
        (1, "Motpart"), (1, "Katgori"), (1, "Personnummer"), (1, "Kategori"),
    ]  # fmt: skip
    reasons = {column: why for _, column, why in faults}
    assert reasons["Katgori"] == "Kolumnen finns inte. Menade du Kategori?"
    assert reasons["Personnummer"] == "Kolumnen finns inte. Ta bort den."
    assert "samma som Berörd organisation" in reasons["Motpart"]
    assert reasons["Kategori"] == "Kolumnen saknas. Lägg till den."


def test_a_file_without_headings_is_told_so_without_a_word_of_it(still_world: World) -> None:
    [(line, column, why)] = refused(still_world, {"FK-1": "FK-2", TOLD: "x", "2026-02-26": "y"})
    assert (line, column) == (1, "")
    assert "Eget nummer, Rubrik, Beskrivning, Datum, Berörd organisation, Kategori" in why


def test_no_two_columns_share_a_heading() -> None:
    names = [name for column in COLUMNS for name in (column.field, column.heading, *column.others)]
    assert len({name.casefold() for name in names}) == len(names)


def test_a_coordinator_who_works_in_a_unit_need_not_name_it(world: World) -> None:
    as_operator(world, grant, WHO, "reporter", unit="Sjukpenning team 1")
    world = World(world.engine, world.now)
    assert len(imported(world, a_row(Enhet=None)).created) == 1


@pytest.mark.parametrize("who", ["fk.chef", "fk.utredare"])
def test_others_in_the_organisation_are_told_whose_it_is(still_world: World, who: str) -> None:
    with pytest.raises(Forbidden, match="samordnare"):
        imported(still_world, a_row(), who=who)


@pytest.mark.parametrize("organisation", [REGION, "finns-inte"])
def test_another_organisation_is_not_imported_to(still_world: World, organisation: str) -> None:
    with pytest.raises(NotFound, match=f"någon organisation {organisation}"):
        imported(still_world, a_row(), organisation=organisation)


def test_progress_is_told_for_each_row(world: World) -> None:
    seen: list[tuple[int, int]] = []
    imported(world, a_row("FK-1"), a_row("FK-2"), progress=lambda done, whole: seen.append((done, whole)))
    assert seen == [(1, 2), (2, 2)]


def test_a_row_that_somebody_else_has_just_imported_stops_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last defence, the table's own: the look-up before it is made to find nothing."""
    imported(world, a_row())
    before = counts(world)
    monkeypatch.setattr(imports, "_known", lambda *_: {})
    with pytest.raises(Stale, match="Inget är ändrat"):
        imported(world, a_row("FK-2"), a_row("FK-1"))
    assert counts(world) == before


def test_the_table_of_imported_rows_holds_no_text(world: World) -> None:
    imported(world, a_row())
    [row] = rows(world, ImportedRow)
    assert TOLD not in str(row)
    assert (row.organisation, row.own_reference, len(row.sha256)) == (FK, "FK-1", 64)
    assert [note.label for note in rows(world, Note)] == ["other_party_told"]
    assert [found.own_reference for found in rows(world, Registration)] == ["FK-1"]


def test_several_agreements_need_a_column(world: World) -> None:
    """Nothing is guessed: the file says which, or the whole import is told to."""
    with unit_of_work(world.engine) as session:
        version = rows(world, RoutineVersion)[0].id
        session.execute(insert(table(Agreement)).values(key="annan", active_version_id=version))
    with pytest.raises(BadInput, match="Ange vilken överenskommelse"):
        imported(world, a_row())
    assert len(imported(world, a_row(Överenskommelse="varmland")).created) == 1
