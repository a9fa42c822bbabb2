"""What must hold of the answers for any text at all. Used by the property tests and by the fuzzer."""

from collections.abc import Iterable

from avvikelse.deid import Finding, Level, Masked, Report, Verdict, check

_LAST_CERTAIN_LAYER, _LAST_LAYER = 3, 5


def assert_sound(text: str, findings: Iterable[Finding]) -> None:
    """Findings lie inside the text, in order, apart from each other, and no layer has failed."""
    place = 0
    for finding in findings:
        assert finding.layer, "a layer failed"
        assert place <= finding.start < finding.end <= len(text)
        assert finding.layer <= _LAST_LAYER
        assert (finding.level is Level.MUST_REWRITE) == (finding.layer <= _LAST_CERTAIN_LAYER)
        place = finding.end


def assert_verdict_follows(report: Report) -> None:
    """The verdict says what the findings say."""
    certain = any(f.level is Level.MUST_REWRITE for f in report.findings)
    expected = Verdict.BLOCKED if certain else Verdict.NEEDS_REVIEW if report.findings else Verdict.CLEAR
    assert report.verdict is expected


def assert_masked_well(text: str, masked: Masked) -> None:
    """Nothing of layers 1–3 is left, the map of places is right, and what is outside it is untouched."""
    assert [f for f in check(masked.text).findings if f.level is Level.MUST_REWRITE] == []
    old = new = 0
    for one in masked.exchanges:
        assert old <= one.start < one.end <= len(text)
        assert new <= one.new_start < one.new_end <= len(masked.text)
        assert text[old : one.start] == masked.text[new : one.new_start]
        old, new = one.end, one.new_end
    assert text[old:] == masked.text[new:]
    for finding in masked.report.findings:
        if finding.level is Level.MUST_REWRITE:
            assert any(one.start <= finding.start and finding.end <= one.end for one in masked.exchanges)


def marked(text: str) -> set[int]:
    """The places that layers 1–3 have marked."""
    return {i for f in check(text).findings if f.level is Level.MUST_REWRITE for i in range(f.start, f.end)}


def assert_wholly_covered(text: str, wanted: str) -> None:
    """Every letter and figure of a mention lies in some finding; blanks and stops identify nobody."""
    start = text.index(wanted)
    findings = check(text).findings
    covered = {place for f in findings for place in range(f.start, f.end)}
    places = range(start, start + len(wanted))
    assert all(place in covered for place in places if text[place].isalnum()), findings
