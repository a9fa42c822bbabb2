"""One work in a process of its own, and what it took. The works: first, dictionary, nothing, line blank, line newline.

Everything since the process began is counted, so nothing is imported before its turn.
"""

import sys
import time


def _work(what: list[str]) -> float:
    """Do it; the answer is what of the time so far isn't its own."""
    if what[0] == "first":
        from avvikelse.deid import check  # noqa: PLC0415

        check("Karin Lindqvist, 811228-9874, har väntat på kompletteringen sedan den 3 mars.")
    elif what[0] == "dictionary":
        from avvikelse.deid.dictionary import installed  # noqa: PLC0415

        installed()
    elif what[0] == "line":
        return _line(" " if what[1] == "blank" else "\n")
    return 0.0


def _line(separator: str) -> float:
    from avvikelse.deid import check  # noqa: PLC0415
    from benchmarks.deid_texts import mixed  # noqa: PLC0415

    text = mixed(2_000_000).replace("\n", " ").replace(". ", f".{separator}")
    check("Karin ringde.")
    started = time.process_time()
    check(text)
    return started


def _peak() -> float:
    """Megabytes at most. The kernel's own figure: the one `getrusage` gives may be that of the parent process."""
    try:
        with open("/proc/self/status") as status:  # noqa: PTH123
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except OSError:
        import resource  # noqa: PLC0415

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / (1024 if sys.platform == "darwin" else 1)


if __name__ == "__main__":
    began = _work(sys.argv[1:])
    print(f'{{"seconds": {time.process_time() - began:.4f}, "megabytes": {_peak():.1f}}}')
