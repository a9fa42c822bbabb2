"""The columns an import file may have: their Swedish headings, and which field of a report each becomes."""

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from avvikelse.core.vocabulary import Affected, Gender, Nature, Source
from avvikelse.errors import BadRows, RowFault
from avvikelse.inbound import Table

REPORTING = "reporting_organisation"
"""A column that no report has: whose row it is, for files that hold several organisations' deviations."""

MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the field it becomes, the heading of the template, and other headings that people have for it."""

    field: str
    heading: str
    meaning: str
    others: tuple[str, ...] = ()
    needed: bool = False
    choices: tuple[str, ...] = ()


COLUMNS = (
    Column(
        "own_reference",
        "Eget nummer",
        "avvikelsens nummer i ert eget system; det är så programmet känner igen raden nästa gång",
        ("ert nummer", "referens", "referensnummer", "ärendenummer", "avvikelsenummer", "löpnummer", "id"),
        needed=True,
    ),
    Column("title", "Rubrik", "en rad som säger vad det gäller, utan namn", ("titel", "ärendemening"), needed=True),
    Column("description", "Beskrivning", "vad som hände", ("händelsebeskrivning", "vad hände", "text"), needed=True),
    Column(
        "occurred_on",
        "Datum",
        "dagen då det hände: 2026-03-01, 1/3 2026 eller en datumcell",
        ("händelsedatum", "dag", "inträffade", "datum för händelsen"),
        needed=True,
    ),
    Column(
        "concerned",
        "Berörd organisation",
        "den andra parten, med namn eller nyckel; två parter skiljs åt med semikolon",
        ("berörd part", "motpart", "berörda organisationer", "concerned organisation"),
        needed=True,
    ),
    Column("concerned_unit", "Berörd enhet", "enheten hos den andra parten", ("motpartens enhet",)),
    Column("unit", "Enhet", "er egen enhet, som upptäckte avvikelsen", ("egen enhet", "reporting unit")),
    Column("category", "Kategori", "en av rutinens kategorier", needed=True),
    Column(
        "nature",
        "Typ",
        "händelse, risk eller gott exempel",
        ("typ av avvikelse",),
        choices=("händelse", "risk", "gott exempel"),
    ),
    Column(
        "affected",
        "Drabbad",
        "vem som drabbades",
        ("vem drabbades", "drabbade"),
        choices=tuple(Affected),
    ),
    Column("gender", "Kön", "kvinna, man eller okänt", ("medborgarens kön",), choices=("kvinna", "man", "okänt")),
    Column(
        "source",
        "Källa",
        "var ni fann avvikelsen; tom betyder avvikelsesystem",
        choices=("direkt", "avvikelsesystem", "patientnämnden", "incidentrapport"),
    ),
    Column("conduct_matter", "Beteende", "nej; se nedan", ("fråga om beteende",), choices=("nej",)),
    Column(
        "other_party_told",
        "Motparten har fått veta",
        "vem hos den andra parten som har fått veta att avvikelsen hanteras vidare, när och hur, utan namn",
        ("vem har fått veta", "motparten underrättad"),
    ),
    Column("agreement", "Överenskommelse", "behövs bara när det finns flera överenskommelser"),
    Column(REPORTING, "Rapporterande organisation", "er organisation; en annan stoppar raden", ("organisation",)),
)
"""In the order of the template."""

BY_FIELD = {column.field: column for column in COLUMNS}
NEEDED = [column.field for column in COLUMNS if column.needed]
LABELS: Mapping[str, Mapping[str, str]] = {
    "nature": {
        "händelse": Nature.EVENT,
        "avvikelse": Nature.EVENT,
        "risk": Nature.RISK,
        "gott exempel": Nature.GOOD_EXAMPLE,
    },
    "affected": {kind: kind for kind in Affected},
    "gender": {
        "kvinna": Gender.WOMAN,
        "man": Gender.MAN,
        "okänt": Gender.UNKNOWN,
        "okänd": Gender.UNKNOWN,
        "vet ej": Gender.UNKNOWN,
        "uppgift saknas": Gender.UNKNOWN,
    },
    "source": {
        **{kind: kind for kind in Source},
        "patientnämnd": Source.PATIENT_BOARD,
        "eget avvikelsesystem": Source.DEVIATION_SYSTEM,
    },
}
"""The words that may stand in a column of choices, beside case and accents, and what each means."""


def fold(text: str) -> str:
    """A word as it is compared: without case, accents, spaces and marks ('Berörd  enhet:' is 'berordenhet')."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if sign.isalnum())


_KNOWN = {fold(name): column.field for column in COLUMNS for name in (column.field, column.heading, *column.others)}


def match_columns(table: Table) -> dict[str, str]:
    """Which heading of the file each field has. Raises BadRows naming columns that are unknown, double or missing."""
    found: dict[str, str] = {}
    unknown: list[str] = []
    faults: list[RowFault] = []
    for heading, line in table.headings.items():
        field = _KNOWN.get(fold(heading))
        if field is None:
            unknown.append(heading)
        elif field in found:
            faults.append(RowFault(line, shown(heading), f"Betyder samma som {shown(found[field])}. Ta bort den ena."))
        else:
            found[field] = heading
    if not found:  # what stands there may be a row of a case, so nothing of it is quoted
        raise BadRows([RowFault(line, "", _no_headings()) for line in list(table.headings.values())[:1] or [1]])
    faults += [RowFault(table.headings[heading], shown(heading), _not_a_column(heading)) for heading in unknown]
    first = next(iter(table.headings.values()))
    missing = [BY_FIELD[field].heading for field in NEEDED if field not in found]
    faults += [RowFault(first, heading, "Kolumnen saknas. Lägg till den.") for heading in missing]
    if faults:
        raise BadRows(faults)
    return found


def shown(heading: str) -> str:
    """A heading as a message quotes it: short, and on one line."""
    plain = "".join(sign if sign.isprintable() else " " for sign in heading)
    return plain if len(plain) <= MOST_SHOWN else f"{plain[:MOST_SHOWN]}…"


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that is most like a mistyped one, or None when none is."""
    folded = {fold(name): name for name in known}
    close = difflib.get_close_matches(fold(word)[:MOST_SHOWN], list(folded), n=1, cutoff=0.7)
    return folded[close[0]] if close else None


def _not_a_column(heading: str) -> str:
    names = {name: column.heading for column in COLUMNS for name in (column.heading, column.field)}
    close = nearest(heading, list(names))
    return f"Kolumnen finns inte. {f'Menade du {names[close]}?' if close else 'Ta bort den.'}"


def _no_headings() -> str:
    needed = ", ".join(BY_FIELD[field].heading for field in NEEDED)
    return f"Rubrikerna saknas. Första raden ska ha dem: {needed}."
