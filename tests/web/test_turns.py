"""A page that many want at once is made for a few at a time, and keeps nobody from other pages."""

import asyncio
from contextlib import suppress

from avvikelse.errors import NotFound
from avvikelse.web.turns import Turns


async def read(turns: Turns, page: str, seconds: float, log: list[str]) -> None:
    """Somebody who reads a page that takes so long to make."""
    async with turns.of(page):
        log.append(f"in {page}")
        await asyncio.sleep(seconds)
        log.append(f"out {page}")


def test_no_more_than_a_few_of_a_page_are_made_at_once() -> None:
    async def morning(log: list[str]) -> None:
        turns = Turns(2)
        await asyncio.gather(*(read(turns, "/avvikelser", 0.001, log) for _ in range(6)))

    log: list[str] = []
    asyncio.run(morning(log))
    inside = [log[:place].count("in /avvikelser") - log[:place].count("out /avvikelser") for place in range(len(log))]
    assert max(inside) == 2
    assert log.count("out /avvikelser") == 6


def test_a_slow_page_keeps_nobody_from_another() -> None:
    async def morning(log: list[str]) -> None:
        turns = Turns(1)
        slow = [asyncio.create_task(read(turns, "/forum/{key}/protokoll", 60, log)) for _ in range(3)]
        await asyncio.sleep(0)
        await read(turns, "/avvikelser", 0, log)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)

    log: list[str] = []
    asyncio.run(morning(log))
    assert log == ["in /forum/{key}/protokoll", "in /avvikelser", "out /avvikelser"]


def test_a_page_that_fails_gives_its_turn_back_and_so_does_another_server() -> None:
    async def fails(turns: Turns) -> None:
        async with turns.of("/avvikelser/{number}"):
            raise NotFound("Den finns inte.")

    async def day(turns: Turns) -> None:
        for _ in range(3):
            with suppress(NotFound):
                await fails(turns)
        await read(turns, "/avvikelser/{number}", 0, [])

    turns = Turns(1)
    asyncio.run(day(turns))
    asyncio.run(day(turns))  # a server's loop of its own
