"""The table that a run prints: what was measured, ours, the peer's, the ratio, the target, and whether it was met."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

WIDTHS = (45, 17, 33, 8, 9)
HEADINGS = ("what", "ours", "peer", "ratio", "target")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. A line without `met` is there for comparison and has no target."""

    what: str
    ours: str
    peer: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None


def at_least(what: str, ours: str, peer: str, ratio: float, target: float) -> Line:
    """A line whose ratio should be the target or more."""
    return Line(what, ours, peer, f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}", f">= {target:g}", ratio >= target)


def at_most(what: str, ours: str, peer: str, ratio: float, target: float) -> Line:
    """A line whose ratio should be the target or less."""
    return Line(what, ours, peer, f"{ratio:.2f}", f"<= {target:g}", ratio <= target)


def print_headings() -> None:
    """Prints the head of the table."""
    _print(HEADINGS, "")
    print("-" * (sum(WIDTHS) + 2 * len(WIDTHS) + 5))


def print_line(line: Line) -> None:
    """Prints a line as soon as it is measured."""
    verdict = {True: "ok", False: "SHORT", None: ""}[line.met]
    _print((line.what, line.ours, line.peer, line.ratio, line.target), verdict)


def _print(cells: tuple[str, ...], verdict: str) -> None:
    padded = "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    print(f"{padded}  {verdict}".rstrip(), flush=True)


def microseconds(seconds: float) -> str:
    """A short time as it is read."""
    return f"{seconds * 1e6:.1f} µs" if seconds < 1e-4 else f"{seconds * 1e6:.0f} µs"


def milliseconds(seconds: float) -> str:
    """A longer time as it is read."""
    return f"{seconds * 1e3:.2f} ms"


def interleaved(
    works: dict[str, Callable[[], object]], *, rounds: int, calls: int, warm: int = 3
) -> dict[str, list[float]]:
    """Seconds per call of each work, one figure per round. The works take turns, so that they share a noisy moment."""
    for work in works.values():
        for _ in range(warm):
            work()
    spent: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            started = time.perf_counter()
            for _ in range(calls):
                work()
            spent[name].append((time.perf_counter() - started) / calls)
    return spent


def medians(works: dict[str, Callable[[], object]], *, rounds: int, calls: int, warm: int = 3) -> dict[str, float]:
    """The median seconds per call of each work."""
    spent = interleaved(works, rounds=rounds, calls=calls, warm=warm)
    return {name: statistics.median(figures) for name, figures in spent.items()}
