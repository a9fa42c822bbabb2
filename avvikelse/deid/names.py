"""Layer 2, second half: the words around a name say whether it is one.

A name that is no ordinary word counts wherever it has a capital, and the common ones in lower case too. A name that
is a word as well ('Berg', 'Hans', 'Saga') needs a capital inside the sentence, a title before it, a second name or a
verb that only a person can be the subject of.
"""

from collections.abc import Iterator, Sequence

from avvikelse.deid import vocabulary as v
from avvikelse.deid.dictionary import Lookup
from avvikelse.deid.grades import Grade, Grader, made_like_a_surname, tells_surname
from avvikelse.deid.hits import Hit
from avvikelse.deid.initials import find_initials, signed
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Spot
from avvikelse.deid.tokens import Token, Tokens, adjacent
from avvikelse.deid.wordbook import Shape, Trait, base_of
from avvikelse.deid.wordclasses import MANY, told_as_word

# 'att Läkaren inte …': nouns in the definite form that somebody has honoured with a capital.
_DEFINITE = Spot(r"(?:aren|eren|orn|ningen|heten|[aeo]rna|ören|ledaren|chefen|polisen|börsen|verket)s?\Z|-")
# 'Anna8', 'Cruz, M.', 'Lundin AM'
_GROWN = Spot(
    r"[_\d]\w{0,20}|,[ ][A-ZÅÄÖ](?:\.(?!\w)|(?=[ \t]{0,3}(?:[\n;|)]|\Z)))"
    r"|[ ](?!FK|AF|VC|HC|ÖL|UL|ST|AT|BT|PT|KB|AB|HB|OT|FT|PA|IT|HR|AG|SE|OK|NR|KL|PM|CT|MR)"
    r"[A-ZÅÄÖ]{2}(?=[ ]?[.,;)\n]|\Z)"
)
_ADJECTIVE = Spot(r".{6,}(?:iska|nska)")  # 'Försäkringsmedicinska' is no Kowalska
_AGE_BEHIND = Spot(r"(?:,| \()[ ]?\d{2}(?:[ ]år|[,)])")
_AT_LINE_START = frozenset({"de", "da", "di", "du", "el", "la", "le", "af", "den", "dos", "del"})
_LEAST_LOWER = 3
_LEAST_PLAIN = 7
_WIDEST_GAP = 3
_MOST_PARTICLES = 4


# A word can be a name of itself; in lower case only what is one somewhere.
_MAY_BE_NAME = Trait(lambda form, grader: form.shape is not Shape.LOWER or grader.grade(form.lower) is not Grade.NONE)
_SELDOM_NAMES = v.STARTERS | v.FUNCTION_WORDS
_NO_SURNAMES = v.PERSON_VERBS | v.STARTERS | v.NEVER_A_NAME | v.CONJUNCTIONS | v.PERSON_PREPOSITIONS


def find_persons(tokens: Tokens, text: str, grader: Grader, lookup: Lookup) -> Iterator[Hit]:
    """Mark every person mention among the words that nobody else has claimed."""
    reading = _Reading(tokens, text, grader, lookup)
    yield from find_initials(tokens, text, reading.is_plain_word)
    yield from reading.spans()


