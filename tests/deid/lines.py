"""The tests of files that hold lines alone: what the check must cover in each, and lines in which it finds nothing.

Such a file says `test_mention_is_wholly_covered = each_is_covered(COVERED)` and `test_nothing_is_found =
each_is_clean(CLEAN)`: each line is a test of its own, named by its text.
"""

from collections.abc import Callable, Sequence

import pytest

from avvikelse.deid import check
from tests.deid.invariants import assert_wholly_covered


def each_is_covered(lines: Sequence[tuple[str, str]]) -> Callable[..., None]:
    """A test of each text and the mention in it that must be wholly covered."""

    @pytest.mark.parametrize(("text", "wanted"), lines)
    def test(text: str, wanted: str) -> None:
        assert_wholly_covered(text, wanted)

    return test


def each_is_clean(lines: Sequence[str]) -> Callable[..., None]:
    """A test of each text: nothing is found in it."""

    @pytest.mark.parametrize("text", lines)
    def test(text: str) -> None:
        assert [text[f.start : f.end] for f in check(text).findings] == []

    return test
