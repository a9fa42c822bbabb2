"""What a cell means: dates, choices and names as people write them in a spreadsheet.

A faulty value is quoted only where a date or one of a few words should stand, and only when it is one short word:
it may be the text of a case in the wrong column.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from avvikelse.core.dates import MONTHS
from avvikelse.core.routine import Routine
from avvikelse.services.columns import LABELS, fold, nearest

MOST_QUOTED = 20
MOST_DIGITS = 8  # a date has eight; more is a personal number or a phone number
YES_NO = {"ja": True, "j": True, "true": True, "1": True, "nej": False, "n": False, "false": False, "0": False}
EXCEL_ERRORS = {
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!",
    "#SAKNAS!", "#REFERENS!", "#VÄRDEFEL!", "#NAMN?", "#DIVISION/0!", "#OGILTIGT!", "#SKÄRNING!",
}  # fmt: skip

_CLOCK = r"[T ]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d\d:\d\d)?"
_ISO = re.compile(rf"(\d{{4}})[-/]?(\d{{2}})[-/]?(\d{{2}})(?:{_CLOCK})?", re.ASCII)
_SWEDISH = re.compile(r"(\d{1,2})/(\d{1,2})[ -]+(\d{4})", re.ASCII)
_WORDS = re.compile(r"(?:den )?(\d{1,2}) ([a-zåäö]+)\.? (\d{4})", re.ASCII | re.IGNORECASE)
_PARTING = re.compile(r"[;,\n/+]| och ")


class Unclear(ValueError):
    """A cell that can't be understood; its text is the Swedish sentence that says why."""


def read_value(field: str, text: str, routine: Routine) -> Any:
    """What a cell of the field means, as the form wants it. Raises Unclear."""
    if text in EXCEL_ERRORS:
        raise Unclear("Cellen visar ett fel från Excel. Rätta formeln.")
    match field:
        case "occurred_on":
            return _day(text)
        case "concerned":
            return _parties(text, routine)
        case "category":
            return _choice(text, _names(routine.categories))
        case "conduct_matter":
            return _choice(text, YES_NO, "ja, nej")
        case _ if field in LABELS:
            return _choice(text, LABELS[field])
        case _:
            return text


def _day(text: str) -> date:
    """The day meant. Day before month is Swedish only with a space or hyphen before the year: 03/01/2026 isn't read."""
    year, month, day = 0, 0, 0
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _SWEDISH.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _WORDS.fullmatch(text):
        months = [name for name in MONTHS if name.startswith(found[2].lower()) and len(found[2]) >= len("jan")]
        day, month, year = int(found[1]), MONTHS.index(months[0]) + 1 if len(months) == 1 else 0, int(found[3])
    try:
        return datetime(year, month, day).date()  # noqa: DTZ001 (a day as it is written, in no time zone)
    except ValueError:
        raise Unclear(f"{_quoted(text)} är inget datum. Skriv det som 2026-11-24.") from None


def _parties(text: str, routine: Routine) -> list[str]:
    known = _names(routine.parties)
    whole = known.get(fold(text))
    if whole is not None:
        return [whole]
    parts = [part.strip() for part in _PARTING.split(text) if part.strip()]
    return [_choice(part, known, ", ".join(routine.parties.values())) for part in parts]


def party_named(text: str, routine: Routine) -> str | None:
    """The party by its key or its name, or None."""
    return _names(routine.parties).get(fold(text))


def _names(labels: Mapping[str, str]) -> dict[str, str]:
    """Keys by folded key and folded label."""
    return {fold(label): key for key, label in labels.items()} | {fold(key): key for key in labels}


def _choice(text: str, known: Mapping[str, Any], listed: str = "") -> Any:
    folded = {fold(name): value for name, value in known.items()}
    if fold(text) in folded:
        return folded[fold(text)]
    raise Unclear(f"{_quoted(text)} går inte att använda här. {_hint(text, known, listed)}")


def _hint(text: str, known: Mapping[str, Any], listed: str) -> str:
    close = nearest(text, list(known)) if len(text) <= MOST_QUOTED else None
    if close is not None and not listed:
        return f"Menade du {known[close]}?"
    return f"Välj något av: {listed or ', '.join(dict.fromkeys(str(value) for value in known.values()))}."


def _quoted(text: str) -> str:
    digits = sum(sign.isdigit() for sign in text)
    short = len(text) <= MOST_QUOTED and text.isprintable() and digits <= MOST_DIGITS
    one_word = " " not in text or not any(sign.isalpha() for sign in text)
    return f"”{text}”" if short and one_word else "Värdet"
