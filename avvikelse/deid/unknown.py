"""Layer 4, default deny: a word that nobody can explain is asked about.

Runs last, over the words that no other layer has claimed and the allow-list doesn't know. A capital inside a sentence
is asked about unless the word is one that is often honoured with a capital; at a sentence's start and in lower case
the dictionary decides. What is found here may be cleared by a person with a reason.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from avvikelse.deid import vocabulary as v
from avvikelse.deid.businesses import BEFORE_BUSINESS, after_facility, business
from avvikelse.deid.capitals import DOUBTFUL_INITIALS, Capitals, beside_figure
from avvikelse.deid.codes import find_codes
from avvikelse.deid.compounds import is_compound
from avvikelse.deid.dictionary import Lookup
from avvikelse.deid.drugs import is_medicine
from avvikelse.deid.expected import Expected
from avvikelse.deid.grades import Grader, made_like_a_surname
from avvikelse.deid.hits import Hit
from avvikelse.deid.labelled import find_labelled
from avvikelse.deid.lowered import find_lowered
from avvikelse.deid.mended import chunk, mended, spoilt_capitals, torn_names
from avvikelse.deid.model import Kind
from avvikelse.deid.ordinary import Ordinary
from avvikelse.deid.patterns import Pattern
from avvikelse.deid.pieces import misread_head, spoilt, torn, torn_places, torn_tail, torn_tails
from avvikelse.deid.placed import find_placed
from avvikelse.deid.places import HOUSE
from avvikelse.deid.scene import Scene
from avvikelse.deid.signs import find_signs
from avvikelse.deid.sites import find_sites
from avvikelse.deid.smudged import find_smudged
from avvikelse.deid.tokens import Token, Tokens
from avvikelse.deid.units import find_units
from avvikelse.deid.wide_gaps import wide_gaps
from avvikelse.deid.wordbook import Form, Shape, Trait
from avvikelse.deid.wordclasses import MANY, SMALL, verbal

_LONGEST_UNIT = 4  # 'mg', 'kap', 'tabl' right behind a figure
_LEAST_LOWER = 2
_LONGEST_SIGN = 3  # three capitals may be a signature
_SHORT = 3
_MOST_PARTS = 3


_INNER_CAPITAL = re.compile(r"[a-zåäö][A-ZÅÄÖ]")  # 'LiE', a signature
_PLATE_BEHIND = re.compile(r"[ -]?\d{2}[a-z\d](?!\w)")  # 'wam 55p'
_LOWER_INITIAL = re.compile(r"(?<![\w.])[a-zåäö]\.[ ]?\Z")
_LOWER_INITIAL_BARE = re.compile(r"(?<![\w.])(?:[a-zåäö]\.[ ]?|[abcdghjklnqrsuwyz][ ])\Z")  # also 'y persson'
_LOWER_PAIR = Pattern(r"(?<![\w.])[a-zåäö]\.(?:[ ]?[a-zåäö]\.(?!\w)|[a-zåäö](?![\w.]))")
_LOWER_INITIALLED = Pattern(r"(?<![\w.])[a-zåäö]\.[ ]([a-zåäöéü]{4,25}(?:-[a-zåäöéü]{2,20})?)(?![\w.])")
_ROMAN = re.compile(r"[IVX]{1,4}(?:-[IVX]{1,4})?")
_INITIAL_BEHIND = re.compile(
    r"[ ][A-ZÅÄÖ](?:\.|(?=[ ]?[,;|)\n\t:])|\Z|(?=[ ](?:på|från|hos|ringde|ringer|sa|säger|har|vill|skrev)(?!\w)))"
    r"|,[ ][A-ZÅÄÖ](?:\.|(?=[ ]?[;|)\t\n])|\Z)"
)
_TO_VILLAGE = re.compile(r"[ ](?:by|kyrkby|fiskeläge|bruk|strand|norra|södra|östra|västra|gård|socken)(?!\w)")

_GENITIVE = Trait(lambda form, _: form.lower.endswith("s"))
_FIRST = Trait(lambda form, grader: form.shape in (Shape.TITLE, Shape.INITIAL) or grader.is_first(form.lower))
_BETWEEN = Trait(lambda form, _: len(form.lower) == 1 or form.lower in v.PARTICLES)
_NO_NAMES = v.ROLE_CUES | SMALL
_BEFORE_A_PLACE = v.words("övre nedre norra södra östra västra stora lilla gamla nya sankt sankta dals yttre inre")
_MONTHS = v.MONTH_NAMES | v.words("feb mar apr jun jul aug sep sept okt nov dec")
_LEADS_ON = frozenset({"ang", "enl"})  # 'Ang. Torsk: se nedan'
_LEADS_NOWHERE = v.STARTERS | v.NEVER_A_NAME | v.PERSON_PREPOSITIONS | v.PLACE_PREPOSITIONS | v.ROLE_CUES
_RATHER_WORDS = v.FUNCTION_WORDS | v.COMMON_WORDS


def find_unknown(
    tokens: Tokens,
    text: str,
    grader: Grader,
    lookup: Lookup,
    persons: Sequence[Hit],
    placed: Sequence[Hit],
    patterned: Sequence[Hit],
) -> Iterator[Hit]:
    """Mark capitalised words that may be names and lower-case words that are no Swedish ones.

    `persons` are the names that were found: what stands beside one, or is written like one, is asked about too, and
    so is what stands before a number of the first layer, in `patterned`, and the rest of a workplace or place of the
    third, in `placed`.
    """
    scene = Scene(tokens, text, grader, lookup, persons)
    asked = list(_asked(scene, patterned))
    yield from asked
    sited = list(find_sites(scene, [*persons, *placed, *asked]))
    yield from sited
    found = [*persons, *placed, *asked, *sited]
    yield from torn_tails(scene, found)
    yield from find_smudged(text, [*patterned, *found])


def _asked(scene: Scene, patterned: Sequence[Hit]) -> Iterator[Hit]:
    yield from _Asking(scene).hits()
    yield from spoilt(scene)
    yield from spoilt_capitals(scene)
    yield from torn_names(scene)
    yield from find_signs(scene)
    yield from find_units(scene)
    yield from find_placed(scene, patterned)
    yield from find_labelled(scene)
    yield from torn_places(scene)
    yield from wide_gaps(scene)
    yield from find_lowered(scene)
    yield from find_codes(scene, patterned)


_EXPLAIN = (is_medicine, is_compound, mended)


class _Asking:
    """One text being read for what is unexplained."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.tokens, self.text, self.grader = scene, scene.tokens, scene.text, scene.grader
        self.expected = Expected(scene)
        self.ordinary = Ordinary(scene, self.expected)
        self.capitals = Capitals(scene, self.expected, self.ordinary)

    def hits(self) -> Iterator[Hit]:
        """Give the questions, in order of place."""
        asked = self._questions()
        self._ask_parts(asked)
        self._ask_before([*asked, *self.scene.first_words()], asked)
        self._ask_between(asked)
        self._ask_again(asked)
        for i in [*asked, *self.scene.last_words()]:
            if torn_tail(self.scene, i):
                asked[i + 1] = Kind.UNKNOWN_NAME
            self._ask_behind(i, asked)
        yield from self._initials_before(asked)
        for i in sorted(asked):
            token = self.tokens[i]
            start, end = chunk(self.text, token.start, token.end)
            yield Hit(start, max(end, self._end(i, asked)), asked[i])

    def _initials_before(self, asked: Mapping[int, Kind]) -> Iterator[Hit]:
        """'p. al-hassan', 'a.k. ringde': initials in lower case before a name, or two of them in such a text."""
        if not self.scene.in_lower_case:
            return
        for i in sorted({*asked, *self.scene.first_words(), *self.scene.last_words()}):
            token = self.tokens[i]
            pattern = _LOWER_INITIAL if token.shape is not Shape.LOWER else _LOWER_INITIAL_BARE
            if match := pattern.search(self.text, max(0, token.start - 4), token.start):
                yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)
        for match in _LOWER_INITIALLED.finditer(self.text):
            k = self.tokens.at(match.start(1))
            initial = f"{match[0][0]}." not in v.DOTTED
            if k is not None and initial and self.tokens[k].free and self._may_be_initialled(match[1].casefold()):
                yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)
        for match in _LOWER_PAIR.finditer(self.text):
            if match[0].rstrip(".") + "." not in v.DOTTED:
                yield Hit(match.start(), match.end(), Kind.UNKNOWN_NAME)

    def _may_be_initialled(self, lower: str) -> bool:
        """'l. tallberg', 'b. zmorg': made like a surname, or no word at all."""
        if lower in SMALL or verbal(lower, self.scene.knows):
            return False
        return made_like_a_surname(lower) or not self.scene.known(lower)

    def _end(self, i: int, asked: Mapping[int, Kind]) -> int:
        """Take in what belongs to a capitalised question: a house number, an initial, 'by'."""
        end = self.tokens[i].end
        if self.tokens[i].shape is Shape.TITLE and asked[i] is Kind.UNKNOWN_NAME:
            for pattern in (_INITIAL_BEHIND, _TO_VILLAGE, HOUSE):
                if match := pattern.match(self.text, end):
                    end = match.end()
        elif match := _PLATE_BEHIND.match(self.text, end) if end - self.tokens[i].start == _SHORT else None:
            end = match.end()
        elif match := HOUSE.match(self.text, end):
            behind = self.text[match.end() : match.end() + 1]
            end = match.end() if not behind or behind in ",.\n" else end
        return end

    def _questions(self) -> dict[int, Kind]:
        """Give the words asked about of themselves; an ordinary one in lower case is looked at once."""
        asked: dict[int, Kind] = {}
        explained: set[Form] = set()
        telling = self.expected.telling
        forms, scene, tokens = self.tokens.forms, self.scene, self.tokens
        for i in self.ordinary.worth_asking(telling):
            form = forms[i]
            if (form in explained and i not in telling and scene.answers()) or not tokens.is_free(i):
                continue
            if i not in telling and self.ordinary.explains_itself(form):
                explained.add(form)
                continue
            kind = self._asked_as(i)
            if kind is not None:
                if not any(explains(self.scene, i) for explains in _EXPLAIN):
                    asked[i] = kind
            elif self.ordinary.is_plain(form):
                explained.add(form)
        return asked

    def _ask_parts(self, asked: dict[int, Kind]) -> None:
        """Ask about full names and torn ones, both halves at once."""
        forms = self.tokens.forms
        owned = {i for i in self.tokens.where(_GENITIVE) if i and forms[i - 1].lower in BEFORE_BUSINESS}
        first = self.tokens.where(_FIRST)
        for i in sorted(owned.union(first)):
            if not self.tokens.is_free(i):
                continue
            beside = i - 1 in asked or (i > 0 and self.scene.person_at(i - 1))
            if self.expected.name_in_parts(i) or self._company(i) or torn(self.scene, i, beside_name=beside):
                asked[i] = asked[i + 1] = Kind.UNKNOWN_NAME

    def _ask_between(self, asked: dict[int, Kind]) -> None:
        """'john b gurdon', 'michel de montaigne': an initial or particle between two parts of a name in lower case."""
        for i in self.tokens.where(_BETWEEN):
            token = self.tokens[i]
            if token.free and token.shape is Shape.LOWER:
                sides = (i - 1, i + 1)
                held = i + 1 < len(self.tokens) and all(k in asked or self.scene.person_at(k) for k in sides)
                if held and self.tokens[i - 1].shape is Shape.LOWER and token.lower not in {"i", "å", "o"}:
                    asked[i] = Kind.UNKNOWN_NAME

    def _ask_again(self, asked: dict[int, Kind]) -> None:
        """Ask wherever a word with a capital has been asked about once."""
        again = {self.tokens[i].base for i, kind in asked.items() if kind is Kind.UNKNOWN_NAME and i}
        again |= {self.tokens[0].base} if 0 in asked else set()
        letters = {self.tokens[i].text for i in asked if self.tokens[i].shape is Shape.INITIAL} - DOUBTFUL_INITIALS
        for i in self.tokens.saying({letter.casefold() for letter in letters}):
            if self.tokens[i].text not in letters:
                continue
            graded = i > 0 and self.tokens[i - 1].lower in v.NOT_BEFORE_INITIAL
            if self.tokens[i].free and not graded and not beside_figure(self.tokens[i], self.text):
                asked[i] = Kind.UNKNOWN_NAME
        for i in self.tokens.saying({word for word in again if len(word) > _SHORT}):
            token = self.tokens[i]
            if (
                token.free
                and token.base in again
                and token.shape is not Shape.LOWER
                and (
                    (i not in asked and not self.scene.known(token.base))
                    or (token.caps and self.grader.is_word(token.base))
                )
            ):
                asked[i] = Kind.UNKNOWN_NAME

    def _company(self, i: int) -> bool:
        """'Trä & Sånt', 'på bruksgårdens kök': a business of ordinary words."""
        if i + 1 >= len(self.tokens) or not self.tokens[i + 1].free:
            return False
        token, after = self.tokens[i], self.tokens[i + 1]
        if token.shape is Shape.TITLE and after.shape is Shape.TITLE:
            return self.text[token.end : after.start].strip() in {"&", "+"}
        return business(self.scene, i)

    def _ask_before(self, starts: Sequence[int], asked: dict[int, Kind]) -> None:
        for k in starts:
            i = k - 1
            while i >= 0 and i not in asked and self.tokens[i].free and self._leads_name(i, asked):
                asked[i] = Kind.UNKNOWN_NAME
                i -= 1

    def _ask_behind(self, i: int, asked: dict[int, Kind]) -> None:
        """Ask about what follows a name: 'anna grip', 'HANS STARK', 'Zmorgs vårdcentral'."""
        if asked.get(i) is Kind.UNKNOWN_WORD and not self.scene.in_lower_case:
            return
        for k in range(i + 1, min(i + 1 + _MOST_PARTS, len(self.tokens))):
            token = self.tokens[k]
            if k in asked or not token.free or self.scene.before(k) is None or not self._belongs(k, i):
                return
            asked[k] = Kind.UNKNOWN_NAME

    def _belongs(self, k: int, i: int) -> bool:
        """Tell whether word k, right behind the named word i, may belong to it."""
        token, name = self.tokens[k], self.tokens[i]
        if name.shape is Shape.TITLE and not name.caps:
            facility = token.lower in v.FACILITIES or token.lower in v.FACILITY_WORDS or token.lower in v.GENERIC
            return token.shape is Shape.LOWER and facility and name.lower.endswith(("s", "a", "o"))
        if token.caps:
            return token.lower not in v.NEVER_A_NAME and self.expected.beside_name(k)
        return token.shape is not Shape.TITLE and self.expected.beside_name(k)

    def _nobody(self, i: int, lower: str) -> bool:
        """Tell whether a word is shortened, months from and to ('jan-mars'), or many who are greeted at once."""
        months = "-" in lower and all(part in _MONTHS for part in lower.split("-"))
        many = lower.endswith(MANY) and self.scene.cue_before(i) in v.GREETINGS
        return months or many or lower in v.SHORTENED

    def _asked_as(self, i: int) -> Kind | None:
        """Give the question that a word raises, None where it is explained."""
        token = self.tokens[i]
        lower = token.lower
        if self._short_for_a_name(i):
            return Kind.UNKNOWN_NAME
        if token.shape is Shape.INITIAL:
            return None
        if self._nobody(i, lower) or beside_figure(token, self.text) or _ROMAN.fullmatch(token.text):
            return None
        if token.shape is Shape.LOWER:
            return self._asked_in_lower_case(i)
        if len(token.text) <= _LONGEST_UNIT and _INNER_CAPITAL.search(token.text):
            return Kind.UNKNOWN_NAME
        if token.caps:
            told = self.expected.asks(i) or after_facility(self.scene, i) or not self.capitals.ordinary_start(i)
            return Kind.UNKNOWN_NAME if told else None
        # A full stop after an abbreviation may end the sentence as well.
        begins = token.begins or self.text[max(0, token.start - 2) : token.start] in {". ", "/ "}
        begins = begins and not (i and self.tokens[i - 1].lower in _LEADS_ON and token.shape is Shape.TITLE)
        if token.shape is Shape.UPPER and self.capitals.abbreviates(i):
            return Kind.UNKNOWN_NAME if self.capitals.like_a_signature(i) else None
        if begins or (token.shape is Shape.UPPER and (len(lower) > _LONGEST_SIGN or lower in v.STARTERS)):
            return None if self.capitals.ordinary_start(i) else Kind.UNKNOWN_NAME
        return None if self.capitals.honoured(i) else Kind.UNKNOWN_NAME

    def _short_for_a_name(self, i: int) -> bool:
        """'mvh sö', 'dr b', 'M vill', 'LBA ringde': initials where a person is expected."""
        token = self.tokens[i]
        if token.shape is Shape.LOWER and len(token.lower) <= _LONGEST_SIGN:
            return (len(token.lower) == 1 and self.expected.lone_initial(i)) or self.expected.signed_in_short(i)
        if token.shape is Shape.INITIAL:
            return self.capitals.lone_initial(i)
        capitals = token.shape is Shape.UPPER and not token.caps and len(token.lower) <= _LONGEST_SIGN
        return capitals and self.capitals.acts(i)

    def _asked_in_lower_case(self, i: int) -> Kind | None:
        lower, before = self.tokens[i].lower, self.scene.before(i)
        if (
            misread_head(self.scene, lower)
            or self.grader.hardly_a_word(lower)
            or self.expected.surely_named(lower)
            or self.expected.asks(i)
            or after_facility(self.scene, i)
        ):
            return Kind.UNKNOWN_NAME
        if self.grader.is_word(lower) and self._may_be_person(i, before):
            return Kind.UNKNOWN_NAME
        ordinary = len(lower) < _LEAST_LOWER or self.scene.known(lower) or lower in v.MONTH_NAMES
        ordinary = ordinary or self.text[self.tokens[i].end : self.tokens[i].end + 1] == "-"  # 'hälso- och …'
        return None if ordinary or not self.expected.unlisted(i) else Kind.UNKNOWN_WORD

    def _may_be_person(self, i: int, before: Token | None) -> bool:
        """'frågar lind', 'björn söder': a name that is a word as well, where a person is expected."""
        lower = self.tokens[i].lower
        if self.grader.is_first(lower) and self.expected.beside_person(i):
            return True
        if before is not None and (before.lower in v.ASKS_FOR_PERSON or before.lower in v.SPEECH):
            return True
        return lower not in v.COMMON_WORDS and bool(self.scene.person_words & {lower, lower.removesuffix("s")})

    def _leads_name(self, i: int, asked: Mapping[int, Kind]) -> bool:
        """Tell whether a small or ambiguous word belongs to a name or a question right behind it."""
        k = i + 1
        if k >= len(self.tokens) or not self.scene.before(k):
            return False
        token, following = self.tokens[i], self.tokens[k]
        if self.expected.small_first(i, following):
            return True
        named = following.start in self.scene.person_starts or asked.get(k) is Kind.UNKNOWN_NAME
        if asked.get(k) is Kind.UNKNOWN_NAME and after_facility(self.scene, k):
            return True
        if token.shape is Shape.LOWER:
            return (named or k in asked) and self._leads_in_lower_case(i, following.lower)
        labelled = self.text[max(0, token.start - 2) : token.start] in {": ", "| "}
        if token.shape is Shape.TITLE and (labelled or not token.begins) and asked.get(k) is Kind.UNKNOWN_NAME:
            return following.shape is Shape.TITLE and token.lower not in _NO_NAMES
        # 'C G Jung', 'Mo Yan'
        if token.shape not in (Shape.INITIAL, Shape.TITLE) or len(token.text) > _SHORT:
            return False
        return named and following.shape is not Shape.LOWER and token.lower not in _LEADS_NOWHERE

    def _leads_in_lower_case(self, i: int, following: str) -> bool:
        """'mats zmorg', 'per wästberg', 'von zmorg', 'tapper anna': a part of the name before what was found."""
        if self.tokens[i].lower in {"hans", "per"}:
            return not self.scene.knows(following) or self.grader.is_first(following) or self.grader.is_last(following)
        lower, before = self.tokens[i].lower, self.scene.before(i)
        if lower in v.LONE_PARTICLES or (lower in _BEFORE_A_PLACE and not self.scene.knows(following)):
            return True
        surname = self.grader.is_last(following) or made_like_a_surname(following)
        if self.grader.is_first(lower) and (surname or lower not in _RATHER_WORDS):
            return True
        expected = before is None or before.lower in v.BEFORE_A_NAME
        expected = expected or lower not in _RATHER_WORDS
        return expected and self.grader.is_last(lower) and self.grader.is_first(following)
