"""Fictional documents, rich and poor, that the tests of all formats share."""

from dataclasses import replace
from datetime import UTC, date, datetime

from avvikelse.core.agenda import Agenda, AgendaLine, Withheld
from avvikelse.core.learning import LearningDigest, LearningEntry
from avvikelse.core.minutes import Attendee, DecidedMeasure, Earlier, Extract, MeetingFrame, Minutes, MinutesLine
from avvikelse.core.vocabulary import MeetingPart, Purpose, Section
from avvikelse.core.weekly import WeeklyLine
from avvikelse.outbound.documents import Document, WeeklyList

DAY = date(2026, 11, 24)
HOSTILE = (
    '{{7*7}} {% raw %} {# x #} #image("/etc/passwd") #read("x") <script>alert(\'x\')</script> </w:t></w:r> &amp; &lt; '
    "$x^2$ @ref *fet* _kursiv_ `kod` ~~struken~~ "
    "[länk](http://example.se) \\textbf \"citat\" 'enkelt' \\n ]]> <!-- --> |a|b|"
)
LONG = (
    "Kompletteringar av läkarintyg har vid flera tillfällen skickats till fel enhet efter en omorganisation. Patienter "
    "har fått vänta på beslut, och handläggare har ringt runt för att hitta rätt mottagare. "
) * 3
WORD = "Försäkringsmedicinskasamverkansgruppensavvikelsehanteringsrutinbeskrivningsdokument" * 2
BROKEN = "Första stycket.\n\nAndra stycket & mer.\n- en rad\n1. en till\u2028sist\x00\x0b\ufffe"
EMOJI = "Det gick bra 😀👩‍⚕️ till slut, 日本."

FRAME = MeetingFrame(
    datetime(2026, 11, 24, 8, tzinfo=UTC),
    datetime(2026, 11, 24, 10, 30, tzinfo=UTC),
    "Regionens hus, sal Klarälven",
    "https://mote.example.se/avvikelseforum?rum=24&kod=a_b*c",
    (
        Attendee("Karin Lund", "Region Värmland", MeetingPart.CHAIR, "yes", True, True, date(2026, 12, 1)),
        Attendee("Eva Sandén", "Region Värmland", MeetingPart.SECRETARY, "yes", True),
        Attendee("Łukasz Nguyễn", "Försäkringskassan", MeetingPart.MEMBER, "yes", True, True),
        Attendee("Åsa Öberg", "Försäkringskassan", MeetingPart.MEMBER, "no", False),
        Attendee("Siv Mård", "Arbetsförmedlingen", MeetingPart.MEMBER, "", None),
        Attendee("Bo Ek", "Arbetsförmedlingen", MeetingPart.GUEST, "yes", True),
    ),
)
NAMES = tuple(person.name for person in FRAME.people)
MEASURES = (
    DecidedMeasure("Adresslistan får en ägare.", "Region Värmland", date(2027, 1, 15), "Stickprov i mars."),
    DecidedMeasure("Funktionsbrevlåda & rutin.", "Försäkringskassan", date(2027, 2, 1), ""),
)

EARLIER = Earlier(date(2026, 9, 15), "Kvar till nästa möte", "Forumet väntar på <siffror> & svar.")


