"""The command line. `avvikelse --help` answers at once: not even click is imported until a command is to be run."""

import sys

# Name: where it stands, and the one line that the list of commands shows.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo:demo", "Fyll en ny databas med påhittade avvikelser och visa var allt står."),
    "serve": ("serve:serve", "Kör webben."),
    "init": ("database:init", "Skapa databasen."),
    "migrate": ("database:migrate", "Uppgradera databasen till programmets version."),
    "setup": ("members:setup", "Sätt upp en hel överenskommelse från en fil."),
    "organisation": ("members:organisation", "Lägg till och lista organisationer."),
    "unit": ("members:unit", "Lägg till och lista enheter."),
    "user": ("members:user", "Lägg till och lista användare, ge dem roller."),
    "routine": ("routine:routine", "Kontrollera, rita, läs och jämför rutinfiler."),
    "deviation": ("deviation:deviation", "Rapportera, visa och flytta avvikelser."),
    "import": ("imports:import_file", "Läs in avvikelser från en fil ur det egna avvikelsesystemet."),
    "agenda": ("forum:agenda", "Visa eller spara ett forums dagordning."),
    "meeting": ("series:meeting", "Förbered, planera och kalla till möten, spika, besluta."),
    "learning": ("forum:learning", "Visa vad ett forum har lärt av, avidentifierat."),
    "document": ("document:document", "Ta fram och pröva mallar för Word."),
    "statistics": ("statistics:statistics", "Räkna avvikelser under en period, delat på kvinnor och män."),
    "absence": ("people:absence", "Ange vem som är borta och vem som är ersättare."),
    "handover": ("people:handover", "Lämna över någons alla avvikelser till en kollega."),
    "holes": ("people:holes", "Visa var ingen har nästa steg."),
    "sweep": ("sweep:sweep", "Gör allt som är dags att göra, en gång: påminnelser, möten, veckolista."),
    "weekly": ("forum:weekly", "Visa veckolistan, avidentifierad."),
    "inbox": ("inbox:inbox", "Läs dina meddelanden och välj vilka mejl du får."),
    "deid": ("deid:deid", "Kontrollera om en text kan peka ut någon."),
    "retention": ("retention:retention", "Gallra texter enligt organisationens egna beslut."),
    "audit": ("audit:audit", "Granska händelseloggen."),
    "worker": ("worker:worker", "Kör det som ska ske av sig självt: påminnelser och mejl."),
    "outbox": ("outbox:outbox", "Se vad som skickas, och skicka om det som inte gick."),
    "doctor": ("database:doctor", "Visa vad som är fel i installationen och hur det åtgärdas."),
}

HELP = """Usage: avvikelse KOMMANDO [...]

  Gemensam avvikelsehantering mellan myndigheter. Pröva med: avvikelse demo

Kommandon:
{commands}

  avvikelse KOMMANDO --help berättar mer.  avvikelse --version visar versionen.
"""


def root_help() -> str:
    """What `avvikelse --help` prints: every command with the line that says what it does."""
    width = max(len(name) for name in COMMANDS)
    return HELP.format(commands="\n".join(f"  {name:<{width}}  {text}" for name, (_, text) in COMMANDS.items()))


def main(arguments: list[str] | None = None) -> None:
    """Runs a command. Exit 0: done, 1: the answer is no, 2: wrong use or unreadable input."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = sys.argv[1:] if arguments is None else arguments
    if given in ([], ["--help"], ["-h"]):
        print(root_help(), end="")  # noqa: T201 (the one print: click isn't imported yet)
        sys.exit(0)
    from avvikelse.cli.root import run  # noqa: PLC0415 (keeps --help light)

    sys.exit(run(given))
