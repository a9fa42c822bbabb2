"""The de-identification check as the gate uses it: a detector that fails its own trial lets nothing through (R13)."""

from dataclasses import replace
from functools import cache

from avvikelse.deid import Report, Verdict, check, self_test


@cache
def _is_sound() -> bool:
    """True when the detector finds all it must find and passes what it must pass. Tried once per process."""
    return not self_test()


def inspect(text: str) -> Report:
    """What the check says of a text; `blocked` whatever it says when the detector has failed its self-test."""
    report = check(text)
    return report if _is_sound() else replace(report, verdict=Verdict.BLOCKED)
