"""What people fill in, checked before anything is written. Each fault becomes one Swedish sentence on its field."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from avvikelse.core.retention import RetentionKind
from avvikelse.core.vocabulary import Affected, Gender, MeetingAnswer, MeetingPart, Nature, ReviewReason, Source
from avvikelse.errors import BadInput

LONG = 20_000
SHORT = 200
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("control")
    return text


_Readable = AfterValidator(_printable)
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=SHORT), _Readable]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=SHORT // 2), _Readable]
NeededLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=SHORT), _Readable]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONG), _Readable]
NeededParagraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONG), _Readable]


def _yes_or_no(answer: Any) -> Any:
    """'ja' and 'nej' as people type them; anything else is left to be judged."""
    return {"ja": True, "nej": False}.get(answer.strip().casefold(), answer) if isinstance(answer, str) else answer


YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]


def _as_clock(answer: Any) -> Any:
    """A time as people type it: 13, 13.00 or 13:00. What is no time of day is left to be judged."""
    typed = _CLOCK.match(answer.strip()) if isinstance(answer, str) else None
    return f"{int(typed[1]):02d}:{typed[2] or '00'}" if typed else answer


_CLOCK = re.compile(r"^(\d{1,2})(?:[.:](\d{2}))?$")
_ADDRESS = re.compile(r"^https?://[^\s\"<>\\^`{|}]+$")
Clock = Annotated[time, BeforeValidator(_as_clock)]


def _web_address(text: str) -> str:
    if text and not _ADDRESS.match(text):
        raise ValueError("address")
    return text


WebAddress = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=500), _Readable, AfterValidator(_web_address)
]


class Form(BaseModel):
    """Common manners: unknown fields are errors, nothing changes after checking."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ReportForm(Form):
    """A new deviation as its reporter tells it. Only title, description, day and counterpart have no default."""

    title: NeededLine
    description: NeededParagraph
    occurred_on: date
    concerned: tuple[str, ...] = Field(max_length=2)
    concerned_unit: Line = ""
    unit: Line = ""
    category: str
    nature: Nature = Nature.EVENT
    affected: Affected = Affected.CITIZEN
    gender: Gender = Gender.UNKNOWN
    source: Source = Source.DIRECT
    conduct_matter: YesNo = False
    other_party_told: Paragraph = ""
    agreement: str | None = None


class ImportForm(ReportForm):
    """A deviation from a file: the same, with the number that makes the same row the same (R12)."""

    own_reference: Reference
    source: Source = Source.DEVIATION_SYSTEM


class DescriptionForm(Form):
    """What the own registration says, changed later. A field left out stays as it is."""

    title: NeededLine | None = None
    description: NeededParagraph | None = None
    own_reference: Reference | None = None
    concerned_unit: Line | None = None


class ContactForm(Form):
    """A contact with the other party: with which function, when, how, and what was said."""

    text: NeededParagraph


class InvestigationForm(Form):
    """What was found; and, when it is so, why no measure is needed (R1)."""

    investigation: NeededParagraph
    no_measure_reason: Paragraph = ""


class MeasureForm(Form):
    """What is to be done, by which organisation, by when, and how its effect is followed up (R14)."""

    what: NeededParagraph
    organisation: NeededLine
    due_on: date
    follow_up: Paragraph = ""


class MeasureDoneForm(Form):
    """That a measure is done or handed over, and what effect it had."""

    effect: Paragraph = ""
    handed_over_to: Line = ""


class HandoverForm(Form):
    """What crosses to another party: which fields of the own registration, and a text. Nothing is chosen beforehand."""

    receiver: NeededLine
    fields: tuple[str, ...] = ()
    text: Paragraph = ""


class DeidentifiedForm(Form):
    """The de-identified text, what was tried on the managers' level, and what the forum is asked."""

    text: NeededParagraph
    tried: Paragraph = ""
    question: Paragraph = ""


class ReviewForm(Form):
    """Why the check's questions about a text may be let pass: the findings by number, one reason for all of them."""

    finding: tuple[int, ...] = Field(min_length=1, max_length=200)
    reason: ReviewReason
    comment: Line = ""


