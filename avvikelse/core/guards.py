"""The guards a routine file may name in `needs`: each a plain test on facts, with the sentence said when it fails.

A guard that can also be met by answering a question says so (`answerable`): a transition whose `ask` has the
guard's name lets the person meet it in the same step.
"""

from collections.abc import Callable
from dataclasses import dataclass

from avvikelse.core.position import Facts
from avvikelse.core.vocabulary import DeidStatus, OutcomeKind

DEID_SENTENCES = {
    DeidStatus.MISSING: "Det finns ingen avidentifierad text. Skriv en och be en kollega läsa den.",
    DeidStatus.BLOCKED: "Den avidentifierade texten har uppgifter som kan peka ut någon. Skriv om dem.",
    DeidStatus.UNANSWERED: "Kontrollen frågar om ord i den avidentifierade texten. "
    "Skriv om dem, eller ange varför de kan stå kvar.",
    DeidStatus.UNATTESTED: "Ingen kollega har intygat den avidentifierade texten. "
    "Be någon annan än den som skrev den att läsa och intyga.",
    DeidStatus.STALE: "Kontrollen har ändrats sedan texten intygades. Be en kollega läsa och intyga den igen.",
    DeidStatus.VALID: "",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """One condition of a step.

    `says` is the Swedish sentence that tells what to do, either fixed or made from the facts; `means` is the
    condition as the written routine says it; `rule` points to the rule it keeps.
    """

    name: str
    rule: str
    means: str
    test: Callable[[Facts], bool]
    says: str | Callable[[Facts], str]
    answerable: bool = False

    def sentence(self, facts: Facts) -> str:
        """What the person should do to meet the guard."""
        return self.says if isinstance(self.says, str) else self.says(facts)


def _measures_are_assigned(facts: Facts) -> bool:
    return facts.outcome is not OutcomeKind.MEASURES or facts.decided_measures > 0


_ALL = (
    Guard(
        "own_reference",
        "R4, R7",
        "avvikelsen har ett nummer i den egna organisationens system",
        lambda f: f.own_reference,
        "Skriv numret som avvikelsen har i ert eget avvikelsehanteringssystem.",
        answerable=True,
    ),
    Guard(
        "nearest_manager",
        "R4",
        "närmaste chef är känd",
        lambda f: f.nearest_manager,
        "Ingen chef är angiven för enheten. Be er administratör ange en.",
    ),
    Guard(
        "other_party_told",
        "R3, R5",
        "den andra parten vet att avvikelsen hanteras vidare",
        lambda f: f.other_party_told,
        "Berätta för den andra parten att avvikelsen hanteras vidare. Anteckna funktion, när och hur.",
        answerable=True,
    ),
    Guard(
        "contact_logged",
        "R6",
        "kontakten mellan cheferna är antecknad",
        lambda f: f.contact_logged,
        "Kontakta chefen hos den andra parten. Anteckna funktion, när och hur.",
        answerable=True,
    ),
    Guard(
        "counterpart_manager_known",
        "R8",
        "det är känt vilken chef hos den andra parten som ska ha avvikelsen, när den gäller beteende",
        lambda f: f.counterpart_manager or not f.conduct_matter,
        "Avvikelsen gäller en medarbetares beteende. Ange vilken enhet hos den andra parten det gäller, så att rätt "
        "chef får den.",
    ),
    Guard(
        "not_yet_received",
        "R7",
        "den egna organisationen har inte redan tagit emot avvikelsen",
        lambda f: not f.received_here,
        "Avvikelsen är redan mottagen hos er.",
    ),
    Guard(
        "received_by_all",
        "R7",
        "alla berörda parter har tagit emot avvikelsen",
        lambda f: f.received_by_all,
        "Minst en berörd part har inte tagit emot avvikelsen. Be dem registrera den hos sig.",
    ),
    Guard(
        "investigation_recorded",
        "R1",
        "en utredning är antecknad",
        lambda f: f.investigation,
        "Det saknas en utredning. Skriv kort vad som hände och varför.",
        answerable=True,
    ),
    Guard(
        "measures_recorded",
        "R1",
        "minst en åtgärd är antecknad, eller skälet till att ingen behövs",
        lambda f: f.measures > 0 or f.no_measure_reason,
        "Det saknas en åtgärd. Lägg till en, eller skriv varför ingen behövs.",
    ),
    Guard(
        "measures_done",
        "R1",
        "alla åtgärder är gjorda eller överlämnade",
        lambda f: f.open_measures == 0,
        "En åtgärd är inte klar. Markera den som gjord, eller lämna över den.",
    ),
    Guard(
        "effect_followed_up",
        "R14",
        "effekten av åtgärderna är uppföljd",
        lambda f: f.effect_followed_up,
        "Skriv vilken effekt åtgärderna har haft.",
        answerable=True,
    ),
    Guard(
        "reporter_told",
        "R17",
        "den som rapporterade har fått återkoppling",
        lambda _: False,  # only the answer given in the step itself counts: the feedback is about how it ended
        "Skriv vilken återkoppling den som rapporterade har fått.",
        answerable=True,
    ),
    Guard(
        "other_party_agrees",
        "R4, R6",
        "chefen hos den andra parten har godkänt lösningen",
        lambda f: f.other_party_agrees,
        "Chefen hos den andra parten har inte godkänt lösningen. Be om ett godkännande.",
    ),
    Guard(
        "not_conduct_matter",
        "R8",
        "avvikelsen gäller inte en medarbetares beteende",
        lambda f: not f.conduct_matter,
        "Avvikelsen gäller en medarbetares beteende och stannar mellan cheferna. Dela avvikelsen om resten ska vidare.",
    ),
    Guard(
        "deidentified_and_attested",
        "R13",
        "det finns en avidentifierad text som någon annan än den som skrev har intygat",
        lambda f: f.deidentification is DeidStatus.VALID,
        lambda f: DEID_SENTENCES[f.deidentification],
    ),
    Guard(
        "decision_recorded",
        "R14",
        "forumets beslut är antecknat",
        lambda f: f.outcome is not None,
        "Anteckna forumets beslut först.",
    ),
    Guard(
        "measures_assigned",
        "R14",
        "beslutet har åtgärder med ansvarig och slutdatum, eller noteras i lärande syfte",
        _measures_are_assigned,
        "Beslutet saknar åtgärd. Skriv vad som ska göras, vem som ansvarar och när det ska vara klart.",
    ),
    Guard(
        "internal_matter",
        "Örebro",
        "avvikelsen gäller bara den egna organisationen",
        lambda f: f.internal,
        "Avvikelsen gäller mer än en part. Den tas upp i forumet som parterna har gemensamt.",
    ),
    Guard(
        "between_parties",
        "Örebro",
        "avvikelsen gäller mer än en part",
        lambda f: not f.internal,
        "Avvikelsen gäller bara er egen organisation. Den tas upp i det interna forumet.",
    ),
)

GUARDS: dict[str, Guard] = {guard.name: guard for guard in _ALL}
"""The whole vocabulary of `needs`, by name."""
