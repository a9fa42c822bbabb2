"""What a document says, as plain text in Swedish: the fields that a Word template of the secretary's own may use.

Each field carries the Swedish line that `avvikelse document fields` prints. A field without a value is empty.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, get_args, get_type_hints


@dataclass(frozen=True, slots=True)
class PersonFields:
    """Somebody at the meeting."""

    name: Annotated[str, "namn"]
    organisation: Annotated[str, "organisation"]
    part: Annotated[str, "roll på mötet: ordförande, sekreterare, ledamot, inbjuden"]
    presence: Annotated[str, "närvarande, frånvarande eller inte antecknat; tomt på en dagordning"]


@dataclass(frozen=True, slots=True)
class OrganisationFields:
    """An organisation's people at the meeting."""

    name: Annotated[str, "organisationens namn"]
    people: Annotated[tuple[PersonFields, ...], "dess personer"]
    names: Annotated[str, "personerna på en rad, med roll för ordförande, sekreterare och inbjudna"]


@dataclass(frozen=True, slots=True)
class MeasureFields:
    """A decided measure."""

    what: Annotated[str, "vad som ska göras"]
    organisation: Annotated[str, "vem som ansvarar"]
    due: Annotated[str, "när det ska vara klart: 24 november 2026"]
    follow_up: Annotated[str, "hur effekten följs upp"]


@dataclass(frozen=True, slots=True)
class AdjusterFields:
    """Somebody who approves the minutes."""

    name: Annotated[str, "namn"]
    organisation: Annotated[str, "organisation"]
    approved: Annotated[str, "dagen för justeringen, eller väntar på justering"]


@dataclass(frozen=True, slots=True)
class LineFields:
    """A line of an agenda or of minutes. What only minutes have is empty on an agenda."""

    head: Annotated[str, "punktens nummer och ärende: 4. AVV-2026-0042; tomt när rubriken säger det"]
    number: Annotated[str, "ärendets nummer: AVV-2026-0042"]
    facts: Annotated[str, "slag, parter och varför ärendet tas upp"]
    text: Annotated[str, "ärendets avidentifierade text"]
    tried: Annotated[str, "vad cheferna har prövat"]
    earlier: Annotated[str, "vad forumet sade senast, när ärendet kommer tillbaka: 12 mars 2026: Kvar till nästa möte."]
    question: Annotated[str, "frågan till forumet"]
    similar: Annotated[str, "liknande ärenden som forumet har avslutat: AVV-2025-0117 (Löst med åtgärder: …)"]
    minutes: Annotated[str, "tid för punkten: 15 min"]
    outcome: Annotated[str, "beslutet, i protokoll"]
    position: Annotated[str, "ställningstagandet, i protokoll"]
    measures: Annotated[tuple[MeasureFields, ...], "beslutade åtgärder, i protokoll"]
    notes: Annotated[str, "anteckningar, i protokoll"]
    withheld: Annotated[str, "varför texten inte visas"]
    grouped: Annotated[bool, "sant för ett ärende i en grupp"]


@dataclass(frozen=True, slots=True)
class SectionFields:
    """A heading of the agenda with its lines."""

    head: Annotated[str, "rubriken, med nummer när den är en egen punkt"]
    lines: Annotated[tuple[LineFields, ...], "punkterna under rubriken"]


@dataclass(frozen=True, slots=True)
class WithheldFields:
    """A case that can't be shown."""

    number: Annotated[str, "ärendets nummer"]
    reason: Annotated[str, "varför det inte kan visas"]


@dataclass(frozen=True, slots=True)
class WeeklyFields:
    """A line of the weekly list."""

    number: Annotated[str, "ärendets nummer"]
    category: Annotated[str, "slag av avvikelse"]
    between: Annotated[str, "vem som rapporterade och vem det gäller"]
    label: Annotated[str, "läget"]
    owner: Annotated[str, "vem som har nästa steg"]
    days: Annotated[str, "dagar i läget"]
    text: Annotated[str, "intygad text, när den får visas"]


@dataclass(frozen=True, slots=True)
class LearningFields:
    """A case to learn from."""

    number: Annotated[str, "ärendets nummer"]
    facts: Annotated[str, "slag, parter och varför ärendet togs upp"]
    text: Annotated[str, "ärendets avidentifierade text"]
    position: Annotated[str, "forumets slutsats"]
    measures: Annotated[tuple[MeasureFields, ...], "beslutade åtgärder"]
    effect: Annotated[str, "vad åtgärderna ledde till"]
    decided: Annotated[str, "när forumet beslutade: 24 november 2026"]


