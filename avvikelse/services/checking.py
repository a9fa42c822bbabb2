"""The de-identification check as the gate uses it: whatever goes wrong with it, nothing is let through (R13).

A detector that fails its own trial, breaks down or takes too long answers `blocked` with a sentence that says so.

The same texts are checked over and over: at attesting, at lifting, each time an agenda is shown. The check is pure, so
what it said of a text is remembered, bound to the text's sha256 and the detector's version, as an attestation is. It is
said again only if the detector, asked just then, still finds everything in a line made for the purpose.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from threading import Lock, Thread
from typing import TypeVar

from avvikelse.deid import (
    TRIAL,
    Masked,
    Report,
    check,
    detector_version,
    mask,
    passes_trial,
    self_test,
    unchecked,
)

T = TypeVar("T")

TIME_LIMIT = 2.0
"""Seconds that one text may take."""

TOO_SLOW = "Kontrollen hann inte bli klar. Försök igen, eller dela upp texten i kortare stycken."
LEAST_REMEMBERED = 250
"""Characters; a shorter text is checked as quickly as the line that is tried in its place."""
MOST_REMEMBERED = 1_000
"""Reports, of the texts last asked for. A report holds places and kinds, never a word of the text."""

_BEFORE_ALL = 0  # the layer of a finding that says that the check could not be made


class _Reports:
    """What was said of the latest texts, by the text's sum and the detector's version."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], Report] = OrderedDict()
        self._lock = Lock()

    def of(self, text: str) -> Report | None:
        """Give the report on a text by the detector in force, None where there is none."""
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        key = digest, detector_version()
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def keep(self, report: Report) -> None:
        """Remember a report, unless it only says that the check could not be made."""
        if any(finding.layer == _BEFORE_ALL for finding in report.findings):
            return
        with self._lock:
            self._known[report.text_sha256, report.detector] = report
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)


_reports = _Reports()


@cache
def _is_sound() -> bool:
    """True when the detector finds all it must find and passes what it must pass. Tried once per process."""
    return not self_test()


def inspect(*texts: str) -> Report:
    """What the check says of texts that will be read together; `blocked` when it can't be made within the time."""
    text = "\n\n".join(texts)
    if not _is_sound():
        return unchecked(text)
    known = _reports.of(text) if len(text) >= LEAST_REMEMBERED else None
    if known is None:
        report = _beside(check, text, _itself)
        _reports.keep(report)
        return report
    trial = _beside(check, TRIAL, _itself)
    if passes_trial(trial):
        return known
    return unchecked(text, TOO_SLOW) if any(found.why == TOO_SLOW for found in trial.findings) else unchecked(text)


def propose(text: str) -> Masked:
    """What the check says of a text being written, with a proposal of what to write instead; none when it fails."""
    if not _is_sound():
        return Masked(text, (), unchecked(text))
    return _beside(mask, text, lambda broken: Masked(text, (), broken))


def _itself(report: Report) -> Report:
    return report


def _beside(work: Callable[[str], T], text: str, failed: Callable[[Report], T]) -> T:
    """Work beside, so that what never ends holds nobody up. It is left to itself then: a text can't be taken away from
    it half-way.
    """
    answers: list[T] = []
    beside = Thread(target=lambda: answers.append(work(text)), name="deid-check", daemon=True)
    beside.start()
    beside.join(TIME_LIMIT)
    if answers:
        return answers[0]
    return failed(unchecked(text, TOO_SLOW) if beside.is_alive() else unchecked(text))
