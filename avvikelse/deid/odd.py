"""Layer 4: words of mixed alphabets and characters that nobody sees."""

import re
from collections.abc import Iterable, Iterator

_LATIN = "A-Za-z\u00c0-\u024f"
_FOREIGN = "\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff"
_MIXED_SCRIPT = re.compile(
    rf"(?<![{_LATIN}{_FOREIGN}])(?:[{_LATIN}]+[{_FOREIGN}]|[{_FOREIGN}]+[{_LATIN}])[{_LATIN}{_FOREIGN}]*"
)
_ODD = re.compile(
    rf"[{_FOREIGN}\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]+"
    r"|(?<=\w)[\u200c\u200d\ufeff]+"
)


def odd_characters(original: str, used: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Give words of mixed alphabets and runs of invisible characters, as places in the text as it was given.

    `used` are the different characters in it.
    """
    if not _ODD.search("".join(used)):
        return
    for pattern in (_MIXED_SCRIPT, _CONTROL):
        yield from (match.span() for match in pattern.finditer(original))
