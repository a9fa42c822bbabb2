"""A proposal: the text with what layers 1–3 found written away, and the map from old places to new.

Only a start for the person who rewrites. What is asked about (layers 4–5) is left as it is, for a person to judge.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from avvikelse.deid.detector import check
from avvikelse.deid.model import Finding, Kind, Level, Report
from avvikelse.deid.patterns import Spot
from avvikelse.deid.wordbook import base_of

_PLAIN = {
    Kind.PERSON: "[person]",
    Kind.PERSONAL_NUMBER: "[personnummer]",
    Kind.BIRTH_DATE: "[födelsetid]",
    Kind.PHONE: "[telefon]",
    Kind.EMAIL: "[e-post]",
    Kind.ADDRESS: "[adress]",
    Kind.CASE_NUMBER: "[ärendenummer]",
    Kind.VEHICLE: "[registreringsnummer]",
    Kind.ACCOUNT: "[konto]",
    Kind.URL: "[webbadress]",
    Kind.PLACE: "[ort]",
    Kind.WORKPLACE: "[arbetsplats]",
    Kind.DATE: "[dag]",
    Kind.AGE: "[ålder]",
    Kind.POSTCODE: "[postnummer]",
}
_REMOVED = "[borttaget]"
_MOST_ROUNDS = 6
_WORKPLACES = (
    (r"vårdcentral|hälsocentral|\bvc\b|\bhc\b|närhälsan|familjeläkar|husläkar|läkarstation", "en vårdcentral"),
    (r"tandläkar|folktandvård|tandvård", "en tandläkarmottagning"),
    (r"sjukhus|lasarett", "ett sjukhus"),
    (r"förskol", "en förskola"),
    (r"skol|gymnasi|högstadi|universitet", "en skola"),
    (r"klinik", "en klinik"),
    (r"mottagning", "en mottagning"),
    (r"apotek", "ett apotek"),
    (r"boende|gruppbostad|servicehus|hemmet|korttids", "ett boende"),
)
_MONTHS = (
    "januari februari mars april maj juni juli augusti september oktober november december".split()  # noqa: SIM905
)
_MONTH = Spot(r"(?i)(?<![a-zåäö])(" + "|".join(month[:3] for month in _MONTHS) + r")[a-zåäö]*")
_YEAR = Spot(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ISO = Spot(r"((?:19|20)?\d\d)[ ]?[-./]?[ ]?(0?[1-9]|1[0-2])[ ]?[-./]?[ ]?(?:0?[1-9]|[12]\d|3[01])")
_SLASHED = Spot(r"\d{1,2}[ ]?[./][ ]?(0?[1-9]|1[0-2])(?:[ ]?[-/.' ][ ]?((?:19|20)?\d\d))?")
_DEN = Spot(r"(?i:(?<=\s)den )\Z")
_PREPOSITION = Spot(r"(?i:\b(?:i|från|till|sedan|sen|efter|före|fr o m|t o m|per|och|eller) )\Z")
_NUMBER = Spot(r"\d{1,3}")
_TENS = {"tjug": 20, "trett": 30, "fyrt": 40, "femt": 50, "sext": 60, "sjutt": 70, "ått": 80, "nitt": 90}
_WORDED = Spot(r"(?i)(" + "|".join(_TENS) + r")(?:io|i|o)[ ]?-?(?:en|ett|två|tre|fyra|fem|sex|sju|åtta|nio)?")
_WORDED_UNITS = {"fem", "sex", "sju", "åtta", "nio"}
_BAND, _OLDEST = 5, 90
_WORD = re.compile(r"[^\W\d_]+")


class Exchange(NamedTuple):
    """text[start:end] of the original became text[new_start:new_end] of the proposal."""

    start: int
    end: int
    new_start: int
    new_end: int
    kind: Kind


class Masked(NamedTuple):
    """A proposal. `exchanges` are in order of place; `report` is the check of the original."""

    text: str
    exchanges: tuple[Exchange, ...]
    report: Report


class _Change(NamedTuple):
    start: int
    end: int
    kind: Kind
    new: str


def mask(text: str) -> Masked:
    """Propose a text without what layers 1–3 find; checking the proposal finds nothing of those layers.

    The same person gets the same number all through, ages become bands of five years, dates their month.
    """
    report = check(text)
    people: list[frozenset[str]] = []
    changes: list[_Change] = []
    for finding in report.findings:
        if _certain(finding):
            changes.append(_change(finding, text, people, changes[-1].end if changes else 0))
    for _ in range(_MOST_ROUNDS):
        proposal, exchanges = _applied(text, changes)
        left = [finding for finding in check(proposal).findings if _certain(finding)]
        if not left:
            return Masked(proposal, exchanges, report)
        changes = _widened(changes, exchanges, left)
    proposal, exchanges = _applied(text, [_Change(0, len(text), Kind.UNKNOWN_WORD, _REMOVED)])
    return Masked(proposal, exchanges, report)


def _certain(finding: Finding) -> bool:
    return finding.level is Level.MUST_REWRITE


def _applied(text: str, changes: Iterable[_Change]) -> tuple[str, tuple[Exchange, ...]]:
    """Write the changes into the text."""
    parts: list[str] = []
    exchanges: list[Exchange] = []
    old = new = 0
    for change in changes:
        new += change.start - old
        parts += [text[old : change.start], change.new]
        exchanges.append(Exchange(change.start, change.end, new, new + len(change.new), change.kind))
        old, new = change.end, new + len(change.new)
    return "".join([*parts, text[old:]]), tuple(exchanges)


def _widened(changes: Sequence[_Change], exchanges: Sequence[Exchange], left: Iterable[Finding]) -> list[_Change]:
    """Write away what the proposal still holds, and every change that it touches, by a plain placeholder."""
    kept = list(changes)
    for finding in left:
        start, end = _original(exchanges, finding.start, first=True), _original(exchanges, finding.end, first=False)
        touched = [change for change in kept if change.start < end and start < change.end]
        start = min([start, *(change.start for change in touched)])
        end = max([end, *(change.end for change in touched)])
        kept = [change for change in kept if change not in touched]
        kept.append(_Change(start, end, finding.kind, _PLAIN.get(finding.kind, _REMOVED)))
    return sorted(kept, key=lambda change: change.start)


def _original(exchanges: Sequence[Exchange], place: int, *, first: bool) -> int:
    """Give the place in the original for one in the proposal; inside an exchange its nearer edge."""
    moved = 0
    for exchange in exchanges:
        if place < exchange.new_start or (not first and place == exchange.new_start):
            break
        if place < exchange.new_end or (not first and place == exchange.new_end):
            return exchange.start if first else exchange.end
        moved = exchange.end - exchange.new_end
    return place + moved


def _change(finding: Finding, text: str, people: list[frozenset[str]], least: int) -> _Change:
    """Propose what to write for one finding; nothing before `least` may be touched."""
    start, found = finding.start, text[finding.start : finding.end]
    if finding.kind is Kind.PERSON:
        new = f"[person {_number(found, people)}]"
    elif finding.kind is Kind.DATE:
        new = _month(found)
        if (match := _DEN.search(text[max(least, start - 5) : start])) and new[0] != "[":
            start -= len(match[0])
            new = new if _PREPOSITION.search(text[max(least, start - 12) : start]) else f"i {new}"
    elif finding.kind is Kind.AGE:
        new = _band(found)
    elif finding.kind is Kind.WORKPLACE:
        lower = found.casefold()
        new = next((what for pattern, what in _WORKPLACES if re.search(pattern, lower)), "en arbetsplats")
    else:
        new = _PLAIN.get(finding.kind, _REMOVED)
    return _Change(start, finding.end, finding.kind, new)


def _number(name: str, people: list[frozenset[str]]) -> int:
    """Give a person's number: a part of a name that was seen before is the same person."""
    words = frozenset(base_of(word.casefold()) for word in _WORD.findall(name))
    for i, known in enumerate(people):
        if words <= known or known <= words:
            people[i] = known | words
            return i + 1
    people.append(words)
    return len(people)


