"""Which earlier decisions a case is like, as plain values (ui.md): same kind of case, same parties, same words.

Words that most of the earlier cases have in common say nothing, and are left out; so no list of words is needed.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

AT_MOST = 2
"""How many earlier cases a reader is told of."""
LONG, STEM = 5, 7
"""Words shorter than LONG say little; of the others the first STEM letters, so that endings don't tell them apart."""
SHORT_TEXT = 8
"""A text with fewer long words, such as a title, needs one word in common; others two."""
SEEN_OFTEN = 4
"""With fewer earlier cases than this no word can be called usual."""
LONGEST = 140


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier case that a forum has concluded: its number, what it was decided, and the forum's own words."""

    number: str
    outcome: str
    position: str

    @property
    def said(self) -> str:
        """'AVV-2025-0117 (Avslutas med åtgärder: Gemensam funktionsbrevlåda.)', a long position cut short."""
        words = self.position.split()
        short = " ".join(words)
        while len(short) > LONGEST and words:
            words.pop()
            short = f"{' '.join(words)} …"
        return f"{self.number} ({self.outcome}: {short})" if short else f"{self.number} ({self.outcome})"


@dataclass(frozen=True, slots=True)
class Known:
    """An earlier case to compare with. `parties` are the names of all its organisations."""

    case: Similar
    category: str
    parties: frozenset[str]
    text: str


def parties_of(reporting: str, concerned: str) -> frozenset[str]:
    """The organisations of a forum item, whose concerned ones stand as 'A och B'."""
    return frozenset({reporting, *concerned.split(" och ")} - {""})


def most_alike(
    number: str, category: str, parties: Collection[str], text: str, known: Sequence[Known]
) -> tuple[Similar, ...]:
    """The earlier cases most like this one, best first, at most AT_MOST; `known` stands with the newest first."""
    near = [one for one in known if one.category == category and one.parties == frozenset(parties)]
    near = [one for one in near if one.case.number != number]
    stems = [_stems(one.text) for one in near]
    counted = Counter(stem for each in stems for stem in each)
    usual = {stem for stem, times in counted.items() if 2 * times > len(near) >= SEEN_OFTEN}
    own = _stems(text) - usual
    needed = 1 if len(own) < SHORT_TEXT else 2
    shared = [(len(own & each), one) for each, one in zip(stems, near, strict=True)]
    best = sorted((pair for pair in shared if pair[0] >= needed), key=lambda pair: -pair[0])  # stable: newest first
    found: dict[str, Similar] = {}
    for _, one in best:
        found.setdefault(one.case.number, one.case)
    return tuple(found.values())[:AT_MOST]


def folded(text: str) -> str:
    """Lower case, without dots, rings and signs: 'Läkarintyg,' and 'lakarintyg' are the same."""
    bare = "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))
    return "".join(sign if sign.isalnum() else " " for sign in bare)


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in folded(text).split() if len(word) >= LONG}
