"""6. The de-identification check: how fast, on ordinary and on hostile text, how evenly it grows, start and memory.

All times are of the processor, so that a busy machine changes them less. The floor is one pass of `re` over the words;
the peer is the dictionary alone, asked about each word, which is what any check against a word list must do.
"""

import gc
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import _lru_cache_wrapper, cache, partial

from avvikelse.deid import check
from avvikelse.deid.detector import default_detector
from avvikelse.deid.dictionary import installed
from benchmarks.databases import Databases
from benchmarks.deid_texts import HOSTILE_SIZE, documents, hostile, mixed, repeated, reports
from benchmarks.report import Line, at_most, milliseconds

MEGABYTES_A_SECOND, TEN_KB, HOSTILE, START, MEMORY = 1, 0.020, 0.5, 0.5, 150
LINEAR = 1.25  # four times the text may take four times as long, and this much more
_WORD = re.compile(r"\w+")
_ROUNDS, _STARTS = 3, 5

Work = Callable[[str], object]


def words(text: str) -> int:
    """The floor: find the words."""
    return sum(1 for _ in _WORD.finditer(text))


def spelling(text: str) -> int:
    """The peer: ask the dictionary about each word, without remembering its answers."""
    spell = installed()._speller.spell  # noqa: SLF001 -- the very same dictionary, without what we put round it
    return sum(spell(word) for word in _WORD.findall(text))


WORKS: dict[str, Work] = {"ours": check, "re, words": words, "dictionary": spelling}


def run(_databases: Databases) -> Iterator[Line]:
    """All of it, the quick parts first."""
    check("Karin ringde.")
    _memories()
    gc.freeze()  # the other peers' modules are in this process too, and must not be swept with our texts
    yield from _ordinary()
    yield from _ten_kilobytes()
    yield from _new_words()
    yield from _hostile()
    yield from _one_line()
    yield from _start()


def _spent(work: Work, texts: Sequence[str]) -> float:
    started = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - started


def _in_turns(texts: Sequence[str], works: dict[str, Work]) -> dict[str, float]:
    """The median time of each work, taken in turns."""
    spent = [{name: _spent(work, texts) for name, work in works.items()} for _ in range(_ROUNDS)]
    return {name: statistics.median(one[name] for one in spent) for name in works}


def _least(texts: Sequence[str], work: Work = check) -> list[float]:
    """The least time for each text of a few in turns, its words as if new: to be compared, without the other work."""
    spent = [[_anew(work, text) for text in texts] for _ in range(_ROUNDS)]
    return [min(times) for times in zip(*spent, strict=True)]


def _anew(work: Work, text: str) -> float:
    """The time when what the check remembers of words has been emptied; lists and dictionary stay."""
    for memory in _memories():
        memory.cache_clear()
    default_detector().forget()
    installed().forget()
    return _spent(work, [text])


@cache
def _memories() -> "list[_lru_cache_wrapper[object]]":
    """What the check keeps from one text to the next, with a bound on its size."""
    found = [one for one in gc.get_objects() if type(one) is _lru_cache_wrapper and one.cache_parameters()["maxsize"]]
    return [one for one in found if str(one.__module__).startswith("avvikelse.deid")]


def _held(what: str, ours: str, peer: str, ratio: float, target: str, met: bool) -> Line:
    """A line with an absolute target on ours, and the ratio to the peer beside it."""
    return Line(what, ours, peer, f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}", target, met)


def _ordinary() -> Iterator[Line]:
    first = reports()
    speed = sum(len(text.encode()) for text in first) / 1e6 / _spent(check, first)
    yield Line("check, our reports, the first of a process: speed", f"{speed:.2f} MB/s", "")
    _settle([*first, *documents(100, 2_000)])
    for what, texts in (
        ("check, our reports as they are: speed", reports()),
        ("check, mixed texts of 2 kB: speed", documents(100, 2_000)),
    ):
        size = sum(len(text.encode()) for text in texts) / 1e6
        speed = {name: size / seconds for name, seconds in _in_turns(texts, WORKS).items()}
        ours = speed.pop("ours")
        for name, theirs in speed.items():
            target = f">= {MEGABYTES_A_SECOND} MB/s" if name == "dictionary" else ""
            met = ours >= MEGABYTES_A_SECOND if target else None
            line = f"{ours:.2f} MB/s", f"{name} {theirs:.2f} MB/s"
            yield Line(what, *line, f"{ours / theirs:.2f}", target, met)


