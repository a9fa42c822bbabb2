"""Layer 4: the whole of a workplace of which a part is known, and workplaces that no capital tells.

'Orrvikens kursgård', 'Sågverket i Ragunda', 'Storköket Boda': the words beside a place, name or workplace that say what
sort of business it is belong to it. In a text without capitals the words behind 'arbetar på' are the name, unless
anybody may work there ('på lagret').
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from avvikelse.deid import sitewords as s
from avvikelse.deid import vocabulary as v
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Spot
from avvikelse.deid.scene import Scene
from avvikelse.deid.tokens import Token
from avvikelse.deid.wordbook import Shape, Trait
from avvikelse.deid.wordclasses import SMALL, may_be_surname, verbal

_NAMED = {Kind.PLACE, Kind.WORKPLACE, Kind.PERSON, Kind.UNKNOWN_NAME, Kind.UNKNOWN_WORD}
_AT = frozenset({"på", "hos", "vid", "från", "till", "åt", *v.EMPLOYER_NOUNS})
_WHERE = frozenset({"i", "på", "vid", "utanför"})
_MOST_WORDS = 4
_LEAST_COMPOUND = 7
_WINDOW = 6
_LEADS = _AT | v.words(
    "ringde ringt ringa ringer kontaktat kontaktade kontakta kontakt enligt besked svar brev mejl samtal gäller avser "
    "ang angående och samt för av med mot via"
)
_WORK = v.WORK_CUES | v.words("praktikant personal personalen schema lön vi")
# Of work only right before 'på': 'chefen på X', not 'chefen är med på noterna'.
_AT_WORK = v.EMPLOYER_NOUNS | v.words("chef chefen kollega kollegor vd ägare vi personal personalen jobb företaget")
_NOT_OWNED = v.ROLE_CUES | v.words(
    "arbetsplats avdelning enhet vård sida begäran uppdrag vägnar tjänst rutin initiativ sjukskrivning intyg ärende "
    "väg hem hus bil sak fall namn räkning del telefon mobil dator plats möte kontor besök tid"
)
_NUMBERED = Spot(r"[ ]?\d{1,3}[A-ZÅÄÖa-d]?[ ,]{1,2}")  # between 'avd' and a hospital
_SITE = Trait(
    lambda form, _: (
        form.lower[-3:] in s.SITE_TAILS and form.lower.endswith(s.SITE_ENDINGS) and form.lower not in s.OFFICIAL
    )
)
_CUE = Trait(lambda form, _: form.lower in _AT)
_TEAM = Trait(lambda form, _: form.lower in s.TEAMS)
_LABEL_GAPS = frozenset({": ", ":\n", ", ", " | ", "|", "\t", ":  ", " : "})
_PARTICIPLES = ("igen", "uten", "iven", "agen", "unnen", "ungen", "utet", "ivet", "aget", "unnet")
_DEFINITE = ("en", "et", "an", "n", "na")


def find_sites(scene: Scene, found: Sequence[Hit]) -> Iterator[Hit]:
    """Ask about the rest of each workplace. `found` are the hits of layers 2 to 4 so far."""
    sites = _Sites(scene, found)
    yield from sites.grown()
    yield from sites.teams()
    sited = [i for i in scene.tokens.where(_SITE) if i not in sites.held and scene.tokens[i].free]
    yield from sites.owned(sited)
    yield from sites.capitals(sited)
    if scene.in_lower_case:
        yield from sites.lowered(sited)


def _bare(token: Token) -> bool:
    """Tell whether a word has no capital that says anything."""
    return token.shape is Shape.LOWER or token.caps


class _Sites:
    """One text, with the words that somebody has marked."""

    def __init__(self, scene: Scene, found: Sequence[Hit]) -> None:
        self.scene, self.tokens, self.text = scene, scene.tokens, scene.text
        self.held: dict[int, Kind] = {}
        for hit in found:
            if hit.kind in _NAMED:
                for i in range(bisect_left(self.tokens.starts, hit.start), bisect_left(self.tokens.starts, hit.end)):
                    self.held[i] = hit.kind

    def _hit(self, first: int, last: int) -> Hit:
        if self.tokens.joined(first) and self.tokens[first - 1].lower in s.LEADING and first - 1 not in self.held:
            first -= 1
        return Hit(self.tokens[first].start, self.tokens[last].end, Kind.UNKNOWN_NAME)

    # What stands beside something known

    def grown(self) -> Iterator[Hit]:
        """Let what is known grow over the words beside it that belong to it."""
        for i in sorted(self.held):
            if i + 1 not in self.held and i + 1 < len(self.tokens):
                last = self._onwards(i)
                if last > i:
                    yield self._hit(i, last)
            if i and i - 1 not in self.held:
                first = self._backwards(i) if self.tokens.joined(i) else self._numbered(i)
                if first < i:
                    yield self._hit(first, i)

    def _onwards(self, i: int) -> int:
        """'Orrvikens kursgård', 'Alunda maskinstation', 'på Fjällblommans lunchservering i Ås'."""
        after = self.tokens[i + 1]
        if (
            self.tokens.joined(i + 1)
            and after.free
            and _bare(after)
            and after.lower not in SMALL
            and self._owns(i, after.lower)
        ):
            return self._town(i + 1) or (i + 1 + self._more(i + 1))
        if self._owns_capital(i, after):
            return i + 1 + self._more(i + 1)
        if partner := self._partner(i):
            return self._town(partner) or partner
        town = self.held[i] in {Kind.WORKPLACE, Kind.UNKNOWN_NAME} and self._town(i)
        return town or i

    def _more(self, i: int) -> int:
        """'liljeholmens tvätt & press': one more word where '&' stands between."""
        gap = self.text[self.tokens[i].end : self.tokens[i + 1].start] if i + 1 < len(self.tokens) else ""
        return gap in {" & ", "&"}

    def _owns_capital(self, i: int, after: Token) -> bool:
        """'Vråens Jobbspår', 'från Hjorteds Bär & Sylt'."""
        if not self.tokens[i].lower.endswith("s") or not self.tokens.joined(i + 1) or after.begins:
            return False
        before = self.scene.before(self._first(i))
        led = self.held[i] is not Kind.PERSON or (before is not None and before.lower in _AT)
        return led and after.shape is Shape.TITLE and after.lower not in v.ROLE_CUES | s.OFFICIAL

    def _partner(self, i: int) -> int:
        """'Tumba däck & fälg': the word behind '&', 0 where there is none."""
        gap = self.text[self.tokens[i].end : self.tokens[i + 1].start]
        if self.tokens[i + 1].lower in {"och", "o"} and self.held[i] is Kind.WORKPLACE and i + 2 < len(self.tokens):
            trade = self.tokens[i + 2].shape is Shape.TITLE and self.tokens[i + 2].lower.endswith(s.BARE_ENDINGS)
            return i + 2 if trade else 0
        return i + 1 if gap in {" & ", "&"} and self.held[i] is not Kind.PERSON else 0

    def _owns(self, i: int, noun: str) -> bool:
        kind, genitive = self.held[i], self.tokens[i].lower.endswith("s")
        if noun in s.OFFICIAL or noun in _NOT_OWNED or (kind is Kind.PERSON and not genitive):
            return False
        before = self.scene.before(self._first(i))
        if noun.endswith(s.BARE_ENDINGS):
            return genitive or before is None or before.lower != "i"
        led = before is not None and before.lower in _AT and before.lower not in {"från", "till"}
        return genitive and kind is not Kind.PERSON and led and self._noun(noun)

    def _noun(self, lower: str) -> bool:
        return lower not in v.SHORTENED and may_be_surname(lower, self.scene.knows)

    def _first(self, i: int) -> int:
        while i - 1 in self.held and self.tokens.joined(i):
            i -= 1
        return i

    def _town(self, i: int) -> int:
        """'… i Ragunda', '… vid Torget': the last word of a place behind word i, 0 where there is none."""
        if i + 2 not in self.held or self.held[i + 2] is Kind.UNKNOWN_WORD:
            return 0
        link, town = self.scene.after(i), self.scene.after(i + 1)
        if link is None or town is None or link.lower not in _WHERE:
            return 0
        return i + 2 if link.lower == "i" or town.shape is Shape.TITLE else 0

    def _backwards(self, i: int) -> int:
        """'Storköket Boda', 'Röda Korset Kalix', 'Sågverket i Ragunda'."""
        token, before = self.tokens[i], self.tokens[i - 1]
        person = self.held[i] is Kind.PERSON
        if before.lower == "i" and i > 1 and self.tokens.joined(i - 1) and not person:
            return self._start(i - 2) if self._site(i - 2) and i - 2 not in self.held else i
        if self._site(i - 1) and not (person and _bare(token)):
            return self._start(i - 1)
        if self.scene.in_lower_case and self.held[i] is Kind.PLACE and self._part(i - 1, first=False):
            return i - 1  # 'jysk vetlanda'
        proper = before.shape in (Shape.TITLE, Shape.UPPER, Shape.MIXED) and not before.begins and not before.caps
        if person or not proper or before.lower in s.OFFICIAL or before.lower in SMALL or before.lower in v.ROLE_CUES:
            return i
        return i - 1 if before.free and len(before.lower) > 1 else i

    def _start(self, i: int) -> int:
        """'Röda Korset', 'svenska kyrkan', 'Tekniska förvaltningen': with a capital or 'svenska' before."""
        before = self.scene.before(i)
        if before is None or before.lower in SMALL or before.lower in v.ROLE_CUES:
            return i
        capital = before.shape is Shape.TITLE and not before.begins
        return i - 1 if capital or before.lower in {"röda", "svenska", "tekniska", "sociala"} else i

    def _site(self, i: int) -> bool:
        """Tell whether a word says what sort of business a name beside it is, and not any authority's."""
        lower = self.tokens[i].lower
        if lower in s.EMPLOYING:
            return True
        return self.tokens[i].free and lower.endswith(s.SITE_ENDINGS) and lower not in s.OFFICIAL

    def _numbered(self, i: int) -> int:
        """'Avd 53 Sunderby sjukhus'."""
        before = self.tokens[i - 1]
        numbered = before.lower in s.TEAMS and self.held[i] is not Kind.PERSON
        return i - 1 if numbered and _NUMBERED.fullmatch(self.text[before.end : self.tokens[i].start]) else i

    # What tells itself

    def teams(self) -> Iterator[Hit]:
        """'team öst', 'Hemtjänsten Norr', 'hemvården team gul'."""
        for i in self.tokens.where(_TEAM):
            after = self.scene.after(i)
            if after is not None and i + 1 not in self.held and after.lower in s.TEAM_NAMES:
                first = i - 1 if self.tokens.joined(i) and self._site(i - 1) else i
                yield self._hit(first, i + 1)

    def owned(self, sited: Sequence[int]) -> Iterator[Hit]:
        """'Solhagens servicehus', 'på kvarnens matsal': a genitive that isn't anybody's before a business."""
        for i in sited:
            token, owner = self.tokens[i], self.scene.before(i)
            if not _bare(token) or owner is None or not owner.lower.endswith("s") or not owner.free:
                continue
            if owner.base in s.OWNED_BY_ANYBODY or owner.lower in SMALL or owner.lower in v.POSSESSIVES:
                continue
            before = self.scene.before(i - 1)
            if before is not None and before.lower in s.LEADING:
                before = self.scene.before(i - 2)
            lower_led = before is not None and before.lower in _AT and self.scene.in_lower_case
            told = token.lower.endswith(s.BARE_ENDINGS) and len(token.lower) > 3  # noqa: PLR2004 -- 'bar', 'spa'
            if told and token.lower not in _NOT_OWNED and (owner.shape is Shape.TITLE or lower_led):
                yield self._hit(i - 1, self._town(i) or i)

    def capitals(self, sited: Sequence[int]) -> Iterator[Hit]:
        """'Ringde Kinakrogen', 'Kebabhuset har sagt upp henne': an ordinary noun for a business, with a capital."""
        for i in sited:
            token = self.tokens[i]
            if token.shape is not Shape.TITLE or token.caps or token.lower in s.NOBODYS:
                continue
            if len(token.lower) < _LEAST_COMPOUND or not token.lower.endswith(s.DEFINITE_ENDINGS):
                continue
            after = self.scene.after(i)
            acts = after is not None and after.lower in v.PERSON_VERBS - v.COPULAS | {"har"}
            if not token.begins or (acts and token.lower.endswith(s.NAMING_ENDINGS)):
                yield self._hit(i, self._town(i) or i)

    # Texts without capitals

    def lowered(self, sited: Sequence[int]) -> Iterator[Hit]:
        """'jobbar på guldfågeln', 'arbetsgivaren thaiköket lit', 'ringde kinakrogen'."""
        for k in self.tokens.where(_CUE):
            if k + 1 < len(self.tokens) and (last := self._run(k, k + 1)) > k:
                yield self._hit(k + 1, last)
        for i in sited:
            if _bare(self.tokens[i]) and (last := self._called(i)) >= i:
                yield self._hit(i, last)

    def _called(self, i: int) -> int:
        """'ringde kinakrogen', 'till städbolaget rent & fint': the last word of the name, i - 1 where it's none."""
        token, before, after = self.tokens[i], self.scene.before(i), self.scene.after(i)
        if before is not None and before.lower in s.LEADING:
            before = self.scene.before(i - 1)
        led = before is None or before.lower in _LEADS
        last = i
        while led and last - i < _MOST_WORDS and self._follows(last + 1):
            last += 1
        if last > i:
            return last
        acts = before is None and after is not None and after.lower in v.PERSON_VERBS
        alone = len(token.lower) > _LEAST_COMPOUND and token.lower.endswith(s.NAMING_ENDINGS)
        alone = alone and token.lower not in s.NO_SITE and (acts or (led and before is not None))
        return (self._town(i) or i) if alone else i - 1

    def _follows(self, k: int) -> bool:
        """Tell whether a word right behind a site is its name: a noun without anything between."""
        if k >= len(self.tokens) or not self.tokens.joined(k) or k in self.held:
            return False
        token = self.tokens[k]
        cut = self.text[token.end : token.end + 1].isalnum()  # 'gruppen efterfrå9ar'
        plain = _bare(token) and token.free and token.lower not in s.NO_SITE and not cut
        if not plain or token.lower in v.ROLE_CUES or not self._noun(token.lower):
            return False
        definite = token.lower.endswith(_DEFINITE) and not token.lower.endswith(_PARTICIPLES)
        return definite or not self.scene.known(token.lower) or self.scene.grader.is_word(token.lower)

    def _run(self, k: int, i: int) -> int:
        """Give the last word of a name that begins with word i behind the cue k, k where there is none."""
        gap = self.text[self.tokens[k].end : self.tokens[i].start]
        employer = self.tokens[k].lower in v.EMPLOYER_NOUNS
        if gap != " " and not (employer and gap in _LABEL_GAPS):
            return k
        if not employer and not self._of_work(k):
            return k
        last = k
        while last - k <= _MOST_WORDS and last + 1 < len(self.tokens) and self._part(last + 1, first=last == k):
            last += 1
            if not self.tokens.joined(last + 1):
                break
        if not any(j in self.held or self._may_be_alone(j) for j in range(i, last + 1)):
            return k
        return (self._town(last) or last) if last > k else k

    def _of_work(self, k: int) -> bool:
        """Tell whether the clause that leads to a preposition is about work, or a person stands right before it."""
        if k - 1 in self.held and self.held[k - 1] in {Kind.PERSON, Kind.UNKNOWN_NAME} and self.tokens.joined(k):
            return self.tokens[k].lower in {"på", "hos"}
        for t in reversed(self.tokens.between(max(0, k - _WINDOW), k)):
            if any(mark in self.text[t.end : self.tokens[k].start] for mark in ".!?\n"):
                return False
            beside = t is self.tokens[k - 1]
            if (t.lower in _WORK and (beside or t.lower not in _AT_WORK)) or t.lower.endswith(v.WORKER_ENDINGS):
                return True
        return False

    def _part(self, i: int, *, first: bool) -> bool:
        token = self.tokens[i]
        if i in self.held:
            return True
        if not token.free or not _bare(token) or token.lower in SMALL or token.lower in v.SHORTENED:
            return False
        if token.lower in s.NO_SITE:
            return first and token.lower.endswith(s.SITE_ENDINGS) and (i + 1 in self.held or self._follows(i + 1))
        return token.lower not in v.ROLE_CUES and not verbal(token.lower, self.scene.knows)

    def _may_be_alone(self, i: int) -> bool:
        lower = self.tokens[i].lower
        if lower in s.NO_SITE or not self._noun(lower):
            return False
        return lower.endswith(_DEFINITE) or not self.scene.known(lower)
