"""The words of the check: what it can find, how serious that is, and what the verdict is.

The vocabulary is that of the project's domain note on de-identification. Kinds of layers 1–3 name an individual or
narrow down who is meant and can only be rewritten; kinds of layers 4–5 are questions that a person may answer.
"""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What sort of identifier a finding is.

    Direct identifiers: `person` … `url`. Indirect ones: `place` … `rare`. The last two are undecided: a capitalised
    word nobody has explained, and a word that is spelt in a way no ordinary word is.
    """

    PERSON = "person"
    PERSONAL_NUMBER = "personal_number"
    BIRTH_DATE = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    CASE_NUMBER = "case_number"
    VEHICLE = "vehicle"
    ACCOUNT = "account"
    URL = "url"
    PLACE = "place"
    WORKPLACE = "workplace"
    DATE = "date"
    AGE = "age"
    POSTCODE = "postcode"
    RARE = "rare"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_WORD = "unknown_word"


class Level(StrEnum):
    """What may be done about a finding: rewrite the text, or answer the question and give a reason."""

    MUST_REWRITE = "must_rewrite"
    ASK = "ask"


class Verdict(StrEnum):
    """`blocked`: something must be rewritten. `needs_review`: only questions are left. `clear`: nothing was found.

    `clear` does not mean that nobody can be recognised; a person still attests that.
    """

    BLOCKED = "blocked"
    NEEDS_REVIEW = "needs_review"
    CLEAR = "clear"


class Finding(NamedTuple):
    """One stretch of the text that may identify somebody.

    `start` and `end` (exclusive) count Unicode code points of the text as it was given. `why` is one plain Swedish
    sentence for the person at the screen; it never repeats the words that were found, so it may be stored.
    """

    start: int
    end: int
    kind: Kind
    level: Level
    layer: int
    why: str


class Report(NamedTuple):
    """The answer for one text. Findings are in order of place and never overlap.

    `detector` and `text_sha256` (of the UTF-8 bytes) are what an attestation is bound to: another text, other code or
    another list makes another report.
    """

    findings: tuple[Finding, ...]
    verdict: Verdict
    detector: str
    text_sha256: str
