"""Fuzzes the de-identification check, guided by coverage: `make fuzz`. Takes the options of libFuzzer.

An input is a byte that says how to read it, and bytes: a text as it is, a row of pieces (one byte a piece), or such a
row over and over, seldom until it is 50 kB. `check` turns whatever goes wrong into `blocked`, so the inner method is
called and an exception ends the run. So does a text that takes more than two seconds of processor time: it is timed
again in a process without the instruments before it counts.
"""

import json
import re
import signal
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
SECONDS, LONGEST = 2, 50_000
_OVER_AND_OVER, _MOST_REPEATED = 255, 4  # the first byte of a row that is repeated, and its most pieces
_REPEATED, _SELDOM = 500, 16  # most such rows are short; one in so many is as long as can be
MINUTES = 10
_SHORT = 200  # texts whose proposal is checked too: that is several checks more
_SLOWNESS = 3  # what the instruments may cost before a text is timed without them
_ALONE = "--alone"

_WORDS = Path(__file__).with_suffix(".txt").read_text("utf-8").split()
_SIGNS = [*" ,.:;!?-–—−+/\\()[]{}<>'\"”´`_*#%&=|~\t\n\r€$§½·•…", "\r\n", "  ", ". ", ", ", "- \n", "-\n", " - "]
_ODD = [
    *"\u00a0\u00ad\u200b\u200c\u200d\u2028\u202e\u2060\ufeff\u0301\u0308\u030a\u0338\u1ab0\u0000\u0007\u0085\u061c",
    *"ßıİﬁŉǅﷺ２Ａ①Ⅷ²٣०𝟗𝐀кαКΑаеДжЖ中ア한א😀\ud800\udfff\U000e0041\u034f\u180e\u3000\u2009\u2011\u1e9e\u0345",
    "👩‍⚕️", "A\u030a", "a\u0308", "o\u0308", "\u0301\u0301\u0301",
]  # fmt: skip
PIECES = [*_WORDS, *_SIGNS, *_ODD]  # at most 256: one byte picks one


class TooSlowError(BaseException):
    """A text took more than its time. Not an Exception, or the check would catch it."""


def text_of(data: bytes) -> str:
    """Read an input as a text."""
    first, rest = (data[0], data[1:]) if data else (0, b"")
    if first == 0:
        return rest.decode("utf-8", "replace")
    if first == 1:
        return rest.decode("utf-16-le", "surrogatepass" if len(rest) % 2 == 0 else "replace")
    repeated = first == _OVER_AND_OVER and rest
    glue = " " if first % 2 and not repeated else ""
    row = glue.join(PIECES[byte % len(PIECES)] for byte in (rest[:_MOST_REPEATED] if repeated else rest))
    if not repeated:
        return row
    size = _REPEATED if zlib.crc32(data) % _SELDOM else LONGEST
    return (row * (size // len(row) + 1))[:size]


def seeds() -> Iterator[bytes]:
    """To start from: the sentences of our own made-up texts, and each piece alone, over and over."""
    for file in ("tests/deid/data/held-out-1.jsonl", "avvikelse/demo/cases.jsonl"):
        for line in (ROOT / file).read_text("utf-8").splitlines():
            case = json.loads(line)
            for sentence in re.split(r"(?<=[.!?]) ", case.get("text") or case["description"]):
                yield b"\0" + sentence.encode()
    yield from (bytes([2, number]) for number in range(len(PIECES)))
    yield from (bytes([_OVER_AND_OVER, number, 255 - number]) for number in range(len(PIECES)))


def inspect(text: str) -> None:
    """Check one text in every way; raises at the first thing that doesn't hold."""
    from avvikelse.deid.detector import default_detector  # noqa: PLC0415 -- instrumented when imported
    from avvikelse.deid.mask import mask  # noqa: PLC0415
    from tests.deid.invariants import assert_masked_well, assert_sound  # noqa: PLC0415

    findings = default_detector()._findings(text)  # noqa: SLF001 -- `check` hides what went wrong
    assert_sound(text, findings)
    if len(text) <= _SHORT:
        assert default_detector()._findings(text) == findings  # noqa: S101, SLF001
        assert_masked_well(text, mask(text))


def _alone(text: str) -> None:
    """Check one text within its time, in this process."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    inspect(text)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError


def _one(data: bytes) -> None:
    """What the fuzzer calls for every input."""
    text = text_of(data)
    try:
        signal.setitimer(signal.ITIMER_PROF, SECONDS * _SLOWNESS)
        inspect(text)
    except TooSlowError:
        command = [sys.executable, "-m", "tools.fuzz_deid", _ALONE]
        raw = text.encode("utf-8", "surrogatepass")
        subprocess.run(command, input=raw, check=True, cwd=ROOT)  # noqa: S603
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _fuzz(options: Sequence[str]) -> None:
    import atheris  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 -- in an environment of its own

    with atheris.instrument_imports(include=["avvikelse.deid"]):
        from avvikelse.deid.detector import check  # noqa: PLC0415
    check("Karin ringde.")  # lists and dictionary are read outside the time of any input
    with tempfile.TemporaryDirectory(prefix="fuzz-deid-") as folder:
        for number, seed in enumerate(seeds()):
            (Path(folder) / str(number)).write_bytes(seed)
        given = list(options) or [f"-max_total_time={60 * MINUTES}"]
        atheris.Setup([sys.argv[0], "-max_len=600", "-timeout=60", "-print_final_stats=1", *given, folder], _one)
        atheris.Fuzz()


if __name__ == "__main__":
    signal.signal(signal.SIGPROF, _stop)
    if sys.argv[1:] == [_ALONE]:
        given_text = sys.stdin.buffer.read().decode("utf-8", "surrogatepass")
        from avvikelse.deid import check as _first

        _first("Karin ringde.")
        _alone(given_text)
    else:
        _fuzz(sys.argv[1:])
