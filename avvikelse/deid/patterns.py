"""Regular expressions that are compiled when first needed and looked for only where they can begin."""

import re
from collections.abc import Iterator

from avvikelse.deid import kept_plans, starts
from avvikelse.deid.beginnings import beginning
from avvikelse.deid.lazily import lazily
from avvikelse.deid.page import Page
from avvikelse.deid.plans import Plan, plan
from avvikelse.deid.regex_trees import Unclear, parse

_NONE: Iterator[re.Match[str]] = iter(())


class Spot:
    """A pattern that is only tried at one place or in a short stretch, with the same answers as `re.Pattern` gives."""

    def __init__(self, source: str, flags: int = 0) -> None:
        """Take a pattern; it is compiled when first used."""
        self._source, self._flags = source, flags

    @lazily
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Give the matches that don't overlap, from left to right."""
        return self._compiled.finditer(text, start, len(text) if end is None else end)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Match at one place."""
        return self._compiled.match(text, start, len(text) if end is None else end)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Find the first match."""
        return self._compiled.search(text, start, len(text) if end is None else end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match the whole text."""
        return self._compiled.fullmatch(text)


class Pattern(Spot):
    """A pattern that is looked for all through a text; on a `Page` only where its plan says."""

    def __init__(self, source: str, flags: int = 0, *, through: str = "", runs: int = 1) -> None:
        """Take a pattern; every match has `through` in it, at most `runs` runs between blanks from its beginning."""
        super().__init__(source, flags)
        self._sign, self._runs = Pattern(through) if through else None, runs
        self.number = starts.register(self)
        self._gate = self._sign.number if self._sign else self.number

    @lazily
    def plan(self) -> Plan | None:
        """Where a match can begin, None if anywhere or if it is found by what every match has in it."""
        if self._sign:
            return None
        try:
            return kept_plans.find(*self.written)
        except LookupError:
            return self.derive()

    @property
    def is_planned(self) -> bool:
        """Whether it is looked for by its plan, and not by what every match has in it."""
        return self._sign is None

    @property
    def written(self) -> tuple[str, int]:
        """The source and the flags."""
        return self._source, self._flags

    def derive(self) -> Plan | None:
        """Derive the plan from the pattern."""
        try:
            tree = parse(self._source, self._flags)
        except (ImportError, AttributeError, TypeError, ValueError):
            return None  # the standard library parses in another way now: slower, but the same answers
        return plan(tree)

    @lazily
    def _beginning(self) -> re.Pattern[str] | None:
        """What a match may begin with, None where that isn't understood."""
        try:
            return beginning(parse(self._source, self._flags))
        except (ImportError, AttributeError, TypeError, ValueError, Unclear):
            return None

    def prepare(self) -> None:
        """Make ready to be asked `may_begin`."""
        _ = self._beginning

    def may_begin(self, known: str, at: int) -> bool:
        """Tell whether a match may begin at a place in what is known of a text (see `beginnings`)."""
        return self._beginning is None or self._beginning.match(known, at) is not None

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Give the matches that don't overlap, from left to right."""
        if end is None and isinstance(text, Page):
            if self._gate in text.idle:
                return _NONE
            places = text.before(self._sign.finditer(text), self._runs) if self._sign else text.beginnings(self)
            if places is not None:
                return iter(list(self._tried(text, places, start))) if places else _NONE
        return super().finditer(text, start, end)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Find the first match."""
        if start == 0 and end is None and isinstance(text, Page):
            return next(self.finditer(text), None)
        return super().search(text, start, end)

    def _tried(self, text: str, places: list[int], start: int) -> Iterator[re.Match[str]]:
        match_at = self._compiled.match
        for place in places:
            if place >= start and (match := match_at(text, place)):
                yield match
                start = match.end()


def all_patterns() -> list[Pattern]:
    """Give every pattern that has a plan of its own, or none."""
    return [one for one in starts.registered() if isinstance(one, Pattern) and one.is_planned]
