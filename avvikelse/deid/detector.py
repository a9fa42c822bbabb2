"""The check itself: layers in order, overlaps settled, a verdict, and a closed gate when anything goes wrong."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from avvikelse.deid import ages, contacts, dictionary, personal_numbers, registers, times
from avvikelse.deid.allow import allow
from avvikelse.deid.bare_ages import bare_ages
from avvikelse.deid.grades import Grader
from avvikelse.deid.hits import Hit, settle
from avvikelse.deid.lists import Folder, Lists, load, packaged
from avvikelse.deid.loose_numbers import last_four_beside, loose_numbers
from avvikelse.deid.misread import misread_numbers
from avvikelse.deid.model import Finding, Kind, Level, Report, Verdict
from avvikelse.deid.names import find_persons
from avvikelse.deid.normalise import normalise
from avvikelse.deid.odd import odd_characters
from avvikelse.deid.page import Page
from avvikelse.deid.places import find_places
from avvikelse.deid.rare import find_rare
from avvikelse.deid.reread import reread
from avvikelse.deid.spoken import spoken_numbers
from avvikelse.deid.tables import table_cells
from avvikelse.deid.tokens import claim
from avvikelse.deid.torn_numbers import torn_numbers
from avvikelse.deid.unknown import find_unknown
from avvikelse.deid.why import BROKEN, ODD, WHY
from avvikelse.deid.wordbook import Wordbook
from avvikelse.deid.workplaces import find_workplaces

DETECTOR_VERSION = "1.8"
_LAYER = {Kind.PERSON: 2, Kind.PLACE: 3, Kind.WORKPLACE: 3, Kind.UNKNOWN_NAME: 4, Kind.UNKNOWN_WORD: 4, Kind.RARE: 5}
_LAST_CERTAIN_LAYER = 3
_PATTERNS: tuple[Callable[[str], Iterator[Hit]], ...] = (
    contacts.emails,
    contacts.urls,
    registers.accounts,
    personal_numbers.personal_numbers,
    registers.cases,
    contacts.phones,
    contacts.addresses,
    times.births,
    times.dates,
    ages.ages,
    registers.vehicles,
    loose_numbers,
    misread_numbers,
    spoken_numbers,
    table_cells,
    bare_ages,
    torn_numbers,
)


_NEED_A_FIGURE = {
    registers.accounts,
    personal_numbers.personal_numbers,
    registers.cases,
    contacts.phones,
    times.births,
    registers.vehicles,
    loose_numbers,
    misread_numbers,
    bare_ages,
}
_FIGURE = re.compile(r"\d")


class Detector:
    """A set of lists and the layers that use them. Between texts it keeps what ordinary words are in themselves.

    A folder whose lists don't match their manifest makes a detector that answers `blocked` to everything, so that a
    broken installation can never let a text through.
    """

    def __init__(self, folder: Folder) -> None:
        self._lists: Lists | None = None
        try:
            self._lists = load(folder)
            self._grader = Grader(self._lists)
            self._book = Wordbook(self._grader)
        except Exception:  # noqa: BLE001 -- whatever is wrong with the lists, the gate stays shut
            self._lists = None

    @property
    def version(self) -> str:
        """Versions of code, lists and dictionary, such as '1.8+lists.3fa9c1d2.sv.2026.10.25'."""
        lists = self._lists.version if self._lists else "broken"
        return f"{DETECTOR_VERSION}+lists.{lists}.sv.{dictionary.version()}"

    def forget(self) -> None:
        """Forget which words have been seen; the answers are the same, the next text takes longer."""
        if self._lists is not None:
            self._book = Wordbook(self._grader)

    def check(self, text: str) -> Report:
        """Check one text; never raises. See `avvikelse.deid.check`."""
        try:
            findings = self._findings(text)
        except Exception:  # noqa: BLE001 -- a text that cannot be checked is a text that must not be used
            findings = _broken(text)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return Report(findings, _verdict(findings), self.version, digest)

    def _findings(self, text: str) -> tuple[Finding, ...]:
        if self._lists is None:
            return _broken(text)
        plain = normalise(text)
        page = Page(plain.text, self._wordbook())
        if plain.text is text:
            page.signs = plain.used
        hits = list(self._hits(page))
        page.book.keep(page.words.places)
        found: list[Finding] = []
        for hit in settle(plain.text, hits):
            start, end = plain.span(hit.start, hit.end)
            # One original character may stand for two plain ones that belong to different hits.
            start = max(start, found[-1].end) if found else start
            if start < end:
                found.append(_finding(hit, start, end))
        return _with_odd(found, text, plain.used)

    def _wordbook(self) -> Wordbook:
        """Give what is known of words, no older than the dictionary it was asked of."""
        installed = dictionary.installed()
        if self._book.dictionary is not installed:
            self._book = Wordbook(self._grader, installed)
        return self._book

    def _hits(self, text: Page) -> Iterable[Hit]:
        assert self._lists is not None  # noqa: S101 -- the only caller has looked
        figures = bool(_FIGURE.search(text))
        layers = [layer for layer in _PATTERNS if figures or layer not in _NEED_A_FIGURE]
        patterned = [hit for layer in layers for hit in layer(text)]
        patterned += reread(text, layers)
        yield from patterned
        tokens = text.words
        allow(tokens, text, self._lists)
        claim(tokens, (hit[:2] for hit in patterned))
        postcodes = [hit.end for hit in patterned if hit.kind in {Kind.POSTCODE, Kind.ADDRESS}]
        named = list(find_workplaces(tokens, text, self._lists))
        yield from named
        claim(tokens, (hit[:2] for hit in named))
        placed = list(find_places(tokens, text, self._lists, postcodes))
        yield from placed
        claim(tokens, (hit[:2] for hit in placed))
        lookup = dictionary.Lookup(dictionary.installed())
        persons = list(find_persons(tokens, text, self._grader, lookup))
        yield from persons
        claim(tokens, (hit[:2] for hit in persons))
        yield from find_rare(text, [*named, *placed])
        asked = list(find_unknown(tokens, text, self._grader, lookup, persons, [*named, *placed], patterned))
        yield from asked
        yield from ages.ages_beside(text, [*persons, *asked])
        yield from times.births_beside(text, [*persons, *asked])
        yield from last_four_beside(text, [*persons, *asked])


def _finding(hit: Hit, start: int, end: int) -> Finding:
    layer = _LAYER.get(hit.kind, 1)
    level = Level.MUST_REWRITE if layer <= _LAST_CERTAIN_LAYER else Level.ASK
    return Finding(start, end, hit.kind, level, layer, WHY[hit.kind])


def _with_odd(found: list[Finding], text: str, used: Iterable[str]) -> tuple[Finding, ...]:
    """Add words of mixed alphabets and invisible characters, as written, unless something surer holds them.

    One pass over both in order of place; findings that touch each other become one.
    """
    odd = [Finding(start, end, Kind.UNKNOWN_WORD, Level.ASK, 4, ODD) for start, end in odd_characters(text, used)]
    if not odd:
        return tuple(found)
    merged: list[Finding] = []
    for finding in sorted([*found, *odd], key=lambda f: (f.start, f.end)):
        last = merged[-1] if merged else None
        if last is None or last.end <= finding.start:
            merged.append(finding)
            continue
        surest = min(last, finding, key=lambda f: (f.layer, f.why != ODD))
        merged[-1] = surest._replace(start=last.start, end=max(last.end, finding.end))
    return tuple(merged)


def unchecked(text: str, why: str = BROKEN) -> Report:
    """Give the report for a text that could not be checked: `blocked`, with `why` over the whole of it."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    finding = Finding(0, len(text), Kind.UNKNOWN_WORD, Level.MUST_REWRITE, 0, why)
    return Report((finding,), Verdict.BLOCKED, detector_version(), digest)


def _broken(text: str) -> tuple[Finding, ...]:
    return (Finding(0, len(text), Kind.UNKNOWN_WORD, Level.MUST_REWRITE, 0, BROKEN),)


def _verdict(findings: tuple[Finding, ...]) -> Verdict:
    if not findings:
        return Verdict.CLEAR
    certain = any(f.level is Level.MUST_REWRITE for f in findings)
    return Verdict.BLOCKED if certain else Verdict.NEEDS_REVIEW


@cache
def default_detector() -> Detector:
    """Give the detector with the installed lists, made at first use."""
    return Detector(packaged())


def detector_version() -> str:
    """Name the code and lists in force; an attestation is bound to it and void when it changes."""
    return default_detector().version


def check(text: str) -> Report:
    """Look for anything in a text that may identify an individual.

    Same text, same code and same lists give the same report. Never raises: if a layer fails or a list doesn't match its
    manifest, the verdict is `blocked` with one finding over the whole text whose `why` says that the check could not be
    made. `clear` says only that nothing was found; two people still read the text.
    """
    return default_detector().check(text)
