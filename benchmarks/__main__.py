"""Runs the benchmarks and prints their table. `python -m benchmarks [NAME …]` runs only those named."""

import sys
import time
from collections.abc import Callable, Iterator

from benchmarks import decide, deid, deid_peer, documents, growth, start, sweep, web_desk, whole_move, writers
from benchmarks.databases import Databases
from benchmarks.report import Line, print_headings, print_line

BENCHES: dict[str, Callable[[Databases], Iterator[Line]]] = {
    "decide": decide.run,
    "move": whole_move.run,
    "writers": writers.run,
    "start": start.run,
    "growth": growth.run,
    "sweep": sweep.run,
    "desk": web_desk.run,
    "documents": documents.run,
    "deid": deid.run,
    "deid-peer": deid_peer.run,
}


def main(names: list[str]) -> int:
    """Runs the named benchmarks, or all. A target that falls short is printed, not an error."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no benchmark {unknown[0]}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    started = time.monotonic()
    short = 0
    print_headings()
    with Databases() as databases:
        for name in names or BENCHES:
            for line in BENCHES[name](databases):
                print_line(line)
                short += line.met is False
    print(f"\n{short} short of target; {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