def _month(date: str) -> str:
    """'12 februari 2026' → 'februari 2026', '2026-02-12' → 'februari 2026', '12/2' → 'februari', else '[dag]'."""
    if match := _MONTH.search(date):
        number = next(i for i, month in enumerate(_MONTHS) if match[1].casefold() == month[:3])
        year = _YEAR.search(date)
        return f"{_MONTHS[number]} {year[0]}" if year else _MONTHS[number]
    if match := _SLASHED.fullmatch(date):
        month = _MONTHS[int(match[1]) - 1]
        return f"{month} {_full_year(match[2])}" if match[2] else month
    if match := _ISO.fullmatch(date):
        return f"{_MONTHS[int(match[2]) - 1]} {_full_year(match[1])}"
    return _PLAIN[Kind.DATE]


def _full_year(year: str) -> str:
    return year if len(year) > 2 else f"20{year}"  # noqa: PLR2004


def _band(age: str) -> str:
    """'47 år' → '45–49 år', '34-årig' → '30–34-årig'; very old and odd ones '[ålder]'."""
    if match := _NUMBER.match(age):
        years = int(match[0])
        rest = age[match.end() :]
    elif match := _WORDED.match(age):
        units = match[0].casefold()
        years = _TENS[match[1].casefold()] + _BAND * any(units.endswith(unit) for unit in _WORDED_UNITS)
        rest = age[match.end() :]
        rest = f"-{rest}" if rest.casefold().startswith("år") and not rest.startswith(" ") else rest
    else:
        return _PLAIN[Kind.AGE]
    if years >= _OLDEST or "mån" in rest or "veck" in rest or "dag" in rest:
        return _PLAIN[Kind.AGE]
    low = years // _BAND * _BAND
    return f"{low}–{low + _BAND - 1}{rest}"
