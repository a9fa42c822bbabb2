"""What holds for any text: places and verdict, and that more text never hides what was found."""

from hypothesis import given, settings
from hypothesis import strategies as st

from avvikelse.deid import check
from tests.deid.identifiers import anything, hidden, identifiers, surroundings
from tests.deid.invariants import assert_sound, assert_verdict_follows, marked

_BETWEEN = st.sampled_from((" ", "\n", "\r\n"))


@settings(max_examples=150, deadline=None)
@given(anything)
def test_any_text_gives_sound_findings_twice_the_same(text: str) -> None:
    report = check(text)
    assert_sound(text, report.findings)
    assert_verdict_follows(report)
    assert check(text) == report


@settings(max_examples=150, deadline=None)
@given(surroundings, st.one_of(identifiers, hidden(identifiers)), surroundings)
def test_an_inserted_identifier_is_covered_exactly(before: str, identifier: str, after: str) -> None:
    start = len(before) + 2
    text = f"{before}: {identifier}, {after}"
    places = {(f.start, f.end) for f in check(text).findings if f.layer in {1, 2}}
    assert (start, start + len(identifier)) in places


@settings(max_examples=150, deadline=None)
@given(anything, _BETWEEN, anything, st.booleans())
def test_more_text_hides_nothing_patterned(text: str, between: str, more: str, first: bool) -> None:
    longer, moved = (f"{more}{between}{text}", len(more + between)) if first else (f"{text}{between}{more}", 0)
    still = marked(longer)
    for finding in check(text).findings:
        if finding.layer == 1:
            assert {i + moved for i in range(finding.start, finding.end) if text[i].isalnum()} <= still
