"""Personal numbers in every form they are written, freshly made. Birth numbers are those kept for fiction, 980–999."""

import random
from datetime import date, timedelta

SENTENCES = (
    "{}",
    "({})",
    "Pat {}, sjukskriven.",
    "pnr:{}",
    "Se intyg för {},och svara.",
    "Ärendet för {} gäller dag 90.",
)
DASHES = ("-", "–", "‑", "−", "—", " - ", "- ", " -", "+", " ", ".", "/", "")
REGIONAL = ("FUXPL", "KMX", "ABCDEFGHJKLMNPRSTUXYZ")


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


def ordinary(rng: random.Random) -> str:
    born = date(1915, 1, 1) + timedelta(days=rng.randrange(40_000))
    day = born.day + rng.choice((0, 0, 60))
    century = rng.choice(("", "", f"{born.year // 100}", f"{born.year // 100} ", f"{born.year // 100}-"))
    inner = rng.choice(("", "", "-", " ", "/", "."))
    last = rng.choice(("XXXX", "xxxx", "****", f"{rng.randrange(9800, 10_000)}", f"98 {rng.randrange(10, 100)}"))
    join = rng.choice(DASHES if inner not in {"-", "/", "."} else DASHES[:-1])
    return f"{century}{born:%y}{inner}{born:%m}{inner}{day:02}{join}{last}"


def reserve(rng: random.Random) -> str:
    born = date(1915, 1, 1) + timedelta(days=rng.randrange(40_000))
    letters = rng.choice(REGIONAL[2]) + rng.choice(REGIONAL[2])
    return rng.choice(
        (
            f"{born:%Y%m%d}{rng.choice(REGIONAL[1])}{rng.randrange(1000):03}",
            f"{born:%Y%m%d}S{rng.choice(REGIONAL[0])}{rng.randrange(10)}{rng.choice('ABCDE')}",
            f"99{born:%Y}{rng.randrange(10**6):06}",
            f"{born:%Y%m}{rng.randrange(32, 60)}98{rng.randrange(10, 100)}",
            f"22{born:%y%m%d}-{letters}{rng.randrange(100):02}",
            f"22{born:%y%m%d}{letters}{rng.randrange(100):02}",
        )
    )


def disguised(rng: random.Random) -> str:
    born = date(1915, 1, 1) + timedelta(days=rng.randrange(40_000))
    plain = f"{born:%Y%m%d}-{rng.randrange(9800, 10_000)}"
    at = rng.randrange(1, len(plain) - 1)
    return rng.choice((full_width(plain), f"{plain[:at]}\u200b{plain[at:]}", f"{plain[:at]}\u00ad{plain[at:]}"))
