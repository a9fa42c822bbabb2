"""Layer 2, first half: how sure a word alone is a name, by the lists and by how Swedish surnames are made."""

import re
from enum import IntEnum
from functools import lru_cache

from avvikelse.deid import vocabulary as v
from avvikelse.deid.lists import Lists


class Grade(IntEnum):
    """How sure a word alone is a name.

    `WORD`: a name, but an ordinary word too. `SURE`: a name somewhere in the world, made like a Swedish surname, or a
    word that hardly ever has a capital unless it is a name. `COMMON`: a common name in Sweden and no word.
    """

    NONE = 0
    WORD = 1
    SURE = 2
    COMMON = 3


_ENDINGS = (  # noqa: SIM905 -- so many words are easier read in rows
    "sson zon dotter ström strøm gren qvist kvist quist lund lundh berg bergh holm dahl dal lind lindh stedt städt "
    "sted feldt felt blad blom crantz krantz hielm hjelm löf löv mark rot roth strand stam skjöld sköld sjö vall wall "
    "vik wik björk ek nius ander elius én ic ić vić ović ević ska ski sky wicz czyk oglu oğlu poulos akis idis yan "
    "shvili dze enko chuk zadeh pour nejad khani mäki niemi inen änen önen"
).split()
_SURNAME = re.compile(rf"[a-zåäöéüæø]{{2,}}(?:{'|'.join(_ENDINGS)})")
_SURNAME_ENDS = tuple(ending + genitive for ending in _ENDINGS for genitive in ("", "s"))
_TELLING = re.compile(
    r"(?!foster|styv|dotter|halv|bonus|guds|svär|son|systers|brors)[a-zåäöéüæø]{3,}(?:sson|qvist|quist"
    r"|stedt|feldt|hielm|hjelm|lindh|lundh|bergh|ović|ević|ić|vić|wicz|czyk|oglu|oğlu|poulos|shvili|zadeh)"
)
_SHORTEST = 2


class Grader:
    """Grades words with one set of lists."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self.grade = lru_cache(maxsize=4096)(self._grade)

    def _one(self, word: str) -> Grade:
        lists = self.lists
        if word in lists.first_common or word in lists.last_common:
            return Grade.COMMON
        listed = word in lists.names_surely or word in lists.first_other or word in lists.last_other
        if listed or _TELLING.fullmatch(word):
            return Grade.SURE
        return Grade.WORD if word in lists.first_words or word in lists.last_words else Grade.NONE

    def _grade(self, lower: str) -> Grade:
        """Grade a casefolded word; a hyphenated one by its surest part, a genitive by what it is of."""
        if len(lower) < _SHORTEST:
            return Grade.NONE
        found = self._one(lower)
        if lower.endswith("s") and found < Grade.SURE and len(lower) > _SHORTEST:
            found = max(found, self._one(lower[:-1].rstrip("'")))
        if "-" in lower:
            parts = [self._grade(part) for part in lower.split("-") if part]
            if parts and min(parts) > Grade.NONE:
                found = max(found, *parts)
        return found

    def is_first(self, lower: str) -> bool:
        """Tell whether Swedes bear it as a first name."""
        lists = self.lists
        forms = (lower, lower.removesuffix("s"), lower.split("-", maxsplit=1)[0])
        return any(form in lists.first_common or form in lists.first_words for form in forms)

    def is_last(self, lower: str) -> bool:
        """Tell whether Swedes bear it as a surname."""
        lists = self.lists
        return any(form in lists.last_common or form in lists.last_words for form in (lower, lower.removesuffix("s")))

    def is_word(self, lower: str) -> bool:
        """Tell whether a name is an ordinary word when it has no capital."""
        lists = self.lists
        return any(form in lists.first_words or form in lists.last_words for form in (lower, lower.removesuffix("s")))

    def is_place(self, lower: str) -> bool:
        """Tell whether it is a listed place of one word."""
        places = self.lists.places
        return any((form,) in places.get(form, ()) for form in (lower, lower.removesuffix("s")))

    def may_be_place(self, lower: str) -> bool:
        """Tell whether it is a listed place of one word, also one that is a word or a name ('vindeln')."""
        return self.is_place(lower) or (lower,) in self.lists.places_words.get(lower, ())

    def hardly_a_word(self, lower: str) -> bool:
        """Tell whether a word is far more often a name, also in lower case ('sven', 'linnea')."""
        known = self.lists.names_surely
        return lower not in v.ORDINARY_IN_LOWER_CASE and (lower in known or lower.removesuffix("s") in known)

    def in_lower_case(self, lower: str) -> Grade:
        """Grade a word that has no capital to speak for it."""
        return min(self.grade(lower), Grade.WORD) if self.is_word(lower) else self.grade(lower)


def made_like_a_surname(lower: str) -> bool:
    """Tell whether a word ends as Swedish and many foreign surnames do; with or without a genitive -s."""
    if not lower.endswith(_SURNAME_ENDS):
        return False
    return bool(_SURNAME.fullmatch(lower) or _SURNAME.fullmatch(lower.removesuffix("s")))


def tells_surname(lower: str) -> bool:
    """Tell whether a word ends as no ordinary Swedish word does ('-sson', '-qvist', '-ović')."""
    return bool(_TELLING.fullmatch(lower) or _TELLING.fullmatch(lower.removesuffix("s")))
