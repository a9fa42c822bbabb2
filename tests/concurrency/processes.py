"""Processes that are killed: each is a fork of one that has read all it needs, so that it works at once.

What is read there: the program and, by asking it once, the de-identification check, which tries itself at first.
"""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

AT_MOST = 60
"""Seconds that anything may take."""


def begin(work: Callable[..., None], *args: Any) -> tuple[BaseProcess, Connection]:
    """A process that does the work, and where it can be heard: the work is called with the other end of that, last."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.concurrency.preread"])
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(*args, theirs))
    process.start()
    theirs.close()
    return process, mine


def kill(process: BaseProcess, told: Connection) -> list[Any]:
    """Kills a process that is at work. Gives all that it had time to tell of and nobody has heard yet."""
    process.kill()
    return ends(process, told)


def ends(process: BaseProcess, told: Connection) -> list[Any]:
    """Listens to a process to its end. Gives all that it tells of."""
    heard = []
    with told:
        while told.poll(AT_MOST):
            try:
                heard.append(told.recv())
            except EOFError:
                break
    process.join(AT_MOST)
    return heard
