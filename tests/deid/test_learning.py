"""What is learnt of words between texts never hides a match, and never breaks an answer."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from avvikelse.deid.beginnings import beginning, followed
from avvikelse.deid.starts import Starts

_PARSER: Any = re._parser  # type: ignore[attr-defined]  # noqa: SLF001 (typeshed leaves re's own parser out)


def test_a_long_word_inside_a_group_may_begin_the_pattern() -> None:
    word = "arbetsmarknadsförvaltningschef"
    asked = beginning(_PARSER.parse(rf"(?i)\b(?:{word}|biskop)(?!\w)"))
    assert asked.match(followed(word, ""))
    assert asked.match(followed(word, " r"))
    assert not asked.match(followed("arbetsmarknad", " r"))


class _Slow:
    """A pattern that is made ready; it isn't one of the check's own."""

    plan = None

    def prepare(self) -> None:
        """Give other threads time to ask too."""
        sum(range(2_000))


def test_several_threads_make_the_last_patterns_ready() -> None:
    for _ in range(50):
        starts = Starts([None] * 6, tuple(_Slow() for _ in range(6)))  # type: ignore[arg-type]  # (not a pattern)
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(starts.prepare, 2) for _ in range(8)]:
                done.result()
        assert starts.ready
