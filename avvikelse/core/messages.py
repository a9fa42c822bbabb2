"""The messages that the software sends; each is a folder of templates in `notifications/`."""

MESSAGES: dict[str, str] = {
    "your_turn": "nästa steg är mottagarens",
    "handled_further": "en avvikelse som gäller mottagarens organisation hanteras vidare (R5)",
    "level_changed": "återkoppling till den som rapporterade när avvikelsen byter nivå (R17)",
    "solved_in_situation": "en avvikelse löste sig i situationen",
    "received": "den andra parten har tagit emot avvikelsen (R7)",
    "handed_over": "en överlämning har kommit från en annan part",
    "lifted": "avvikelsen har lyfts till ett forum (R9-R11)",
    "returned": "forumet lämnade avvikelsen åter till cheferna (R14)",
    "decided": "forumet har beslutat (R14)",
    "withheld": "den avidentifierade texten klarar inte kontrollen och visas inte på mötet (R13)",
    "reopened": "en avslutad avvikelse har öppnats igen",
    "closed": "återkoppling till den som rapporterade när avvikelsen avslutas (R17)",
    "withdrawn": "den som rapporterade har återtagit avvikelsen",
}
"""The messages about a case, which a routine file may name in `tell`, and what each tells."""

DEADLINE_MESSAGES: dict[str, str] = {
    "reminder": "sista dagen för mottagarens steg närmar sig",
    "overdue": "sista dagen för mottagarens steg har passerat",
    "next_level": "sista dagen har passerat hos någon annan, och mottagaren kan ta steget eller lyfta avvikelsen (R18)",
    "hole": "ingen har fått påminnelsen, för den som har steget finns inte",
    "measure_due": "sista dagen för en åtgärd närmar sig (R14)",
    "measure_overdue": "sista dagen för en åtgärd har passerat (R14)",
}
"""The messages about a case that the clock gives rise to, and what each tells."""

LIST_MESSAGES: dict[str, str] = {
    "weekly_list": "veckolistan är klar att gå igenom vid veckoavstämningen (R15)",
    "cases_handed_over": "mottagaren har fått ta över en kollegas avvikelser",
    "holes": "administratören: avvikelser där ingen har nästa steg (R20)",
    "retention_ahead": "administratören: ett gallringsbeslut börjar snart verka, och kan ännu stoppas (R19)",
}
"""The messages about several cases at once; they name none of them."""

SUMMARY = "summary"
"""The mail that holds several messages to one person, a line each."""

MEETING_MESSAGES: dict[str, str] = {
    "meeting_invitation": "en kallelse till ett möte, med kalenderfil",
    "meeting_changed": "mötets dag, tid, plats eller länk har ändrats",
    "meeting_cancelled": "mötet är inställt, eller mottagaren är inte längre kallad",
    "agenda_sent": "dagordningen är spikad och utskickad",
    "minutes_to_approve": "protokollet väntar på att mottagaren justerar det",
    "extract_ready": "protokollet är justerat, och parten har ett utdrag att läsa (R14)",
    "prepare_meeting": "parten ska förbereda sina ärenden till ett möte (R12)",
}
"""The messages about a meeting, to those invited and to the parties' coordinators, and what each tells."""

CALENDAR_MESSAGES = frozenset({"meeting_invitation", "meeting_changed", "meeting_cancelled"})
"""Those that carry a calendar file: each is a mail of its own, since a calendar takes one meeting from a mail."""

TURN_MESSAGES = frozenset({"your_turn", "reminder", "overdue", "next_level", "hole"})
"""Those about a step that waits: nothing to mail about any longer when the case has moved on."""

FIXED = (
    CALENDAR_MESSAGES
    | TURN_MESSAGES - {"reminder"}
    | {
        "handed_over",
        "returned",
        "withheld",
        "measure_overdue",
        "cases_handed_over",
        "holes",
        "retention_ahead",
        "agenda_sent",
        "minutes_to_approve",
    }
)
"""Those that ask their reader to act, or say where to be: mailed at once, whatever the person has chosen."""

DEADLINES = frozenset({"reminder", "measure_due", "prepare_meeting"})
"""What `MailChoice.DEADLINES` asks for beside the fixed ones: there is a last day."""

ALL_MESSAGES = MESSAGES | DEADLINE_MESSAGES | LIST_MESSAGES | MEETING_MESSAGES
"""Every message that can stand in the outbox."""
