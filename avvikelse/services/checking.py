"""The de-identification check as the gate uses it: whatever goes wrong with it, nothing is let through (R13).

A detector that fails its own trial, breaks down or takes too long answers `blocked` with a sentence that says so.
"""

from functools import cache
from threading import Thread

from avvikelse.deid import Report, check, self_test, unchecked

TIME_LIMIT = 2.0
"""Seconds that one text may take."""

TOO_SLOW = "Kontrollen hann inte bli klar. Försök igen, eller dela upp texten i kortare stycken."


@cache
def _is_sound() -> bool:
    """True when the detector finds all it must find and passes what it must pass. Tried once per process."""
    return not self_test()


def inspect(*texts: str) -> Report:
    """What the check says of texts that will be read together; `blocked` when it can't be made within the time.

    The check runs beside, so that one that never ends holds nobody up. It is left to itself then: a text can't be
    taken away from it half-way.
    """
    text = "\n\n".join(texts)
    if not _is_sound():
        return unchecked(text)
    answers: list[Report] = []
    beside = Thread(target=lambda: answers.append(check(text)), name="deid-check", daemon=True)
    beside.start()
    beside.join(TIME_LIMIT)
    if answers:
        return answers[0]
    return unchecked(text, TOO_SLOW) if beside.is_alive() else unchecked(text)
