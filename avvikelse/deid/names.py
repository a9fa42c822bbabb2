"""Layer 2: persons. Lists say which words can be names; the words around them say whether they are.

A name that is no ordinary word counts wherever it has a capital, and the common ones in lower case too. A name that is a
word as well ('Berg', 'Hans', 'Saga') needs a capital inside the sentence, a title before it, a second name or a verb
that only a person can be the subject of.
"""

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache

from avvikelse.deid import vocabulary as v
from avvikelse.deid.hits import Hit
from avvikelse.deid.lists import Lists
from avvikelse.deid.model import Kind
from avvikelse.deid.tokens import Shape, Token, adjacent


class Grade(IntEnum):
    """How sure a word alone is a name."""

    NONE = 0
    WORD = 1  # a name, but an ordinary word too
    SURE = 2  # a name somewhere in the world, or made like a Swedish surname; or a word that is hardly used with a capital
    COMMON = 3  # a common name in Sweden and no word


_SURNAME = re.compile(
    r"[a-zåäöéüæø]{2,}(?:sson|zon|dotter|ström|strøm|gren|qvist|kvist|quist|lund|lundh|berg|bergh|holm|dahl|dal|lind|lindh|stedt|städt|sted|feldt|felt|blad|blom|crantz|krantz|"
    r"hielm|hjelm|löf|löv|mark|rot|roth|strand|stam|skjöld|sköld|sjö|vall|wall|vik|wik|björk|ek|nius|ander|elius|én|ic|ić|vić|ović|ević|ska|ski|sky|wicz|czyk|oglu|oğlu|poulos|akis|idis|yan|"
    r"shvili|dze|enko|chuk|zadeh|pour|nejad|khani|mäki|niemi|nen|sen)"
)
# Endings that no ordinary Swedish word has; the rest of the grammar needs a capital inside the sentence.
_TELLING = re.compile(
    r"(?!foster|styv|dotter|halv|bonus|guds|svär|son|systers|brors)[a-zåäöéüæø]{3,}(?:sson|qvist|quist|stedt|feldt|hielm|hjelm|lindh|lundh|bergh|ović|ević|ić|vić|wicz|czyk|oglu|oğlu|poulos|shvili|zadeh)"
)
_INITIALS = re.compile(r"(?<![\w.])[A-ZÅÄÖ]\.[ ]?(?:[A-ZÅÄÖ]\.)?(?:[ ]?-[ ]?[A-ZÅÄÖ]\.)?")
_PAIR = re.compile(r"(?<![\w.-])(?!N\.[ ]?N|P\.[ ]?S|O\.[ ]?S|X\.[ ]?X|[A-Z]-[ÖZ])(?:[A-ZÅÄÖ]\.[ ]?[A-ZÅÄÖ]\.|[A-ZÅÄÖ]\.[A-ZÅÄÖ]|[A-ZÅÄÖ]-[A-ZÅÄÖ])(?![\w-])")
_SIGNED = re.compile(r"(?:(?<=\s)|(?<=[.!?,)])|^)/{1,2}[ ]{0,2}([A-ZÅÄÖ]{1,3}|[A-ZÅÄÖ][a-zåäö]{1,2}|[a-zåäö]{2,3}|[A-ZÅÄÖ]\.[ ]?[A-ZÅÄÖ]\.?)(?=[ ]{0,3}(?:$|,|\n))", re.MULTILINE)
_SIGN_CUE = re.compile(r"(?:(?i:mvh|hälsn(?:ingar|ing)?|vh|sign(?:erat|erad|atur)?|vid pennan|undertecknat)[.:,]{0,2}(?:[ ]|\n){1,3}(?:av[ ])?)([A-ZÅÄÖ]{2,3})(?=[ ]{0,3}(?:$|[,.;\n]))")
_SIGNED_NAME = re.compile(r"(?:(?<=\s)|(?<=[.!?,)])|^)/{1,2}[ ]{0,2}([^\W\d_]{3,20})", re.MULTILINE)
_LEAST_LOWER = 3


