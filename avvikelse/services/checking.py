"""The de-identification check as the gate uses it: whatever goes wrong with it, nothing is let through (R13).

A detector that fails its own trial, breaks down or takes too long answers `blocked` with a sentence that says so.
"""

from collections.abc import Callable
from functools import cache
from threading import Thread
from typing import TypeVar

from avvikelse.deid import Masked, Report, check, mask, self_test, unchecked

T = TypeVar("T")

TIME_LIMIT = 2.0
"""Seconds that one text may take."""

TOO_SLOW = "Kontrollen hann inte bli klar. Försök igen, eller dela upp texten i kortare stycken."


@cache
def _is_sound() -> bool:
    """True when the detector finds all it must find and passes what it must pass. Tried once per process."""
    return not self_test()


def inspect(*texts: str) -> Report:
    """What the check says of texts that will be read together; `blocked` when it can't be made within the time."""
    text = "\n\n".join(texts)
    return _beside(check, text, lambda broken: broken)


def propose(text: str) -> Masked:
    """What the check says of a text being written, with a proposal of what to write instead; none when it fails."""
    return _beside(mask, text, lambda broken: Masked(text, (), broken))


def _beside(work: Callable[[str], T], text: str, failed: Callable[[Report], T]) -> T:
    """Runs beside, so that a check that never ends holds nobody up. It is left to itself then: a text can't be taken
    away from it half-way.
    """
    if not _is_sound():
        return failed(unchecked(text))
    answers: list[T] = []
    beside = Thread(target=lambda: answers.append(work(text)), name="deid-check", daemon=True)
    beside.start()
    beside.join(TIME_LIMIT)
    if answers:
        return answers[0]
    return failed(unchecked(text, TOO_SLOW) if beside.is_alive() else unchecked(text))
