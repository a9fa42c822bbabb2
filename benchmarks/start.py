"""4. Starting the command line: `avvikelse --help` against an interpreter that does nothing."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.databases import Databases
from benchmarks.report import Line, at_most, milliseconds

RUNS = 20
TARGET = 4


def run(_databases: Databases) -> Iterator[Line]:
    """Compares the two, started in turns."""
    ours = [str(Path(sys.executable).with_name("avvikelse")), "--help"]
    nothing = [sys.executable, "-c", "pass"]
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS + 1):
        for figures, command in zip(spent, (ours, nothing), strict=True):
            figures.append(_seconds(command))
    help_, bare = (statistics.median(figures[1:]) for figures in spent)  # the first start warms the disk's cache
    yield at_most("avvikelse --help", milliseconds(help_), f"python -c pass {milliseconds(bare)}", help_ / bare, TARGET)


def _seconds(command: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
