"""A lock that is handed over in the order it was asked for, so that no writer waits for ever."""

import os
import sys
import threading
import weakref
from collections import deque
from contextlib import suppress
from types import TracebackType

if sys.platform != "win32":
    import fcntl


class FairLock:
    """First come, first served. `threading.Lock` promises no order, and under load some threads starve.

    With the path of a file the turn is kept between processes too, by the operating system's lock on that file. It is
    a courtesy only: where it can't be had (Windows, some network disks), what the writers share guards itself.
    """

    def __init__(self, path: str | None = None) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False
        self._file = _open(path) if path is not None else None
        if self._file is not None:
            weakref.finalize(self, os.close, self._file)

    def __enter__(self) -> None:
        self._await_turn()
        if self._file is not None and sys.platform != "win32":
            with suppress(OSError):
                fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None and sys.platform != "win32":
            with suppress(OSError):
                fcntl.flock(self._file, fcntl.LOCK_UN)
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _await_turn(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()


def _open(path: str) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
