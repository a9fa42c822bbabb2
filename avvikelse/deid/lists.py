"""The word lists beside the code, and the proof that they are whole.

A list that was cut short or edited without its manifest would let names through without anybody noticing, so every
file is compared with the sum and count that the manifest states before any text is checked.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

REQUIRED = (
    "allow",
    "employers",
    "first_common",
    "first_other",
    "first_words",
    "last_common",
    "last_other",
    "last_words",
    "names_surely",
    "places",
    "places_words",
)
_SUM_PREFIX = 8


class ListError(Exception):
    """A list is missing or doesn't match the manifest."""


class Folder(Protocol):
    """The part of a path that is used; a plain directory and a packaged one both have it."""

    def joinpath(self, name: str, /) -> "Folder":
        """Name a file in the folder."""

    def read_bytes(self) -> bytes:
        """Read the file."""


Phrases = Mapping[str, tuple[tuple[str, ...], ...]]


class Lists(NamedTuple):
    """Every list, casefolded. Phrases are keyed by their first word, longest first."""

    first_common: frozenset[str]
    first_other: frozenset[str]
    first_words: frozenset[str]
    last_common: frozenset[str]
    last_other: frozenset[str]
    last_words: frozenset[str]
    names_surely: frozenset[str]
    allow: Phrases
    employers: Phrases
    places: Phrases
    places_words: Phrases
    version: str


def packaged() -> Folder:
    """Give the folder of lists that is installed with the code."""
    return _Beside(os.path.join(os.path.dirname(__file__), "data"))  # noqa: PTH118, PTH120 -- see `_Beside`


class _Beside:
    """The folder beside the code, read by what has loaded the code, also from a zip file.

    `importlib.resources` and `pathlib` do the same, but loading them takes as long as reading all the lists.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def joinpath(self, name: str, /) -> "_Beside":
        """Name a file in the folder."""
        return _Beside(os.path.join(self._path, name))  # noqa: PTH118

    def read_bytes(self) -> bytes:
        """Read the file."""
        loader: Any = __spec__.loader
        found: bytes = loader.get_data(self._path)
        return found


def load(folder: Folder) -> Lists:
    """Read and verify every list; raise ListError on the first that isn't what the manifest says."""
    try:
        raw_manifest = folder.joinpath("manifest.json").read_bytes()
        manifest = json.loads(raw_manifest)["lists"]
        read = {name: _verified(folder, f"{name}.txt", manifest) for name in REQUIRED}
    except ListError:
        raise
    except Exception as error:
        raise ListError("manifest or list cannot be read") from error
    phrases = {name: _phrases(read.pop(name)) for name in ("allow", "employers", "places", "places_words")}
    words = {name: frozenset(lines) for name, lines in read.items()}
    return Lists(**words, **phrases, version=hashlib.sha256(raw_manifest).hexdigest()[:_SUM_PREFIX])  # type: ignore[arg-type]


def _verified(folder: Folder, file: str, manifest: Mapping[str, Any]) -> list[str]:
    """Read one list and hold it against its entry."""
    raw = folder.joinpath(file).read_bytes()
    lines = raw.decode("utf-8").splitlines()
    if b"#" in raw or b"\n\n" in raw:
        lines = [line for line in lines if line and line[0] != "#"]
    stated = manifest[file]
    if not lines or len(lines) != stated["count"] or hashlib.sha256(raw).hexdigest() != stated["sha256"]:
        raise ListError(f"{file} does not match the manifest")
    return lines


def _phrases(lines: Iterable[str]) -> Phrases:
    """Key phrases by first word; a word is what the tokeniser calls one."""
    keyed: dict[str, list[tuple[str, ...]]] = {}
    for line in lines:
        words = tuple(line.split())
        keyed.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(many, key=len, reverse=True)) for first, many in keyed.items()}