class Namer:
    """Finds persons with the help of one set of lists."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self.grade = lru_cache(maxsize=4096)(self._grade)
        self.is_first = lru_cache(maxsize=4096)(self._is_first)

    def _one(self, word: str) -> Grade:
        lists = self._lists
        if word in lists.first_common or word in lists.last_common:
            return Grade.COMMON
        if word in lists.names_surely or word in lists.first_other or word in lists.last_other or _TELLING.fullmatch(word):
            return Grade.SURE
        if word in lists.first_words or word in lists.last_words:
            return Grade.WORD
        return Grade.NONE

    def _grade(self, lower: str) -> Grade:
        """Grade a casefolded word; a hyphenated one by its surest part, a genitive by what it is of."""
        if len(lower) < 2:  # noqa: PLR2004
            return Grade.NONE
        found = self._one(lower)
        if lower.endswith("s") and found < Grade.SURE and len(lower) > 2:  # noqa: PLR2004
            found = max(found, self._one(lower[:-1].rstrip("'")))
        if "-" in lower:
            parts = [self._grade(part) for part in lower.split("-") if part]
            if parts and min(parts) > Grade.NONE:
                found = max(found, min(Grade.COMMON, max(parts)))
        return found

    def _is_first(self, lower: str) -> bool:
        lists = self._lists
        forms = {lower, lower.removesuffix("s"), lower.split("-")[0]}
        return any(f in lists.first_common or f in lists.first_words for f in forms)

    def _is_word(self, lower: str) -> bool:
        """Tell whether a name is an ordinary word when it has no capital."""
        lists = self._lists
        return any(w in lists.first_words or w in lists.last_words for w in (lower, lower.removesuffix("s")))

    def find(self, tokens: Sequence[Token], text: str) -> Iterator[Hit]:
        """Mark every person mention among the words that nobody else has claimed."""
        yield from _initials(tokens, text)
        marked = {i for i in range(len(tokens)) if tokens[i].free and self._is_name(tokens, i, text)}
        marked |= _signed(tokens, text)
        marked |= self._everywhere(tokens, marked)
        marked |= self._extended(tokens, marked, text)
        yield from _joined(tokens, marked, text)

    def _is_name(self, tokens: Sequence[Token], i: int, text: str) -> bool:
        token = tokens[i]
        grade = self.grade(token.lower)
        if token.shape is Shape.LOWER and self._is_word(token.lower):
            grade = min(grade, Grade.WORD)
        if self._cued(tokens, i, text, grade):
            return True
        if token.caps:
            return grade is Grade.COMMON or (grade >= Grade.WORD and self._paired(tokens, i, text))
        if token.shape is Shape.TITLE:
            return self._capitalised(tokens, i, text, grade)
        if token.shape is Shape.UPPER:
            return grade >= Grade.SURE and len(token.text) > _LEAST_LOWER
        if token.shape is Shape.LOWER:
            return self._lower(tokens, i, text, grade)
        return False

    def _capitalised(self, tokens: Sequence[Token], i: int, text: str, grade: Grade) -> bool:
        token = tokens[i]
        if grade >= Grade.SURE:
            return True
        if grade is Grade.WORD and self.is_first(token.lower) and i + 2 < len(tokens) and tokens[i + 1].lower == "på" and _authority(tokens, i + 2):
            return True
        following = _next(tokens, i, text)
        acts = following is not None and following.shape is Shape.LOWER and following.lower in v.PERSON_VERBS
        if not token.begins:
            if grade is Grade.WORD or (_SURNAME.fullmatch(token.base) or _SURNAME.fullmatch(token.lower)):
                return not _in_place(tokens, i, text)
            before = _previous(tokens, i, text)
            return acts and before is not None and before.lower in {"att", "och", "som", "men", "när", "om", "eftersom", "innan", "då", "sa", "enligt"}
        if grade is Grade.WORD:
            surname_only = not self.is_first(token.lower)
            if acts and following is not None and not (surname_only and following.lower in v.COPULAS):
                return True
            return self._paired(tokens, i, text) or self._listed(tokens, i, text)
        return False

    def _paired(self, tokens: Sequence[Token], i: int, text: str) -> bool:
        """Tell whether a neighbour in the same letter case completes a full name ('Hans Berg', 'BLOM, ROS-MARI')."""
        token = tokens[i]
        for k in (i - 1, i + 1):
            if 0 <= k < len(tokens):
                other, (left, right) = tokens[k], sorted((i, k))
                close = adjacent(text, tokens[left], tokens[right]) or (token.caps and text[tokens[left].end : tokens[right].start] == ", ")
                same = other.shape is token.shape or other.shape is Shape.INITIAL
                if close and same and (self.grade(other.lower) > Grade.NONE or (other.shape is Shape.INITIAL and k > i)):
                    first = other if (k > i) == (text[tokens[left].end] == ",") else token
                    if not token.caps or self.is_first(first.lower) or self.grade(first.lower) >= Grade.SURE:
                        return True
        return False

    def _listed(self, tokens: Sequence[Token], i: int, text: str) -> bool:
        """'Rask och Modig deltog', 'Rut, 47 år': two capitals joined by 'och', or a name before an age."""
        if i + 2 < len(tokens) and tokens[i + 1].lower in {"och", "samt"} and adjacent(text, tokens[i], tokens[i + 1]):
            other = tokens[i + 2]
            return other.shape is Shape.TITLE and other.free and self.grade(other.lower) > Grade.NONE
        return bool(re.match(r"(?:,| \()[ ]?\d{2}(?:[ ]år|[,)])", text[tokens[i].end : tokens[i].end + 8]))

    def _cued(self, tokens: Sequence[Token], i: int, text: str, grade: Grade) -> bool:
        """Look for a title, role or 'heter' before the word, over particles, a full stop or a colon."""
        token = tokens[i]
        k = i - 1
        while k >= 0 and tokens[k].lower in v.PARTICLES and adjacent(text, tokens[k], tokens[k + 1]):
            if tokens[k].lower in v.LONE_PARTICLES and token.shape is Shape.TITLE and tokens[k].shape is Shape.LOWER:
                return True
            k -= 1
        if k < 0 or token.shape is Shape.MIXED:
            return False
        between = text[tokens[k].end : tokens[k + 1].start]
        if between.strip(" .:,\n") or len(between) > 3 or "\n\n" in between or (between[:1] in ".," and tokens[k].lower not in {"dr", "mvh", "ssk", "hälsn", "sign", "öl", "läk"}):  # noqa: PLR2004
            return False
        cue = tokens[k].lower
        strict, role = cue in v.STRICT_CUES, cue in v.ROLE_CUES
        if cue in {"egentligen", "nog", "visst", "faktiskt", "av"} and k:
            strict = tokens[k - 1].lower in {"heter", "hette", "undertecknat", "signerat", "kallas"}
        if token.lower in v.STARTERS or token.lower in v.ROLE_CUES or token.lower in v.PERSON_VERBS:
            return False
        if token.caps or token.shape is Shape.LOWER:
            needed = Grade.WORD if strict else Grade.COMMON if cue in {"man", "mannen", "patienten", "pat", "tack", "barnet"} else Grade.SURE
            return (strict or role) and grade >= needed and (grade > Grade.WORD or not _function_word(token.lower))
        if token.shape is Shape.INITIAL:
            return cue in {"dr", "doktor", "syster", "överläkare"}
        return (strict or role) and token.shape is Shape.TITLE and ("\n" not in between or strict)

    def _lower(self, tokens: Sequence[Token], i: int, text: str, grade: Grade) -> bool:
        """Lower-case names: common first names anywhere, other names where something tells."""
        token = tokens[i]
        if grade is Grade.NONE or len(token.lower) < _LEAST_LOWER:
            return False
        first = self.is_first(token.lower)
        before, after = _previous(tokens, i, text), _next(tokens, i, text)
        if grade is Grade.COMMON and first:
            return True
        if before is not None and self.is_first(before.lower) and self.grade(before.lower) >= Grade.SURE and before.shape is Shape.LOWER:
            return grade > Grade.NONE and not first and not _function_word(token.lower) and before.free
        telling = before is not None and before.lower in v.PERSON_PREPOSITIONS
        if grade is Grade.WORD:
            # 'björn på af', 'att stig ringde'
            return first and not _function_word(token.lower) and after is not None and after.lower == "på" and _authority(tokens, i + 2)
        acts = after is not None and after.lower in v.PERSON_VERBS
        return first and (telling or acts) and grade >= Grade.SURE and not _function_word(token.lower)

    def _everywhere(self, tokens: Sequence[Token], marked: set[int]) -> set[int]:
        """Mark the same name in the rest of the text; words that are names only now and then are left alone."""
        names = {
            form
            for i in marked
            for form in (tokens[i].lower, tokens[i].base)
            if len(form) >= _LEAST_LOWER and self.grade(form) is not Grade.WORD and form not in v.STARTERS
        }
        return {
            i
            for i, t in enumerate(tokens)
            if t.free
            and (t.lower in names or t.base in names)
            and (t.shape in {Shape.TITLE, Shape.UPPER} or (self.grade(t.lower) >= Grade.SURE and len(t.lower) > _LEAST_LOWER))
        }

    def _extended(self, tokens: Sequence[Token], marked: set[int], text: str) -> set[int]:
        """Add what belongs to a found name: further capitals after it, a surname initial, particles, a name before it."""
        more: set[int] = set()
        for i in sorted(marked):
            k = i + 1
            while k < len(tokens) and tokens[k].free and adjacent(text, tokens[k - 1], tokens[k]) and self._continues(tokens, k, text, tokens[i]):
                more.add(k)
                k += 1
            k = i - 1
            while k >= 0 and tokens[k].free and adjacent(text, tokens[k], tokens[k + 1]) and self._leads(tokens, k, tokens[i]):
                more.add(k)
                k -= 1
        return more

    def _continues(self, tokens: Sequence[Token], k: int, text: str, name: Token) -> bool:
        token = tokens[k]
        if token.lower in v.PARTICLES and k + 1 < len(tokens):
            return tokens[k + 1].shape is Shape.TITLE and tokens[k + 1].free and adjacent(text, token, tokens[k + 1])
        if token.caps:
            return self.grade(token.lower) > Grade.NONE and not _function_word(token.lower)
        if token.shape is Shape.INITIAL:
            return token.text not in {"I", "Å"} or text[token.end : token.end + 1] in {".", ",", ")", ""}
        if name.shape is Shape.LOWER:
            return False
        return token.shape is Shape.TITLE or (token.shape is Shape.UPPER and self.grade(token.lower) > Grade.NONE)

    def _leads(self, tokens: Sequence[Token], k: int, name: Token) -> bool:
        token = tokens[k]
        if token.lower in v.LONE_PARTICLES or (token.lower in v.PARTICLES and k and tokens[k - 1].lower in v.LONE_PARTICLES):
            return True
        if token.shape is not Shape.TITLE or name.shape is Shape.LOWER or token.caps:
            return False
        if token.lower in v.ROLE_CUES or token.lower in v.STARTERS:
            return False
        return not token.begins or self.grade(token.lower) > Grade.NONE


def _function_word(lower: str) -> bool:
    return lower in {"per", "hans", "stig", "dag", "maj", "vide", "saga", "sol", "lo", "sten", "berg", "man", "ask", "brand", "hård", "norr", "söder", "lång", "glad", "frisk", "stark", "ring"}


def _authority(tokens: Sequence[Token], i: int) -> bool:
    return i < len(tokens) and tokens[i].lower in {"af", "fk", "vc", "försäkringskassan", "arbetsförmedlingen", "kassan", "vårdcentralen", "rehab", "psyk"}


def _previous(tokens: Sequence[Token], i: int, text: str) -> Token | None:
    return tokens[i - 1] if i and adjacent(text, tokens[i - 1], tokens[i]) else None


def _next(tokens: Sequence[Token], i: int, text: str) -> Token | None:
    return tokens[i + 1] if i + 1 < len(tokens) and adjacent(text, tokens[i], tokens[i + 1]) else None


def _in_place(tokens: Sequence[Token], i: int, text: str) -> bool:
    """'i Björkfors', 'till Lindesberg': a surname's ending after a preposition of place is a place's."""
    before = _previous(tokens, i, text)
    return before is not None and before.lower in {"i", "utanför"}


def _initials(tokens: Sequence[Token], text: str) -> Iterator[Hit]:
    """Mark 'A.K.', 'P-O', 'K. Öhrn' and what is signed after a slash."""
    starts = {t.start: i for i, t in enumerate(tokens)}
    for match in _INITIALS.finditer(text):
        rest = re.match(r"[ ]?", text[match.end() :])
        i = starts.get(match.end() + (rest.end() if rest else 0))
        k = starts.get(match.start())
        before = tokens[k - 1].lower if k else ""
        if i is not None and tokens[i].shape is Shape.TITLE and tokens[i].free and tokens[i].lower not in v.STARTERS and before not in v.NOT_BEFORE_INITIAL:
            yield Hit(match.start(), tokens[i].end, Kind.PERSON)
    for pattern in (_PAIR, _SIGNED, _SIGN_CUE):
        for match in pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            k = starts.get(start)
            if k is None or tokens[k].free:
                yield Hit(start, end, Kind.PERSON)


def _signed(tokens: Sequence[Token], text: str) -> set[int]:
    """Give the words that stand as a signature after a slash ('/Jenny, utredare')."""
    starts = {t.start: i for i, t in enumerate(tokens)}
    found: set[int] = set()
    for match in _SIGNED_NAME.finditer(text):
        i = starts.get(match.start(1))
        if i is not None and tokens[i].free and tokens[i].lower not in v.ROLE_CUES and tokens[i].shape in {Shape.TITLE, Shape.UPPER}:
            found.add(i)
    return found


def _joined(tokens: Sequence[Token], marked: set[int], text: str) -> Iterator[Hit]:
    """Make one span of neighbouring parts, with the full stop of an initial."""
    run: list[int] = []
    for i in [*sorted(marked), -1]:
        if run and (i < 0 or i != run[-1] + 1 or text[tokens[run[-1]].end : tokens[i].start].strip(" \t.") or not _same_name(tokens, run[-1], i, text)):
            last = tokens[run[-1]]
            dotted = last.shape is Shape.INITIAL and text[last.end : last.end + 1] == "."
            yield Hit(tokens[run[0]].start, last.end + dotted, Kind.PERSON)
            run = []
        run.append(i)


def _same_name(tokens: Sequence[Token], left: int, right: int, text: str) -> bool:
    between = text[tokens[left].end : tokens[right].start]
    return "." not in between or tokens[left].shape is Shape.INITIAL
