"""The number of a deviation: short, the same for all parties, and telling nothing."""

import re

NUMBER = re.compile(r"^\s*(?:avv)?[\s-]*(\d{4})[\s-]+0*(\d{1,6})\s*$", re.IGNORECASE)


def case_number(year: int, running: int) -> str:
    """The number a deviation is known by in all organisations: 'AVV-2026-0042'."""
    return f"AVV-{year}-{running:04d}"


def read_case_number(text: str) -> str | None:
    """The number meant by what a person typed ('avv 2026-42' is AVV-2026-0042), or None when it is no number."""
    match = NUMBER.match(text)
    return case_number(int(match[1]), int(match[2])) if match else None
