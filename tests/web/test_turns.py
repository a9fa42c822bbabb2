"""A page that many want at once is made for a few at a time, and keeps nobody from other pages."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Thread

from avvikelse.db.session import unit_of_work
from avvikelse.errors import NotFound
from avvikelse.services.signing_in import SEEN_EVERY
from avvikelse.web.turns import Turns
from tests.web.conftest import Browser
from tests.world import World


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


def test_who_is_noted_behind_a_long_write_keeps_nobody_from_the_page(
    world: World, as_user: Callable[[str], Browser]
) -> None:
    """That somebody was here is written every five minutes, and on SQLite one writer waits for another."""
    long_here, just_come, codes = as_user("fk.chef"), as_user("fk.utredare"), []
    world.now += SEEN_EVERY + timedelta(minutes=1)
    newcomer = as_user("fk.samordnare")

    def opens(browser: Browser) -> Thread:
        thread = Thread(target=lambda: codes.append(browser.get("/avvikelser").status_code))
        thread.start()
        return thread

    with unit_of_work(world.engine):
        waiting = [opens(long_here), opens(just_come)]
        waiting[0].join(0.3)
        reading = opens(newcomer)
        reading.join(10)
        assert not reading.is_alive()
    for thread in waiting:
        thread.join(10)
    assert codes == [200, 200, 200]
