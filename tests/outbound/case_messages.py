"""What a message about a case is filled with: as it usually is, and as somebody may try to make it."""

from datetime import UTC, datetime

from avvikelse.outbound.context import MessageContext, context

NUMBER = "AVV-2026-0042"
DUE = datetime(2026, 11, 27, 16, tzinfo=UTC)
HOSTILE = {
    "line breaks": "Löst\r\nBcc: alla@example.se\n\n<p>\u2028\u0085\x00\x1b",
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)><!--",
    "template": "{{ number }}{% for x in y %}{{ ''.__class__ }}",
    "direction": "\u202eAVV\u200b\ud800",
    "long": "å" * 10_000,
}


def example(
    due_at: datetime | None = DUE, role: str = "chefen hos den berörda parten", says: bool = True
) -> MessageContext:
    return context(
        NUMBER,
        "Försäkringsmedicinska samverkansgruppen",
        role,
        due_at,
        "https://avvikelse.example.se/",
        "Anna Berg",
        state_help="Följ upp åtgärderna & avsluta sedan." if says else "",
        state_says="Cheferna har kontakt." if says else "",
        reason="Du har nästa steg." if says else "",
    )


def hostile(value: str) -> MessageContext:
    more = {"state_help": value, "state_says": value, "reason": value}
    return context(value, value, value, None, "https://avvikelse.example.se", value, **more)
