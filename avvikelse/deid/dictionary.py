"""The Swedish dictionary: asked whether a word is an ordinary one, loaded at the first question, never copied.

hunspell-sv (LGPL-3.0) is read through chunspell, which understands inflections and compounds ('kompletteringsbegäran').
A dictionary that is missing, cut short or unreadable raises DictionaryError, and the check then blocks.
"""

import base64
import hashlib
from functools import cache
from typing import Any

from avvikelse.deid.distribution import Recorded, find_distribution

_PACKAGE, _LANGUAGE = "hunspell-sv", "sv_SE"
_BOUND = 20_000  # ordinary words remembered per process; of one that may be a name only a salted hash is
_LONGEST, _MOST_PARTS = 40, 5  # longer words cost much and are hardly ever Swedish
_MOST_UNKNOWN = 400
_ORDINARY = ("sjukskrivning", "handläggaren", "kompletteringsbegäran")
_NO_WORD = "qvxzöw"


class DictionaryError(Exception):
    """The dictionary is missing, cut short or unreadable."""


class Dictionary:
    """An opened dictionary. `version` is that of the installed package."""

    def __init__(self) -> None:
        folder = _verified_folder()
        try:
            # Loaded only when a text is checked.
            from hunspell import Hunspell  # type: ignore[import-untyped]  # noqa: PLC0415

            self._speller: Any = Hunspell(_LANGUAGE, hunspell_data_dir=folder)
        except Exception as error:
            raise DictionaryError("the dictionary cannot be opened") from error
        self._known: set[str] = set()
        self._unknown: set[int] = set()
        if not all(self._spelt(word) for word in _ORDINARY) or self._spelt(_NO_WORD):
            raise DictionaryError("the dictionary does not know Swedish")

    def _spelt(self, word: str) -> bool:
        return bool(self._speller.spell(word))

    def knows(self, word: str) -> bool:
        """Tell whether a casefolded word is an ordinary Swedish one; only words that the dictionary has are kept.

        Of another word its hash is, which this process alone can make. Should two words ever share one, the word is
        asked about.
        """
        if word in self._known:
            return True
        salted = hash(word)
        if salted in self._unknown:
            return False
        found = self._knows(word)
        if found and len(self._known) < _BOUND:
            self._known.add(word)
        elif not found and len(self._unknown) < _BOUND:
            self._unknown.add(salted)
        return found

    def forget(self) -> None:
        """Forget which words have been asked for."""
        self._known.clear()
        self._unknown.clear()

    def has_kept(self, word: str) -> bool:
        """Tell whether a word was asked for in some text and is an ordinary Swedish one."""
        return word in self._known

    def _knows(self, word: str) -> bool:
        """Tell whether a casefolded word is an ordinary Swedish one, also in parts ('sgi-underlag')."""
        if not word or len(word) > _LONGEST:
            return False
        if self._spelt(word):
            return True
        word = word.split(":", maxsplit=1)[0]
        parts = [part for part in word.split("-") if part]
        return 0 < len(parts) <= _MOST_PARTS and all(self._spelt(part) for part in parts)


class Lookup:
    """The dictionary for one text, with a bound on how long a text of nonsense may keep it busy.

    The answer depends on the text alone: after `_MOST_UNKNOWN` different unknown words every further word is unknown.
    """

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._known: set[str] = set()
        self._unknown: set[str] = set()

    def answers(self) -> bool:
        """Whether the dictionary is still asked."""
        return len(self._unknown) < _MOST_UNKNOWN

    def knew(self, word: str) -> bool:
        """Tell whether a word was asked for and known."""
        return word in self._known

    def knows(self, word: str) -> bool:
        """Tell whether a casefolded word is an ordinary Swedish one."""
        if word in self._unknown or len(self._unknown) >= _MOST_UNKNOWN:
            return False
        if word in self._known:
            return True
        if self._dictionary.knows(word):
            self._known.add(word)
            return True
        self._unknown.add(word)
        return False


def _verified_folder() -> str:
    """Find the folder of the dictionary and hold its files against the sums that the package was installed with."""
    found = find_distribution(_PACKAGE)
    if found is None:
        raise DictionaryError("the dictionary is not installed")
    folders = [_verified(file) for file in found.files if file.name in {f"{_LANGUAGE}.aff", f"{_LANGUAGE}.dic"}]
    if len(folders) != 2:  # noqa: PLR2004 -- words and inflections
        raise DictionaryError("the dictionary lacks a file")
    return folders[0]


def _verified(file: Recorded) -> str:
    try:
        with open(file.path, "rb") as opened:  # noqa: PTH123 -- `pathlib` is slow to load
            raw = opened.read()
    except OSError as error:
        raise DictionaryError(f"{file.name} cannot be read") from error
    mode, _, wanted = file.sum.partition("=")
    if mode:
        found = base64.urlsafe_b64encode(hashlib.new(mode, raw).digest()).rstrip(b"=").decode()
        if found != wanted:
            raise DictionaryError(f"{file.name} is not the file that was installed")
    return file.path.rpartition("/")[0]


@cache
def installed() -> Dictionary:
    """Give the one dictionary of this process, opened at first use. Raises DictionaryError."""
    return Dictionary()


@cache
def version() -> str:
    """Name the installed dictionary without opening it."""
    found = find_distribution(_PACKAGE)
    return found.version if found else "missing"