def _settle(texts: Sequence[str]) -> None:
    """Check texts until a process has learnt what it will learn of them."""
    for _ in range(_ROUNDS):
        for text in texts:
            check(text)


def _new_words() -> Iterator[Line]:
    """The first text of a process: every word is new to it, and the dictionary is asked about each."""
    (text,) = documents(1, 10_000)
    (ours,), (theirs,) = _least([text]), _least([text], spelling)
    line = milliseconds(ours), f"dictionary {milliseconds(theirs)}"
    yield Line("check, 10 kB of words as if new", *line, f"{ours / theirs:.2f}")


def _ten_kilobytes() -> Iterator[Line]:
    spent = [{name: _spent(work, [text]) for name, work in WORKS.items()} for text in documents(40, 10_000)]
    p50, p95 = ({name: statistics.quantiles([one[name] for one in spent], n=20)[k] for name in WORKS} for k in (9, 18))
    ratio, theirs = p95["ours"] / p95["dictionary"], f"dictionary {milliseconds(p95['dictionary'])}"
    met = p95["ours"] <= TEN_KB
    yield Line("check, 10 kB: p50", milliseconds(p50["ours"]), f"dictionary {milliseconds(p50['dictionary'])}")
    yield _held("check, 10 kB: p95", milliseconds(p95["ours"]), theirs, ratio, "<= 20 ms", met)


def _hostile() -> Iterator[Line]:
    worst = (0.0, "")
    for name, unit in hostile():
        texts = [repeated(unit, size) for size in (HOSTILE_SIZE // 4, HOSTILE_SIZE // 2, HOSTILE_SIZE)]
        quarter, half, whole = _least(texts)
        (floor,) = _least(texts[-1:], words)
        worst = max(worst, (whole / quarter / 4, f"{name}: 2x {half / quarter:.2f}, 4x {whole / quarter:.2f}"))
        met = whole <= HOSTILE
        theirs = f"re, words {milliseconds(floor)}"
        yield _held(f"50 kB of {name}", milliseconds(whole), theirs, whole / floor, "<= 0.5 s", met)
    yield at_most("12.5 to 50 kB, the worst: growth by four", "", worst[1], worst[0], LINEAR)
    text = mixed(200_000)
    once, twice, four = _least([text[: len(text) * k // 4] for k in (1, 2, 4)])
    growth = f"2x {twice / once:.2f}, 4x {four / once:.2f}"
    yield at_most("50 to 200 kB, ordinary: growth by four", "", growth, four / once / 4, LINEAR)


def _one_line() -> Iterator[Line]:
    line, lines = (_fresh(f"line {separator}") for separator in ("blank", "newline"))
    ours, theirs = f"{line['seconds']:.1f} s", f"in lines {lines['seconds']:.1f} s"
    yield at_most("one line of 2 MB", ours, theirs, line["seconds"] / lines["seconds"], LINEAR)
    yield Line("one line of 2 MB: peak memory", f"{line['megabytes']:.0f} MB", f"in lines {lines['megabytes']:.0f} MB")


def _start() -> Iterator[Line]:
    """Fresh processes in turns: ours, the dictionary alone, and an interpreter that does nothing."""
    spent: dict[str, list[dict[str, float]]] = {"first": [], "dictionary": [], "nothing": []}
    for _ in range(_STARTS):
        for name, figures in spent.items():
            figures.append(_fresh(name))
    seconds, memory = (
        {name: statistics.median(one[key] for one in figures) for name, figures in spent.items()}
        for key in ("seconds", "megabytes")
    )
    show = partial("{:.2f} s".format)
    what = "start and first check"
    ours, bare, peer = seconds["first"], seconds["nothing"], seconds["dictionary"]
    yield _held(what, show(ours), f"dictionary alone {show(peer)}", ours / peer, "<= 0.5 s", ours <= START)
    yield Line(what, show(ours), f"python {show(bare)}", f"{ours / bare:.0f}")
    ours, peer = memory["first"], memory["dictionary"]
    theirs = f"dictionary alone {peer:.0f} MB"
    yield _held(f"{what}: peak memory", f"{ours:.0f} MB", theirs, ours / peer, "<= 150 MB", ours <= MEMORY)


def _fresh(what: str) -> dict[str, float]:
    """Run one work in a process of its own and read what it says."""
    command = [sys.executable, "-m", "benchmarks.deid_fresh", *what.split()]
    out = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(out.stdout)
    return figures
