"""The messages that the software sends; each is a folder of templates in `notifications/`."""

MESSAGES: dict[str, str] = {
    "your_turn": "nästa steg är mottagarens",
    "level_changed": "återkoppling till den som rapporterade när avvikelsen byter nivå (R17)",
    "solved_in_situation": "en avvikelse löste sig i situationen",
    "received": "den andra parten har tagit emot avvikelsen (R7)",
    "handed_over": "en överlämning har kommit från en annan part",
    "lifted": "avvikelsen har lyfts till ett forum (R9-R11)",
    "returned": "forumet lämnade avvikelsen åter till cheferna (R14)",
    "decided": "forumet har beslutat (R14)",
    "withheld": "den avidentifierade texten klarar inte kontrollen och visas inte på mötet (R13)",
    "reopened": "ett avslutat ärende har öppnats igen",
    "closed": "återkoppling till den som rapporterade när ärendet avslutas (R17)",
    "withdrawn": "den som rapporterade har återtagit avvikelsen",
}
"""The messages about a case, which a routine file may name in `tell`, and what each tells."""

MEETING_MESSAGES: dict[str, str] = {
    "meeting_invitation": "en kallelse till ett möte, med kalenderfil",
    "meeting_changed": "mötets dag, tid, plats eller länk har ändrats",
    "meeting_cancelled": "mötet är inställt, eller mottagaren är inte längre kallad",
    "agenda_sent": "dagordningen är spikad och utskickad",
    "minutes_to_approve": "protokollet väntar på att mottagaren justerar det",
    "extract_ready": "protokollet är justerat, och parten har ett utdrag att läsa (R14)",
}
"""The messages about a meeting, to those invited and to the parties' coordinators, and what each tells."""
