"""A manager's desk of fifty rows among a million cases: requests a second on one worker, and how long they wait.

Eight clients in this process, the worker in one of its own. The floor is a bare Starlette route that reads as many rows
with one raw statement and writes them in a list.
"""

import asyncio
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.databases import KINDS, Databases
from benchmarks.million import COORDINATOR, MANAGER, REPORTER, ROWS, build_million, sign_in
from benchmarks.report import Line, at_least, at_most

CASES = 1_000_000
CLIENTS, WARM, SECONDS = 8, 2.0, 8.0
RATE, LONGEST_WAIT = 600, 0.060
STARTS_WITHIN = 60


def run(databases: Databases) -> Iterator[Line]:
    """Measures the desk and the floor on each database."""
    for kind in KINDS:
        url = databases.fresh(kind)
        engine = build_million(url, CASES)
        tokens = {who: sign_in(engine, who) for who in (MANAGER, REPORTER, COORDINATOR)}
        engine.dispose()
        yield from _measured(kind, url, tokens)


def _measured(kind: str, url: str, tokens: dict[str, str]) -> Iterator[Line]:
    with _served("floor", url) as port:
        floor, _ = _load(port, "")
    with _served("ours", url) as port:
        for who, token in tokens.items():
            rate, waits = _load(port, token)
            p50, p99 = statistics.median(waits), statistics.quantiles(waits, n=100)[98]
            what = f"desk of {ROWS}, {kind}: {who}"
            yield at_least(what, f"{rate:.0f}/s", f"target {RATE}/s; bare rows {floor:.0f}/s", rate / RATE, 1)
            wait = f"{p99 * 1e3:.0f} ms"
            yield at_most(
                f"  p99 (p50 {p50 * 1e3:.0f} ms)", wait, f"{LONGEST_WAIT * 1e3:.0f} ms", p99 / LONGEST_WAIT, 1
            )


@contextmanager
def _served(what: str, url: str) -> Iterator[int]:
    """A worker in a process of its own, on a port of the loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.web_server", what, url, str(port)])
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(STARTS_WITHIN)


def _wait_for(port: int) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)
        else:
            return


def _load(port: int, token: str) -> tuple[float, list[float]]:
    """Requests a second and how long each waited, after a while to warm up."""
    asyncio.run(_clients(port, token, WARM))
    started = time.perf_counter()
    waits = asyncio.run(_clients(port, token, SECONDS))
    return len(waits) / (time.perf_counter() - started), waits


async def _clients(port: int, token: str, seconds: float) -> list[float]:
    ends = time.perf_counter() + seconds
    found = await asyncio.gather(*(_client(port, token, ends) for _ in range(CLIENTS)))
    return [wait for waits in found for wait in waits]


async def _client(port: int, token: str, ends: float) -> list[float]:
    """One browser that asks again as soon as it has been answered, on a connection that stays."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = ("GET /avvikelser HTTP/1.1", "Host: localhost", "Accept-Encoding: gzip", f"Cookie: avvikelse={token}")
    request = "\r\n".join((*lines, "", "")).encode()
    waits: list[float] = []
    while (asked := time.perf_counter()) < ends:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.split(b"\r\n")[0].decode())
        await reader.readexactly(int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]))
        waits.append(time.perf_counter() - asked)
    writer.close()
    return waits
