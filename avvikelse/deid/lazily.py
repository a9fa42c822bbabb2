"""An attribute worked out when it is first asked for.

As `functools.cached_property`, without the lock that Python 3.11 takes each time: what is worked out here is the same
whoever does it, and a text has a dozen of them.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class lazily(Generic[T]):  # noqa: N801 -- named as what it decorates with
    """Work out an attribute at first use and keep it with the object."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        """Take the method that works it out."""
        self._work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn the attribute's name."""
        self._name = name

    def __get__(self, one: Any, owner: type) -> T:
        """Work it out; what is kept is found before this is asked again."""
        found = one.__dict__[self._name] = self._work(one)
        return found
