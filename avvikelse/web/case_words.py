"""The Swedish words of the case pages: what acts are called, what has happened, who reads what is written."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from avvikelse.core.dates import local_day
from avvikelse.core.permissions import Actor
from avvikelse.core.retention import RetentionKind, destroyed_text, kinds_said
from avvikelse.core.routine import Routine
from avvikelse.db.cases import Case
from avvikelse.services.standing import Standing
from avvikelse.web.rendering import weekday

ACT_NAMES = {
    "describe": ("beskrivning", "Ändra rubrik, beskrivning eller nummer"),
    "log_contact": ("kontakt", "Anteckna en kontakt"),
    "record_investigation": ("utredning", "Skriv utredningen"),
    "add_measure": ("atgard", "Lägg till en åtgärd"),
    "agree": ("godkann", "Godkänn lösningen"),
    "hand_over": ("lamna-over", "Lämna över till den andra parten"),
    "write_deidentified": ("avidentifiera", "Avidentifiera för forumet"),
    "attest_deidentified": ("intyga", "Läs och intyga den avidentifierade texten"),
    "split_conduct": ("dela", "Dela av en fråga om beteende"),
}
"""The acts that every routine has and that stand among what can be done: the end of the address, and the name."""

OWN_PAGES = ("lamna-over", "avidentifiera", "intyga")
"""Acts whose pages are more than a form."""

HAPPENED = {
    "reported": "Avvikelsen rapporterades.",
    "contact_logged": "En kontakt med den andra parten antecknades.",
    "investigated": "En utredning antecknades.",
    "measure_added": "En åtgärd lades till.",
    "measure_done": "En åtgärd följdes upp.",
    "agreed": "Lösningen godkändes.",
    "decided": "Forumet tog upp avvikelsen och beslutade.",
    "described": "Rubrik, beskrivning, nummer eller enhet ändrades.",
    "deid_written": "En avidentifierad text skrevs.",
    "deid_reviewed": "Kontrollens frågor om den avidentifierade texten besvarades.",
    "deid_attested": "Den avidentifierade texten intygades.",
    "passed_on": "Avvikelsen gick över till en annan person hos er.",
    "reminded": "En påminnelse skickades.",
    "routine_migrated": "Avvikelsen följer nu en ny version av rutinen.",
    "split": "Avvikelsen delades i två.",
    "retention_held": "Gallringen stoppades hos er.",
    "retention_released": "Gallringen får fortsätta hos er.",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the time line. `who` is a person of the own side, else the name of the organisation."""

    at: datetime
    sentence: str
    who: str


def address_of(number: str, act: str) -> str:
    """Where the page of an act is."""
    what = ACT_NAMES[act][0]
    return f"/avvikelser/{number}/{what}" if what in OWN_PAGES else f"/avvikelser/{number}/gor/{what}"


def happenings(rows: Iterable[Row[Any]], routine: Routine, actor: Actor, people: dict[int, str]) -> Iterator[Happening]:
    """The history as people read it, in order."""
    for row in rows:
        party = routine.parties.get(row.organisation, "Programmet")
        own = row.organisation == actor.organisation
        yield Happening(row.at, sentence_of(row, routine), people.get(row.actor_id, party) if own else party)


def sentence_of(row: Row[Any], routine: Routine) -> str:
    """What an event says has happened."""
    data = json.loads(row.data)
    match row.kind:
        case "moved":
            step = routine.transitions.get(data["trigger"])
            done = f"{step.label if step else 'Ett steg togs'}."
            state = routine.states.get(data["to"])
            return f"{done} Läget är nu {state.label}." if state and data["to"] != data["from"] else done
        case "handed_over":
            return f"En överlämning skickades till {_party(routine, data['receiver'])}."
        case "message_received":
            return f"Överlämningen från {_party(routine, data['sender'])} togs emot."
        case "destroyed":
            if gone := kinds_said(_gone(data)):
                return f"Gallrat enligt beslut {data['decision']}: {gone}."
            return f"Er tid är ute för det som parterna har gemensamt, enligt beslut {data['decision']}."
        case kind:
            return HAPPENED.get(kind, "Något ändrades.")


def destroyed_on(rows: Iterable[Row[Any]], own: str) -> list[tuple[str, str]]:
    """What has been destroyed in the own organisation: a sentence for each time, and of which kinds it was."""
    found = [(row.at, json.loads(row.data)) for row in rows if row.kind == "destroyed" and row.organisation == own]
    return [
        (destroyed_text(local_day(at), data["decision"]), kinds_said(gone))
        for at, data in found
        if (gone := _gone(data))
    ]


def _gone(data: dict[str, Any]) -> list[str]:
    """The kinds that went. What the parties share says so itself; it goes with the last of them."""
    return [kind for kind in data["kinds"] if kind != RetentionKind.SHARED or data["shared_gone"]]


def now_it_stands(number: str, standing: Standing, told: Iterable[str] = ()) -> str:
    """What is said after a step: where the case is, whose turn it is by when, and who is told."""
    parts = [f"Klart. {number} är nu i läget {standing.label}."]
    if not standing.ends:
        parts.append(f"{turn_of(standing)}.")
    if names := listed(told):
        parts.append(f"{names[0].upper()}{names[1:]} får veta det.")
    return " ".join(parts)


def turn_of(standing: Standing) -> str:
    """Whose turn it is, by when: 'Nästa steg är ditt, senast fredag 27 november 2026'; or what is waited for."""
    whose = "är ditt" if standing.mine else f"har {standing.owner} ({standing.organisation})"
    due = f", senast {weekday(standing.due)}" if standing.due else ""
    if standing.waits:
        who = "men du" if standing.mine else "som"
        return f"Nästa steg {whose}, {who} väntar på att {standing.waits}. Tiden räknas inte så länge"
    return f"Nästa steg {whose}{due}"


def listed(names: Iterable[str]) -> str:
    """'a, b och c'."""
    *first, last = list(dict.fromkeys(names)) or [""]
    return f"{', '.join(first)} och {last}" if first else last


def readers(case: Case, actor: Actor) -> dict[str, str]:
    """Who reads what is written on the own side, and what is shared; a conduct matter has fewer (R8)."""
    reporting = case.reporting().organisation == actor.organisation
    ours = "närmaste chef hos er" if case.conduct_matter else "chef och samordnare hos er"
    handlers = f"{'närmaste chef' if case.conduct_matter else 'chef och samordnare'} hos er och hos mottagaren"
    reporter = (
        "du som rapporterade" if any(role.endswith(".reporter") for role in case.roles) else "den som rapporterade"
    )
    others = "Den andra parten ser det inte."
    return {
        "registration": f"{f'{reporter}, ' if reporting else ''}{ours}. {others}",
        "note": f"{'du, ' if 'reporting.reporter' in case.roles else ''}{ours}. {others}",
        "investigation": f"{ours}. {others}",
        "shared": f"{_all_parties(case)}. Skriv inget som pekar ut någon.",
        "own line": "Läses bara hos er.",
        "message": f"{handlers}{f', och {reporter}' if reporting else ''}.",
        "deidentified": f"{ours} tills den lyfts. Sedan forumets sekreterare och ledamöter.",
    }


def _all_parties(case: Case) -> str:
    if case.conduct_matter:
        return "närmaste chef hos varje part, och den som rapporterade"
    return "alla parter i avvikelsen, och forumet om den lyfts dit"


def _party(routine: Routine, key: str) -> str:
    return routine.parties.get(key, key)