class AttestForm(Form):
    """What a person attests: that they have read the text, and that nobody can be recognised in it."""

    nobody_recognised: YesNo


class SplitForm(Form):
    """A case that is partly a conduct matter, told as two: the conduct and the rest (R8)."""

    conduct_title: NeededLine
    conduct_description: NeededParagraph
    other_title: NeededLine
    other_description: NeededParagraph


class DecisionForm(Form):
    """What the forum decided about an item (R14)."""

    outcome: NeededLine
    position: NeededParagraph
    measures: tuple[MeasureForm, ...] = ()


class MeetingChangeForm(Form):
    """When and where a meeting is to be. A field left out stays as it is; the time is Swedish."""

    day: date | None = None
    time: Clock | None = None
    minutes: int | None = Field(default=None, ge=15, le=600)
    place: Line | None = None
    link: WebAddress | None = None


class MeetingPeopleForm(Form):
    """Changes of who is invited to a meeting, by user name: `add` with their part."""

    chair: Line | None = None
    add: dict[Line, MeetingPart] = Field(default_factory=dict, max_length=100)
    remove: tuple[Line, ...] = Field(default=(), max_length=100)


class MeetingAnswerForm(Form):
    """Whether somebody comes to a meeting. `who` is a user name when the secretary answers for another."""

    answer: MeetingAnswer
    who: Line | None = None


class AbsenceForm(Form):
    """From which day somebody is away, the last day away (none: until further notice), and who stands in."""

    from_day: date
    to_day: date | None = None
    deputy: Line = ""


class OwnItemForm(Form):
    """An agenda item, or the heading of a group, in the secretary's own words."""

    heading: NeededLine
    text: Paragraph = ""


class MinutesForm(Form):
    """Minutes set aside for a line of an agenda."""

    minutes: int = Field(ge=0, le=480)


class PersonForm(Form):
    """What an administrator says of a person who uses the installation."""

    name: NeededLine
    email: NeededLine
    active: YesNo = False


class RetentionForm(Form):
    """A decision to destroy records: its number, how long after a case has ended, of which kinds, from which day."""

    diary_number: Annotated[NeededLine, StringConstraints(max_length=60)]
    period: int = Field(ge=1, le=100)
    period_in: Literal["years", "months"] = "years"
    kinds: tuple[RetentionKind, ...] = Field(min_length=1, max_length=10)
    from_day: date


class HoldForm(Form):
    """Why an organisation's records of a case may not be destroyed for now."""

    reason: NeededLine


class NoteForm(Form):
    """What the secretary notes about a line at the meeting; empty to take the note away."""

    notes: Paragraph


FIELD_LABELS = {
    "heading": "Rubriken",
    "minutes": "Antalet minuter",
    "notes": "Anteckningen",
    "title": "Rubriken",
    "description": "Beskrivningen",
    "occurred_on": "Dagen då det hände",
    "concerned": "Den berörda parten",
    "concerned_unit": "Den berörda enheten",
    "unit": "Enheten",
    "category": "Kategorin",
    "nature": "Typen av avvikelse",
    "affected": "Vem som drabbades",
    "gender": "Könet",
    "source": "Källan",
    "conduct_matter": "Frågan om beteende",
    "other_party_told": "Vem som har fått veta",
    "own_reference": "Ert eget nummer",
    "text": "Texten",
    "tried": "Vad som har prövats",
    "question": "Frågan till forumet",
    "investigation": "Utredningen",
    "no_measure_reason": "Skälet till att ingen åtgärd behövs",
    "what": "Åtgärden",
    "organisation": "Ansvarig organisation",
    "due_on": "Dagen då åtgärden ska vara klar",
    "follow_up": "Uppföljningen",
    "effect": "Effekten",
    "handed_over_to": "Vem som tog över",
    "receiver": "Mottagaren",
    "fields": "De valda fälten",
    "outcome": "Forumets beslut",
    "position": "Ställningstagandet",
    "measures": "Åtgärderna",
    "finding": "Fyndets nummer",
    "reason": "Skälet",
    "comment": "Kommentaren",
    "nobody_recognised": "Frågan om någon kan kännas igen",
    "conduct_title": "Rubriken för beteendet",
    "conduct_description": "Beskrivningen av beteendet",
    "other_title": "Rubriken för det övriga",
    "other_description": "Beskrivningen av det övriga",
    "agreement": "Överenskommelsen",
    "day": "Dagen",
    "time": "Tiden",
    "place": "Platsen",
    "link": "Länken",
    "chair": "Ordföranden",
    "add": "De som ska kallas",
    "remove": "De som inte längre ska kallas",
    "answer": "Svaret",
    "who": "Personen",
    "name": "Namnet",
    "email": "E-postadressen",
    "active": "Om personen arbetar kvar",
    "from_day": "Första dagen",
    "to_day": "Sista dagen",
    "deputy": "Ersättaren",
    "diary_number": "Beslutets diarienummer",
    "period": "Tiden",
    "period_in": "År eller månader",
    "kinds": "Vad som ska gallras",
}

