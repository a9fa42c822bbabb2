"""Layer 1: tables, where the heading of a column says what stands below it.

A heading such as 'Ålder', 'Född' or 'Handläggare' between bars, tabs or semicolons gives its kind to the cells under
it, down to the first line that isn't cut the same way. A bare '33' or 'Frisk' is nobody's anywhere else.
"""

import re
from collections.abc import Iterator

from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind

_KINDS = {
    Kind.PERSON: "namn förnamn efternamn patient pat kund sökande försäkrad handläggare läkare person "
    "kontaktperson utredare chef deltagare anhörig medarbetare ägare klient tolk ansvarig närvarande sign "
    "signatur init initial initialer initialerna",
    Kind.AGE: "ålder åld",
    Kind.BIRTH_DATE: "född föddår födelseår födelsedatum födelsetid f f.år",
    Kind.PERSONAL_NUMBER: "pnr personnr personnummer persnr pers.nr p-nr p.nr födelsenr födelsenummer samordningsnr "
    "samordningsnummer slutsiffror slutsiffra personnurnmer pers0nnummer",
    Kind.PHONE: "tel telefon mobil telnr telefonnummer tfn",
    Kind.ADDRESS: "adress gatuadress bostad",
    Kind.POSTCODE: "postnr postnummer",
    Kind.PLACE: "ort postort bostadsort hemort",
    Kind.WORKPLACE: "arbetsgivare arbetsplats ag praktikplats skola vårdcentral",
    Kind.CASE_NUMBER: "dnr diarienr ärende ärendenr ärendenummer akt aktnr",
    Kind.ACCOUNT: "konto kontonr kontonummer",
    Kind.DATE: "datum dat händelsedatum inkom inkommet inkommen svar besvarat besvarad skickat skickad "
    "daterat när dag från till "
    "fr.o.m from t.o.m tom start slut åter frist senast besök möte kallad utfärdat",
    Kind.VEHICLE: "reg regnr reg.nr registreringsnummer",
}
_HEADINGS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
# a heading over the last four figures
_LAST_FOUR = re.compile(
    r"(?:pnr|p-?nr|person-?n\w{1,7}|de)?[ (.:,-]{0,3}(?:sista|fyra|4|slut)[ -]?(?:(?:sista|fyra|4"
    r"|siffror(?:na)?)\b|(?<=slut)$).{0,20}",
    re.IGNORECASE,
)
_WORDED = {Kind.PERSON, Kind.PLACE, Kind.WORKPLACE, Kind.ADDRESS}
_DELIMITERS = "\t|;"
_CELL = {
    Kind.AGE: re.compile(r"\d{1,3}(?: ?år)?"),
    Kind.DATE: re.compile(r"(?:0?[1-9]|[12]\d|3[01])[./ -](?:0?[1-9]|1[0-2])[.]?(?:[ /-]?(?:20)?\d\d)?"),
    Kind.BIRTH_DATE: re.compile(r"-?\d{2}|(?:19|20)\d{2}|[\d./ -]{6,11}"),
}
_NAME_CELL = re.compile(r"[A-ZÅÄÖa-zåäö][^\d/()%]{0,39}")
_NUMBER_CELL = re.compile(r"(?=[^|;\t]*\d{2})[\w /:.*+()-]{2,30}")
_NOBODY = {
    "fk",
    "af",
    "vc",
    "region",
    "regionen",
    "ja",
    "nej",
    "ok",
    "okänd",
    "okänt",
    "saknas",
    "-",
    "nn",
    "xx",
    "ej",
    "anonym",
    "avid",
    "vakant",
    "alla",
    "ingen",
    *("vården", "vårdgivare", "vårdgivaren", "arbetsgivare", "arbetsgivaren", "läkare", "läkaren", "handläggare"),
    *("handläggaren", "chef", "chefen", "hr", "patienten", "kommunen", "kassan", "facket", "sjukvården"),
    "primärvården",
    *("psykiatrin", "koordinator", "rehabkoordinator", "enheten", "teamet", "mottagningen", "vårdcentralen"),
    *("försäkringskassan", "arbetsförmedlingen", "samtliga", "båda", "parterna", "respektive"),
}  # fmt: skip
_MOST_WORDS = 4


def table_cells(text: str) -> Iterator[Hit]:
    """Mark the cells under telling headings."""
    for delimiter in _DELIMITERS:
        if delimiter in text:
            yield from _cut_by(text, delimiter)


def _cut_by(text: str, delimiter: str) -> Iterator[Hit]:
    columns: dict[int, Kind] = {}
    start = 0
    for line in text.split("\n"):
        if delimiter not in line:
            columns = {}
        else:
            cells = line.split(delimiter)
            headings = {k: kind for k, cell in enumerate(cells) if (kind := _kind(cell.strip(" .:*").casefold()))}
            if headings and not any(c.isdigit() for c in line.replace("4", "")):
                columns = headings
            else:
                yield from _marked(cells, columns, start)
        start += len(line) + 1


def _kind(heading: str) -> Kind | None:
    """Tell what a heading says stands below it."""
    return Kind.PERSONAL_NUMBER if _LAST_FOUR.fullmatch(heading) else _HEADINGS.get(heading)


def _marked(cells: list[str], columns: dict[int, Kind], start: int) -> Iterator[Hit]:
    for k, cell in enumerate(cells):
        kind, plain = columns.get(k), cell.strip()
        if kind is not None and plain and _fits(plain, kind):
            begin = start + len(cell) - len(cell.lstrip())
            yield Hit(begin, begin + len(plain), kind)
        start += len(cell) + 1


def _fits(cell: str, kind: Kind) -> bool:
    """Tell whether a cell can be what its heading says."""
    if kind in _WORDED:
        words = cell.split()
        return (
            bool(_NAME_CELL.fullmatch(cell) or kind is Kind.ADDRESS)
            and len(words) <= _MOST_WORDS
            and (words[0].casefold() not in _NOBODY and (kind in {Kind.PERSON, Kind.ADDRESS} or cell[0].isupper()))
        )
    return bool(_CELL.get(kind, _NUMBER_CELL).fullmatch(cell))