class _Reading:
    """One text being read for names."""

    def __init__(self, tokens: Tokens, text: str, grader: Grader, lookup: Lookup) -> None:
        self.tokens = tokens
        self.text = text
        self.grader = grader
        self.grade = grader.grade
        self.knows = lookup.knows

    def spans(self) -> Iterator[Hit]:
        """Give the names, whole and wherever they stand in the text."""
        marked = {i for i in self.tokens.where(_MAY_BE_NAME) if self.tokens.is_free(i) and self._is_name(i)}
        marked |= {i for i in signed(self.tokens, self.text) if not (self._heading(i) or self._set_against(i))}
        marked |= self._everywhere(marked)
        marked = self._extended(marked)
        marked = self._extended(marked | self._everywhere(marked))
        yield from self._joined(marked)

    def is_plain_word(self, lower: str) -> bool:
        """Tell whether a word is an ordinary one and nobody's name."""
        return self.grade(lower) is Grade.NONE and not made_like_a_surname(lower) and self.knows(lower)

    def _heading(self, i: int) -> bool:
        """'KÖRKORTSINTYG / FORDON', 'Med vänlig hälsning\\nNämndens kansli': no signature."""
        token = self.tokens[i]
        capitals = token.caps or (token.shape is Shape.UPPER and len(token.lower) > _LEAST_LOWER)
        return (capitals or len(token.lower) >= _LEAST_PLAIN) and self.is_plain_word(token.lower)

    def _set_against(self, i: int) -> bool:
        """'Fråga / Svar': an ordinary word beside another one."""
        before = self.text[max(0, self.tokens[i].start - 4) : self.tokens[i].start].rstrip("/ ")[-1:]
        return before.isalpha() and self.is_plain_word(self.tokens[i].lower)

    def _before(self, i: int) -> Token | None:
        return self.tokens[i - 1] if self.tokens.joined(i) else None

    def _after(self, i: int) -> Token | None:
        return self.tokens[i + 1] if i + 1 < len(self.tokens) and self.tokens.joined(i + 1) else None

    # Is this word a name?

    def _is_name(self, i: int) -> bool:
        token = self.tokens[i]
        if self._cued(i):
            return True
        if token.caps:
            grade = self.grade(token.lower)
            return grade is Grade.COMMON or (grade >= Grade.WORD and self._paired(i))
        if token.shape is Shape.TITLE:
            return self._capitalised(i)
        if token.shape is Shape.UPPER:
            grade = self.grade(token.lower)  # 'FAIR' is somebody's name somewhere
            return grade >= Grade.SURE and len(token.text) > _LEAST_LOWER + (grade is not Grade.COMMON)
        return token.shape is Shape.LOWER and self._in_lower_case(i)

    def _capitalised(self, i: int) -> bool:
        token = self.tokens[i]
        grade = self.grade(token.lower)
        if self._names_a_matter(token):
            return True
        if told_as_word(self.text, token.lower, token.end):
            return False
        if grade >= Grade.SURE or (grade is Grade.WORD and self._at_authority(i)):
            return True
        # 'varje v. Per tel': the full stop of an abbreviation may end the sentence.
        stopped = token.lower in v.FUNCTION_WORDS and self.text[max(0, token.start - 2) : token.start] == ". "
        if not token.begins and not stopped:
            if grade is Grade.WORD or (made_like_a_surname(token.lower) and not _ADJECTIVE.fullmatch(token.lower)):
                before = self._before(i)  # 'i Björkfors' is a place that no list knows
                return before is None or before.lower not in {"i", "utanför"}
            return self._acts_unlisted(i)
        return grade is Grade.WORD and (self._acts(i) or self._paired(i) or self._listed(i) or self._before_unknown(i))

    def _names_a_matter(self, token: Token) -> bool:
        """'Karin-ärendet', 'Bergström-fallet': a sure name with an ordinary word tied on."""
        name, _, tied = token.lower.rpartition("-")
        return (
            tied in v.MATTERS
            and "-" not in name
            and token.text[:3] != "SoL"
            and (self.grade(name) >= Grade.SURE or self.grader.is_word(name))
        )

    def _before_unknown(self, i: int) -> bool:
        """'Hans Gerremo': a first name that is a word too, and a capital that is none."""
        after = self._after(i)
        if after is None or not after.free or after.shape is not Shape.TITLE:
            return False
        return self.grader.is_first(self.tokens[i].lower) and not self.knows(after.lower)

    def _acts(self, i: int) -> bool:
        """'Stig kom', 'Glad hade': a verb behind; 'Frisk är man' and 'Maj var kall' prove nothing."""
        lower, after = self.tokens[i].lower, self._after(i)
        if after is None or after.lower not in v.PERSON_VERBS:
            return False
        if after.lower in {"inte", "aldrig", "också"} and lower in v.FUNCTION_WORDS | v.COMMON_WORDS:  # 'Stig inte på'
            return False
        doubtful = lower in v.CALENDAR_NAMES or not self.grader.is_first(lower)
        return not (doubtful and after.lower in v.COPULAS)

    def _acts_unlisted(self, i: int) -> bool:
        """'att Hoppe kallas': a capital that no list knows, between a conjunction and a verb of persons."""
        before, after = self._before(i), self._after(i)
        lower = self.tokens[i].lower
        if before is None or after is None or _DEFINITE.search(lower):
            return False
        if lower.endswith(("en", "an", "et", "na")) and self.is_plain_word(lower):  # 'då Skolan inte'
            return False
        return before.lower in v.CONJUNCTIONS and after.lower in v.PERSON_VERBS

    def _at_authority(self, i: int) -> bool:
        """'Per på AF', 'björn på rehab'."""
        if i + 2 >= len(self.tokens) or not self.grader.is_first(self.tokens[i].lower):
            return False
        return self.tokens[i + 1].lower in {"på", "från", "hos"} and self.tokens[i + 2].lower in v.OFFICES

    def _paired(self, i: int) -> bool:
        """Tell whether a neighbour in the same letter case completes a full name ('Hans Berg', 'BLOM, ROS-MARI')."""
        return (i > 0 and self._pair(i - 1, i, i)) or (i + 1 < len(self.tokens) and self._pair(i, i + 1, i))

    def _pair(self, left: int, right: int, i: int) -> bool:
        token, other = self.tokens[i], self.tokens[left + right - i]
        between = self.text[self.tokens[left].end : self.tokens[right].start]
        turned = token.caps and between == ", "
        if not turned and not adjacent(self.text, self.tokens[left], self.tokens[right]):
            return False
        if other.shape is Shape.INITIAL:
            return i == left
        if other.shape is not token.shape or self.grade(other.lower) is Grade.NONE:
            return False
        first = self.tokens[right if turned else left].lower
        return not token.caps or self.grader.is_first(first) or self.grade(first) >= Grade.SURE

    def _listed(self, i: int) -> bool:
        """'Rask och Modig deltog', 'Rut, 47 år': two capitals joined by 'och', or an age behind."""
        after = self._after(i)
        if after is not None and after.lower in {"och", "samt"} and i + 2 < len(self.tokens):
            other = self.tokens[i + 2]
            return other.free and other.shape is Shape.TITLE and self.grade(other.lower) > Grade.NONE
        return bool(_AGE_BEHIND.match(self.text, self.tokens[i].end))

    def _in_lower_case(self, i: int) -> bool:
        """Common first names anywhere, a surname behind one, other names where something tells."""
        lower = self.tokens[i].lower
        grade = self.grader.in_lower_case(lower)
        if grade is Grade.NONE or len(lower) < _LEAST_LOWER or self.text[max(0, self.tokens[i].start - 1)].isdigit():
            return False  # 'Kal1else' was misread
        first, common = self.grader.is_first(lower), lower in v.COMMON_WORDS
        if lower in v.MONTH_NAMES and not self._sure_pair(self._before(i), self._after(i)):
            return False
        if grade is Grade.COMMON and (first or len(lower) > _LEAST_LOWER):
            return True
        before, after = self._before(i), self._after(i)
        if grade is Grade.SURE and (tells_surname(lower) or self._sure_pair(before, after)):
            return True
        if before is not None and before.free and before.shape is Shape.LOWER and self._surely_first(before.lower):
            return not first and not common
        if grade is Grade.WORD:
            return not common and self._at_authority(i)
        told = before is not None and before.lower in v.PERSON_PREPOSITIONS
        return first and not common and (told or (after is not None and after.lower in v.PERSON_VERBS))

    def _sure_pair(self, before: Token | None, after: Token | None) -> bool:
        """Tell whether a neighbour in lower case is a name and no word either: 'fadumo warsame'."""
        pair = (t for t in (before, after) if t is not None and t.shape is Shape.LOWER and len(t.lower) > _LEAST_LOWER)
        return any(self.grader.in_lower_case(t.lower) >= Grade.SURE for t in pair)

    def _surely_first(self, lower: str) -> bool:
        return self.grader.is_first(lower) and self.grader.in_lower_case(lower) >= Grade.SURE

    # Does a title, a role or 'heter' stand before it?

    def _cued(self, i: int) -> bool:
        token = self.tokens[i]
        if token.shape is Shape.MIXED or token.lower in v.NEVER_CUED:
            return False
        shortened = len(token.lower) == _LEAST_LOWER and token.lower in v.SHORTENED
        if shortened and not self.grade(token.lower):  # 'enl läk. Bed mot norm'
            return False
        k = i - 1
        while k >= max(0, i - _MOST_PARTICLES) and self.tokens[k].lower in v.PARTICLES and self._after(k):
            if token.shape is Shape.TITLE and self.tokens[k].text in v.LONE_PARTICLES:
                return True
            k -= 1
        return k >= 0 and self._follows_cue(i, k)

    def _follows_cue(self, i: int, k: int) -> bool:
        token, cue = self.tokens[i], self.tokens[k].lower
        between = self.text[self.tokens[k].end : self.tokens[k + 1].start]
        far = "\n\n" in between and cue not in v.SIGN_OFFS
        if between.strip(" .:,!\n") or len(between) > _WIDEST_GAP or far:
            return False
        if between[:1] == "!" and cue not in v.SIGN_OFFS:
            return False
        if between != " " and self._heading(i):
            return False
        if self._many(cue, token.lower):
            return False
        if ":" in between and self.is_plain_word(token.lower):  # 'Handläggare: Logga in'
            return False
        if between[:1] in {".", ","} and cue not in v.ABBREVIATED_CUES:
            return False
        strict = cue in v.STRICT_CUES or (cue in v.FILLERS and k > 0 and self.tokens[k - 1].lower in v.NAMING_VERBS)
        if not strict and cue not in v.ROLE_CUES:
            return False
        if token.shape is Shape.INITIAL:
            return cue in {"dr", "doktor", "syster", "överläkare"}
        if token.caps or token.shape is Shape.LOWER:
            grade = self.grade(token.lower)
            least = Grade.WORD if strict else Grade.COMMON if cue in v.LOOSE_CUES else Grade.SURE
            return grade >= least and token.lower not in v.COMMON_WORDS
        return token.shape is Shape.TITLE and (strict or "\n" not in between)

    def _many(self, cue: str, lower: str) -> bool:
        """'Mvh Rehabteamet', 'Hej Webcertsupporten!': no single person."""
        if cue in v.SIGN_OFFS:
            return lower.endswith(MANY) and self.is_plain_word(lower)
        return cue in v.GREETINGS and lower.endswith(MANY) and not self.grade(lower)

    # The rest of the name, and the name in the rest of the text

    def _everywhere(self, marked: set[int]) -> set[int]:
        """Find the same name again; words that are names only now and then are left alone."""
        names = {
            form
            for i in marked
            for form in (self.tokens[i].lower, self.tokens[i].base)
            if len(form) >= _LEAST_LOWER and form not in _SELDOM_NAMES and self._is_telling(form)
        }
        return {i for i in self.tokens.saying(names) if self.tokens[i].free and self._may_repeat(self.tokens[i])}

    def _is_telling(self, form: str) -> bool:
        """Tell whether a form that stood as a name says so elsewhere: listed, or at least no ordinary word."""
        return self.grade(form) > Grade.NONE or not self.knows(form)

    def _may_repeat(self, token: Token) -> bool:
        if token.shape in (Shape.TITLE, Shape.UPPER):
            return True
        if len(token.lower) <= _LEAST_LOWER:
            return False
        return self.grader.in_lower_case(token.lower) >= Grade.SURE or not (
            self.knows(token.lower) or self.knows(token.base)
        )

    def _extended(self, marked: set[int]) -> set[int]:
        """Add what belongs to a found name: capitals after it, a surname's initial, particles, a name before it."""
        known = set(marked)
        for i in sorted(marked):
            name, k = self.tokens[i], i + 1
            while k < len(self.tokens) and k not in known and self._before(k) and self._continues(k, name):
                known.add(k)
                k += 1
            k = i - 1
            while k >= 0 and k not in known and self._after(k) and self._leads(k, name):
                known.add(k)
                k -= 1
        return known

    def _continues(self, k: int, name: Token) -> bool:
        token = self.tokens[k]
        if not token.free:
            return False
        if token.lower in v.PARTICLES:
            after = self._after(k)
            if after is not None and after.lower in v.PARTICLES:  # 'de la'
                after = self._after(k + 1)
            return after is not None and after.free and after.shape is Shape.TITLE
        if token.caps and token.shape is not Shape.INITIAL:
            return self.grade(token.lower) > Grade.NONE and token.lower not in v.COMMON_WORDS
        if token.shape is Shape.INITIAL:
            # 'Anna I …' is more often the preposition, unless something closes the name.
            return token.text not in {"I", "Å"} or self.text[token.end : token.end + 1] in {".", ",", ")", ""}
        if name.shape is Shape.LOWER:
            return token.shape is Shape.LOWER and (self._lower_surname(k) or self._named_so(k))
        if token.shape is Shape.UPPER:  # also 'Benedictus XVI'
            return self.grade(token.lower) > Grade.NONE or not token.text.strip("IVX")
        return token.shape is Shape.TITLE

    def _lower_surname(self, k: int) -> bool:
        """Beside a found name a surname's ending is enough, or that the word is no Swedish one: 'karin zmorg'."""
        lower = self.tokens[k].lower
        if lower in v.PERSON_VERBS or lower in v.COMMON_WORDS or len(lower) < _LEAST_LOWER:
            return False
        if made_like_a_surname(lower):
            return True
        return lower not in v.ABBREVIATIONS and not (self.knows(lower) or self.knows(base_of(lower)))

    def _named_so(self, k: int) -> bool:
        """'heter göran flod': behind a naming verb and a first name nearly any word is the surname."""
        lower = self.tokens[k].lower
        if k < 2 or self.tokens[k - 2].lower not in v.NAMING_VERBS or len(lower) < _LEAST_LOWER:  # noqa: PLR2004
            return False
        return lower not in _NO_SURNAMES

    def _leads(self, k: int, name: Token) -> bool:
        token = self.tokens[k]
        before = self._before(k)
        if not token.free:
            return False
        if token.lower in v.LONE_PARTICLES:
            return True
        if (
            token.lower in _AT_LINE_START
            and before is None
            and token.shape is Shape.LOWER
            and name.shape is Shape.TITLE
        ):
            return token.begins
        if token.lower in v.PARTICLES and before is not None and before.lower in v.PARTICLES:
            return before.lower in v.LONE_PARTICLES or name.shape is Shape.TITLE
        if token.lower in v.PARTICLES and k + 1 < len(self.tokens) and self.tokens[k + 1].lower in v.PARTICLES:
            return name.shape is Shape.TITLE
        if token.shape is Shape.UPPER and name.shape is Shape.UPPER and not token.caps:  # 'PER SJÖBLOM'
            return self.grader.is_first(token.lower)
        if token.caps or token.shape is not Shape.TITLE or name.shape is Shape.LOWER:
            return False
        if token.lower in v.ROLE_CUES or token.lower in v.STARTERS:
            return False
        if not token.begins or self.grade(token.lower) > Grade.NONE:
            return True
        return token.lower not in v.PERSON_PREPOSITIONS and not self.knows(token.lower)

    def _joined(self, marked: set[int]) -> Iterator[Hit]:
        """Make one span of neighbouring parts, with the full stop of an initial."""
        run: list[int] = []
        for i in sorted(marked):
            if run and not (i == run[-1] + 1 and self._same_name(run[-1], i)):
                yield self._span(run)
                run = []
            run.append(i)
        if run:
            yield self._span(run)

    def _span(self, run: Sequence[int]) -> Hit:
        last = self.tokens[run[-1]]
        dotted = last.shape is Shape.INITIAL and self.text[last.end : last.end + 1] == "."
        # 'gustaf_w', 'Anna8': what is grown on to a name belongs to it
        grown = _GROWN.match(self.text, last.end)
        if grown and last.caps and grown[0][0] == " ":  # 'ROS-MARI NU'
            grown = None
        return Hit(self.tokens[run[0]].start, grown.end() if grown else last.end + dotted, Kind.PERSON)

    def _same_name(self, left: int, right: int) -> bool:
        between = self.text[self.tokens[left].end : self.tokens[right].start]
        if self.tokens[left].caps and between == ", ":  # 'BLOM, ROS-MARI' as registers write it
            return not self.grader.is_first(self.tokens[left].lower)
        allowed = " \t." if self.tokens[left].shape is Shape.INITIAL else " \t"
        return not between.strip(allowed)
