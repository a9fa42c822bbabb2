"""How many of the same page are made at once in one process."""

from asyncio import AbstractEventLoop, Semaphore, get_running_loop
from collections import defaultdict
from functools import partial
from weakref import WeakKeyDictionary


class Turns:
    """Lets `most` readers of a page in at a time; the others wait in order, without a thread.

    Python runs one thread at a time. Many threads that want the same are slower than few, since each statement makes
    them change places. Each page has turns of its own, so that a slow document keeps nobody from their desk.
    """

    def __init__(self, most: int) -> None:
        new: partial[Semaphore] = partial(Semaphore, most)
        self._of: WeakKeyDictionary[AbstractEventLoop, defaultdict[str, Semaphore]] = WeakKeyDictionary()
        self._new = partial(defaultdict[str, Semaphore], new)

    def of(self, page: str) -> Semaphore:
        """The turns of a page, by its address with the numbers left open."""
        loop = get_running_loop()
        pages = self._of.get(loop)
        if pages is None:
            pages = self._of[loop] = self._new()
        return pages[page]