UNANSWERED = {
    "due_on": "Ange vilken dag åtgärden ska vara klar.",
    "organisation": "Välj vilken organisation som ansvarar.",
    "outcome": "Välj vad forumet beslutar.",
    "nobody_recognised": "Svara på om någon kan kännas igen i texten.",
    "from_day": "Ange den första dagen.",
    "period": "Skriv hur lång tiden är.",
    "kinds": "Kryssa i minst en sak som ska gallras.",
}
"""What to say of a question that is left unanswered, where it isn't a field to write in."""
_EMPTY = ("missing", "string_too_short", "too_short")

F = TypeVar("F", bound=Form)


class Fault(NamedTuple):
    """What is wrong with one field, as a Swedish sentence."""

    field: str
    sentence: str


def checked(form: type[F], values: Mapping[str, Any]) -> F:
    """The form filled with `values`. Raises BadInput with a sentence for every faulty field."""
    try:
        return form.model_validate(dict(values))
    except ValidationError as error:
        sentences = [_sentence(_field(detail), detail) for detail in error.errors()]
        raise BadInput(" ".join(dict.fromkeys(sentences))) from None


def faults_in(form: type[Form], values: Mapping[str, Any]) -> list[Fault]:
    """The faulty fields of `values`, each with its sentence; none when the form can be filled."""
    try:
        form.model_validate(dict(values))
    except ValidationError as error:
        return [Fault(_field(detail), _sentence(_field(detail), detail)) for detail in error.errors()]
    return []


def _field(detail: Any) -> str:
    names = [part for part in detail["loc"] if isinstance(part, str)]
    return names[-1] if names else ""


def _sentence(field: str, detail: Any) -> str:
    label = FIELD_LABELS.get(field, f"Fältet {field}")
    context = detail.get("ctx", {})
    if field in UNANSWERED and (detail["type"] in _EMPTY or detail.get("input") in ("", [])):
        return UNANSWERED[field]
    match detail["type"]:
        case "missing" | "string_too_short" | "too_short":
            return f"{label} saknas. Fyll i fältet."
        case "string_too_long":
            return f"{label} får ha högst {context['max_length']} tecken."
        case "too_long":
            return f"{label}: välj högst {context['max_length']}."
        case "extra_forbidden":
            return f"Fältet {field} finns inte. Ta bort det."
        case "enum":
            return f"{label}: välj något av {context['expected'].replace(' or ', ', ').replace(chr(39), '')}."
        case "value_error" if field == "link":
            return f"{label} är ingen webbadress. Skriv den som https://mote.example.se/rum."
        case "value_error":
            return f"{label} innehåller tecken som inte går att läsa. Skriv om texten."
        case kind:
            return next(says for start, says in _UNREADABLE.items() if kind.startswith(start)).format(label, **context)


_UNREADABLE = {
    "date": "{} är inget datum. Skriv det som 2026-11-24.",
    "time": "{} är ingen tid. Skriv den som 13.00.",
    "bool": "{}: svara ja eller nej.",
    "int": "{} går inte att läsa. Skriv ett tal.",
    "greater_than_equal": "{} ska vara minst {ge}.",
    "less_than_equal": "{} ska vara högst {le}.",
    "": "{} går inte att läsa. Skriv en text.",
}
"""What to say of a value of the wrong kind, by how pydantic's name for the fault begins."""