@dataclass(frozen=True, slots=True)
class AgendaDocument:
    """An agenda."""

    title: Annotated[str, "dokumentets rubrik: Dagordning: Avvikelseforum"]
    name: Annotated[str, "forumets namn"]
    joint: Annotated[str, "det andra forumet på ett gemensamt möte"]
    state: Annotated[str, "utkast, spikad, utskickad"]
    when: Annotated[str, "mötets dag: tisdag 24 november 2026"]
    time: Annotated[str, "klockslag: kl. 09.00–11.30"]
    place: Annotated[str, "plats"]
    link: Annotated[str, "länk till mötet"]
    organisations: Annotated[tuple[OrganisationFields, ...], "de kallade, per organisation"]
    sections: Annotated[tuple[SectionFields, ...], "rubrikerna med sina punkter"]
    late: Annotated[tuple[LineFields, ...], "punkterna på tilläggslistan"]
    withheld: Annotated[tuple[WithheldFields, ...], "ärenden som inte kan visas; bara för sekreteraren"]


@dataclass(frozen=True, slots=True)
class MinutesDocument:
    """Minutes of a meeting."""

    title: Annotated[str, "dokumentets rubrik: Protokoll: Avvikelseforum"]
    name: Annotated[str, "forumets namn"]
    joint: Annotated[str, "det andra forumet på ett gemensamt möte"]
    state: Annotated[str, "justerat 24 november 2026, eller väntar på justering"]
    when: Annotated[str, "mötets dag: tisdag 24 november 2026"]
    time: Annotated[str, "klockslag: kl. 09.00–11.30"]
    place: Annotated[str, "plats"]
    link: Annotated[str, "länk till mötet"]
    people: Annotated[tuple[PersonFields, ...], "de kallade med närvaro, per organisation"]
    sections: Annotated[tuple[SectionFields, ...], "rubrikerna med sina punkter"]
    late: Annotated[tuple[LineFields, ...], "punkterna på tilläggslistan"]
    adjusters: Annotated[tuple[AdjusterFields, ...], "de som justerar"]
    next_meeting: Annotated[str, "nästa mötes dag"]


@dataclass(frozen=True, slots=True)
class ExtractDocument:
    """One party's extract of minutes."""

    title: Annotated[str, "dokumentets rubrik: Protokollsutdrag: Avvikelseforum"]
    name: Annotated[str, "forumets namn"]
    organisation: Annotated[str, "organisationen som får utdraget"]
    when: Annotated[str, "mötets dag: tisdag 24 november 2026"]
    approved: Annotated[str, "dagen då protokollet justerades"]
    sections: Annotated[tuple[SectionFields, ...], "rubrikerna med sina punkter"]


@dataclass(frozen=True, slots=True)
class WeeklyDocument:
    """The weekly list."""

    title: Annotated[str, "dokumentets rubrik: Veckolista"]
    when: Annotated[str, "listans dag: tisdag 24 november 2026"]
    lines: Annotated[tuple[WeeklyFields, ...], "de öppna avvikelserna"]


@dataclass(frozen=True, slots=True)
class LearningDocument:
    """What a forum has learnt."""

    title: Annotated[str, "dokumentets rubrik: Lärande: Avvikelseforum"]
    name: Annotated[str, "forumets namn"]
    period: Annotated[str, "tiden: 1 juli 2026–31 december 2026"]
    entries: Annotated[tuple[LearningFields, ...], "ärendena, de nyaste först"]


DOCUMENTS: dict[str, type] = {
    "agenda": AgendaDocument,
    "minutes": MinutesDocument,
    "extract": ExtractDocument,
    "weekly": WeeklyDocument,
    "learning": LearningDocument,
}


def described(kind: type, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every field of a document with what it is, those of a list's entries under the list's name."""
    hints = get_type_hints(kind, include_extras=True)
    for name, hint in hints.items():
        inner, says = get_args(hint)[:2]
        yield f"{prefix}{name}", str(says)
        for part in get_args(inner):
            if isinstance(part, type) and part.__module__ == __name__:
                yield from described(part, f"{prefix}{name}[].")


Fields = AgendaDocument | MinutesDocument | ExtractDocument | WeeklyDocument | LearningDocument


@dataclass(frozen=True, slots=True)
class Properties:
    """A document's properties: what kind it is, its title, and the one date that it carries. Never a person."""

    kind: str
    title: str
    day: date