def case_line(position: int, number: int, text: str, **changes: object) -> AgendaLine:
    line = AgendaLine(
        position=position,
        kind=Section.POSITIONS,
        heading="Avvikelser för ställningstagande",
        number=f"AVV-2026-{number:04}",
        purpose=Purpose.POSITION,
        category="Intygsrelaterad brist",
        reporting="Försäkringskassan",
        concerned="Region Värmland",
        text=text,
        tried="Adresslistan rättad en gång.\nFelet kom tillbaka.",
        question="Vem äger listan?",
        label=str(position),
        minutes=15,
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def agenda(*texts: str, count: int = 0) -> Agenda:
    """An agenda with one case for each text, or with `count` cases, among the usual headings."""
    said = list(texts) or [LONG] * count
    lines = [
        AgendaLine(1, Section.OPENING, "Mötet öppnas", label="1", minutes=5),
        AgendaLine(2, Section.PREVIOUS_MINUTES, "Föregående protokoll", text="Läggs till handlingarna.", label="2"),
    ]
    lines += [case_line(place, place, text) for place, text in enumerate(said, 3)]
    at = len(lines) + 1
    lines += [
        AgendaLine(
            at,
            Section.POSITIONS,
            "Avvikelser för ställningstagande",
            title="Intyg som går fel",
            label=str(at),
            minutes=30,
        ),
        case_line(at + 1, 901, "Första i gruppen.", label=f"{at}.1", grouped=True, minutes=None),
        case_line(at + 2, 902, "Andra i gruppen.", label=f"{at}.2", grouped=True, minutes=None, tried="", question=""),
        AgendaLine(at + 3, Section.GOOD_EXAMPLES, "Goda exempel", text="Inga ärenden.", label=str(at + 1)),
        AgendaLine(at + 4, Section.OTHER, "Övriga frågor", title="Besök från Örebro", text="Kort.", label=str(at + 2)),
        case_line(at + 5, 903, "Kom in sent.", label="T1", late=True, earlier=EARLIER),
    ]
    withheld = (Withheld("AVV-2026-0999", "Texten klarar inte kontrollen."),)
    return Agenda(
        "avvikelseforum", "Avvikelseforum", DAY, "frozen", tuple(lines), withheld, FRAME, "Samverkansgruppen", 3
    )


def minutes_line(label: str, number: int, text: str, **changes: object) -> MinutesLine:
    line = MinutesLine(
        label=label,
        kind=Section.POSITIONS,
        heading="Avvikelser för ställningstagande",
        number=f"AVV-2026-{number:04}",
        facts="Intygsrelaterad brist · från Försäkringskassan, gäller Region Värmland · för ställningstagande",
        text=text,
        tried="Adresslistan rättad en gång.",
        question="Vem äger listan?",
        outcome="Avslutas med åtgärder",
        position="Regionen äger listan.\nFörsäkringskassan meddelar ändringar.",
        measures=MEASURES,
        notes="Forumet var enigt.",
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def minutes(*texts: str, approved: bool = False) -> Minutes:
    lines = [MinutesLine("1", Section.OPENING, "Mötet öppnas", notes="Ordföranden hälsade alla välkomna.")]
    lines += [minutes_line(str(place), place, text) for place, text in enumerate(texts, 2)]
    lines += [
        minutes_line("9", 9, "", tried="", question="", measures=(), notes="", withheld="Ärendet är taget ur forumet."),
        minutes_line("T1", 10, "Kom in sent.", late=True, measures=(), earlier=EARLIER),
    ]
    return Minutes(
        "avvikelseforum", "Avvikelseforum", DAY, FRAME, tuple(lines), date(2026, 12, 1) if approved else None,
        date(2027, 2, 9), "Samverkansgruppen",
    )  # fmt: skip


def extract(*texts: str) -> Extract:
    lines = tuple(minutes_line(str(place), place, text) for place, text in enumerate(texts, 2))
    return Extract("avvikelseforum", "Avvikelseforum", DAY, date(2026, 12, 1), "Försäkringskassan", lines)


def weekly(*texts: str) -> WeeklyList:
    lines = tuple(
        WeeklyLine(
            f"AVV-2026-{place:04}", "Intygsrelaterad brist", "Försäkringskassan", "Region Värmland", "Chef till chef",
            "Region Värmland", 12, text,
        )
        for place, text in enumerate(texts, 1)
    )  # fmt: skip
    return WeeklyList(DAY, lines)


def learning(*texts: str) -> LearningDigest:
    entries = tuple(
        LearningEntry(
            f"AVV-2026-{place:04}", "Intygsrelaterad brist", "Försäkringskassan", "Region Värmland",
            Purpose.GOOD_EXAMPLE, text, "Gemensam brevlåda löser det.", MEASURES, "Inga nya fel på ett halvår.", DAY,
        )
        for place, text in enumerate(texts, 1)
    )  # fmt: skip
    return LearningDigest("avvikelseforum", "Avvikelseforum", date(2026, 7, 1), date(2026, 12, 31), entries)


TEXTS = (LONG, HOSTILE, WORD, BROKEN, EMOJI, "")


def every_kind(*texts: str) -> dict[str, Document]:
    """One document of each kind with these texts."""
    return {
        "agenda": agenda(*texts),
        "minutes": minutes(*texts),
        "extract": extract(*texts),
        "weekly": weekly(*texts),
        "learning": learning(*texts),
    }


EMPTY: dict[str, Document] = {
    "agenda": Agenda("f", "Avvikelseforum", DAY, "draft", ()),
    "minutes": Minutes("f", "Avvikelseforum", DAY, replace(FRAME, people=(), place="", link=""), (), None),
    "extract": Extract("f", "Avvikelseforum", DAY, DAY, "Försäkringskassan", ()),
    "weekly": WeeklyList(DAY, ()),
    "learning": LearningDigest("f", "Avvikelseforum", DAY, DAY, ()),
}
