"""One fictional document of each kind, on which a template is tried."""

from datetime import UTC, date, datetime

from avvikelse.core.agenda import Agenda, AgendaLine, Withheld
from avvikelse.core.learning import LearningDigest, LearningEntry
from avvikelse.core.minutes import Attendee, DecidedMeasure, Earlier, Extract, MeetingFrame, Minutes, MinutesLine
from avvikelse.core.similar import Similar
from avvikelse.core.vocabulary import MeetingPart, Purpose, Section
from avvikelse.core.weekly import WeeklyLine
from avvikelse.outbound.documents.contexts import Document, WeeklyList

_DAY, _TEXT = date(2026, 11, 24), "En begäran om komplettering skickades till fel enhet."
_PEOPLE = (
    Attendee("Ordföranden", "Region Värmland", MeetingPart.CHAIR, present=True),
    Attendee("Ledamoten", "Försäkringskassan", MeetingPart.MEMBER, present=True, adjuster=True),
)
_FRAME = MeetingFrame(
    datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 24, 14, tzinfo=UTC), "Sal 1", "", _PEOPLE
)
_MEASURE = DecidedMeasure("Listan rättas.", "Region Värmland", date(2027, 1, 15), "Stickprov i mars.")
_LINE = AgendaLine(
    1, Section.POSITIONS, "Avvikelser för ställningstagande", "AVV-2026-0001", Purpose.POSITION, "Rutiner",
    "Försäkringskassan", "Region Värmland", _TEXT, "Listan rättades en gång.", "Vem äger listan?", label="1",
    minutes=15, earlier=Earlier(date(2026, 9, 15), "Kvar till nästa möte", "Forumet väntar på siffror."),
    similar=(Similar("AVV-2025-0117", "Löst med åtgärder", "Gemensam funktionsbrevlåda."),),
)  # fmt: skip
_DECIDED = MinutesLine(
    "1", Section.POSITIONS, "Avvikelser för ställningstagande", "", "AVV-2026-0001", _LINE.facts, _TEXT, _LINE.tried,
    _LINE.question, "Löst med åtgärder", "Regionen äger listan.", (_MEASURE,), "Forumet var enigt.",
)  # fmt: skip
_LATE = AgendaLine(2, Section.OTHER, "Övriga frågor", title="Ny mall", text="Mallen visas.", label="T1", late=True)

EXAMPLES: dict[str, Document] = {
    "agenda": Agenda(
        "avvikelseforum", "Avvikelseforum", _DAY, "frozen", (_LINE, _LATE),
        (Withheld("AVV-2026-0002", "Texten klarar inte kontrollen."),), _FRAME, "Samverkansgruppen",
    ),
    "minutes": Minutes("avvikelseforum", "Avvikelseforum", _DAY, _FRAME, (_DECIDED,), None, date(2027, 2, 9)),
    "extract": Extract("avvikelseforum", "Avvikelseforum", _DAY, date(2026, 12, 1), "Försäkringskassan", (_DECIDED,)),
    "weekly": WeeklyList(
        _DAY,
        (WeeklyLine("AVV-2026-0001", "Rutiner", "Försäkringskassan", "Region Värmland", "Chef till chef",
                    "chefen hos den berörda parten", 12, _TEXT),),
    ),
    "learning": LearningDigest(
        "avvikelseforum", "Avvikelseforum", date(2026, 1, 1), _DAY,
        (LearningEntry("AVV-2026-0001", "Rutiner", "Försäkringskassan", "Region Värmland", Purpose.LEARNING, _TEXT,
                       "En gemensam brevlåda löser det.", (_MEASURE,), "Inga nya fel.", _DAY),),
    ),
}  # fmt: skip
